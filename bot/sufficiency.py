"""Whether what was found is enough to answer, or the guide should hold back (pure)."""

from __future__ import annotations

from bot.evidence import Line
from bot.gather import Findings
from bot.signals import threshold
from bot.understand import Request

# A second source may be a little weaker than the first.
_SECOND = 1.3
# Where the document is certain, only the sentence is in doubt.
_IN_WHAT_IS_MEANT = 4.0


def enough(request: Request, findings: Findings) -> bool:
    """Whether the best sentence answers, and the question names nothing that the library has never seen."""
    if not findings.lines or findings.unknown:
        return False
    first = findings.lines[0]
    return answers(request, first, _IN_WHAT_IS_MEANT if findings.of_one and first.has_asked else 0.0)


def answers(request: Request, line: Line, weaker: float = 0.0) -> bool:
    """Whether so much speaks for a sentence that it answers the question; `weaker` lets it fall short by that."""
    enough = threshold(request.question, asks=request.asks is not None, leans=bool(request.before))
    return line.score >= enough - weaker


def second_source(request: Request, findings: Findings, lead: Line) -> Line | None:
    """The best sentence of a page from elsewhere that answers too, if the first one stands on the shelf."""
    return page_from_elsewhere(request, findings, _SECOND) if lead.passage.kind != "page" else None


def page_from_elsewhere(request: Request, findings: Findings, weaker: float = 0.0) -> Line | None:
    """The best sentence of a page that is not of the shelf, if it answers."""
    second = next((line for line in findings.lines if line.passage.kind == "page"), None)
    return second if second and not findings.unknown and answers(request, second, weaker) else None
