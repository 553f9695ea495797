"""A question that asks several things: each is looked up by itself, and in what all of them together are found in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.gather.findings import Findings
from bot.gather.questions import question_about
from bot.understand import Request
from knowledge.library import Library

Gather = Callable[[Request, Library, date], Findings]

# The documents that tell best of all that is asked; each part stands in one of them, as a rule.
_TELL_OF_IT = 2
_LOOKED_AT = 4


def several(request: Request, library: Library, today: date, gather: Gather) -> Findings:
    """What there is for the question as a whole, and for each of its parts."""
    whole = gather(replace(request, parts=()), library, today)
    told = _documents(whole)
    found: list[Findings] = []
    for part in request.parts:
        if whole.of_one:
            found.append(question_about(part, whole.of_one, library, today))
        elif part.paths or not told:
            found.append(gather(part, library, today))
        else:
            found.append(gather(replace(part, points_at=told, recent=told[0]), library, today))
    return replace(whole, each=tuple(found))


def _documents(findings: Findings) -> tuple[str, ...]:
    """Addresses of the documents that tell best of what is asked."""
    best = sorted(findings.lines, key=lambda line: -line.fit)[:_LOOKED_AT]
    return tuple(dict.fromkeys(line.passage.address for line in best))[:_TELL_OF_IT]
