"""Holding back: what the guide says when its sources are silent."""

from __future__ import annotations

from bot.citations import Paragraph
from bot.compose.draft import Draft, point
from bot.compose.fields import is_field
from bot.evidence import Line
from bot.gather import Findings
from bot.understand import Request
from knowledge.keywords import words
from prompts import reply

_NEAR_MISSES = 2
# Farther from the question than this, a sentence is no near miss but something else.
_NEAR = 0.83
_MARGIN = 2.0


def silent(request: Request, findings: Findings) -> Draft:
    """That there is no answer, what is known that comes near, and where to ask."""
    if findings.unknown:
        words = reply(request.language, "silent.unknown", name=", ".join(findings.unknown))
    elif findings.strange:
        return _outside(request, findings)
    else:
        words = reply(request.language, f"silent.{request.asks or 'nothing'}")
    meant = [Paragraph(reply(request.language, "silent.mean", name=name)) for name in findings.nearest.values()]
    ask = Paragraph(reply(request.language, "silent.ask"))
    return Draft([Paragraph(words), *meant, *near_misses(request, findings), ask], "abstained")


def _outside(request: Request, findings: Findings) -> Draft:
    """That nothing is known of what the question speaks of, and what can be asked instead."""
    language = request.language
    unknown = reply(language, "silent.unknown", name=", ".join(findings.strange))
    return Draft([Paragraph(unknown), Paragraph(reply(language, "silent.subject"))], "abstained", "fixed")


def near_misses(request: Request, findings: Findings, besides: Line | None = None) -> list[Paragraph]:
    """What is known that comes near, said to be just that."""
    near = [line for line in findings.lines if line is not besides and line.about and not line.admits_silence]
    near = [line for line in near if not is_field(line.passage)]
    if findings.unknown and findings.nearest:
        # What comes nearest to a name that nobody knows is told of, and nothing else of its page.
        near = [line for line in near if not set(findings.nearest.values()).isdisjoint(words(line.text))]
    near = [line for line in near[:_NEAR_MISSES] if line.nearness >= _NEAR and line.score >= near[0].score - _MARGIN]
    if not near:
        return []
    return [Paragraph(reply(request.language, "silent.known")), *(point(request, line) for line in near)]
