"""The scorecard of a suite: each measure over all cases, by language and by tag, and the cases that failed (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.cases import Case
from evaluation.measures import Measure, Score
from evaluation.observed import Observed
from knowledge.records import LANGUAGES, Language

_SEED = 20261123
_RESAMPLES = 2000
_BOUNDS = (2.5, 97.5)

Scores = Mapping[str, Mapping[str, Score]]
"""By the name of a measure and the id of a case."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure over some cases. A value is None where no case says anything about it."""

    measure: str
    all: float | None
    by_language: Mapping[Language, float | None]
    cases_by_language: Mapping[Language, int]
    interval: tuple[float, float] | None
    """Of the value over all cases: 95 %, by resampling cases."""
    cases: int
    target: float

    @property
    def worst(self) -> float | None:
        """The value of the language that fares worst."""
        return min(self._spoken, default=None)

    @property
    def gap(self) -> float | None:
        """Between the language that fares best and the one that fares worst."""
        return max(self._spoken) - min(self._spoken) if self._spoken else None

    @property
    def _spoken(self) -> list[float]:
        return [value for value in self.by_language.values() if value is not None]


@dataclass(frozen=True, slots=True)
class TagRow:
    """The cases of one tag, and each measure over them."""

    tag: str
    cases: int
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that fell short, and in what."""

    case: Case
    observed: Observed
    short_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All that is to be said about a suite."""

    suite: str
    cases: int
    rows: tuple[Row, ...]
    tags: tuple[TagRow, ...]
    failures: tuple[Failure, ...]


def scorecard(
    suite: str, cases: Sequence[Case], observed: Mapping[str, Observed], measures: Sequence[Measure]
) -> Scorecard:
    """The scorecard of cases and what came of them."""
    scores = {m.name: {case.id: m.score(case, observed[case.id]) for case in cases} for m in measures}
    return Scorecard(
        suite=suite,
        cases=len(cases),
        rows=tuple(_row(measure, cases, scores[measure.name]) for measure in measures),
        tags=tuple(_tag_row(tag, cases, scores) for tag in sorted({tag for case in cases for tag in case.tags})),
        failures=tuple(_failures(cases, observed, measures, scores)),
    )


def value(scores: Iterable[Score]) -> float | None:
    """The share of hits, None of nothing."""
    every = list(scores)
    of = sum(score.of for score in every)
    return sum(score.hits for score in every) / of if of else None


def interval(scores: Iterable[Score]) -> tuple[float, float] | None:
    """Where the value lies in 95 of 100 draws of as many cases, with replacement. The same at every call."""
    pairs = np.array([score for score in scores if score.of], dtype=float)
    if not len(pairs):
        return None
    draws = np.random.default_rng(_SEED).integers(len(pairs), size=(_RESAMPLES, len(pairs)))
    hits, of = (pairs[:, column][draws].sum(axis=1) for column in (0, 1))
    low, high = np.percentile(hits / of, _BOUNDS)
    return float(low), float(high)


def _row(measure: Measure, cases: Sequence[Case], scores: Mapping[str, Score]) -> Row:
    spoken = {language: [scores[case.id] for case in cases if case.language == language] for language in LANGUAGES}
    return Row(
        measure=measure.name,
        all=value(scores.values()),
        by_language={language: value(those) for language, those in spoken.items()},
        cases_by_language={language: _measured(those) for language, those in spoken.items()},
        interval=interval(scores.values()),
        cases=_measured(scores.values()),
        target=measure.target,
    )


def _measured(scores: Iterable[Score]) -> int:
    return sum(score.of > 0 for score in scores)


def _tag_row(tag: str, cases: Sequence[Case], scores: Scores) -> TagRow:
    tagged = [case.id for case in cases if tag in case.tags]
    return TagRow(tag, len(tagged), {name: value(by_case[id] for id in tagged) for name, by_case in scores.items()})


def _failures(
    cases: Sequence[Case], observed: Mapping[str, Observed], measures: Sequence[Measure], scores: Scores
) -> Iterable[Failure]:
    telling = [measure.name for measure in measures if measure.marks_failures]
    for case in cases:
        short = tuple(name for name in telling if scores[name][case.id].hits < scores[name][case.id].of)
        if short:
            yield Failure(case, observed[case.id], short)
