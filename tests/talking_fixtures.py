"""A clean environment, and libraries stocked once. A plugin of the modules that name it: `pytest_plugins`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import TODAY
from filelock import FileLock
from talking import INTERVIEW, Guide, copied, open_library

from ingest.run import ingest
from ingest.shelf import stock


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the developer's gets in, neither from the environment nor from a `.env` where they stand."""
    for name in [name for name in os.environ if name.upper().startswith(("OPINNO_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OPINNO_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library with the shelf, its example vacancies and the interview. To be copied, not opened."""
    return _made_once(tmp_path_factory, "stocked", shelf=True)


@pytest.fixture(scope="session")
def interview_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library with nothing but the interview. To be copied, not opened."""
    return _made_once(tmp_path_factory, "interview", shelf=False)


@pytest.fixture(scope="session")
def guide(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """A guide on a stocked library that nobody writes to."""
    yield from _guide(stocked, tmp_path_factory.mktemp("guide"))


@pytest.fixture(scope="session")
def interview_guide(interview_alone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """A guide that knows the interview and nothing else."""
    yield from _guide(interview_alone, tmp_path_factory.mktemp("guide"))


def _made_once(factory: pytest.TempPathFactory, name: str, *, shelf: bool) -> Path:
    base = factory.getbasetemp()
    # Parallel workers have folders of their own in one that they share.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"library-{name}"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = folder.with_suffix(".making")
            library = open_library(making)
            stock(library, TODAY, shelf=shelf, examples=shelf)
            ingest(library, [str(INTERVIEW)], TODAY)
            library.close()
            making.rename(folder)
    return folder


def _guide(folder: Path, place: Path) -> Iterator[Guide]:
    library = open_library(copied(folder, place))
    yield Guide.on(library)
    library.close()
