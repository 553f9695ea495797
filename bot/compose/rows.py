"""Rows of a table as a person would tell them, each with the line that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.citations import Evidence, Paragraph, Piece, Table, evidence_of
from bot.compose.draft import LANGUAGE_NAMES, Draft
from bot.compose.fields import told
from bot.gather import Findings
from bot.tables import Choice
from bot.tables.values import readable, says_nothing
from bot.understand import Request
from knowledge.laid_out import LaidOut
from knowledge.orders import is_order
from knowledge.records import Passage
from prompts import reply

_MOST_TOLD = 30
# Rows apart have a citation each; more of them share one from the first to the last.
_CITED_APART = 4
_LONGEST_HEADING = 80


def answer(request: Request, findings: Findings) -> Draft | None:
    """What the rows say that were chosen, as a sentence or a list; None if none of them can be quoted."""
    rung = findings.rows.rung
    if rung is not None:
        text = _framed(request, rung.laid, readable(rung.said, request.language))
        return Draft([Paragraph(text, Evidence(rung.passage, rung.number, rung.number))])
    if (short := findings.rows.choices[0]).how in ("silent", "short"):
        return _nothing(request, short)
    apart = len({choice.laid.document.address for choice in findings.rows.choices}) > 1
    pieces = [piece for choice in findings.rows.choices for piece in _told(request, choice, apart=apart)]
    return Draft(pieces) if evidence_of(pieces) else None


def _nothing(request: Request, choice: Choice) -> Draft:
    """That a row says nothing of what is asked for, or that a list has no item at that place; and where to ask."""
    if choice.how == "short":
        said = reply(request.language, "table.short", title=_titled(choice), count=len(choice.rows))
    else:
        said = reply(request.language, "table.silent", title=_titled(choice))
    rows = [paragraph for row in choice.rows if (paragraph := _row(request, choice, row))]
    told = [Paragraph(p.text, p.evidence, True, p.more) for p in rows[:_MOST_TOLD] if choice.how == "silent"]
    return Draft([Paragraph(said), *told, Paragraph(reply(request.language, "silent.ask"))], "abstained")


def _told(request: Request, choice: Choice, *, apart: bool = False) -> list[Piece]:
    if choice.how == "compared" and (beside := _beside_each_other(request, choice)):
        return [Paragraph(_heading(request, choice, len(choice.rows))), beside]
    told = [paragraph for row in choice.rows[:_MOST_TOLD] if (paragraph := _row(request, choice, row))]
    paragraphs = _cited_together(told)
    heading = _heading(request, choice, len(choice.rows)) if told else ""
    if told and apart and choice.how in ("row", "fact"):
        # What two documents say is told under the title of each.
        heading = reply(request.language, "table.all", title=choice.laid.document.title)
    points = bool(heading) or len(paragraphs) > 1
    pieces: list[Piece] = [Paragraph(heading)] if heading else []
    return [*pieces, *(Paragraph(p.text, p.evidence, points, p.more) for p in paragraphs)]


def _beside_each_other(request: Request, choice: Choice) -> Table | None:
    """The rows as columns, and what is compared of them as rows; None where one of them cannot be quoted."""
    evidence = [list(_evidence(choice, number)) for number in choice.rows]
    if not all(evidence) or any(is_order(e.passage.quote(e.first)) for each in evidence for e in each):
        return None

    def cell(place: int, number: int, at: int) -> Paragraph | None:
        said = choice.grid.rows[number].cells[at]
        if says_nothing(said) and not said.strip(" -–"):
            return None
        first, *more = evidence[place]
        return Paragraph(_framed(request, choice.laid, readable(said, request.language)), first, more=tuple(more))

    named = [(choice.grid.columns[at].rstrip(":").replace("_", " "), at) for at in choice.columns]
    told = tuple(
        (f"**{name}**", tuple(cell(place, number, at) for place, number in enumerate(choice.rows)))
        for name, at in named
        if at not in choice.labels
    )
    columns = tuple(readable(_label(choice, number), request.language) for number in choice.rows)
    return Table(columns, told) if told else None


def _label(choice: Choice, number: int) -> str:
    cells = choice.grid.rows[number].cells
    return " – ".join(_called(choice, at, cells[at]) for at in choice.labels if cells[at])


def _heading(request: Request, choice: Choice, count: int) -> str:
    title = choice.laid.document.title
    match choice.how:
        case "row" | "fact":
            return ""
        case "all" | "compared":
            return reply(request.language, "table.all", title=_titled(choice))
        case "rows":
            return reply(request.language, "table.rows", title=title, count=count, of=choice.of)
        case "greatest":
            return reply(request.language, "table.greatest", title=title, of=choice.of)
        case "counted":
            return reply(request.language, "table.counted", title=_titled(choice), count=count)
        case "silent" | "short":
            return ""


def _row(request: Request, choice: Choice, number: int) -> Paragraph | None:
    row, grid = choice.grid.rows[number], choice.grid
    evidence = list(_evidence(choice, number))
    if not evidence or any(is_order(e.passage.quote(e.first)) for e in evidence):
        return None
    label = _label(choice, number)
    if choice.how == "fact":
        return _fact_of(request, choice, row.cells, evidence)
    facts = [_fact(request, grid.columns[at], row.cells[at]) for at in choice.columns if at not in choice.labels]
    said = "; ".join(fact for fact in facts if fact)
    text = f"{readable(label, request.language)}: {said}" if said else readable(label, request.language)
    return Paragraph(_framed(request, choice.laid, text), evidence[0], more=tuple(evidence[1:]))


def _called(choice: Choice, at: int, cell: str) -> str:
    """What a row is called; a bare number after the name of its column: `Year 2`."""
    name = choice.grid.columns[at]
    return f"{name.rstrip(':')} {cell}" if name and cell.strip().isdigit() and at == 0 else cell


def _framed(request: Request, laid: LaidOut, text: str) -> str:
    language = laid.document.language
    if language == request.language:
        return text
    name = reply(request.language, f"frame.{LANGUAGE_NAMES[language]}")
    return reply(request.language, "frame.foreign_point", language=name, quote=text)


def _fact_of(request: Request, choice: Choice, cells: Sequence[str], evidence: Sequence[Evidence]) -> Paragraph:
    """A fact with the title of what it is of, and what it is usually called in the reader's language."""
    said = told(f"{cells[0].replace(' ', '_') if _is_key(cells[0]) else cells[0]}: {cells[1]}", request.language)
    text = readable(f"{choice.laid.document.title}: {said}", request.language)
    return Paragraph(_framed(request, choice.laid, text), evidence[0])


