"""The guide on a terminal: one answer, or a conversation."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

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

Hear = Callable[[str, bool], None]
"""Hears the text of an answer as it comes: the next piece, or all of it anew."""
Answering = Callable[[str, str | None, str | None, Hear], dict[str, Any]]
"""Question, conversation, language, and who hears its text as it comes -> the Answer as JSON."""
_UP, _CLEAR = "\x1b[{}A", "\x1b[J"


def tell(answering: Answering, question: str, conversation: str | None, language: str | None) -> dict[str, Any]:
    """Print an answer: as it comes where somebody looks on, at once elsewhere."""
    live = Live(sys.stdout) if sys.stdout.isatty() else None
    answer = answering(question, conversation, language, live.hear if live else unheard)
    if live:
        live.end()
    print("\n".join(lines(answer, told=live is not None)))
    return answer


def unheard(piece: str, anew: bool) -> None:
    """Nobody looks until the answer is whole."""


def lines(answer: dict[str, Any], *, told: bool = False) -> Iterator[str]:
    """An Answer, as JSON, in lines to print: the text, unless it was told already, its numbered sources, what to ask
    next."""
    sources, checked, ask = _WORDS[answer["language"]]
    if not told:
        yield from _plainly(answer["text"])
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


def _plainly(text: str) -> Iterator[str]:
    rows = _Rows()
    for line in text.replace("**", "").splitlines():
        yield from rows.told(line)


class _Rows:
    """A table has no room for its sentences side by side: each cell stands below its row's name, after the name of its
    column."""

    def __init__(self) -> None:
        self._columns: list[str] = []

    def told(self, line: str) -> Iterator[str]:
        """The lines that a line of a text becomes."""
        if not line.startswith("|"):
            self._columns = []
            yield line
        elif not self._columns:
            self._columns = _cells(line)[1:]
        elif line.strip("|-: "):
            name, *cells = _cells(line)
            yield name
            yield from (f"  {column}: {cell}" for column, cell in zip(self._columns, cells, strict=False))


class Live:
    """An answer as it comes, on a terminal that somebody looks at."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._rows, self._line, self._given = _Rows(), "", 0
        self._screen = ""

    def hear(self, piece: str, anew: bool = False) -> None:
        """The next piece of the text; or all of it anew, in place of what was shown."""
        if anew:
            self._take_back()
        for part in piece.splitlines(keepends=True):
            self._line += part
            if part.endswith("\n"):
                self._end_line()
            elif not self._line.startswith("|"):
                # What may be half of a mark for bold is not shown yet.
                plainly = self._line.rstrip("*").replace("**", "")
                self._put(plainly[self._given :])
                self._given = max(self._given, len(plainly))

    def end(self) -> None:
        """The text is whole."""
        if self._line:
            self._end_line()

    def _end_line(self) -> None:
        for told in self._rows.told(self._line.rstrip("\n").replace("**", "")):
            self._put(f"{told[self._given :]}\n")
            self._given = 0
        self._line, self._given = "", 0

    def _put(self, text: str) -> None:
        self._screen += text
        self._out.write(text)
        self._out.flush()

    def _take_back(self) -> None:
        width, height = shutil.get_terminal_size()
        rows = sum(max(1, -(-len(line) // width)) for line in self._screen.split("\n")) - 1
        # What has left the screen cannot be taken back: then the whole text stands below it.
        self._out.write(f"\r{_UP.format(rows) if rows else ''}{_CLEAR}" if rows < height - 1 else "\n\n")
        self._rows, self._line, self._given, self._screen = _Rows(), "", 0, ""


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
