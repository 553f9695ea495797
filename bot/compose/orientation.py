"""Which career paths come near what somebody likes, would rather not do, and studied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import Evidence, Paragraph
from bot.compose.draft import Draft, tellable
from bot.compose.paths import families, line_of
from bot.gather import Findings, Sections, record_of
from bot.gather.orientation import SAYS_OF_STUDIES, says_of
from bot.naming import title_in
from bot.understand import Request
from bot.wishes import Wishes, speaks_of
from knowledge.records import Passage
from knowledge.sections import Section
from prompts import reply

_MOST_TOLD = 8
# More than half of all paths are no longer read one by one.
_MANY = 16
# A page says so of its own list of degrees; it says nothing of who studied what.
_OF_SOURCES = re.compile(
    r"\b(?:published|gepubliceerde?|publiée?)\b.*\b(?:source|bron)\b|\bsource\b.*\bpubliée\b", re.I
)
# Where a path's page says what the work is like, the most telling first.
_SAYS: Sequence[Section | None] = ("suit", "day", None, "skills")


def orientation(request: Request, findings: Findings) -> Draft:
    """The paths that meet it, each with the sentence that says so, and the names of the others; by family where
    only what is not wished for narrows them down."""
    language, count, every = request.language, len(findings.paths), findings.every_path
    wishes = "; ".join(_in_words(request))
    if not count:
        none = reply(language, "orientation.none", wishes=wishes, paths=every)
        return Draft([Paragraph(none), Paragraph(reply(language, "overview.close"))], "abstained", "fixed")
    one = reply(language, "orientation.lead_one", wishes=wishes, paths=every)
    lead = one if count == 1 else reply(language, "orientation.lead", wishes=wishes, count=count, paths=every)
    one_by_one = request.wishes.likes or (request.wishes.backgrounds and count <= _MANY)
    told = _each(request, findings) if one_by_one else families(request, findings)
    return Draft([Paragraph(lead), *told, Paragraph(reply(language, "orientation.close"))])


def _each(request: Request, findings: Findings) -> list[Paragraph]:
    found = [
        (path, *_evidence(findings.sections[record_of(path).id], request.wishes, request.criteria.degree))
        for path in findings.paths
    ]
    # A page that says it itself tells more than our word for what its path is about.
    found.sort(key=lambda one: not one[2])
    lines = [line_of(request, path, evidence) for path, evidence, _ in found[:_MOST_TOLD]]
    rest = [title_in(path, request.language) for path, _, _ in found[_MOST_TOLD:]]
    return [*lines, *([Paragraph(reply(request.language, "orientation.also", names=", ".join(rest)))] if rest else [])]


def _evidence(sections: Sections, wishes: Wishes, degree: str | None) -> tuple[Evidence | None, bool]:
    """The sentence that speaks of most of what is wished for, otherwise the one that says what the path is; and
    whether it speaks of it."""
    where = _SAYS if wishes.likes else SAYS_OF_STUDIES
    every = [said for section in where for said in tellable(sections.get(section, ())) if not _is_of_sources(said)]
    best = max(every, key=lambda said: _tells(wishes, said, degree), default=None)
    tells = best is not None and _tells(wishes, best, degree) > 0
    if not tells:
        best = next(iter(tellable(sections.get(None, ()))), best)
    return Evidence(best[0], best[1], best[1]) if best else None, tells


def _is_of_sources(said: tuple[Passage, int]) -> bool:
    return _OF_SOURCES.search(said[0].quote(said[1])) is not None


def _tells(wishes: Wishes, said: tuple[Passage, int], degree: str | None) -> int:
    return speaks_of(wishes.likes, said[0].quote(said[1])) if wishes.likes else int(says_of(*said, wishes, degree))


def _in_words(request: Request) -> list[str]:
    """What was understood, so that the person can put it right."""
    language, wishes = request.language, request.wishes
    named = (
        ("orientation.likes", "theme", wishes.likes),
        ("orientation.dislikes", "theme", wishes.dislikes),
        ("orientation.studied", "background", wishes.backgrounds),
        ("orientation.missed", "theme", wishes.missed),
    )
    return [
        reply(language, how, names=", ".join(reply(language, f"{group}.{name}") for name in names))
        for how, group, names in named
        if names
    ]
