"""What a message is likely about, from its meaning and its letters together; from either where the other fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bot.care import letters, sense
from bot.care.sense import KINDS, Numbers, VectorOf, by_kind

log = logging.getLogger(__name__)

OF_MEANING = 0.7
"""How much the meaning counts; the rest is for the letters."""
_OF_MEANING_AGREED = 0.6
_HARDLY = 1e-4
# Danger is a kind of distress.
_NEEDS = [
    [KINDS.index(kind) for kind in kinds]
    for kinds in (("distress", "acute"), ("abuse",), ("discrimination",), ("visa_legal",), ("medical",))
]


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
    """The likelihoods of both as one: whether there is a need from their mean, and which from what both agree on."""
    rows = OF_MEANING * meaning + (1 - OF_MEANING) * spelt
    agreed = (meaning + _HARDLY) ** _OF_MEANING_AGREED * (spelt + _HARDLY) ** (1 - _OF_MEANING_AGREED)
    needs = np.stack([rows[:, kinds].sum(axis=1) for kinds in _NEEDS], axis=1)
    which = np.stack([agreed[:, kinds].sum(axis=1) for kinds in _NEEDS], axis=1)
    shared = which / which.sum(axis=1, keepdims=True) * needs.sum(axis=1, keepdims=True)
    for place, kinds in enumerate(_NEEDS):
        rows[:, kinds] *= (shared[:, place] / needs[:, place].clip(min=_HARDLY * _HARDLY))[:, None]
    return rows


def _tried(tell: Callable[[], Numbers], what: str) -> Numbers | None:
    try:
        return tell()
    except Exception:
        # The log must not have the words: the trace of a failing model might.
        log.error("%s of a message could not be told", what)
        return None
