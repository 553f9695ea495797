"""What comes into the library: the places that somebody names or that are due, what partners drop, and the shelf."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import tracing
from console.drop import read_drop
from console.publishing import publish_approved
from ingest import sources
from ingest.run import Progress, Report
from ingest.shelf import VECTORS, stock
from ingest.sources import SHIPPED, SourcesWrong, bring_in, read_sources
from ingest.web.fetching import Web
from knowledge.catalogue import Catalogue
from knowledge.embeddings import Embeddings, LocalEmbeddings, ShippedEmbeddings
from knowledge.errors import LibraryError
from knowledge.library import FILE, Library
from knowledge.openai_embeddings import OPENAI, Endpoint, OpenAIEmbeddings
from knowledge.origins import Origins
from settings import Settings, SettingsWrong

log = logging.getLogger(__name__)

_LOOKS_EVERY = 60.0
# The server looks at sources and takes what is handed over at the same time.
_STOCKING = threading.Lock()


def take_in(library: Library, settings: Settings, named: Sequence[str], progress: Progress = lambda *_: None) -> Report:
    """Bring the library in line with the places named, or with the sources that are due. Raises SourcesWrong."""
    try:
        web = Web(settings.allowed(), contact=settings.robot_contact)
    except ValueError as error:
        raise SourcesWrong(f"OPINNO_ALLOW: {error}") from error
    report = bring_in(library, named, web, _listed(settings), settings.time, progress)
    stock_all(library, settings, progress)
    return report


@contextmanager
def opened(settings: Settings, doing: str, *, any_model: bool = False) -> Iterator[Library]:
    """The library of the settings, held by this process. Raises LibraryError, SettingsWrong."""
    library = Library(settings.data, embeddings_of(settings), doing=doing, any_model=any_model)
    try:
        _trace(settings)
        yield library
    finally:
        library.close()
        tracing.stop()


@lru_cache
def shipped() -> ShippedEmbeddings:
    """The small model that ships, with the ready vectors of the shelf."""
    return ShippedEmbeddings(LocalEmbeddings(), VECTORS)


def embeddings_of(settings: Settings) -> Embeddings:
    """The embeddings of the settings. Raises SettingsWrong."""
    if settings.embeddings == "local":
        return shipped()
    if settings.openai_api_key is None and settings.openai_base_url is None:
        raise SettingsWrong("OPINNO_EMBEDDINGS is openai: that needs OPENAI_API_KEY, or OPENAI_BASE_URL of your own.")
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    return OpenAIEmbeddings(
        Endpoint(
            settings.embeddings_model,
            key,
            settings.openai_base_url or OPENAI,
            settings.embeddings_dimension,
            settings.embeddings_question,
            settings.embeddings_passage,
        )
    )


def _trace(settings: Settings) -> None:
    if settings.tracing == "on":
        try:
            tracing.start(text=settings.tracing_text == "on")
        except tracing.TracingWrong as error:
            raise SettingsWrong(f"OPINNO_TRACING: {error}") from error


def stock_all(library: Library, settings: Settings, progress: Progress = lambda *_: None) -> None:
    """Bring the library in line with what partners dropped, with what is approved, and with what ships."""
    on, examples = settings.shelf == "on", settings.examples == "on"
    with _STOCKING:
        read_drop(library, settings.data / "drop", settings.day())
        publish_approved(library, settings.day())
        # Last: a real vacancy may have come in, and the examples leave.
        stock(library, settings.day(), shelf=on, examples=examples, progress=progress)


def standings(settings: Settings) -> list[dict[str, Any]]:
    """How each source fares; asked of the database, also while the server holds the library. Raises SourcesWrong."""
    listed = read_sources(_listed(settings))
    settings.data.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue(settings.data / FILE)
    try:
        return list(sources.standings(Origins(catalogue.engine), listed, settings.time()))
    finally:
        catalogue.close()


def _listed(settings: Settings) -> Path:
    return Path(settings.sources) if settings.sources else SHIPPED


def watch(library: Library, settings: Settings, stopped: threading.Event) -> None:
    """Look at every source when it is due, until told to stop."""
    while not stopped.is_set():
        try:
            take_in(library, settings, ())
        except (LibraryError, SourcesWrong) as error:
            log.error("the sources could not be looked at: %s", error)
        except Exception:
            log.exception("looking at the sources failed")
        stopped.wait(_LOOKS_EVERY)
