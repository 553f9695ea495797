"""From two rankings to one list: pure functions, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

# Meaning counts more than words: see docs/decisions.md, "Fusion".
_WORDS_SHARE = 0.6


_ROUNDING = 1e-12


def fuse(meaning: Sequence[float], words: Sequence[float]) -> list[float]:
    """One score for each candidate: its cosine plus a share of its keyword weight, each in standard deviations.

    Scores are kept, not places, because how far the best stands out is worth knowing.
    """
    near, worded = (_standardised(np.array(values)) for values in (meaning, words))
    return [float(score) for score in near + _WORDS_SHARE * worded]


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


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = values.std() if len(values) else 0.0
    # Equal numbers differ by rounding alone, and that must not decide.
    alike = spread <= _ROUNDING * np.abs(values).max(initial=0.0)
    return np.zeros_like(values) if alike else (values - values.mean()) / spread
