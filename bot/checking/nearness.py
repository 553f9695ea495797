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
        wanted = dict.fromkeys((*left, *right))
        missing = [text for text in wanted if text not in self._vectors]
        if missing:
            if len(self._vectors) + len(missing) > _KEPT:
                self._vectors = {text: self._vectors[text] for text in wanted if text in self._vectors}
            self._vectors |= zip(missing, self._sentences(missing), strict=True)
        return np.asarray(self._rows(left) @ self._rows(right).T)

    def _rows(self, texts: Sequence[str]) -> NDArray[Any]:
        return np.stack([self._vectors[text] for text in texts])
