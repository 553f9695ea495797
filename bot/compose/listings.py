"""Courses and events: one line each, with the sentence that tells most."""

from __future__ import annotations

from collections.abc import Sequence
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
# A page of another kind that is this much nearer is what was meant.
_CLEARLY = 0.0
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
        if line.about and (line.score >= lines[0].score - _MARGIN or line.passage.work in best):
            kept = best.setdefault(line.passage.work or line.passage.document_id, line)
            if _opens_its_page(line) and not _opens_its_page(kept):
                best[line.passage.work or line.passage.document_id] = line
    other = findings.lines[:1] if findings.lines and findings.lines[0].passage.kind not in _KIND.values() else ()
    if other and (not lines or other[0].score > lines[0].score + _CLEARLY):
        return answer(request, findings)
    if not best:
        return silent(request, findings)
    points = [point(request, line, f"**{line.passage.title}**: ") for line in list(best.values())[:_MOST_OTHERS]]
    return Draft([Paragraph(reply(request.language, f"list.{request.purpose}")), *points])


def _to_come(request: Request, findings: Findings) -> Draft:
    """Each with its day and place, by day, and how many more there are; then what is said of those without a day."""
    language, count = request.language, len(findings.agenda)
    dated = [_dated(document, findings, language) for document in findings.agenda if _page(findings, document)]
    undated = [_undated(request, document, findings) for document in findings.undated if _page(findings, document)]
    lead = [Paragraph(reply(language, f"list.{request.purpose}_to_come", count=count))] if count else []
    rest = (
        [Paragraph(reply(language, "list.shown", first=1, last=len(dated), count=count))] if len(dated) < count else []
    )
    besides = "list.events_undated_besides" if count else "list.events_undated"
    return Draft([*lead, *dated, *rest, *([Paragraph(reply(language, besides)), *undated] if undated else [])])


def _dated(document: Document, findings: Findings, language: Language) -> Paragraph:
    record, passage = document.facts, _page(findings, document)[0]
    assert isinstance(record, Event | Course)
    by = record.organiser if isinstance(record, Event) else record.provider
    facts = [day_in_words(language, record.starts)] if record.starts else []
    facts += [said for said in (_place(record.place, language), by) if said]
    text = reply(language, "list.line_alone", title=passage.title, facts=", ".join(facts))
    return Paragraph(text, Evidence(passage, 0, 0), point=True)


def _undated(request: Request, document: Document, findings: Findings) -> Paragraph:
    """What its page says of when it is, otherwise what it is."""
    every = tellable(_page(findings, document))
    said = next((one for one in every if one[0].section in WHEN_HEADINGS), every[0])
    return replace(item(request, *said), text=f"**{said[0].title}**: {item(request, *said).text}")


def _page(findings: Findings, document: Document) -> Sequence[Passage]:
    return findings.pages.get(document.address, ())


def _place(name: str | None, language: Language) -> str | None:
    """`Gent` in a Dutch answer; an address stays as it is written."""
    known = places.named(name) if name else None
    return known.names[language] if known else name


def _opens_its_page(line: Line) -> bool:
    """It says what the course or event is."""
    return line.number == 0 and not line.passage.heading
