"""Rows of a table as a person would tell them, each with the line that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.citations import Evidence, Paragraph, Piece
from bot.compose.draft import LANGUAGE_NAMES, Draft
from bot.gather import Findings
from bot.orders import is_order
from bot.tables import Choice
from bot.tables.values import readable, says_nothing
from bot.understand import Request
from knowledge.records import Passage
from prompts import reply

_MOST_TOLD = 30
# Rows apart have a citation each; more of them share one from the first to the last.
_CITED_APART = 4


def answer(request: Request, findings: Findings) -> Draft | None:
    """What the rows say that were chosen, as a sentence or a list; None if none of them can be quoted."""
    choice = findings.rows
    assert choice is not None
    told = [(row, paragraph) for row in choice.rows[:_MOST_TOLD] if (paragraph := _row(request, choice, row))]
    if not told:
        return None
    paragraphs = _cited_together([paragraph for _, paragraph in told])
    heading = _heading(request, choice, len(choice.rows))
    pieces: list[Piece] = [Paragraph(heading)] if heading else []
    points = bool(heading) or len(paragraphs) > 1
    return Draft([*pieces, *(Paragraph(p.text, p.evidence, points, p.more) for p in paragraphs)])


def _heading(request: Request, choice: Choice, count: int) -> str:
    title = choice.laid.document.title
    match choice.how:
        case "row":
            return ""
        case "rows":
            return reply(request.language, "table.rows", title=title, count=count, of=choice.of)
        case "greatest":
            return reply(request.language, "table.greatest", title=title, of=choice.of)


def _row(request: Request, choice: Choice, number: int) -> Paragraph | None:
    row, grid = choice.grid.rows[number], choice.grid
    evidence = list(_evidence(choice, number))
    if not evidence or any(is_order(e.passage.quote(e.first)) for e in evidence):
        return None
    label = " – ".join(row.cells[at] for at in choice.labels if row.cells[at])
    facts = [_fact(request, grid.columns[at], row.cells[at]) for at in choice.columns if at not in choice.labels]
    said = "; ".join(fact for fact in facts if fact)
    text = f"{readable(label, request.language)}: {said}" if said else readable(label, request.language)
    language = choice.laid.document.language
    if language != request.language:
        name = reply(request.language, f"frame.{LANGUAGE_NAMES[language]}")
        text = reply(request.language, "frame.foreign_point", language=name, quote=text)
    return Paragraph(text, evidence[0], more=tuple(evidence[1:]))


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
    yield from (Evidence(passage, which, which) for passage, which in found)
    head = choice.grid.head
    if found and head is not None and not _names_are_quoted(found[0][0], found[0][1], choice, head):
        names = choice.laid.line(head)
        if names is not None:
            yield Evidence(names, 0, 0)


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
