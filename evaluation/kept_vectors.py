"""Vectors kept in a file from one run to the next, so that learning weights does not embed every document anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.embeddings import Embeddings, Vectors, text_fingerprint


class KeptVectors:
    """Embeddings that look into a file first, and write it when they are told to."""

    def __init__(self, otherwise: Embeddings, file: Path) -> None:
        self.name, self.dimension = otherwise.name, otherwise.dimension
        self._otherwise, self._file = otherwise, file
        self._known = _read(file, otherwise.name)
        self._written = len(self._known)

    def question(self, text: str) -> Vectors:
        key = b"?" + text_fingerprint(text)
        if key not in self._known:
            self._known[key] = self._otherwise.question(text)
        return self._known[key]

    def sentences(self, texts: Sequence[str]) -> Vectors:
        keys = [b"." + text_fingerprint(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        self._known.update(zip(missing, self._otherwise.sentences(list(missing.values())), strict=True))
        return np.asarray([self._known[key] for key in keys], dtype=np.float32).reshape(len(texts), self.dimension)

    def write(self) -> None:
        """Write the file, if there is something new."""
        if len(self._known) > self._written:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            keys, rows = np.array(list(self._known), dtype="S17"), np.array(list(self._known.values()))
            with self._file.open("wb") as file:
                np.savez(file, model=np.array(self.name), keys=keys, rows=rows.astype(np.float32))
            self._written = len(self._known)


def _read(file: Path, model: str) -> dict[bytes, Vectors]:
    if not file.exists():
        return {}
    with np.load(file, allow_pickle=False) as stored:
        if str(stored["model"]) != model:
            return {}
        return {bytes(key): row for key, row in zip(stored["keys"], stored["rows"], strict=True)}
