"""Courses and events: one line each, with the sentence that tells most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.citations import Evidence, Paragraph
from bot.compose.draft import Draft, item, point, tellable
from bot.compose.questions import answer
from bot.compose.silence import silent
from bot.evidence import Line
from bot.gather import Findings
from bot.understand import Request
from knowledge import places
from knowledge.records import Course, Document, Event, Language, Passage
from knowledge.sections import WHEN_HEADINGS
from prompts import day_in_words, reply

_MOST_OTHERS = 4
# A course or event this much farther from the question than the best is not what was asked for.
_MARGIN = 4.0
_Said = tuple[Passage, int]
"""A passage, and the number of its sentence."""
_KIND = {"courses": "course", "events": "event"}


def one_of_each(request: Request, findings: Findings) -> Draft:
    """What each course or event is, best first; or that there is none on what was asked."""
    if findings.none_to_come:
        return Draft([Paragraph(reply(request.language, "list.events_none"))], "abstained", made_by="fixed")
    if findings.agenda or findings.undated:
        return _to_come(request, findings)
    lines = [line for line in findings.lines if line.passage.kind == _KIND[request.purpose] and not line.admits_silence]
    best: dict[str, Line] = {}
    for line in lines:
        which = line.passage.work or line.passage.document_id
        if line.about and (line.score >= lines[0].score - _MARGIN or which in best):
            kept = best.setdefault(which, line)
            if _opens_its_page(line) and not _opens_its_page(kept):
                best[which] = line
    # A page of another kind that is nearer is what was meant.
    other = findings.lines[:1] if findings.lines and findings.lines[0].passage.kind not in _KIND.values() else ()
    if other and (not lines or other[0].score > lines[0].score):
        return answer(request, findings)
    if not best:
        return silent(request, findings)
    points = [point(request, line, f"**{line.passage.title}**: ") for line in list(best.values())[:_MOST_OTHERS]]
    return Draft([Paragraph(reply(request.language, f"list.{request.purpose}")), *points])


def _to_come(request: Request, findings: Findings) -> Draft:
    """Each with its day and place, by day, and how many more there are; then what is said of those without a day."""
    language = request.language
    dated = [_dated(document, said[0], language) for document, said in _with_pages(findings.agenda, findings)]
    undated = [_undated(request, said) for _, said in _with_pages(findings.undated, findings)]
    if not dated and not undated:
        return silent(request, findings)
    # What may not be told is not counted either.
    left_out = sum(document.address in findings.pages for document in findings.agenda) - len(dated)
    count = len(findings.agenda) - left_out if dated else 0
    lead = [Paragraph(reply(language, f"list.{request.purpose}_to_come", count=count))] if count else []
    rest = (
        [Paragraph(reply(language, "list.shown", first=1, last=len(dated), count=count))] if len(dated) < count else []
    )
    besides = "list.events_undated_besides" if count else "list.events_undated"
    return Draft([*lead, *dated, *rest, *([Paragraph(reply(language, besides)), *undated] if undated else [])])


def _with_pages(documents: Sequence[Document], findings: Findings) -> Iterator[tuple[Document, Sequence[_Said]]]:
    """The documents, each with the sentences of its page that may be told; those without any are left out."""
    for document in documents:
        if said := tellable(findings.pages.get(document.address, ())):
            yield document, said


def _dated(document: Document, said: _Said, language: Language) -> Paragraph:
    record, (passage, number) = document.facts, said
    assert isinstance(record, Event | Course)
    by = record.organiser if isinstance(record, Event) else record.provider
    facts = [day_in_words(language, record.starts)] if record.starts else []
    facts += [fact for fact in (_place(record.place, language), by) if fact]
    text = reply(language, "list.line_alone", title=passage.title, facts=", ".join(facts))
    return Paragraph(text, Evidence(passage, number, number), point=True)


def _undated(request: Request, said: Sequence[_Said]) -> Paragraph:
    """What its page says of when it is, otherwise what it is."""
    passage, number = next((one for one in said if one[0].section in WHEN_HEADINGS), said[0])
    told = item(request, passage, number)
    return replace(told, text=f"**{passage.title}**: {told.text}")


def _place(name: str | None, language: Language) -> str | None:
    """`Gent` in a Dutch answer; an address stays as it is written."""
    known = places.named(name) if name else None
    return known.names[language] if known else name


def _opens_its_page(line: Line) -> bool:
    """It says what the course or event is."""
    return line.number == 0 and not line.passage.heading
