"""The guide on a terminal: one answer, or a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.plain import plain

_WORDS = {
    "en": ("Sources", "checked on", "You could ask"),
    "nl": ("Bronnen", "nagekeken op", "Je kunt vragen"),
    "fr": ("Sources", "vérifié le", "Tu pourrais demander"),
}


def lines(answer: dict[str, Any]) -> Iterator[str]:
    """An Answer, as JSON, in lines to print: the text, its numbered sources, what to ask next."""
    sources, checked, ask = _WORDS[answer["language"]]
    yield from _told(answer["text"].replace("**", "").splitlines())
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
