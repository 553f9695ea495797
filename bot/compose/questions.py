"""Any other question: the sentence that answers it, and those that go with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot import cues
from bot.citations import Paragraph
from bot.compose import vacancies
from bot.compose.draft import Draft, item, lead, quoted, tellable
from bot.compose.elsewhere import against, also, from_elsewhere, in_conflict
from bot.compose.fields import is_field
from bot.compose.paths import pay_points, section_points
from bot.compose.silence import near_misses, silent
from bot.compose.telling import best_told, told
from bot.evidence import Line
from bot.gather import Findings, Sections, record_of
from bot.naming import title_in
from bot.sufficiency import answering, second_source, silence_about
from bot.understand import Aspect, Request
from knowledge.keywords import query_stems, words
from knowledge.records import Passage
from knowledge.sections import UNKNOWN_HEADINGS
from prompts import reply

_MOST_FIGURES = 5
_ENDS = (".", "!", "?")
_FIGURE = re.compile(r"\d{3}")
# Of each section, when a page is told as a whole.
_OF_EACH_SECTION = 2
_MOST_TOLD = 8
# Where a question asks for several things of a path, it is told so much of each.
_OF_SEVERAL = 3


def answer(request: Request, findings: Findings) -> Draft:
    """The best sentence first, then what goes with it; or that the sources are silent."""
    if findings.told:
        return _more(request, findings)
    if findings.unknown:
        # What the page of a career path says in general is no answer about a school or company that nobody knows.
        return silent(request, findings)
    if (
        findings.of_one
        and findings.pages
        and (told_of_one := vacancies.asks_a_phd(request, findings.of_one, findings.pages[findings.of_one.address]))
    ):
        return told_of_one
    best = answering(request, findings)
    on_a_page = best is not None and best.passage.kind == "page"
    if _is_of_pay(request) and not on_a_page:
        return _pay(request, findings)
    section = _section(request, findings)
    if section and not request.details and not on_a_page:
        return Draft([*section, *from_elsewhere(request, findings)])
    if findings.lines and findings.lines[0].admits_silence:
        return _said_to_be_unknown(request, findings, findings.lines[0])
    if best is None:
        silence = silence_about(findings)
        if section or silence is None:
            return Draft(section) if section else silent(request, findings)
        return _said_to_be_unknown(request, findings, silence)
    if section and not on_a_page:
        return Draft([lead(request, best), *_beside(section, best)])
    if findings.editions:
        return Draft([_of_an_edition(request, line, n) for n, line in enumerate(findings.editions)])
    first, rival = in_conflict(request, findings, best)
    lines = [first, *(line for line in best_told(findings.lines) if line is not first and line is not rival)]
    paragraphs = told(request, lines, findings.parts)
    if first.passage.document_id in findings.earlier:
        paragraphs = [_of_an_edition(request, first, 1), *paragraphs[1:]]
    example = _note_on_example(request, findings, first.passage)
    conflict = [against(request, rival)] if rival else []
    return Draft([*paragraphs, *example, *conflict, *_also(request, findings, first, paragraphs)])


def _is_of_pay(request: Request) -> bool:
    """It asks what one career path pays, and nothing else: `how much do trainees get there a month?`"""
    of_pay = request.aspect == "salary" or (request.asks == "pay" and request.aspect is None)
    return of_pay and not request.aspects and len(request.paths) == 1


def _of_an_edition(request: Request, line: Line, place: int) -> Paragraph:
    """What an edition says, and which one; the first is the newest."""
    frame = "frame.edition_earlier" if place else "frame.edition_newer"
    quote = quoted(request, line.passage, line.number)
    return Paragraph(reply(request.language, frame, title=line.passage.title, quote=quote), line.evidence)


def _said_to_be_unknown(request: Request, findings: Findings, line: Line) -> Draft:
    """That the sources do not tell, in the words of the page that says so."""
    return Draft([lead(request, line), *near_misses(request, findings, besides=line)], "abstained")


def _beside(section: Sequence[Paragraph], first: Line) -> list[Paragraph]:
    """The section that a question is after, below the sentence that answers its details."""
    return [replace(said, point=True) for said in section if said.evidence != first.evidence]


def _more(request: Request, findings: Findings) -> Draft:
    """What the page tells, from its beginning: a sentence or two of each of its sections."""
    told = [passage for passage in findings.told if not is_field(passage) and passage.section not in UNKNOWN_HEADINGS]
    points = [item(request, p, n) for passage in told for p, n in tellable([passage])[:_OF_EACH_SECTION]]
    if not points:
        return silent(request, findings)
    title = Paragraph(f"**{findings.told[0].title}**")
    note = _note_on_example(request, findings, findings.told[0])
    return Draft([title, *points[:_MOST_TOLD], *note])


def _note_on_example(request: Request, findings: Findings, passage: Passage) -> list[Paragraph]:
    """That a vacancy was invented for a demonstration, if it is told of."""
    return [Paragraph(reply(request.language, "list.example_one"))] if passage.address in findings.examples else []


def _pay(request: Request, findings: Findings) -> Draft:
    """What the path's own page says of pay: a figure, or that there is none. Never that of another job."""
    sections = findings.sections[record_of(request.paths[0]).id]
    figures = pay_points(request, sections)[:_MOST_FIGURES]
    names = {name.casefold() for name in cues.names_in(request.question)}
    of_another = [one for one in _of_pay(request, sections, names) if figures and not _names(figures[0], names)]
    if names and of_another:
        # `What does EMA pay?` where the only figure is that of EFSA.
        return Draft([replace(of_another[0], point=False)], "abstained")
    elsewhere = from_elsewhere(request, findings)
    if figures:
        return Draft([replace(figures[0], point=False), *figures[1:], *elsewhere])
    if elsewhere:
        return Draft(elsewhere)
    spoken_of = _of_pay(request, sections)
    if spoken_of:
        return Draft([replace(spoken_of[0], point=False)], "abstained")
    return silent(request, replace(findings, lines=()))


