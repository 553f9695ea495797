"""What speaks for a sentence as an answer, and how much each of it counts (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from operator import attrgetter, mul
from typing import Any

from bot.understand import Request


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a sentence, most of it from 0 to 1."""

    near: float
    """Cosine of its vector with the question's."""
    stands_out: float
    """How much nearer it is than the other candidates are, in standard deviations."""
    near_of_passage: float
    """The best cosine in its passage."""
    above: float
    """Share of the question's words, weighted by how rare they are, that it, its title or headings have."""
    around: float
    """The same with its whole passage."""
    rest: float
    """Of the words that its document's title does not have, the share that it or its headings have."""
    numbers: float
    """Like `around`, for the question's numbers; 1 without any."""
    asked: float
    """What is asked for stands in it; 0 where it does not, or where nothing of the kind is asked."""
    pinned: float
    """What is asked for stands in it, and the rarest of the question's words too."""
    lacks: float
    """What is asked for does not stand in it."""
    subject: float
    """Its document is one that the question is about."""
    elsewhere: float
    """The question is about other documents than its own."""
    silent: float
    """It stands where a page says what its sources do not tell."""
    stale: float
    """It tells of years gone by, and the question is about today."""
    short: float
    """It has but a few words, and is no row or field."""
    near_foreign: float
    """Its nearness, if it is foreign: cosines between languages are lower."""


# Fitted on questions with and without an answer: see docs/decisions.md, "Which sentence, and whether any".
WEIGHTS = Signals(
    near=12.5,
    stands_out=0.63,
    near_of_passage=20.6,
    above=1.2,
    around=1.85,
    rest=1.3,
    numbers=2.0,
    asked=1.2,
    pinned=1.4,
    lacks=-1.7,
    subject=0.1,
    elsewhere=-0.6,
    silent=-2.6,
    stale=-1.4,
    short=-0.8,
    near_foreign=1.5,
)


def weighed_by(weights: Any) -> Callable[[Any], float]:
    """The sum of a dataclass's numbers, each times that of its field in `weights`, one of the same class.

    Read field by field: `dataclasses.astuple` copies deeply, and every sentence of every passage found is weighed.
    """
    values = attrgetter(*type(weights).__dataclass_fields__)
    own = values(weights)
    return lambda known: float(sum(map(mul, own, values(known))))


_weighed = weighed_by(WEIGHTS)


def score(signals: Signals) -> float:
    """How well a sentence answers, by all that speaks for it."""
    return _weighed(signals)


_ENOUGH = 34.9
_ASKS, _LEANS, _LONGER = 2.5, 1.0, -1.1


def threshold(request: Request) -> float:
    """The score from which a sentence answers. Cosines fall with the length of a question."""
    asks, leans, long = request.asks is not None, bool(request.before), len(request.question.split())
    return _ENOUGH + _ASKS * asks + _LEANS * leans + _LONGER * log(max(1, long))
