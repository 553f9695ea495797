"""Vectors in fewer numbers for the index, along the directions in which texts about careers differ most (pure)."""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from knowledge.embeddings import Vectors

FILE = Path(__file__).with_name("directions.npz")
"""The directions that ship, and the model whose vectors they are for."""


@lru_cache
def directions_for(model: str, dimension: int) -> Vectors | None:
    """The directions for a model's vectors, shape (dimension, fewer); None if none are known: they stay as they are."""
    with np.load(FILE, allow_pickle=False) as stored:
        found: Vectors = stored["directions"].astype(np.float32)
        return found if str(stored["model"]) == model and len(found) == dimension else None


def form_of(directions: Vectors | None) -> str:
    """What an index of such vectors is called: one of another form cannot take or find them."""
    return "passages" if directions is None else f"passages-{zlib.crc32(directions.tobytes()):08x}"


def shortened(vectors: Vectors, directions: Vectors | None) -> Vectors:
    """The vectors, of any shape (..., dimension), along the directions."""
    return vectors if directions is None else np.asarray(vectors @ directions, dtype=np.float32)


def most_telling(vectors: Vectors, many: int) -> Vectors:
    """So many directions along which most of the vectors' length lies, shape (dimension, many)."""
    _, _, directions = np.linalg.svd(vectors, full_matrices=False)
    return np.ascontiguousarray(directions[:many].T, dtype=np.float32)
