"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbeddings
from hypothesis import settings

from knowledge.library import Library

# The machine may be busy, and a run must not leave files in the repository.
settings.register_profile("opinno", deadline=None, max_examples=60, database=None)
settings.load_profile("opinno")


@pytest.fixture
def embeddings() -> FakeEmbeddings:
    return FakeEmbeddings()


@pytest.fixture
def library(tmp_path: Path, embeddings: FakeEmbeddings) -> Iterator[Library]:
    """An empty library in a folder of its own."""
    opened = Library(tmp_path / "library", embeddings, doing="test")
    yield opened
    opened.close()
