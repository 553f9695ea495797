"""Vacancies, courses and events: one line each, with the sentence that tells most."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cues
from bot.citations import Evidence, Paragraph
from bot.compose.draft import LANGUAGE_NAMES, Draft, point, quoted
from bot.compose.questions import answer
from bot.compose.silence import silent
from bot.evidence import Line
from bot.gather import Findings, record_of, vacancy_of
from bot.naming import title_in
from bot.orders import is_order
from bot.understand import Request
from knowledge.records import Document, Language, Passage, Vacancy
from prompts import reply

_MOST_VACANCIES = 5
_MOST_OTHERS = 4
# A course or event this much farther from the question than the best is not what was asked for.
_MARGIN = 4.0
# A page of another kind that is this much nearer is what was meant.
_CLEARLY = 0.0
_KIND = {"courses": "course", "events": "event"}


def vacancies(request: Request, findings: Findings) -> Draft:
    """The open vacancies that meet what was asked, said with what they meet; examples are said to be examples."""
    meeting = [vacancy for vacancy in findings.vacancies if _meets(request, vacancy_of(vacancy))]
    asked = _asked(request)
    strange = bool(findings.unknown)
    nearest = sorted(findings.vacancies, key=lambda v: -_met(request, vacancy_of(v)))
    shown = (meeting if meeting and not strange else nearest)[:_MOST_VACANCIES]
    if not asked and not strange:
        lead = reply(request.language, "list.vacancies_near")
    elif not meeting or strange:
        lead = reply(request.language, "list.vacancies_wide")
    else:
        lead = reply(request.language, "list.vacancies", count=len(meeting), criteria=", ".join(asked))
    example = any(vacancy_of(vacancy).example for vacancy in shown)
    note = [Paragraph(reply(request.language, "list.examples"))] if example else []
    lines = [_vacancy(request, vacancy, findings.pages[vacancy.address]) for vacancy in shown]
    return Draft([Paragraph(lead), *note, *lines])


def one_of_each(request: Request, findings: Findings) -> Draft:
    """What each course or event is, best first; or that there is none on what was asked."""
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


def _opens_its_page(line: Line) -> bool:
    """It says what the course or event is."""
    return line.number == 0 and not line.passage.heading


def _asked(request: Request) -> list[str]:
    """What the vacancies must meet, in words."""
    language = request.language
    criteria = [cues.name_of_place(place, language) for place in request.places]
    criteria += [title_in(path, language) for path in request.paths]
    criteria += [reply(language, "criteria.internship")] if request.internship else []
    criteria += [
        reply(language, "criteria.without_language", language=reply(language, f"frame.{LANGUAGE_NAMES[spoken]}"))
        for spoken in request.without_languages
    ]
    criteria += [reply(language, "criteria.with_phd")] if request.with_phd else []
    criteria += [reply(language, "criteria.without_phd")] if request.without_phd else []
    criteria += [reply(language, f"ladder.{request.ladder}")] if request.ladder else []
    return criteria


def _meets(request: Request, vacancy: Vacancy) -> bool:
    return all(_criteria(request, vacancy))


def _met(request: Request, vacancy: Vacancy) -> int:
    return sum(_criteria(request, vacancy))


def _criteria(request: Request, vacancy: Vacancy) -> tuple[bool, ...]:
    """What was asked for, each met or not; what was not asked for is met."""
    places = {place for name in vacancy.places for place in cues.every("place", cues.flattened(name))}
    paths = {record_of(path).id for path in request.paths}
    return (
        not request.places or bool(places & set(request.places)),
        not paths or vacancy.path in paths,
        not request.internship or vacancy.contract in ("internship", "traineeship"),
        not request.without_phd or vacancy.phd == "not asked",
        not request.with_phd or vacancy.phd == "required",
        # A vacancy that says nothing about languages may still ask for one: it does not count as meeting this.
        not request.without_languages
        or (
            bool(vacancy.languages)
            and all(vacancy.languages.get(spoken) != "required" for spoken in request.without_languages)
        ),
        not request.ladder or vacancy.degree == request.ladder,
    )


def _vacancy(request: Request, document: Document, page: Sequence[Passage]) -> Paragraph:
    record = vacancy_of(document)
    passage, number = _telling(record, page)
    places = (_place(name, request.language) for name in record.places)
    text = reply(
        request.language,
        "list.line",
        title=record.title,
        employer=record.employer,
        places=", ".join(places),
        sentence=quoted(request, passage, number),
    )
    return Paragraph(text, Evidence(passage, number, number), point=True)


def _telling(record: Vacancy, page: Sequence[Passage]) -> tuple[Passage, int]:
    """The sentence that says whether a PhD is asked, or which degree; else one that says what the job is."""
    every = [(passage, number) for passage in page for number in range(len(passage.sentences))]
    sentences = [(passage, number) for passage, number in every if not is_order(passage.quote(number))] or every[:1]
    for quote in (record.phd_line, record.degree_line):
        for passage, number in sentences:
            if quote and quote in passage.quote(number):
                return passage, number
    below_a_heading = [(passage, number) for passage, number in sentences if passage.heading]
    return (below_a_heading or sentences)[0]


def _place(name: str, language: Language) -> str:
    known = cues.first("place", cues.flattened(name))
    return cues.name_of_place(known, language) if known else name