def _of_pay(request: Request, sections: Sections, names: Collection[str] = ()) -> list[Paragraph]:
    """The sentence of a path's page that speaks of pay without a figure, such as that none is known; with `names`,
    one with one of them."""
    every = tellable([passage for section in sections.values() for passage in section])
    said = [one for one in every if cues.first("asks", cues.flattened(one[0].quote(one[1]))) == "pay"]
    points = [item(request, *one) for one in said]
    return [point for point in points if not names or (_names(point, names) and not _FIGURE.search(point.text))][:1]


def _names(said: Paragraph, names: Collection[str]) -> bool:
    return not set(names).isdisjoint(words(said.text))


def _section(request: Request, findings: Findings) -> list[Paragraph]:
    """The section of a career path's page that the question is after, first sentence first; of several the beginning
    of each."""
    if len(request.paths) != 1:
        return []
    sections = findings.sections[record_of(request.paths[0]).id]
    if request.aspects:
        points = [p for name in request.aspects for p in _beginning(request, sections, name)]
        return [replace(points[0], point=False), *points[1:]] if points else []
    if request.aspect is None or request.aspect == "salary":
        return []
    points = section_points(request, sections, request.aspect, _MOST_TOLD)
    if "phd" in query_stems(request.question):
        # "Do I need a PhD?" is answered by the sentence that speaks of it.
        points.sort(key=lambda point: "phd" not in query_stems(point.text))
    elif request.aspect == "entry":
        points = _of_the_degree(request, points)
    return _opened(request, points)


def _opened(request: Request, points: Sequence[Paragraph]) -> list[Paragraph]:
    """The sentences of a section, the first of which opens the answer; what is no sentence is told what it is."""
    first = points[0].evidence if points else None
    if first and first.passage.quote(first.first).rstrip()[-1:] not in _ENDS:
        label = f"{title_in(request.paths[0], request.language)}: {reply(request.language, f'aspect.{request.aspect}')}"
        return [Paragraph(reply(request.language, "frame.list", heading=label)), *points]
    return [replace(point, point=n > 0) for n, point in enumerate(points)]


def _of_the_degree(request: Request, points: Sequence[Paragraph]) -> list[Paragraph]:
    """What is said of the degree that the question names, if the page says something of it: `and for a professional
    bachelor?` is not answered by what a master has to do."""
    named = cues.first("ladder", cues.flattened(request.question))
    told = [point for point in points if named and named in cues.every("ladder", cues.flattened(point.text))]
    others = [point for point in points if not any(cues.every("ladder", cues.flattened(point.text)))]
    return [*told, *others] if told else list(points)


def _beginning(request: Request, sections: Sections, name: Aspect) -> list[Paragraph]:
    """The beginning of what the path's page says of one thing; of pay also that nothing is known."""
    if name == "salary":
        silence = [Paragraph(reply(request.language, "silent.pay"), point=True)]
        return pay_points(request, sections)[:1] or _of_pay(request, sections) or silence
    return section_points(request, sections, name, _OF_SEVERAL)


def _also(request: Request, findings: Findings, first: Line, told: Sequence[Paragraph]) -> list[Paragraph]:
    """Where a second source answers as well, unless it is quoted already."""
    line = second_source(request, findings, first)
    if line is None or any(p.evidence and p.evidence.passage.id == line.passage.id for p in told):
        return []
    return [also(request, line)]