def _is_key(name: str) -> bool:
    return name.islower()


def _titled(choice: Choice) -> str:
    above = _above(choice)
    return f"{choice.laid.document.title}: {above}" if above else choice.laid.document.title


def _above(choice: Choice) -> str:
    """The heading right above the table that is not the title of its document."""
    headings = [heading for heading in choice.grid.headings if heading != choice.laid.document.title]
    return next((heading.rstrip(":") for heading in reversed(headings) if len(heading) <= _LONGEST_HEADING), "")


def _fact(request: Request, name: str, cell: str) -> str:
    if says_nothing(cell) and not cell.strip(" -–"):
        return ""
    value = readable(cell, request.language)
    return f"{name.rstrip(':').replace('_', ' ')} {value}" if name else value


def _evidence(choice: Choice, number: int) -> Iterator[Evidence]:
    """The line of the row; where its cells stand apart, the lines of those that are told. The names of the columns,
    if they stand farther above than a quote goes."""
    row = choice.grid.rows[number]
    spans = dict.fromkeys(row.spans[at] for at in (*choice.labels, *choice.columns))
    found = [at for span in spans if (at := choice.laid.at(span)) is not None]
    yield from _in_runs(found)
    head = choice.grid.head
    if found and head is not None and not _names_are_quoted(found[0][0], found[0][1], choice, head):
        names = choice.laid.line(head)
        if names is not None:
            yield Evidence(names, 0, 0)


def _in_runs(found: Sequence[tuple[Passage, int]]) -> Iterator[Evidence]:
    """Sentences that follow one another are one quote: an item, and what stands under it."""
    first, last = 0, 0
    for number, (passage, which) in enumerate(found):
        follows = number > 0 and found[number - 1][0].id == passage.id and which == last + 1
        if number and not follows:
            yield Evidence(found[number - 1][0], first, last)
        first, last = (first if follows else which), which
    if found:
        yield Evidence(found[-1][0], first, last)


def _names_are_quoted(passage: Passage, which: int, choice: Choice, head: tuple[int, int]) -> bool:
    """The quote has them, or they hold no figure that would have to stand in one."""
    names = "".join(choice.grid.columns[at] for at in choice.columns)
    if not any(map(str.isdigit, names)):
        return True
    return choice.laid.document.text[slice(*head)].strip() in Evidence(passage, which, which).quote


def _cited_together(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Many rows of a passage share one citation, from the first of them to the last."""
    if len(paragraphs) <= _CITED_APART:
        return list(paragraphs)
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for e in (p.evidence for p in paragraphs):
        if e:
            first[e.passage.id] = min(first.get(e.passage.id, e.first), e.first)
            last[e.passage.id] = max(last.get(e.passage.id, e.last), e.last)

    def wide(e: Evidence | None) -> Evidence | None:
        return Evidence(e.passage, first[e.passage.id], last[e.passage.id]) if e else None

    return [Paragraph(p.text, wide(p.evidence), p.point, p.more) for p in paragraphs]
