"""A document laid out: its tables, and which passage and sentence stands at a place in its text (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.grids import Grid, Span, grids_of
from knowledge.listed import lists_of
from knowledge.records import Document, Passage, Sentence

# A text that is longer is a book: to look for its tables takes longer than an answer may.
_LONGEST = 300_000


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document with its tables and its passages, and where each passage begins in its text."""

    document: Document
    grids: tuple[Grid, ...]
    passages: tuple[Passage, ...]
    begins: tuple[int, ...]
    lists: tuple[Grid, ...] = ()
    """Its lists, each as a table of one column."""

    def at(self, span: Span) -> tuple[Passage, int] | None:
        """The passage and the number of its sentence that stands at a place of the text, if one does."""
        for which in reversed(range(bisect_right(self.begins, span[0]))):
            passage, start = self.passages[which], span[0] - self.begins[which]
            if start < len(passage.text):
                for number, sentence in enumerate(passage.sentences):
                    if sentence.start <= start < sentence.end:
                        return passage, number
        return None

    def named_above(self) -> dict[str, str]:
        """Of the passages that begin in the middle of a table: their id, and the line that names its columns."""
        found: dict[str, str] = {}
        for grid in self.grids:
            if grid.head is None:
                continue
            first, last = grid.rows[0].spans[0][0], grid.rows[-1].spans[0][0]
            names = self.document.text[slice(*grid.head)]
            begun = slice(bisect_right(self.begins, first), bisect_right(self.begins, last))
            found |= {passage.id: names for passage in self.passages[begun]}
        return found

    def line(self, span: Span) -> Passage | None:
        """A line that is no sentence of its own, such as the names of columns, as a passage to be quoted."""
        near = self.passages[max(0, bisect_right(self.begins, span[0]) - 1)]
        text = self.document.text[slice(*span)]
        return _with_text(near, text, span[0]) if text.strip() else None


def laid_out(document: Document, passages: Sequence[Passage]) -> LaidOut:
    """A document with its passages, which are given in reading order."""
    placed: list[tuple[int, Passage]] = []
    for passage in passages:
        at = document.text.find(passage.text, placed[-1][0] if placed else 0)
        at = at if at >= 0 else document.text.find(passage.text)
        if at >= 0:
            placed.append((at, passage))
    placed.sort(key=lambda each: each[0])
    grids = tuple(grids_of(document.text)) if placed and len(document.text) <= _LONGEST else ()
    lists = tuple(lists_of(document.text)) if placed and len(document.text) <= _LONGEST else ()
    return LaidOut(document, grids, tuple(p for _, p in placed), tuple(at for at, _ in placed), lists)


def _with_text(passage: Passage, text: str, start: int) -> Passage:
    return replace(passage, id=f"{passage.id}.{start}", text=text, sentences=(Sentence(0, len(text)),))
