"""A model's answer, sentence by sentence: what the passages bear out stands, with its evidence; the rest goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.checking import markers
from bot.checking.given import Given, whole
from bot.checking.plainly import is_advice, is_talk
from bot.checking.sanitise import sanitised, scars_in, unscarred
from bot.checking.sources import sides_of, sources_of
from bot.checking.statements import Grid, Prose, Statement, blocks
from bot.checking.support import Alike, Checker, Reason, Verdict, under
from bot.citations import Paragraph, Piece, Running, Table
from knowledge.language import language_of
from knowledge.records import Language

# An answer is a few paragraphs; what is far longer is not read to its end.
_LONGEST = 16_000


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that does not stand, and why."""

    sentence: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of an answer, ready to be numbered by `bot.citations.cite`."""

    paragraphs: tuple[Piece, ...]
    dropped: tuple[Dropped, ...]
    kept: int


def checked(text: str, given: Given, alike: Alike) -> Checked:
    """Every sentence of an answer that states something, held against the passages that it was given.

    It promises: no figure, date or name that the evidence of its sentence does not have; no address, HTML, code or
    order to a machine; every sentence that states something carries the sentences that bear it out, of the passage
    that it cites or of the one that does. A sentence that the passages do not bear out is dropped, with its reason,
    and what only made sense with it. It cannot promise to see everything: a sentence made of the passage's own words
    in another relation (who does what to whom, a reason, a condition left out, an order of steps), or one more fact
    told in words that the passage happens to have, may pass; and a free paraphrase in words that neither the lists nor
    the vectors know may be dropped: see the measures in docs/decisions.md.

    `alike` gives the cosine of each left sentence with each right one. The work grows with the text in proportion.
    """
    shown = sanitised(text[:_LONGEST], given)
    run = _Run(given, alike, language=_spoken(shown, _spoken(given.said, "en")))
    found = list(blocks(shown))
    run.read(found)
    pieces = [piece for block in found for piece in run.piece(block)]
    kept = tuple(_without_loose_ends(pieces))
    return Checked(kept, tuple(run.dropped), sum(map(_sentences_of, kept)))


def asked_for(text: str, given: Given) -> list[str]:
    """The sentences that `checked` will ask `alike` about, as far as a text has come: to make ready while it comes."""
    shown = sanitised(text[:_LONGEST], given)
    lines = [line.text for source in sources_of(given) for line in source.lines]
    return [*lines, *_stated(list(blocks(shown)), _spoken(shown, _spoken(given.said, "en")), given.said)]


@dataclass(slots=True)
class _Lead:
    """A heading, or a line that announces what comes after it."""

    paragraph: Paragraph


@dataclass(slots=True)
class _Run:
    given: Given
    alike: Alike
    dropped: list[Dropped] = field(default_factory=list)
    language: Language = "en"
    _checker: Checker | None = None

    @property
    def checker(self) -> Checker:
        if self._checker is None:
            self._checker = Checker(self.given, self.alike)
        return self._checker

    @property
    def _told(self) -> str:
        return "\n".join((self.given.said, *map(whole, self.given.passages)))

    def read(self, found: Sequence[Prose | Grid]) -> None:
        """Have all statements of an answer compared with the passages at once: to ask for each costs more."""
        if texts := _stated(found, self.language, self.given.said):
            self.checker.read(texts)

    def piece(self, block: Prose | Grid) -> Iterator[Piece | _Lead]:
        if isinstance(block, Grid):
            yield from self._table(block)
            return
        told = self._prose(block)
        if not told:
            return
        if block.leads:
            yield _Lead(told[0] if len(told) == 1 else Paragraph(" ".join(part.text for part in told)))
        else:
            yield _joined(told, block.point)

    def _prose(self, block: Prose, around: str = "") -> list[Paragraph]:
        told: list[Paragraph] = []
        lost = False
        shared = block.sentences[-1].cites if block.sentences else ()
        for statement in block.sentences:
            verdict = self._verdict(statement, shared, around, heads=block.leads)
            if verdict.reason is None and lost and not told and _hangs(statement.text):
                verdict = Verdict("unsupported")
            if verdict.reason:
                self.dropped.append(Dropped(unscarred(statement.text), verdict.reason))
                lost = True
                continue
            words = _cut_loose(statement.text) if lost or not told else statement.text
            first, *more = verdict.evidence or (None,)
            told.append(Paragraph(words, first, more=tuple(other for other in more if other)))
            lost = False
        # Pleasantries do not outlive what they were said about.
        return told

    def _verdict(self, statement: Statement, shared: Sequence[int], around: str, *, heads: bool) -> Verdict:
        language = _spoken(statement.text, self.language)
        if scar := scars_in(statement.text):
            return Verdict(scar)
        if is_talk(statement.text, language, self.given.said, heads=heads):
            return Verdict()
        if not statement.cites and is_advice(statement.text, language, self._told):
            return Verdict()
        return self.checker.verdict(statement.text, statement.cites or shared, language, around)

    def _table(self, grid: Grid) -> Iterator[Table]:
        rows = []
        for label, cells in grid.rows:
            told = [self._cell(label, column, cell) for column, cell in zip(grid.columns, cells, strict=False)]
            told += [None] * (len(grid.columns) - len(told))
            if any(cell and cell.evidence for cell in told):
                rows.append((label, tuple(told)))
        if rows:
            yield Table(grid.columns, tuple(rows))

    def _cell(self, label: str, column: str, cell: Prose) -> Paragraph | None:
        told = [part for part in self._prose(cell, _label(label, column)) if part.text.strip("–- ")]
        if not told:
            return None
        every = [evidence for part in told for evidence in (part.evidence, *part.more) if evidence]
        return Paragraph(" ".join(part.text for part in told), every[0] if every else None, more=tuple(every[1:]))


def _stated(found: Sequence[Prose | Grid], language: Language, said: str) -> list[str]:
    """What the blocks state, each with what it stands under."""
    return [
        text
        for statement, around in _statements_in(found)
        if not is_talk(statement.text, language, said)
        for text in (under(around, statement.text), *_apart(statement))
    ]


def _statements_in(found: Sequence[Prose | Grid]) -> Iterator[tuple[Statement, str]]:
    for block in found:
        if isinstance(block, Prose):
            yield from ((statement, "") for statement in block.sentences)
            continue
        for label, cells in block.rows:
            for column, cell in zip(block.columns, cells, strict=False):
                yield from ((statement, _label(label, column)) for statement in cell.sentences)


def _label(label: str, column: str) -> str:
    return f"{label.strip('*')}: {column}"


def _apart(statement: Statement) -> list[str]:
    return sides_of(statement.text) if len(set(statement.cites)) > 1 else []


def _spoken(text: str, otherwise: Language) -> Language:
    """The language of a text; codes and abbreviations (`LA-02`) tell nothing of it."""
    words = " ".join(word for word in text.split() if not word.isupper())
    return language_of(words, otherwise) if words else otherwise


def _sentences_of(piece: Piece) -> int:
    if isinstance(piece, Table):
        return sum(cell is not None for _, cells in piece.rows for cell in cells)
    return len(piece.sentences) if isinstance(piece, Running) else 1


def _joined(told: Sequence[Paragraph], point: bool) -> Piece:
    if len(told) == 1:
        return Paragraph(told[0].text, told[0].evidence, point, told[0].more)
    return Running(tuple(told), point)


def _hangs(text: str) -> bool:
    """It speaks of what was named in a sentence that is gone."""
    first = text.strip('*_"“').split(" ")[0].casefold().rstrip(",")
    return first in markers.pronouns()


def _cut_loose(text: str) -> str:
    rest = text
    while tie := markers.opening().match(rest):
        rest = rest[tie.end() :]
    return rest[:1].upper() + rest[1:] if rest != text and any(map(str.isalnum, rest)) else text


def _without_loose_ends(pieces: Sequence[Piece | _Lead]) -> Iterator[Piece]:
    """A heading or announcement stands only before what it announces."""
    for place, piece in enumerate(pieces):
        if not isinstance(piece, _Lead):
            yield piece
        elif _announces(pieces, place):
            yield piece.paragraph


def _announces(pieces: Sequence[Piece | _Lead], place: int) -> bool:
    """What follows it stands, or is a heading's own announcement of what does."""
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if not isinstance(following, _Lead):
        return following is not None
    return not following.paragraph.text.startswith("**") and _announces(pieces, place + 1)


__all__ = ["Checked", "Dropped", "asked_for", "checked"]
