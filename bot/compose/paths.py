"""Career paths: all of them by family, one of them told, several compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Literal, cast

from bot import cues
from bot.attributes import has
from bot.citations import Evidence, Paragraph, Table
from bot.compose.draft import Draft, item, quoted, tellable
from bot.compose.elsewhere import from_elsewhere
from bot.compose.silence import silent
from bot.gather import Findings, Sections, record_of
from bot.gather.paths import entry
from bot.naming import title_in, words_naming
from bot.sufficiency import answers
from bot.understand import Request
from knowledge.keywords import content_words, query_stems
from knowledge.records import FAMILIES, Document, Passage
from knowledge.sections import Section
from prompts import reply

_TOLD: Sequence[tuple[Section, int]] = (("day", 2), ("entry", 2))
_AFTERWARDS: Sequence[tuple[Section, str, int]] = (
    ("not_suit", "frame.why_not", 2),
    ("next_steps", "frame.next_steps", 2),
)
_COMPARED: Sequence[Section | Literal["salary"]] = ("day", "entry", "salary", "not_suit")
_CURRENCY = re.compile(r"€|\beuros?\b", re.I)
_SUM = re.compile(r"\d{1,3}(?:[., \u00a0\u202f]\d{3})+|\d{4,}")
# A year is no pay in these lines: they give thousands with a separator; this leaves out smaller numbers.
_LEAST_PAY = 1000
# A sentence about one of two that are compared speaks of half of the question.
_WEAKER_IN_A_TABLE = 3.0
# What `need a PhD` asks for is the degree that it names.
_DEGREES = frozenset("phd doctorate doctoraat doctorat master masters bachelor bachelors bachelier".split())
# Where the one thing is asked, its first sentence alone leaves out half of the work.
_ROWS_OF_ONE = 3
# More names at once are not read.
_MOST_USUAL = 12
# More columns do not fit on a phone.
_SIDE_BY_SIDE = 2


def overview(request: Request, findings: Findings) -> Draft:
    """Every path by family, each family with a sentence about one of its paths."""
    close = Paragraph(reply(request.language, "overview.close"))
    lead = Paragraph(_overview_lead(request, findings.paths, findings.every_path))
    return Draft([lead, *_usual(request, findings.paths), *families(request, findings), close])


def _usual(request: Request, paths: Sequence[Document]) -> list[Paragraph]:
    """The paths for which the degree is the usual way in, where they are few enough to be named."""
    usual = [title_in(path, request.language) for path in paths if "usual" in entry(path, request.criteria.degree)]
    if not 0 < len(usual) <= _MOST_USUAL:
        return []
    return [Paragraph(reply(request.language, "overview.usual", names=", ".join(map(lowered, usual))))]


def families(request: Request, findings: Findings) -> list[Paragraph]:
    """A line for each family of the paths found, with a sentence about one of them."""
    of = {family: [p for p in findings.paths if record_of(p).family == family] for family in FAMILIES}
    return [_family(request, family, paths, findings) for family, paths in of.items() if paths]


def pay(request: Request, findings: Findings) -> Draft:
    """What the pages say that each path pays, the highest figure first, and of how many paths none is known."""
    found = [(path, pay_points(request, findings.sections[record_of(path).id])[:1]) for path in findings.paths]
    told = [(path, points[0]) for path, points in found if points]
    if not told and request.paths:
        none = Paragraph(reply(request.language, "overview.pay_none", count=len(findings.paths)))
        return Draft([none], "abstained", "fixed")
    if not told:
        return silent(request, findings)
    told.sort(key=lambda one: -_figure(one[1].text))
    lines = [replace(point, text=f"**{title_in(path, request.language)}**: {point.text}") for path, point in told]
    lead, every = Paragraph(reply(request.language, "overview.pay")), len(findings.paths)
    missing = Paragraph(reply(request.language, "overview.pay_rest", rest=every - len(told), all=every))
    return Draft([lead, *lines, *([missing] if len(told) < every else [])])


def each(request: Request, findings: Findings) -> Draft:
    """Of each path the sentence of its page that tells most of what is asked."""
    found = [(path, _telling(request, findings.sections[record_of(path).id])) for path in findings.paths]
    lines = [line_of(request, path, Evidence(told[0], told[1], told[1])) for path, told in found if told]
    return Draft(lines) if lines else silent(request, findings)


def line_of(request: Request, path: Document, evidence: Evidence | None) -> Paragraph:
    """A path as an item of a list: its name, and the sentence that tells of it."""
    name = f"**{title_in(path, request.language)}**"
    told = f"{name}: {quoted(request, evidence.passage, evidence.first)}" if evidence else name
    return Paragraph(told, evidence, point=True)


def _telling(request: Request, sections: Sections) -> tuple[Passage, int] | None:
    """The first sentence of the section asked for among those with most of what the question says beside that."""
    name = cast("Section", request.aspect)
    flat = cues.flattened(request.question)
    said = (span for group in ("aspect", "follow_up") for span in cues.spans(group, flat))
    asking = {word for span in said for word in span.split()} - _DEGREES
    asked = set(query_stems(" ".join(word for word in content_words(flat) if word not in asking)))
    every = tellable(sections.get(name, ()))
    return max(every, key=lambda said: len(asked & set(query_stems(said[0].quote(said[1])))), default=None)


def _figure(text: str) -> int:
    """The first sum that a sentence names, 0 without any."""
    sums = (int(re.sub(r"\D", "", found)) for found in _SUM.findall(text))
    return next((amount for amount in sums if amount >= _LEAST_PAY), 0)


def explain(request: Request, findings: Findings) -> Draft:
    """What a path is, what one does, who gets in, why not, and the next steps."""
    sections = findings.sections[record_of(findings.paths[0]).id]
    paragraphs = _opening(request, sections)
    for name, most in _TOLD:
        paragraphs += section_points(request, sections, name, most)
    for name, heading, most in _AFTERWARDS:
        points = section_points(request, sections, name, most)
        paragraphs += [Paragraph(reply(request.language, heading)), *points] if points else []
    return Draft([*paragraphs, *from_elsewhere(request, findings)]) if paragraphs else silent(request, findings)


def compare(request: Request, findings: Findings) -> Draft:
    """A table: the first sentences of the same sections of each path, side by side; only what was asked, if it was."""
    paths = findings.paths[:_SIDE_BY_SIDE]
    one: Sequence[Section | Literal["salary"]] = (request.aspect,) if request.aspect else ()
    asked = request.aspects or one or _COMPARED
    most = _ROWS_OF_ONE if len(asked) == 1 else 1
    rows = [row for name in asked for row in _rows(request, findings, paths, name, most)]
    told = tuple(row for row in rows if any(row[1]))
    if not told:
        return silent(request, findings)
    lead = Paragraph(reply(request.language, "list.compare"))
    table = Table(tuple(title_in(path, request.language) for path in paths), told)
    return Draft([lead, table, *from_elsewhere(request, findings)])


def _rows(
    request: Request, findings: Findings, paths: Sequence[Document], name: Section | Literal["salary"], most: int
) -> list[tuple[str, tuple[Paragraph | None, ...]]]:
    """What the pages say of this, a sentence of each in a row; only the first row says what of."""
    columns = [_cells(request, findings, path, name, most) for path in paths]
    label = reply(request.language, f"aspect.{name}")
    return [(label if not n else "", row) for n, row in enumerate(zip_longest(*columns))]


def _cells(
    request: Request, findings: Findings, path: Document, name: Section | Literal["salary"], most: int
) -> list[Paragraph]:
    """What a path's page says first of this; where it says nothing that was asked for, what another page does."""
    sections = findings.sections[record_of(path).id]
    points = pay_points(request, sections)[:1] if name == "salary" else section_points(request, sections, name, most)
    if not points and name == request.aspect:
        points = _on_another_page(request, findings, path)[:1]
    return points


