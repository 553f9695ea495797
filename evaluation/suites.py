"""The suites: cases, and the documents that they are asked of. Stocks a library of their own for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from evaluation.cases import Case, CaseWrong, read_cases
from evaluation.measures import OF_ANSWERS, OF_CARE, Measure
from ingest.run import ingest
from ingest.shelf import VECTORS, stock
from knowledge.embeddings import Embeddings, LocalEmbeddings, ShippedEmbeddings
from knowledge.library import Library

# The example vacancies are open and the yearly events ahead on this day.
TODAY = date(2026, 11, 23)
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Ground:
    """What a library is stocked with: the shelf with its example vacancies, a folder of documents, or both."""

    shelf: bool = True
    documents: Path | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases that are asked of one library and measured alike."""

    name: str
    cases: tuple[Case, ...]
    measures: tuple[Measure, ...] = OF_ANSWERS
    ground: Ground = Ground()


def read_suites(folder: Path = FOLDER) -> list[Suite]:
    """Every suite that is there. Raises CaseWrong."""
    shelf, care = (sorted((folder / "cases").glob(f"{name}-*.yaml")) for name in ("shelf", "care"))
    suites = [Suite("shelf", read_cases(shelf)), Suite("care", read_cases(care, care=True), OF_CARE)]
    if (folder / "guest" / "cases.yaml").exists():
        suites.insert(1, guest(folder / "guest"))
    return [suite for suite in suites if suite.cases]


def guest(folder: Path) -> Suite:
    """Documents from elsewhere in a folder, and the cases about them. Raises CaseWrong."""
    return Suite(folder.name, read_cases([folder / "cases.yaml"]), OF_ANSWERS, _guest_ground(folder))


def read_fitted(folder: Path = FOLDER) -> list[Suite]:
    """The suites of which the weights of sentences were learnt: they say nothing of how good the guide is."""
    return [guest(cases.parent) for cases in sorted((folder / "fitted").glob("*/cases.yaml"))]


@contextmanager
def stocked(ground: Ground, folder: Path, model: Embeddings | None = None) -> Iterator[Library]:
    """A library in an empty folder, stocked with what the cases are about; by our own model if none is given."""
    library = Library(folder, model or ShippedEmbeddings(LocalEmbeddings(), VECTORS), doing="evaluate")
    try:
        stock(library, TODAY, shelf=ground.shelf, examples=ground.shelf)
        if ground.documents:
            report = ingest(library, [str(ground.documents)], TODAY)
            # A document that cannot be read is a result of its own; a folder that is not there is a mistake.
            if report.unreachable:
                raise CaseWrong(f"There are no documents in {ground.documents}.")
        library.catch_up()
        yield library
    finally:
        library.close()


def grounds(suites: Sequence[Suite]) -> list[Ground]:
    """The libraries that the suites need, each once."""
    return list(dict.fromkeys(suite.ground for suite in suites))


def _guest_ground(folder: Path) -> Ground:
    """`suite.yaml` says whether the documents stand beside the shelf or alone."""
    file = folder / "suite.yaml"
    said = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not isinstance(said, dict) or set(said) - {"shelf"} or not isinstance(said.get("shelf", True), bool):
        raise CaseWrong(
            "guest/suite.yaml: may say `shelf: true` (documents beside the shelf) or `shelf: false` (alone)"
        )
    return Ground(shelf=said.get("shelf", True), documents=folder / "documents")
