"""Chroma: ids and vectors, nothing else. A cache of the catalogue that can be rebuilt at any time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.errors import LibraryError, LibraryFull
from knowledge.shortening import form_of, shortened

# Chroma's default of 100 finds 92 % of the true neighbours among 100,000, this finds 99.6 %.
_SEARCH_WIDTH = 400
# Writing holds the interpreter: 100 rows keep everybody else waiting for about 25 ms, 50 for 15.
_ROWS_A_WRITE = 100
# Chroma does not say that a disk is full. With less room than this, that is why it failed.
_HARDLY_ANY_ROOM = 2**20


class VectorIndex:
    """The passages' vectors by passage id. One process at a time may hold it open.

    It keeps all its vectors in memory, so it keeps them short: along `directions`, if some are given. What it finds
    is scored again by the catalogue's whole vectors. An index of another form is dropped.
    """

    def __init__(self, folder: Path, directions: Vectors | None = None) -> None:
        # Imported late: it costs more than half a second.
        import chromadb
        from chromadb.config import Settings

        self._folder, self._directions, self._name = folder, directions, form_of(directions)
        folder.mkdir(parents=True, exist_ok=True)
        # Without telemetry, and without the default model, which would be downloaded.
        self._client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        for other in self._client.list_collections():
            if other.name != self._name:
                self._client.delete_collection(other.name)
        self._collection = self._open()

    def _open(self) -> Any:
        return self._client.get_or_create_collection(
            self._name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}},
        )

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace vectors, shape (len(ids), dimension)."""
        short = shortened(np.asarray(vectors), self._directions)
        for start in range(0, len(ids), _ROWS_A_WRITE):
            end = start + _ROWS_A_WRITE
            with self._translated():
                self._collection.upsert(ids=list(ids[start:end]), embeddings=short[start:end])

    def remove(self, ids: Sequence[str]) -> None:
        """Forget vectors; ids that are not there are no fault."""
        for start in range(0, len(ids), _ROWS_A_WRITE):
            with self._translated():
                self._collection.delete(ids=list(ids[start : start + _ROWS_A_WRITE]))

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        """Ids of the nearest vectors, nearest first."""
        short = shortened(vector, self._directions)
        with self._translated():
            found = self._collection.query(query_embeddings=[short], n_results=limit, include=[])
        return list(found["ids"][0])

    def ids(self) -> set[str]:
        """Every id that the index holds."""
        return set(self._collection.get(include=[])["ids"])

    def clear(self) -> None:
        """Empty the index."""
        with self._translated():
            self._client.delete_collection(self._name)
            self._collection = self._open()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as error:
            if shutil.disk_usage(self._folder).free < _HARDLY_ANY_ROOM:
                raise LibraryFull("The disk is full. Nothing that was stored before is lost.") from error
            raise LibraryError(
                f"The library's index cannot be used: {error}. `opinno library rebuild` makes it anew."
            ) from error
