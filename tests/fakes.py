"""Stand-ins for the outside world, and small documents to stock a library with."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from ingest.split import split
from knowledge.catalogue import Entry
from knowledge.context import under
from knowledge.embeddings import Vectors
from knowledge.keywords import words
from knowledge.library import Library
from knowledge.records import Document

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)


class FakeEmbeddings:
    """Texts that share words are near each other. Remembers every text it was asked to embed."""

    def __init__(self, name: str = "fake/words", dimension: int = 48, seconds: float = 0.0) -> None:
        self.name, self.dimension, self.seconds = name, dimension, seconds
        self.embedded: list[str] = []

    def question(self, text: str) -> Vectors:
        directions = [_direction(self.name, word, self.dimension) for word in sorted(set(words(text))) or [""]]
        total = np.sum(directions, axis=0)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)

    def sentences(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        time.sleep(self.seconds)
        rows = [self.question(text) for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimension)


@lru_cache(maxsize=10_000)
def _direction(name: str, word: str, dimension: int) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(f"{name}\0{word}".encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)


def document(text: str, **fields: Any) -> Document:
    """A page of the test folder, with any field set otherwise."""
    page = Document(
        source="tests",
        address="page.md",
        title="A page",
        kind="page",
        language="en",
        text=text,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        checked=YESTERDAY,
    )
    return replace(page, **fields)


def entries(page: Document, embeddings: FakeEmbeddings) -> list[Entry]:
    """The passages of a page with their vectors, as a library puts them into its catalogue."""
    return [
        Entry(
            piece.passage,
            np.stack([under(embeddings.question(above), embeddings.question(said)) for above, said in piece.texts]),
        )
        for piece in split(page)
    ]


def stock(library: Library, *documents: Document) -> None:
    """Put documents into a library, split as ingest splits them."""
    for each in documents:
        library.put(each, split(each))
