"""What a cell measures, and which columns can be measured by what (pure)."""

from __future__ import annotations

from datetime import date

from bot.tables.asked import Greatest
from bot.tables.columns import Column
from bot.tables.values import (
    Range,
    Unit,
    day_in,
    days_in,
    folded,
    number_in,
    range_in,
    says_nothing,
    year_in,
)

_LASTING: tuple[Unit, ...] = ("hour", "day", "week", "month", "year")
_NEVER = ("no", "not", "geen", "niet", "zonder", "without", "pas", "sans", "aucun", "aucune", "non")


def denied(cell: str) -> bool:
    """The cell says that it is not so: `PhD not required`."""
    return any(word in _NEVER for word in folded(cell).replace(",", " ").split())


def holds_number(found: Range | None, number: float, unit: Unit, of_column: Unit | None) -> bool:
    """Whether so much of a unit lies in a range, which is in the unit of its column where it names none itself."""
    return found is not None and (found.unit or of_column) == unit and found.holds(number)


def measures(column: Column, unit: Unit | None) -> bool:
    """Whether the cells of a column can be held against so much of a unit."""
    if unit == "euro":
        return column.holds == "money"
    if unit in _LASTING:
        return column.holds == "long"
    return column.holds in ("number", "range") and column.unit == unit


def in_the_unit_of(column: Column, limit: Range) -> Range:
    """A limit of weeks for a column of months is so many days in both."""
    if column.holds != "long" or limit.unit is None:
        return limit
    least, most = (
        days_in(f"{abs(end):g} {limit.unit}s") if abs(end) != float("inf") else end for end in (limit.least, limit.most)
    )
    return Range(least or 0.0, most or 0.0, limit.unit, limit.without_least, limit.without_most)


def measured_in(column: Column, wanted: Greatest) -> bool:
    """Whether the cells of a column say what the most or the least is asked of."""
    match wanted.of:
        case "money":
            return column.holds == "money"
        case "day":
            return column.holds == "day"
        case "long":
            return column.holds == "long" or (column.holds in ("number", "range") and column.unit in _LASTING)
        case _:
            return column.holds in ("money", "number", "percent", "long", "range")


def value_of(cell: str, column: Column) -> float | None:
    """What a cell measures, to be compared with the others of its column."""
    if says_nothing(cell):
        return None
    if column.holds == "day":
        year = year_in(cell)
        # A year alone comes after the days of it that other cells name, and before the next one.
        day = day_in(cell) or (date(year, 12, 31) if year else None)
        return float(day.toordinal()) if day else None
    if column.holds == "range":
        found = range_in(cell)
        return None if found is None else found.most if found.most != float("inf") else found.least + 0.5
    if column.holds == "long":
        return days_in(cell, column.unit)
    return number_in(cell)
