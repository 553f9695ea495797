"""Whether what was found is enough to answer, or the guide should hold back (pure)."""

from __future__ import annotations

from bot.definitions import defines, term_asked
from bot.doubts import all_doubts, doubt, says_nothing_is_known
from bot.evidence import Line
from bot.gather import Findings
from bot.signals import WEIGHTS, threshold
from bot.understand import Request

# A second source may be a little weaker than the first.
_SECOND = 1.3
# Of a sentence that says that nothing is known, how much weaker than the best one it may be.
_AS_NEAR = 2.0
# What is about words that the library has never seen must at least mean nearly the same.
_NEAR = 0.86
# As sure as this that there is no answer, the guide holds back.
_IN_DOUBT = 0.73
# Sentences are answers alike, if their doubts differ by no more than this.
_AS_SURE = 0.18


def enough(request: Request, findings: Findings) -> bool:
    """Whether a sentence answers, and the question names nothing that the library has never seen."""
    return answering(request, findings) is not None


def answering(request: Request, findings: Findings) -> Line | None:
    """The sentence that answers, if one does: of those of which it is least in doubt the one that fits best."""
    if not findings.lines or findings.unknown:
        return None
    if findings.strange and findings.lines[0].nearness < _NEAR:
        return None
    term = term_asked(request.question)
    if term is not None and defines(findings.lines[0].text, term):
        return findings.lines[0]
    if request.asks == "person" and findings.lines[0].signals.stale:
        # Who held an office years ago need not hold it today.
        return None
    judged = [(line, doubt(known)) for line, known in all_doubts(request, findings)]
    least = min(doubtful for _, doubtful in judged)
    if least >= _IN_DOUBT:
        return None
    return max((line for line, doubtful in judged if doubtful <= least + _AS_SURE), key=lambda line: line.fit)


def silence_about(findings: Findings) -> Line | None:
    """The sentence of the document that is meant which says that what is asked for is not known, if there is one."""
    line = says_nothing_is_known(findings) if findings.lines else None
    return line if line and line.score - WEIGHTS.silent >= findings.lines[0].score - _AS_NEAR else None


def in_doubt(findings: Findings) -> bool:
    """Whether it is for `enough` to decide: sentences were found, and nothing else says that they are no answer."""
    told_otherwise = findings.gone or findings.still_open or findings.agenda or findings.told
    of_pay = findings.request.aspect == "salary" and len(findings.request.paths) == 1
    open_question = findings.request.purpose in ("question", "courses", "events") and not of_pay
    if not findings.lines or findings.unknown or told_otherwise or not open_question:
        return False
    return not findings.lines[0].admits_silence


def answers(request: Request, line: Line, weaker: float = 0.0) -> bool:
    """Whether so much speaks for a sentence that it answers the question; `weaker` lets it fall short by that."""
    return line.score >= threshold(request) - weaker


def second_source(request: Request, findings: Findings, lead: Line) -> Line | None:
    """The best sentence of a page from elsewhere that answers too, if the first one stands on the shelf."""
    return page_from_elsewhere(request, findings, _SECOND) if lead.passage.kind != "page" else None


def page_from_elsewhere(request: Request, findings: Findings, weaker: float = 0.0) -> Line | None:
    """The best sentence of a page that is not of the shelf, if it answers."""
    second = next((line for line in findings.lines if line.passage.kind == "page"), None)
    return second if second and not findings.unknown and answers(request, second, weaker) else None
