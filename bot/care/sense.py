"""What a message is likely about, from its meaning: a small network over the vector of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import LocalEmbeddings, Vectors

FILE = Path(__file__).with_name("sense.npz")
KINDS = (
    "career",
    "small",
    "distress",
    "acute",
    "abuse",
    "discrimination",
    "visa_legal",
    "medical",
    "human",
    "off_topic",
    "verdict",
    "instructed",
)
"""What a message can be: a question for the guide, small talk, or what is for care."""

Numbers = NDArray[np.floating[Any]]
VectorOf = Callable[[str], Vectors]


@dataclass(frozen=True, slots=True)
class Sense:
    """A few networks of one hidden layer that were learnt apart; their likelihoods are averaged."""

    centre: Numbers
    hidden: Numbers
    """One matrix for each network: from a vector to its hidden layer."""
    hidden_bias: Numbers
    out: Numbers
    out_bias: Numbers

    def likely(self, vectors: Numbers) -> Numbers:
        """The likelihood of each kind, a row for each vector."""
        layers = np.maximum((vectors - self.centre) @ self.hidden + self.hidden_bias[:, None], 0)
        return np.asarray(softmax(layers @ self.out + self.out_bias[:, None]).mean(axis=0))


def likely(texts: Sequence[str], vector_of: VectorOf) -> Numbers:
    """How likely each text is of each kind, a row for each; the likelihoods of a text add up to one."""
    return _learnt().likely(np.stack([vector_of(text) for text in texts]))


def by_kind(rows: Numbers) -> list[Mapping[str, float]]:
    """Likelihoods with the names of their kinds."""
    return [dict(zip(KINDS, map(float, row), strict=True)) for row in rows]


def softmax(scores: Numbers) -> Numbers:
    """Scores as likelihoods, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def write(sense: Sense) -> None:
    """Write the file that the guide reads, 16 bits a number."""
    np.savez(
        FILE,
        model=np.array(LocalEmbeddings.name),
        kinds=np.array(KINDS),
        centre=sense.centre.astype(np.float16),
        hidden=sense.hidden.astype(np.float16),
        hidden_bias=sense.hidden_bias.astype(np.float16),
        out=sense.out.astype(np.float16),
        out_bias=sense.out_bias.astype(np.float16),
    )


@lru_cache
def _learnt() -> Sense:
    with np.load(FILE, allow_pickle=False) as stored:
        if str(stored["model"]) != LocalEmbeddings.name or tuple(stored["kinds"]) != KINDS:
            raise ValueError("sense.npz was learnt with another embedding model: `python -m bot.care.learn`")
        names = ("centre", "hidden", "hidden_bias", "out", "out_bias")
        return Sense(*(stored[name].astype(np.float32) for name in names))
