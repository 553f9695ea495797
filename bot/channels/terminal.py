"""The guide on a terminal: one answer, or a conversation."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from knowledge.plain import plain

_WORDS = {
    "en": ("Sources", "checked on", "You could ask"),
    "nl": ("Bronnen", "nagekeken op", "Je kunt vragen"),
    "fr": ("Sources", "vérifié le", "Tu pourrais demander"),
}
_BY_A_MODEL = {
    "en": "(Written by a language model from the sources below, and checked against them.)",
    "nl": "(Geschreven door een taalmodel op basis van de bronnen hieronder, en daaraan getoetst.)",
    "fr": "(Rédigé par un modèle de langage à partir des sources ci-dessous, et vérifié d'après elles.)",
}


def lines(answer: dict[str, Any]) -> Iterator[str]:
    """An Answer, as JSON, in lines to print: the text, its numbered sources, what to ask next."""
    sources, checked, ask = _WORDS[answer["language"]]
    yield from _told(answer["text"].replace("**", "").splitlines())
    if answer.get("made_by") == "model":
        yield f"\n{_BY_A_MODEL[answer['language']]}"
    if answer["citations"]:
        yield f"\n{sources}"
    for citation in answer["citations"]:
        place = " > ".join(part for part in (citation["title"], citation["heading"]) if part)
        yield f"[{citation['number']}] {place} ({citation['document']}, {checked} {citation['checked']})"
        yield f"    “{plain(citation['quote'])}”"
    if answer["suggestions"]:
        yield f"\n{ask}"
        yield from (f"- {suggestion}" for suggestion in answer["suggestions"])


def _told(text: Iterable[str]) -> Iterator[str]:
    """The lines of a text. A table has no room for its sentences side by side: each cell stands below its row's name,
    after the name of its column."""
    columns: list[str] = []
    for line in text:
        if not line.startswith("|"):
            columns = []
            yield line
        elif not columns:
            columns = _cells(line)[1:]
        elif line.strip("|-: "):
            name, *cells = _cells(line)
            yield name
            yield from (f"  {column}: {cell}" for column, cell in zip(columns, cells, strict=False))


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


def of_report(report: Mapping[str, Any]) -> Iterator[str]:
    """What became of a run, as JSON, in lines to print."""
    yield ", ".join(f"{report[name]} {name}" for name in ("new", "changed", "unchanged", "removed"))
    yield from (f"not read: {unread['address']}: {unread['reason']}" for unread in report["unreadable"])


def of_passage(passage: Mapping[str, Any]) -> str:
    """A passage that a search found, as JSON, as text to print."""
    place = " > ".join(part for part in (passage["title"], passage["heading"]) if part)
    return f"{passage['rank']}. {place} ({passage['document']})\n{passage['text']}"


def of_sources(standings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """How the sources fare, as JSON, in lines to print."""
    if not standings:
        yield "No sources are listed; `ingest/sources.yaml` shows how."
    for source in standings:
        yield f"{source['state']:8} {source['name']}: {source['address']}"
        yield f"         last good run {source['last_success'] or 'never'}, due {source['due']}"
        if source["reason"]:
            yield f"         {source['reason']}"
        yield from (f"         not read: {unread['address']}: {unread['reason']}" for unread in source["unreadable"])


@contextmanager
def progress(doing: str = "Reading") -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar where somebody is looking, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of, address: bar.update(task, completed=done, total=of, description=address)


def next_question() -> str:
    """What the person types; nothing when they have gone."""
    try:
        return input("> ").strip()
    except EOFError:
        return ""
