"""An answer as a model wrote it, taken apart: paragraphs, list items, table cells, and the sentences in them (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.plain import cells_of
from knowledge.sentences import sentence_spans

_MARK = re.compile(r"\[(\d)\]")
_MARKS = r"(?:[ \u00a0]*\[\d\])+"
# `So it is. [1] Next`: the mark belongs to the sentence before it.
_AFTER_STOP = re.compile(rf"(?<=[^\s\[])(?P<stop>[.!?…]+[\"”’»)*_]*)(?P<marks>{_MARKS})(?=\s|$)")
_WITHIN = re.compile(rf"[ \u00a0]*{_MARKS}")
_ITEM = re.compile(r"\s*-\s+")
_ROW = re.compile(r"\s*\|")
_RULE = re.compile(r"[\s|:-]+")
_HEADING = re.compile(r"\*\*[^*]+\*\*:?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence without its marks, and the passages that it cites."""

    text: str
    cites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or list item."""

    sentences: tuple[Statement, ...]
    point: bool = False

    @property
    def leads(self) -> bool:
        """It announces what comes after it: a heading, or a line that ends with a colon."""
        whole = " ".join(sentence.text for sentence in self.sentences)
        return not self.point and bool(whole.rstrip("* ").endswith(":") or _HEADING.fullmatch(whole))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its columns, and for each row its label and cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Prose, ...]], ...]


Block = Prose | Grid


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs, list items and tables of an answer, in order."""
    gathered: list[str] = []
    for line in [*text.split("\n"), ""]:
        row, item = bool(_ROW.match(line)), bool(_ITEM.match(line))
        in_rows = bool(gathered) and bool(_ROW.match(gathered[0]))
        own = _HEADING.fullmatch(line.strip()) is not None
        if gathered and (not line.strip() or row != in_rows or item or own):
            yield from _block(gathered)
            gathered = []
        if own:
            yield from _block([line])
        elif line.strip():
            gathered.append(line)


def _block(lines: Sequence[str]) -> Iterator[Block]:
    if _ROW.match(lines[0]):
        yield from _grid(lines)
        return
    mark = _ITEM.match(lines[0])
    body = " ".join([lines[0][mark.end() if mark else 0 :], *lines[1:]])
    sentences = tuple(statements(" ".join(body.split())))
    if sentences:
        yield Prose(sentences, point=bool(mark))


def _grid(lines: Sequence[str]) -> Iterator[Block]:
    rows = [cells_of(line) for line in lines if not _RULE.fullmatch(line)]
    ruled = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
    if len(rows) < 2 or not ruled:
        for row in rows if not ruled else []:
            yield Prose(tuple(statements(" ".join(row))), point=True)
        return
    # An empty first cell of the head is taken off with the stroke before it.
    head = [_WITHIN.sub("", cell).strip("* ") for cell in rows[0]]
    width = max(len(row) for row in rows[1:])
    head = ["", *head] if len(head) == width - 1 else head
    told = tuple((row[0], tuple(Prose(tuple(statements(cell))) for cell in row[1:])) for row in rows[1:] if row)
    yield Grid(tuple(head[1:]), tuple((label, cells[: len(head) - 1]) for label, cells in told))


def statements(text: str) -> Iterator[Statement]:
    """The sentences of a line, each with the marks that stand in or after it."""
    text = _AFTER_STOP.sub(_before_stop, text)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        cites = tuple(dict.fromkeys(int(mark) for mark in _MARK.findall(sentence)))
        words = _tidy(_WITHIN.sub("", sentence))
        if words.strip("*_ .,;:–-"):
            yield Statement(words, cites)


def _before_stop(found: re.Match[str]) -> str:
    marks = "".join(found.group("marks").split())
    return f" {marks}{found.group('stop')}"


def _tidy(text: str) -> str:
    return re.sub(r" (?=[.,;:!?](?: |$))", "", " ".join(text.split()))
