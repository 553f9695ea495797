"""Whether what was found is enough to answer, or the guide should hold back (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence import Line, best
from bot.gather import Findings
from bot.understand import Request

# Measured on questions with and without an answer in the library: see docs/decisions.md, "Holding back".
# (nearness, share of the question's words in the passage) that suffice together, for a question that
# asks for a thing that can be checked (a date, an amount, ...) and is there, and for one that does not.
_CHECKED = ((0.875, 0.0), (0.84, 0.4), (0.80, 0.6))
_PERSON = ((0.875, 0.5), (0.80, 0.8))
_UNCHECKED = ((0.892, 0.2), (0.875, 0.5), (0.77, 0.8))
# A source in another language shares only names with the question, and is farther off by nature.
_FOREIGN_CHECKED = ((0.80, 0.0),)
_FOREIGN_UNCHECKED = ((0.845, 0.0), (0.76, 0.45))
# How much weaker than the best sentence of all the one with the date or amount may be.
_BEHIND = 1.2
_LESS_COVERED = 0.15
_SURELY_THE_SAME = 0.9


def enough(request: Request, findings: Findings) -> bool:
    """Whether the best sentence answers: it is near, speaks of the same things, and has what is asked for."""
    lead = best(findings.lines)
    if lead is None or findings.unknown:
        return False
    if request.asks and not _has_what_is_asked(request, lead, findings.lines[0]):
        return False
    levels = _levels(request, foreign=lead.passage.language != request.language)
    return any(lead.nearness >= near and lead.covers >= covered for near, covered in levels)


def _levels(request: Request, *, foreign: bool) -> Sequence[tuple[float, float]]:
    if foreign:
        return _FOREIGN_CHECKED if request.asks else _FOREIGN_UNCHECKED
    if request.asks == "person":
        # Names of people stand everywhere, so one of them proves little.
        return _PERSON
    return _CHECKED if request.asks else _UNCHECKED


def _has_what_is_asked(request: Request, lead: Line, nearest: Line) -> bool:
    """It stands in a sentence about what the question is about, not just anywhere."""
    if not lead.has_asked or lead.score < nearest.score - _BEHIND or lead.covers < nearest.covers - _LESS_COVERED:
        return False
    # The pay of one job is no answer to the question for that of another.
    own = not request.paths or lead.passage.work in {path.work for path in request.paths}
    return own or lead.nearness >= _SURELY_THE_SAME
