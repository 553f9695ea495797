"""From two rankings to one list: pure functions, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

# Meaning counts twice as much as words: see docs/decisions.md, "Fusion".
_WORDS_SHARE = 0.5


def fuse(meaning: Mapping[str, float], words: Mapping[str, float]) -> dict[str, float]:
    """One score for each id of `meaning`: its cosine plus half its keyword weight, each in standard deviations.

    Scores are kept, not places, because how far the best stands out is worth knowing.
    """
    ids = list(meaning)
    near = _standardised(np.array([meaning[i] for i in ids]))
    worded = _standardised(np.array([words.get(i, 0.0) for i in ids]))
    return {i: float(n + _WORDS_SHARE * w) for i, n, w in zip(ids, near, worded, strict=True)}


def share_out(ranked: Iterable[T], *, group: Callable[[T], Hashable], most: int, limit: int) -> list[T]:
    """The first `limit` of a ranking with at most `most` of each group, so that no one fills the list."""
    taken: Counter[Hashable] = Counter()
    chosen: list[T] = []
    for item in ranked:
        if len(chosen) == limit:
            break
        if taken[group(item)] < most:
            taken[group(item)] += 1
            chosen.append(item)
    return chosen


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = values.std() if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
