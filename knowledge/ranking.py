"""From two rankings to one list: pure functions, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Scores = NDArray[np.float64]

# Meaning counts more than words: see docs/decisions.md, "Fusion".
_WORDS_SHARE = 0.6
# How much of a language's distance is made good, and of how many passages its mean can be told.
_LIFTED = 0.75
_TELLING_AT_HOME, _TELLING = 8, 4

_ROUNDING = 1e-12


def fuse(meaning: Sequence[float] | Scores, words: Sequence[float] | Scores) -> list[float]:
    """One score for each candidate: its cosine plus a share of its keyword weight, each in standard deviations.

    Scores are kept, not places, because how far the best stands out is worth knowing.
    """
    near, worded = (_standardised(np.asarray(values, dtype=float)) for values in (meaning, words))
    scores: list[float] = (near + _WORDS_SHARE * worded).tolist()
    return scores


def across_languages(meaning: Scores, languages: Sequence[str], alone: Sequence[bool], own: str | None) -> Scores:
    """The cosines, with those of other languages than the reader's lifted by most of what their language lacks.

    A model finds what is written in the question's language nearer, whatever it says. Only passages that stand
    `alone` are lifted: of the others there is one in the reader's language.
    """
    spoken = np.array(languages)
    home = meaning[spoken == own]
    if len(home) < _TELLING_AT_HOME or len(home) == len(meaning):
        return meaning
    lifted, standing, mean = meaning.copy(), np.array(alone), home.mean()
    for language in {*languages} - {own}:
        there = spoken == language
        if there.sum() >= _TELLING:
            lifted[there & standing] += _LIFTED * max(0.0, mean - meaning[there].mean())
    return lifted


def share_out(ranked: Iterable[T], *, group: Callable[[T], Hashable], most: int, limit: int) -> list[T]:
    """The first `limit` of a ranking, so that no group fills it: what a group has beyond `most` stands behind
    the others, and comes only where places are left."""
    taken: Counter[Hashable] = Counter()
    chosen: list[T] = []
    beyond: list[T] = []
    for item in ranked:
        if len(chosen) == limit:
            break
        taken[group(item)] += 1
        (chosen if taken[group(item)] <= most else beyond).append(item)
    return [*chosen, *beyond][:limit]


def _standardised(values: Scores) -> Scores:
    spread = values.std() if len(values) else 0.0
    # Equal numbers differ by rounding alone, and that must not decide.
    alike = spread <= _ROUNDING * np.abs(values).max(initial=0.0)
    return np.zeros_like(values) if alike else (values - values.mean()) / spread
