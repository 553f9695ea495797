"""Cosines of sentences, each of which is embedded once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Some answers' worth of sentences; the passages of one question come up again in the next.
_KEPT = 2000


class Nearness:
    """The `alike` of `checked`, over what turns sentences into unit vectors: each sentence is asked for once."""

    def __init__(self, sentences: Callable[[Sequence[str]], NDArray[Any]]) -> None:
        self._sentences = sentences
        self._vectors: dict[str, NDArray[Any]] = {}

    def __call__(self, left: Sequence[str], right: Sequence[str]) -> NDArray[Any]:
        # Answers are checked in several threads: what was kept is replaced as a whole, never changed.
        kept = self._vectors
        wanted = dict.fromkeys((*left, *right))
        missing = [text for text in wanted if text not in kept]
        if missing:
            room = len(kept) + len(missing) <= _KEPT
            told = kept if room else {text: kept[text] for text in wanted if text in kept}
            kept = self._vectors = told | dict(zip(missing, self._sentences(missing), strict=True))
        return np.asarray(np.stack([kept[text] for text in left]) @ np.stack([kept[text] for text in right]).T)
