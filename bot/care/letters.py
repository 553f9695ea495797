"""What a message is likely about, from its letters and words alone: without a model, so when nothing else works."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.care.sense import KINDS, Numbers, softmax
from bot.cues import flattened

FILE = Path(__file__).with_name("letters.npz")
PLACES = 2**15
"""Every run of letters has one of so many places; a few share theirs."""
_RUNS = range(2, 6)
# A message says what it is about in its beginning or its end; more would only take longer.
_ENDS = 1_000

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as the places of their runs of letters, one text after the other."""

    places: Places
    weights: Numbers
    starts: Places
    """Where each text begins."""

    @property
    def rows(self) -> Places:
        """The number of its text, for every place."""
        return np.repeat(np.arange(len(self.starts)), np.diff([*self.starts, len(self.places)]))


@dataclass(frozen=True, slots=True)
class Letters:
    """A linear model: a weight for every place and kind."""

    weights: NDArray[np.number[Any]]
    scale: Numbers
    """What a weight of one is worth, for each kind."""
    bias: Numbers

    def likely(self, texts: Sequence[str]) -> Numbers:
        """The likelihood of each kind, a row for each text."""
        read = rows_of(texts)
        summed = np.add.reduceat(self.weights[read.places] * read.weights[:, None], read.starts, axis=0)
        return np.asarray(softmax(summed * self.scale + self.bias))


def rows_of(texts: Sequence[str]) -> Rows:
    """The texts as a model of letters reads them."""
    read = [_placed(text) for text in texts]
    counts = np.cumsum([0, *(len(places) for places, _ in read)])[:-1]
    return Rows(np.concatenate([places for places, _ in read]), np.concatenate([each for _, each in read]), counts)


def write(weights: Numbers, bias: Numbers) -> None:
    """Write the file that the guide reads, 8 bits a weight."""
    scale = np.abs(weights).max(axis=0) / 127
    np.savez_compressed(
        FILE,
        kinds=np.array(KINDS),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
    )


@lru_cache
def learnt() -> Letters:
    """What was learnt from the exemplars."""
    with np.load(FILE, allow_pickle=False) as stored:
        if tuple(stored["kinds"]) != KINDS or len(stored["weights"]) != PLACES:
            raise ValueError("letters.npz was learnt for other kinds: `python -m bot.care.learn`")
        return Letters(stored["weights"], stored["scale"], stored["bias"])


def _placed(text: str) -> tuple[Places, Numbers]:
    counted = Counter(zlib.crc32(run.encode()) % PLACES for run in _runs(text))
    weights = np.sqrt(np.array(list(counted.values()), dtype=np.float32))
    return np.array(list(counted), dtype=np.int64), weights / np.linalg.norm(weights)


def _runs(text: str) -> Iterator[str]:
    """Words, two words, two words with one between, and every run of two to five letters."""
    flat = flattened(text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]} {text[-_ENDS:]}")
    said = flat.split()
    yield from (f"1:{word}" for word in said)
    yield from (f"2:{one} {two}" for one, two in pairwise(said))
    yield from (f"3:{one} {three}" for one, three in zip(said, said[2:], strict=False))
    for length in _RUNS:
        yield from (flat[start : start + length] for start in range(len(flat) - length + 1))
