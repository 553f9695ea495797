"""Whether what was found is enough to answer, or the guide should hold back (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence import Line, best
from bot.gather import Findings
from bot.understand import Request

# Measured on questions with and without an answer in the library: see docs/decisions.md, "Holding back".
# (nearness, share of the question's words in the passage) that suffice together, for a question that
# asks for a thing that can be checked (a date, an amount, ...) and is there, and for one that does not.
_CHECKED = ((0.875, 0.0), (0.84, 0.4), (0.80, 0.6), (0.76, 0.9))
_PERSON = ((0.84, 0.4), (0.80, 0.8))
_UNCHECKED = ((0.892, 0.2), (0.875, 0.5), (0.86, 0.7), (0.77, 0.8))
# A source in another language shares only names with the question, and is farther off by nature.
_FOREIGN_PERSON = ((0.80, 0.4), (0.785, 0.9))
_FOREIGN_CHECKED = ((0.77, 0.0),)
_FOREIGN_UNCHECKED = ((0.85, 0.1), (0.76, 0.45))
# How much weaker than the best sentence of all the one with the date or amount may be.
_BEHIND = 1.2
_LESS_COVERED = 0.15


def enough(request: Request, findings: Findings) -> bool:
    """Whether the best sentence answers: it is near, speaks of the same things, and has what is asked for."""
    lead = best(findings.lines)
    return lead is not None and not findings.unknown and _answers(request, lead, findings.lines[0])


def second_source(request: Request, findings: Findings, lead: Line) -> Line | None:
    """The best sentence of a page from elsewhere that answers too, if the first one stands on the shelf."""
    pages = [line for line in findings.lines if line.passage.kind == "page"]
    if pages and pages[0].passage.language != request.language:
        # Words of another language say little about which sentence is meant; its meaning does.
        pages.sort(key=lambda line: -line.nearness)
    second = best(pages)
    if second is None or lead.passage.kind == "page" or not _answers(request, second, pages[0]):
        return None
    return second


def _answers(request: Request, line: Line, nearest: Line) -> bool:
    if request.asks and not _has_what_is_asked(line, nearest):
        return False
    levels = _levels(request, foreign=line.passage.language != request.language)
    return any(line.nearness >= near and line.covers >= covered for near, covered in levels)


def _levels(request: Request, *, foreign: bool) -> Sequence[tuple[float, float]]:
    if request.asks == "person":
        # Names of people stand everywhere, so one of them proves little.
        return _FOREIGN_PERSON if foreign else _PERSON
    if foreign:
        return _FOREIGN_CHECKED if request.asks else _FOREIGN_UNCHECKED
    return _CHECKED if request.asks else _UNCHECKED


def _has_what_is_asked(lead: Line, nearest: Line) -> bool:
    """It stands in a sentence about what the question is about, not just anywhere."""
    if not lead.has_asked or not lead.about:
        return False
    return lead.score >= nearest.score - _BEHIND and lead.covers >= nearest.covers - _LESS_COVERED
