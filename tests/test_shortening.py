"""The index keeps short vectors; what it finds is still what whole ones find."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from fakes import TODAY
from talking import copied, open_library

from ingest.shelf import VECTORS
from knowledge.embeddings import LocalEmbeddings
from knowledge.packing import unpack
from knowledge.shortening import directions_for, form_of, most_telling, shortened
from knowledge.vectors import VectorIndex

pytest_plugins = ["talking_fixtures"]


def shelf_vectors() -> np.ndarray:
    with np.load(VECTORS, allow_pickle=False) as stored:
        return unpack(stored["packed"].tobytes(), len(stored["prints"]))


def test_the_nearest_by_whole_vectors_are_among_the_nearest_by_short_ones() -> None:
    directions = directions_for(LocalEmbeddings.name, LocalEmbeddings.dimension)
    vectors = shelf_vectors()
    short = shortened(vectors, directions)
    assert short.shape[1] < vectors.shape[1]
    short = short / np.linalg.norm(short, axis=1, keepdims=True)
    asked = range(0, len(vectors), 40)
    true = np.argsort(-(vectors[asked] @ vectors.T), axis=1)[:, :8]
    found = np.argsort(-(short[asked] @ short.T), axis=1)[:, :50]
    hits = [len(set(few) & set(many)) for few, many in zip(true, found, strict=True)]
    assert sum(hits) >= 0.985 * 8 * len(hits)


def test_most_telling_directions_are_at_right_angles_and_of_unit_length() -> None:
    directions = most_telling(np.random.default_rng(0).standard_normal((50, 12)).astype(np.float32), 5)
    assert np.allclose(directions.T @ directions, np.eye(5), atol=1e-5)


def test_vectors_of_another_model_stay_as_they_are() -> None:
    assert directions_for("another", 384) is directions_for(LocalEmbeddings.name, 1536) is None
    vectors = np.ones((2, 3), dtype=np.float32)
    assert shortened(vectors, None) is vectors


def test_a_library_whose_index_had_whole_vectors_is_filled_anew_and_embeds_nothing(
    stocked: Path, tmp_path: Path
) -> None:
    folder = copied(stocked, tmp_path)
    library = open_library(folder)
    ids = library.catalogue.passage_ids()
    library.catalogue.stamp("index", form_of(None))
    library.close()
    shutil.rmtree(folder / "chroma")
    old = VectorIndex(folder / "chroma")
    old.put(["stray"], np.ones((1, LocalEmbeddings.dimension), dtype=np.float32))
    assert old.ids() == {"stray"}
    del old
    again = open_library(folder)
    assert again._index.ids() == ids
    assert [listed.name for listed in again._index._client.list_collections()] == [form_of(again._directions)]
    assert again.search("What does a biostatistician do?", today=TODAY)
    again.close()
