"""Vacancies, courses and events: one line each, with the sentence that tells most."""

from __future__ import annotations

from bot import cues
from bot.citations import Paragraph
from bot.compose.draft import Draft, point
from bot.compose.silence import near_misses, silent
from bot.evidence import Line
from bot.gather import Findings, record_of, vacancy_of
from bot.understand import Request
from knowledge.plain import spoken
from knowledge.records import Document, Vacancy
from prompts import reply

_MOST_VACANCIES = 5
_MOST_OTHERS = 4
# A course or event this much farther from the question than the best is not what was asked for.
_MARGIN = 1.5


def vacancies(request: Request, findings: Findings) -> Draft:
    """The open vacancies that fit, or those that come nearest; examples are said to be examples."""
    fitting = [vacancy for vacancy in findings.vacancies if _fits(request, vacancy_of(vacancy))]
    shown = (fitting or list(findings.vacancies))[:_MOST_VACANCIES]
    if not shown:
        none = Paragraph(reply(request.language, "list.vacancies_none"))
        return Draft([none, *near_misses(request, findings)], "abstained")
    lines = [_vacancy(request, vacancy, findings) for vacancy in shown]
    example = any(vacancy_of(vacancy).example for vacancy in shown)
    note = [Paragraph(reply(request.language, "list.examples"))] if example else []
    return Draft([Paragraph(_vacancies_lead(request, len(fitting))), *note, *lines])


def one_of_each(request: Request, findings: Findings) -> Draft:
    """The best sentence of each course or event, best first."""
    best: dict[str, Line] = {}
    for line in findings.lines:
        if not line.admits_silence and line.score >= findings.lines[0].score - _MARGIN:
            best.setdefault(line.passage.work or line.passage.document_id, line)
    if not best:
        return silent(request, findings)
    points = [point(request, line, f"**{line.passage.title}**: ") for line in list(best.values())[:_MOST_OTHERS]]
    return Draft([Paragraph(reply(request.language, f"list.{request.purpose}")), *points])


def _vacancies_lead(request: Request, fitting: int) -> str:
    match fitting:
        case 0:
            return reply(request.language, "list.vacancies_wide")
        case 1:
            return reply(request.language, "list.vacancy")
        case _:
            return reply(request.language, "list.vacancies", count=fitting)


def _vacancy(request: Request, document: Document, findings: Findings) -> Paragraph:
    record = vacancy_of(document)
    line = _telling_line(record, [line for line in findings.lines if line.passage.address == document.address])
    text = reply(
        request.language,
        "list.line",
        title=record.title,
        employer=record.employer,
        places=", ".join(record.places),
        sentence=spoken(line.text),
    )
    return Paragraph(text, line.evidence, point=True)


def _telling_line(record: Vacancy, own: list[Line]) -> Line:
    """The line that says whether a PhD is asked, or which degree; else the one nearest to the question."""
    quotes = [quote for quote in (record.phd_line, record.degree_line) if quote]
    return next((line for quote in quotes for line in own if quote in line.text), own[0])


def _fits(request: Request, vacancy: Vacancy) -> bool:
    places = {place for name in vacancy.places for place in cues.every("place", cues.flattened(name))}
    paths = {record_of(path).id for path in request.paths}
    return (
        (not request.places or bool(places & set(request.places)))
        and (not request.without_phd or vacancy.phd == "not asked")
        and (not paths or vacancy.path in paths)
    )
