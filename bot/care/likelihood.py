"""What a message is likely about, from its meaning and its letters together; from either where the other fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from bot.care import letters, sense
from bot.care.sense import Numbers, VectorOf, by_kind

log = logging.getLogger(__name__)

OF_MEANING = 0.7
"""How much the meaning counts; the rest is for the letters."""


def likely(texts: Sequence[str], vector_of: VectorOf) -> list[Mapping[str, float]]:
    """How likely each text is of each kind; the likelihoods of a text add up to one.

    Never fails: without a meaning the letters stand alone, and without either nothing is told.
    """
    meaning = _tried(lambda: sense.likely(texts, vector_of), "the meaning")
    spelt = _tried(lambda: letters.learnt().likely(texts), "the letters")
    if meaning is not None and spelt is not None:
        return by_kind(mixed(meaning, spelt))
    told = meaning if meaning is not None else spelt
    return [] if told is None else by_kind(told)


def mixed(meaning: Numbers, spelt: Numbers) -> Numbers:
    """The likelihoods of both as one."""
    return OF_MEANING * meaning + (1 - OF_MEANING) * spelt


def _tried(tell: Callable[[], Numbers], what: str) -> Numbers | None:
    try:
        return tell()
    except Exception:
        # The log must not have the words: the trace of a failing model might.
        log.error("%s of a message could not be told", what)
        return None
