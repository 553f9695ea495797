"""Vacancies: how many meet what was asked, each in a line with its source; and one that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.citations import Evidence, Paragraph
from bot.compose.criteria import in_words
from bot.compose.draft import Draft, quoted, tellable
from bot.compose.silence import silent
from bot.criteria import Criteria
from bot.gather import Findings, vacancy_of
from bot.gather.gone import telling_of_it
from bot.gather.vacancies import PAGE
from bot.matching import Matched
from bot.naming import title_in
from bot.searches import Search
from bot.understand import Request
from knowledge import keywords, places
from knowledge.records import ASPECTS, FAMILIES, Document, Event, Language, Passage, Vacancy
from prompts import replies, reply

_MOST_TO_LOOSEN = 3


def vacancies(request: Request, findings: Findings) -> Draft:
    """The open vacancies that meet what was asked; where none does, what holds them back."""
    found, search = findings.matched, request.search or Search(request.criteria, ())
    if findings.unknown or found is None:
        return silent(request, findings)
    if findings.gone:
        return gone(request, findings)
    listed = found.silent if search.silent else found.meeting
    if not listed:
        return _none(request, findings, found)
    if not findings.shown:
        return Draft([Paragraph(reply(request.language, "list.vacancies_no_more"))], made_by="fixed")
    lines = [_line(request, vacancy, findings.pages.get(vacancy.address, ())) for vacancy in findings.shown]
    about = [Paragraph(said) for said in _about(request, findings, found, listed, search)]
    lead = Paragraph(_lead(request, findings, len(listed), search))
    return Draft([lead, *_examples(request, findings), *lines, *about])


def still_open(request: Request, findings: Findings) -> Draft:
    """That one can still apply for the vacancy that was asked about, until when, and one line of its source."""
    document, language = findings.still_open, request.language
    assert document is not None
    record = vacancy_of(document)
    employer = _employer(record, language)
    until = (
        reply(language, "list.open_until", day=record.closes) if record.closes else reply(language, "list.open_no_day")
    )
    lead = Paragraph(f"{reply(language, 'list.open', title=record.title, employer=employer)} {until}")
    line = _line(request, document, findings.pages.get(document.address, ()))
    return Draft([lead, *_examples(request, findings), line, Paragraph(_checked(language, [document]))])


def gone(request: Request, findings: Findings) -> Draft:
    """That what was asked about is no more, since when, and what its source says."""
    document = findings.gone
    assert document is not None
    said = _closed(request, document) if isinstance(document.facts, Vacancy) else _over(request, document)
    every = tellable(findings.pages.get(document.address, ()))
    if not every:
        return Draft(list(map(Paragraph, said)), made_by="fixed")
    passage, number = every[telling_of_it([passage.quote(number) for passage, number in every], document)]
    quote = Paragraph(quoted(request, passage, number), Evidence(passage, number, number))
    return Draft([*map(Paragraph, said), quote])


def names_of_fields(findings: Findings, paths: Sequence[Document]) -> dict[str, str]:
    """Career path or family -> what it is called in the language of the question."""
    return called(findings.request.language, paths)


def called(language: Language, paths: Sequence[Document]) -> dict[str, str]:
    """Career path or family -> what it is called in a language."""
    named = {path.facts.id: title_in(path, language) for path in paths if path.facts}
    return named | {family: reply(language, f"family.{family}") for family in FAMILIES}


def _lead(request: Request, findings: Findings, count: int, search: Search) -> str:
    words = ", ".join(_words(request, findings, request.criteria))
    if search.silent:
        return reply(request.language, "list.vacancies_silent", count=count, criteria=words)
    if not words:
        return reply(request.language, "list.vacancies_all", count=count)
    return reply(request.language, "list.vacancies", count=count, criteria=words)


def _words(request: Request, findings: Findings, criteria: Criteria) -> list[str]:
    return in_words(criteria, request.language, names_of_fields(findings, findings.paths))


def _about(
    request: Request, findings: Findings, found: Matched, listed: Sequence[Document], search: Search
) -> list[str]:
    """Until when one can apply, what is not shown, in which order it is, and when it was last looked at."""
    language = request.language
    said: list[str] = []
    closing = [
        reply(language, "list.closes", title=record.title, day=record.closes)
        for record in map(vacancy_of, findings.shown)
        if record.closes
    ]
    if closing:
        said.append(reply(language, "list.closing", titles="; ".join(closing)))
    if len(listed) > len(findings.shown):
        first = search.page * PAGE
        said.append(reply(language, "list.shown", first=first + 1, last=first + len(findings.shown), count=len(listed)))
    if len(listed) > 1:
        closing_first = search.closing and bool(closing)
        said.append(_order(language, request.criteria.near, closing=closing_first))
    if search.closing and not closing:
        said.append(reply(language, "list.no_last_day"))
    if found.silent and not search.silent:
        said.append(_silent(language, len(found.silent)))
    return [*said, _checked(language, findings.shown)]


def _order(language: Language, near: str | None, *, closing: bool) -> str:
    if closing:
        return reply(language, "list.first_to_close")
    return (
        reply(language, "list.nearest", place=places.name_in(near, language))
        if near
        else reply(language, "list.newest")
    )


def _silent(language: Language, count: int) -> str:
    return reply(language, "list.does_not_say") if count == 1 else reply(language, "list.do_not_say", count=count)


def _checked(language: Language, shown: Sequence[Document]) -> str:
    first, last = min(v.checked for v in shown), max(v.checked for v in shown)
    if first == last:
        return reply(language, "list.checked", day=first)
    return reply(language, "list.checked_between", first=first, last=last)


def _none(request: Request, findings: Findings, found: Matched) -> Draft:
    """That nothing is known to meet it, how many do not say, and which criteria hold back how many."""
    language = request.language
    words = ", ".join(_words(request, findings, request.criteria))
    said = [reply(language, "list.vacancies_none", count=len(findings.vacancies), criteria=words)]
    if found.silent:
        said.append(_silent(language, len(found.silent)))
    held = [
        reply(language, "list.loosened", criterion=", ".join(_words(request, findings, one.criterion)), count=one.frees)
        for one in found.loosen[:_MOST_TO_LOOSEN]
    ]
    loosen = [Paragraph(reply(language, "list.loosen", criteria=", ".join(held)))] if held else []
    return Draft([*map(Paragraph, said), *loosen], "abstained", made_by="fixed")


def _examples(request: Request, findings: Findings) -> list[Paragraph]:
    invented = any(vacancy_of(vacancy).example for vacancy in findings.shown)
    return [Paragraph(reply(request.language, "list.examples"))] if invented else []


def _line(request: Request, document: Document, page: Sequence[Passage]) -> Paragraph:
    record, language = vacancy_of(document), request.language
    facts = [_employer(record, language), *(_place(name, language) for name in record.places)]
    told = _telling(record, page, request.criteria)
    if told is None:
        return Paragraph(reply(language, "list.line_alone", title=record.title, facts=", ".join(facts)), point=True)
    said = quoted(request, *told)
    text = reply(language, "list.line", title=record.title, facts=", ".join(facts), sentence=said)
    return Paragraph(text, Evidence(told[0], told[1], told[1]), point=True)


def _telling(record: Vacancy, page: Sequence[Passage], criteria: Criteria) -> tuple[Passage, int] | None:
    """The sentence behind a verdict, of what was asked for first; else one that says what the job is."""
    sentences = tellable(page)
    for aspect in (*_asked_of(criteria), "phd", "degree"):
        line = record.verdict(aspect).line
        for passage, number in sentences:
            if line and (line in passage.quote(number) or passage.quote(number) in line):
                return passage, number
    below_a_heading = [(passage, number) for passage, number in sentences if passage.heading]
    told = next(iter(below_a_heading or sentences), None)
    return None if told and _is_said(told[0].quote(told[1]), record) else told


def asks_a_phd(request: Request, document: Document, page: Sequence[Passage]) -> Draft | None:
    """Whether one vacancy wants a PhD, with its line that says so; None if it says nothing of it."""
    record = vacancy_of(document)
    need = record.verdict("phd").need
    told = _telling(record, page, request.criteria) if need != "unknown" else None
    if told is None:
        return None
    said = reply(
        request.language, f"list.phd_{need.replace(' ', '_')}", title=record.title, sentence=quoted(request, *told)
    )
    return Draft([Paragraph(said, Evidence(told[0], told[1], told[1])), *_examples_of(request, record)])


def _examples_of(request: Request, record: Vacancy) -> list[Paragraph]:
    return [Paragraph(reply(request.language, "list.example_one"))] if record.example else []


def _is_said(quote: str, record: Vacancy) -> bool:
    """It holds nothing but what stands in the line already: title, employer and places."""
    return set(keywords.words(quote)) <= set(keywords.words(" ".join((record.title, record.employer, *record.places))))


def _asked_of(criteria: Criteria) -> list[str]:
    """The aspects that the criteria are about."""
    about = {
        *criteria.without_languages,
        *criteria.languages,
        *(("phd",) if criteria.phd else ()),
        *(("degree",) if criteria.degree else ()),
        *(("experience",) if criteria.experience is not None else ()),
        *(("driving_licence",) if criteria.no_licence else ()),
        *(("work_permit",) if criteria.sponsored else ()),
    }
    return [aspect for aspect in ASPECTS if aspect in about]


def _why(closed: str, language: Language) -> str:
    """What the reader of the page made of it, in words; anything else is the source's own."""
    name = f"list.is_{closed.replace(' ', '_')}"
    return reply(language, name) if name in replies(language) else reply(language, "list.closed_why", why=closed)


def _employer(record: Vacancy, language: Language) -> str:
    """As its source names it; that nobody is named is worth knowing, too."""
    return record.employer or reply(language, "list.no_employer")


def _place(name: str, language: Language) -> str:
    """`Gent` in a Dutch answer, whatever the source writes; a place with more to it as it is written."""
    known = places.named(name)
    return known.names[language] if known else name


def _closed(request: Request, document: Document) -> list[str]:
    record, language = vacancy_of(document), request.language
    said = [reply(language, "list.closed", title=record.title, employer=_employer(record, language))]
    last = record.closes or document.expires
    # What is filled before its last day has none that matters.
    if last and not record.closed:
        said.append(reply(language, "list.closed_on", day=last))
    if record.closed:
        said.append(_why(record.closed, language))
    return [*said, _checked(language, [document])]


def _over(request: Request, document: Document) -> list[str]:
    record, language = document.facts, request.language
    assert isinstance(record, Event)
    if record.cancelled:
        return [reply(language, "list.cancelled", title=record.name), _checked(language, [document])]
    last: date | None = record.ends or record.starts or document.expires
    return [reply(language, "list.over", title=record.name, day=last), _checked(language, [document])]
