"""The places that the guide learns from by itself: `sources.yaml`, when each is due, and how each fares."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.collect import Place, Unreachable, list_path
from ingest.remote import Mapped, One, Site, look
from ingest.run import Progress, Report, ingest, ingest_place
from ingest.web.fetching import Web
from knowledge.library import Library
from knowledge.origins import Origins, Run

SHIPPED = Path(__file__).with_name("sources.yaml")
"""The list that ships."""
EVERY = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=30)}
# A look a little early is better than one that drifts by a run's length each day.
_EARLY = 0.9
# After failures in a row the waits double, from a quarter of an hour up to the source's own rhythm.
_FIRST_WAIT = timedelta(minutes=15)
_MOST_DOUBLINGS = 12
_STALE_AFTER = 3
_ONE_AT_A_TIME = threading.Lock()


class SourcesWrong(Exception):
    """The list of sources cannot be used; the text says why."""


class Source(BaseModel):
    """A place that we may learn from, as `sources.yaml` names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["feed", "page", "sitemap", "site", "folder"]
    address: Annotated[str, Field(min_length=1, max_length=2000)]
    licence: Annotated[str, Field(min_length=1, max_length=300)]
    every: Literal["hour", "day", "week", "month"] = "day"
    within: str | None = None
    """For a site: the folder to stay in, if it is not that of the address."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source fares: fresh, stale (no good run for three times its rhythm), failing or new."""

    source: Source
    state: Literal["fresh", "stale", "failing", "new"]
    due: datetime
    last: Run | None
    last_good: Run | None


def read_sources(file: Path) -> list[Source]:
    """The sources of a list. Raises SourcesWrong with the reason."""
    try:
        listed = yaml.safe_load(file.read_text(encoding="utf-8")) or []
        sources = [Source.model_validate(each) for each in listed]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
        raise SourcesWrong(f"{file} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise SourcesWrong(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    names = [source.name for source in sources]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SourcesWrong(f"{file}: two sources are named {twice}.")
    return sources


def place_named(place: str, web: Web) -> Place:
    """A file, folder or address that somebody names. Raises Unreachable."""
    return look(web, place) if "://" in place else list_path(place)


def place_of(source: Source, web: Web) -> Place:
    """Where to look for a source. Raises Unreachable."""
    match source.kind:
        case "folder":
            return replace(list_path(source.address), source=source.name)
        case "site":
            return Site(web, source.address, source.name, source.within)
        case "sitemap":
            return Mapped(web, source.address, source.name)
        case _:
            return One(web, source.address, source.name)


def standing(source: Source, origins: Origins, now: datetime) -> Standing:
    """How a source fares, by its runs so far."""
    last, good = origins.last(source.name), origins.last(source.name, successful=True)
    rhythm = EVERY[source.every]
    if last is None:
        return Standing(source, "new", now, None, None)
    failures = origins.failures(source.name)
    wait = rhythm * _EARLY
    if failures:
        wait = min(wait, _FIRST_WAIT * 2 ** min(failures - 1, _MOST_DOUBLINGS))
    stale = good is None or now - good.ended > _STALE_AFTER * rhythm
    state: Literal["fresh", "stale", "failing"] = "failing" if failures else "stale" if stale else "fresh"
    return Standing(source, state, last.ended + wait, last, good)


def bring_in(
    library: Library, named: Sequence[str], web: Web, file: Path, today: date, progress: Progress = lambda *_: None
) -> Report:
    """Bring the library in line with the places named; without any, with the sources of a list that are due.

    One run at a time: two looks at one place would get in each other's way. Raises SourcesWrong.
    """
    with _ONE_AT_A_TIME:
        if named:
            return ingest(library, named, today, progress, find=lambda place: place_named(place, web))
        return _ingest_due(library, read_sources(file), web, today, progress)


def _ingest_due(library: Library, sources: Sequence[Source], web: Web, today: date, progress: Progress) -> Report:
    origins, now = Origins(library.catalogue.engine), datetime.now()
    due = [source for source in sources if standing(source, origins, now).due <= now]
    return sum((_looked_at(library, source, web, today, progress) for source in due), Report())


def _looked_at(library: Library, source: Source, web: Web, today: date, progress: Progress) -> Report:
    started = datetime.now()
    try:
        report = ingest_place(library, place_of(source, web), today, progress)
    except Unreachable as error:
        report = Report.of_unreachable(error)
    Origins(library.catalogue.engine).keep(_run(source, started, datetime.now(), report))
    return report


def _run(source: Source, started: datetime, ended: datetime, report: Report) -> Run:
    # A single page that cannot be read is a place that cannot be listed.
    alone = source.kind in ("feed", "page") and report.unreadable
    failures = [unread.reason for unread in (*report.unreachable, *(report.unreadable if alone else ()))]
    return Run(
        source=source.name,
        started=started,
        ended=ended,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        removed=report.removed,
        unreadable=[{"address": unread.address, "reason": unread.reason} for unread in report.unreadable],
        failure=failures[0] if failures else None,
    )


def standings(origins: Origins, sources: Sequence[Source], now: datetime) -> Iterator[dict[str, Any]]:
    """How each source fares, as `opinno sources --json` prints it."""
    for source in sources:
        found = standing(source, origins, now)
        yield {
            "name": source.name,
            "address": source.address,
            "licence": source.licence,
            "state": found.state,
            "due": found.due.isoformat(timespec="minutes"),
            "last_run": found.last and found.last.ended.isoformat(timespec="minutes"),
            "last_success": found.last_good and found.last_good.ended.isoformat(timespec="minutes"),
            "reason": found.last.failure if found.last else None,
            "unreadable": list(found.last.unreadable) if found.last else [],
        }
