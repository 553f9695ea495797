"""At most three next questions, each of which the library can answer (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.compose.criteria import in_words
from bot.compose.vacancies import names_of_fields
from bot.criteria import Criteria
from bot.gather import Findings, record_of
from bot.gather.vacancies import PAGE
from bot.matching import Matched
from bot.naming import title_in
from knowledge.front_matter import HEADING
from knowledge.keywords import ASKING, content_words
from knowledge.records import Document, Language
from knowledge.sections import UNKNOWN_HEADINGS
from prompts import reply

MOST = 3
_OF_A_PAGE = 2
_SAYS_ENOUGH = 2


def suggest(findings: Findings, paths: Sequence[Document], *, answered: bool) -> tuple[str, ...]:
    """What to ask next, in the language of the question. `paths` are all career paths that the library knows."""
    request = findings.request
    if findings.matched and (next_ones := _on_a_search(findings, findings.matched, paths)):
        return tuple(next_ones[:MOST])
    about = list(request.paths) or (_told_of(findings, paths) if answered else [])
    if request.wishes and findings.paths:
        found = _among_paths(findings.paths, request.language)
    else:
        found = _about_a_path(about[0], findings, paths) if about else _in_general(findings, bool(paths))
        if answered and not about:
            found = [*_further_on_the_page(findings), *found]
    return tuple(found[:MOST])


def _on_a_search(findings: Findings, found: Matched, paths: Sequence[Document]) -> list[str]:
    """The next vacancies, those that do not say; where there is none, what to leave out."""
    search, language = findings.request.search, findings.request.language
    listed = found.silent if search and search.silent else found.meeting
    rest = len(listed) - ((search.page if search else 0) * PAGE + len(findings.shown))
    more = [reply(language, "suggest.more")] if rest > 0 and findings.shown else []
    silent = [reply(language, "suggest.silent")] if found.silent and not (search and search.silent) else []
    names = names_of_fields(findings, paths)
    looser = [] if listed else [_asking(one.rest, language, names) for one in found.loosen]
    return [*more, *silent, *looser]


def _asking(criteria: Criteria, language: Language, names: Mapping[str, str]) -> str:
    """The question for vacancies that meet criteria."""
    words = in_words(criteria, language, names)
    return (
        reply(language, "suggest.search", criteria=", ".join(words)) if words else reply(language, "suggest.search_all")
    )


def _told_of(findings: Findings, paths: Sequence[Document]) -> list[Document]:
    """The career path whose page the best sentence stands on."""
    works = [line.passage.work for line in findings.lines[:1]]
    return [path for path in paths if path.work in works]


def _further_on_the_page(findings: Findings) -> list[str]:
    """What else the page of advice tells that the best sentence stands on, by the headings nearest to the question."""
    if not findings.lines or findings.request.purpose != "question":
        return []
    first = findings.lines[0].passage
    near = (line.passage for line in findings.lines if line.passage.document_id == first.document_id)
    told = {first.section, "", *UNKNOWN_HEADINGS, *HEADING.values()}
    headings = dict.fromkeys(p.section for p in near if p.section not in told and _stands_alone(p.section))
    is_advice = first.kind == "programme" and first.language == findings.request.language
    return [*headings][:_OF_A_PAGE] if is_advice else []


def _stands_alone(heading: str) -> bool:
    """It says what it is about: `Where to start` could be asked of anything."""
    return len([word for word in content_words(heading) if word not in ASKING]) >= _SAYS_ENOUGH


def _about_a_path(path: Document, findings: Findings, paths: Sequence[Document]) -> list[str]:
    request, language = findings.request, findings.request.language
    name = title_in(path, language)
    near = [other for other in paths if record_of(other).family == record_of(path).family and other.work != path.work]
    asked = {"explain": ("day",), "vacancies": ("vacancies",)}.get(request.purpose, (request.aspect,))
    every = [
        ("entry", reply(language, "suggest.entry", path=name)),
        ("not_suit", reply(language, "suggest.why_not", path=name)),
        ("day", reply(language, "suggest.day", path=name)),
    ]
    found = [words for aspect, words in every if aspect not in asked]
    if findings.vacancies and "vacancies" not in asked:
        found.insert(1, reply(language, "suggest.vacancies", path=name))
    if near and request.purpose != "compare":
        found.insert(2, reply(language, "suggest.compare", path=name, other=title_in(near[0], language)))
    return found


def _among_paths(paths: Sequence[Document], language: Language) -> list[str]:
    """What to ask next of paths that come near what somebody wishes."""
    first, *others = (title_in(path, language) for path in paths[:2])
    if not others:
        return [reply(language, "suggest.day", path=first), reply(language, "suggest.vacancies", path=first)]
    compared = [reply(language, "suggest.compare", path=first, other=other) for other in others]
    return [reply(language, "suggest.which_phd"), reply(language, "suggest.day", path=first), *compared]


def _in_general(findings: Findings, has_paths: bool) -> list[str]:
    if not has_paths:
        return []
    language: Language = findings.request.language
    if findings.request.purpose == "overview" and findings.paths:
        first = title_in(findings.paths[0], language)
        narrower = "suggest.courses" if findings.request.criteria.degree else "suggest.professional_bachelor"
        return [reply(language, name) for name in (narrower, "suggest.phd")] + [
            reply(language, "suggest.day", path=first)
        ]
    return usual(language)


def usual(language: Language) -> list[str]:
    """What anybody can ask."""
    return [
        reply(language, "suggest.overview"),
        reply(language, "suggest.professional_bachelor"),
        reply(language, "suggest.courses"),
    ]
