"""Numbers and quotes: from paragraphs with their evidence to a text with [1]..[8] and its citations (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.conversation import Citation
from knowledge.plain import where_columns_are_named
from knowledge.records import Document, Passage, Reference

MOST = 8
# Formats that are kept as they were written; the list marks of others are ours.
_AS_WRITTEN = (".md", ".markdown", ".txt")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences `first` to `last` of a passage, which bear out a paragraph."""

    passage: Passage
    first: int
    last: int

    @property
    def quote(self) -> str:
        """The sentences as they stand in the document. A row of a table is told with the names of its columns, which
        stand above it: the quote begins with them."""
        text, spans = self.passage.text, self.passage.sentences
        start = where_columns_are_named(text, spans[self.first].start, self.passage.quote(self.first))
        return text[start : spans[self.last].end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of an answer. Where it states facts, `evidence` says from where; a `point` is set as a list item.

    `more` is what else it rests on, if one stretch of one passage does not bear all of it out.
    """

    text: str
    evidence: Evidence | None = None
    point: bool = False
    more: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """Sentences that run on in one paragraph or list item, each with evidence of its own."""

    sentences: tuple[Paragraph, ...]
    point: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Things side by side: a row each for what they are compared by. Cells are paragraphs with their own evidence."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Paragraph | None, ...]], ...]


Piece = Paragraph | Running | Table


def evidence_of(pieces: Sequence[Piece]) -> list[Evidence]:
    """All that the pieces of an answer rest on."""
    cells = (cell for piece in pieces for cell in _cells(piece))
    return [evidence for cell in cells if cell for evidence in _rests_on(cell)]


def cite(pieces: Sequence[Piece], documents: Mapping[str, Document]) -> tuple[str, tuple[Citation, ...]]:
    """The text with its numbers, and the citations. `documents` are those of the passages, by id.

    Neighbouring sentences of a passage share a number. A paragraph, sentence or cell with a number above
    eight is left out, so that no fact ever stands without its source.
    """
    evidence: list[Evidence] = []
    lines: list[tuple[Piece, str]] = []
    for piece in pieces:
        if isinstance(piece, Table):
            lines.append((piece, _table(piece, evidence)))
            continue
        told = [_sentence(part, evidence) for part in (piece.sentences if isinstance(piece, Running) else (piece,))]
        if any(told):
            lines.append((piece, " ".join(filter(None, told))))
    cited = tuple(_citation(number, e, documents) for number, e in enumerate(evidence[:MOST], start=1))
    return _text(lines), cited


def _number(evidence: list[Evidence], new: Evidence) -> int:
    for place, old in enumerate(evidence):
        joined = replace(old, first=min(old.first, new.first), last=max(old.last, new.last))
        touches = new.first <= old.last + 1 and old.first <= new.last + 1
        if old.passage.id == new.passage.id and touches and _is_verbatim(joined):
            evidence[place] = joined
            return place + 1
    evidence.append(new)
    return len(evidence)


def _rests_on(paragraph: Paragraph) -> list[Evidence]:
    return [evidence for evidence in (paragraph.evidence, *paragraph.more) if evidence]


def _sentence(paragraph: Paragraph, evidence: list[Evidence]) -> str:
    """A sentence with its numbers; nothing if one of them would be above eight."""
    before = list(evidence)
    numbers = [_number(evidence, new) for new in _rests_on(paragraph)]
    if any(number > MOST for number in numbers):
        evidence[:] = before
        return ""
    return _marked(paragraph, numbers)


def _is_verbatim(evidence: Evidence) -> bool:
    """The stretch stands like that in the source: in Markdown always, elsewhere not across the marks of a list."""
    passage, spans = evidence.passage, evidence.passage.sentences
    if passage.address.lower().endswith(_AS_WRITTEN):
        return True
    between = (
        passage.text[one.end : other.start] for one, other in pairwise(spans[evidence.first : evidence.last + 1])
    )
    return not any(gap.strip() for gap in between)


def _citation(number: int, evidence: Evidence, documents: Mapping[str, Document]) -> Citation:
    passage = evidence.passage
    document = documents.get(passage.document_id)
    return Citation(
        number=number,
        title=passage.title,
        heading=passage.heading,
        address=passage.link or (passage.address if "://" in passage.address else f"/library/{passage.document_id}"),
        document=passage.ingested,
        quote=evidence.quote,
        kind=passage.kind,
        checked=passage.checked,
        language=passage.language,
        example=bool(document and getattr(document.facts, "example", False)),
        references=_references(document, documents),
        record=passage.address if passage.part_of else "",
    )


def _references(document: Document | None, documents: Mapping[str, Document]) -> tuple[Reference, ...]:
    """A translation rests on the sources of the page that it translates."""
    if document is None or document.references or document.work is None:
        return document.references if document else ()
    siblings = (other for other in documents.values() if other.work == document.work)
    return next((other.references for other in siblings if other.references), ())


def _cells(piece: Piece) -> Sequence[Paragraph | None]:
    if isinstance(piece, Table):
        return [cell for _, cells in piece.rows for cell in cells]
    return piece.sentences if isinstance(piece, Running) else [piece]


def _table(table: Table, evidence: list[Evidence]) -> str:
    rows = [("", *(f"**{_in_a_row(column)}**" for column in table.columns)), ("---",) * (1 + len(table.columns))]
    rows += [(_in_a_row(label), *(_cell(cell, evidence) for cell in cells)) for label, cells in table.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Paragraph | None, evidence: list[Evidence]) -> str:
    return _in_a_row(_sentence(cell, evidence) if cell else "") or "–"


def _in_a_row(text: str) -> str:
    """A text that neither ends its cell nor its row."""
    return " ".join(text.replace("|", "/").split())


def _marked(paragraph: Paragraph, numbers: Sequence[int]) -> str:
    marks = "".join(f"[{number}]" for number in dict.fromkeys(numbers))
    return f"{paragraph.text} {marks}" if marks else paragraph.text


def _text(lines: Sequence[tuple[Piece, str]]) -> str:
    text = ""
    in_list = False
    for piece, words in lines:
        point = not isinstance(piece, Table) and piece.point
        gap = "\n" if in_list and point else "\n\n"
        text += f"{gap if text else ''}{'- ' if point else ''}{words}"
        in_list = point
    return text
