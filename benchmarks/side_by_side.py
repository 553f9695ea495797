"""Indexing, asking, exact terms and a second run: both in one process, turn by turn, with the real model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import methodcaller
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import corpus
from benchmarks.contenders import BOTH, OURS, THEIRS, Contender, open_contender
from benchmarks.corpus import Paper, Question
from benchmarks.embeddings import Timed
from benchmarks.rows import Part, Row
from knowledge.embeddings import Embeddings

_WARM_UPS = 5
_LIMIT = 5


@dataclass(slots=True)
class Side:
    """One contender with its stop-watch, and what it found."""

    contender: Contender
    model: Timed
    found: dict[str, list[str]] = field(default_factory=dict)

    def index(self, folder: Path) -> None:
        self.contender.index(folder)

    def ask(self, question: str) -> None:
        self.found[question] = self.contender.search(question, _LIMIT)

    def hits(self, questions: Sequence[Question], first: int) -> float:
        """The share of questions whose document is among the first so many passages."""
        return float(np.mean([question.about in self.found[question.text][:first] for question in questions]))


Sides = Mapping[str, Side]
Work = Callable[[Side], Any]
Times = dict[str, NDArray[np.float64]]
"""For each side a row a piece of work: seconds in all, and seconds inside the model."""


def measure(model: Embeddings, folder: Path, *, documents: int, parts: int, questions: int) -> list[Part]:
    """Everything that is measured with the real model."""
    papers = corpus.papers(documents)
    folders = corpus.write(papers, folder / "documents", parts)
    with _both(model, folder) as sides:
        first = _indexing(sides, folders)
        asking, exact = _questions(sides, papers[:questions])
        second = _second_run(sides, folders)
    return [first, second, asking, exact]


@contextmanager
def _both(model: Embeddings, folder: Path) -> Iterator[Sides]:
    # Loaded for both before the clock starts.
    model.question("warm")
    timed = {name: Timed(model) for name in BOTH}
    sides = {name: Side(open_contender(name, folder / name, timed[name]), timed[name]) for name in BOTH}
    try:
        yield sides
    finally:
        for side in sides.values():
            side.contender.close()


def _indexing(sides: Sides, folders: Sequence[Path]) -> Part:
    took = _by_turns(sides, [methodcaller("index", folder) for folder in folders])
    whole, inside = ({name: times[:, column].sum() for name, times in took.items()} for column in (0, 1))
    rows = [
        _row("indexing", "s", whole),
        _row("- in the model", "s", inside),
        _row("- without the model", "s", {name: whole[name] - inside[name] for name in sides}),
        _row("characters to embed", "", {name: side.model.characters for name, side in sides.items()}),
    ]
    ours, theirs = sides[OURS], sides[THEIRS]
    note = (
        f"{ours.contender.passages():,} passages with {ours.model.texts:,} embedded sentences "
        f"beside {theirs.contender.passages():,} chunks; {len(folders)} turns."
    )
    return Part("Indexing", note, rows)


def _second_run(sides: Sides, folders: Sequence[Path]) -> Part:
    before = {name: side.model.texts for name, side in sides.items()}
    took = _by_turns(sides, [methodcaller("index", folder) for folder in folders])
    rows = [
        _row("second run", "s", {name: times[:, 0].sum() for name, times in took.items()}),
        _row("texts embedded", "", {name: side.model.texts - before[name] for name, side in sides.items()}),
    ]
    return Part("A second run over unchanged documents", "", rows)


def _questions(sides: Sides, papers: Sequence[Paper]) -> tuple[Part, Part]:
    plain, codes, names = (kind(papers) for kind in (corpus.questions, corpus.code_questions, corpus.name_questions))
    for question in plain[:_WARM_UPS]:
        for side in sides.values():
            side.ask(question.text)
    asked = [*plain, *codes, *names]
    took = _by_turns(sides, [methodcaller("ask", question.text) for question in asked])
    exact = [
        _row(f"{label}, hit@{first}", "", {name: side.hits(about, first) for name, side in sides.items()}, more=True)
        for label, about in (("reference number", codes), ("person's name", names))
        for first in (1, _LIMIT)
    ]
    return (
        Part("Asking", f"{len(asked)} questions for {_LIMIT} passages, by turns.", _latencies(took)),
        Part("Exact terms", f"{len(codes)} numbers and {len(names)} names among documents much alike.", exact),
    )


def _latencies(took: Times) -> list[Row]:
    whole, inside = ({name: 1000 * times[:, column] for name, times in took.items()} for column in (0, 1))
    rest = {name: whole[name] - inside[name] for name in took}
    return [
        _row(f"{label}, p{percent}", "ms", {name: np.percentile(times[name], percent) for name in took})
        for label, times in (("a question", whole), ("- in the model", inside), ("- without the model", rest))
        for percent in (50, 95)
    ]


def _by_turns(sides: Sides, works: Sequence[Work]) -> Times:
    """Let both do each piece of work, one right after the other, taking turns at being first."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for number, work in enumerate(works):
        for name in BOTH if number % 2 else reversed(BOTH):
            took[name].append(_timed(sides[name], work))
    return {name: np.array(times) for name, times in took.items()}


def _timed(side: Side, work: Work) -> tuple[float, float]:
    before, start = side.model.seconds, perf_counter()
    work(side)
    return perf_counter() - start, side.model.seconds - before


def _row(what: str, unit: str, values: Mapping[str, Any], *, more: bool = False) -> Row:
    return Row(what, unit, float(values[OURS]), float(values[THEIRS]), more)
