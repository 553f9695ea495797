"""The gate: a floor under each measure. What is below it, or missing, is said (pure)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.scorecard import Row, Scorecard

FLOORS = Path(__file__).with_name("floors.yaml")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that is let through: over all cases, and in the language that fares worst."""

    all: float
    worst: float


@dataclass(frozen=True, slots=True)
class SuiteFloors:
    """What a suite must have: so many cases, and each measure at least so good."""

    cases: int
    measures: Mapping[str, Floor]


def read_floors(file: Path = FLOORS) -> dict[str, SuiteFloors]:
    """The floors by suite."""
    return {
        suite: SuiteFloors(said["cases"], {name: Floor(**floor) for name, floor in said["measures"].items()})
        for suite, said in yaml.safe_load(file.read_text(encoding="utf-8")).items()
    }


def shortfalls(scorecards: Sequence[Scorecard], floors: Mapping[str, SuiteFloors]) -> list[str]:
    """Every reason not to let a guide through. What was not measured, or has no floor, is one too."""
    measured = {card.suite: card for card in scorecards}
    if not floors:
        return ["there are no floors"]
    missing = [f"{suite}: not measured" for suite in floors if suite not in measured]
    strange = [f"{suite}: has no floors" for suite in measured if suite not in floors]
    both = [reason for suite in floors if suite in measured for reason in _of(measured[suite], floors[suite])]
    return [*missing, *strange, *both]


def _of(card: Scorecard, floors: SuiteFloors) -> Iterable[str]:
    if card.cases < max(1, floors.cases):
        yield f"{card.suite}: {card.cases} cases, at least {max(1, floors.cases)} are wanted"
    rows = {row.measure: row for row in card.rows}
    for name in sorted(rows.keys() | floors.measures.keys()):
        if name not in rows:
            yield f"{card.suite}, {name}: not measured"
        elif name not in floors.measures:
            yield f"{card.suite}, {name}: has no floor"
        else:
            yield from _of_row(f"{card.suite}, {name}", rows[name], floors.measures[name])


def _of_row(where: str, row: Row, floor: Floor) -> Iterable[str]:
    for label, value, least in (("all", row.all, floor.all), ("worst language", row.worst, floor.worst)):
        # Not `value < least`: of a value that is not a number that would be false, and let it through.
        if value is None or not value >= least or math.isnan(least):
            yield f"{where}, {label}: {'nothing' if value is None else f'{value:.3f}'} is below {least:.3f}"


def floors_below(scorecards: Sequence[Scorecard]) -> dict[str, Any]:
    """Floors as `floors.yaml` has them: four cases below what was measured, but what never fell short must not."""
    return {
        card.suite: {"cases": card.cases, "measures": {row.measure: _below(row) for row in card.rows}}
        for card in scorecards
    }


def _below(row: Row) -> dict[str, float]:
    spoken = ((value, row.cases_by_language[language]) for language, value in row.by_language.items())
    lower = [_four_cases_below(value, cases) for value, cases in spoken if value is not None]
    return {"all": _four_cases_below(row.all or 0.0, row.cases), "worst": min(lower, default=0.0)}


def _four_cases_below(value: float, cases: int) -> float:
    # What never falls short is a promise, not a performance.
    return 1.0 if value == 1 else max(0.0, math.floor(100 * (value - 4 / max(cases, 1))) / 100)