def _on_another_page(request: Request, findings: Findings, path: Document) -> list[Paragraph]:
    """The sentences that name a path and say what is asked for."""
    lines = (line for line in findings.lines if line.has_asked and answers(request, line, weaker=_WEAKER_IN_A_TABLE))
    return [
        item(request, line.passage, line.number)
        for line in lines
        if words_naming([path], f"{line.passage.heading}. {line.text}")
        and (request.aspect != "salary" or _is_a_sum(line.text))
    ]


def pay_points(request: Request, sections: Sections) -> list[Paragraph]:
    """The sentences of a path's page that give a sum of money for its work."""
    # A step on the way may be paid, too; that is not what the path pays.
    every = tellable([passage for name, section in sections.items() if name != "next_steps" for passage in section])
    return [item(request, *said) for said in every if _is_a_sum(said[0].quote(said[1]))]


def _is_a_sum(text: str) -> bool:
    # A big number alone counts vacancies as often as euros.
    return has("pay", text) and _CURRENCY.search(text) is not None


def section_points(request: Request, sections: Sections, name: Section, most: int) -> list[Paragraph]:
    """The first sentences of a section of a path's page, as items of a list."""
    return [item(request, *said) for said in tellable(sections.get(name, ()))[:most]]


def _opening(request: Request, sections: Sections) -> list[Paragraph]:
    return [replace(item(request, *said), point=False) for said in tellable(sections.get(None, ())[:1])[:1]]


def _overview_lead(request: Request, paths: Sequence[Document], every: int) -> str:
    degree = request.criteria.degree
    if not any(entry(path, degree) for path in paths):
        open_ones = sum(record_of(path).phd in ("not asked", "a plus") for path in paths)
        return reply(request.language, "overview.lead", paths=len(paths), open=open_ones)
    usual = sum("usual" in entry(path, degree) for path in paths)
    ladder = reply(request.language, f"ladder.{degree}")
    return reply(request.language, "overview.lead_ladder", ladder=ladder, paths=len(paths), usual=usual, all=every)


def _family(request: Request, family: str, paths: Sequence[Document], findings: Findings) -> Paragraph:
    shown = next(path for path in paths if record_of(path).id in findings.sections)
    opening = tellable(findings.sections[record_of(shown).id].get(None, ()))[:1]
    first = Evidence(opening[0][0], opening[0][1], opening[0][1]) if opening else None
    text = reply(
        request.language,
        "overview.line",
        family=reply(request.language, f"family.{family}"),
        names=", ".join(lowered(title_in(path, request.language)) for path in paths),
        sentence=quoted(request, *opening[0]) if opening else "",
    )
    return Paragraph(text, first, point=True)


def lowered(name: str) -> str:
    """A name inside a sentence: `Trainee at EMA` loses its capital, `Qualified Person` and `GMP operator` keep it."""
    first, _, second = name.partition(" ")
    ordinary = first[1:].islower() and not second[:1].isupper()
    return name[0].lower() + name[1:] if ordinary else name
