"""Whether a question that could stand alone goes on with its conversation: by what is found either way."""

from __future__ import annotations

from datetime import date

from bot.evidence import Line
from bot.gather.findings import Findings
from bot.gather.questions import question
from bot.signals import threshold
from bot.understand import Request
from knowledge.library import Library


def read_on(request: Request, found: Findings, library: Library, today: date) -> Findings | None:
    """What the documents that were told of last say to it, where that answers better than what was found without
    them: after a traineeship `is there an age limit?` asks of that one. None where it does not."""
    meant = request.going_on
    if meant is None:
        return None
    told = set(library.ids_at(meant.points_at))
    alone = _best(found)
    if alone and alone.passage.document_id in told:
        return None
    other = question(meant, library, today)
    best = _best(other)
    goes_on = best is not None and best.passage.document_id in told and _above(best, meant) > 0
    return other if goes_on and best and (alone is None or _above(best, meant) > _above(alone, request)) else None


def _best(found: Findings) -> Line | None:
    return max(found.lines, key=lambda line: line.score, default=None)


def _above(line: Line, request: Request) -> float:
    """By how much its score is above what an answer needs."""
    return line.score - threshold(request)
