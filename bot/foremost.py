"""Which of several things has the most of something, as far as what is said of them leaves no doubt (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from bot.measured import Measure
from bot.numerals import numerals
from bot.tables.values import Unit, as_number, day_in, folded, number_in, quantities_in, range_in

# Weeks and months are compared where they are this far apart: no month has just four weeks.
_APART = 1.12
_DAYS: dict[Unit, float] = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365}
_SUM = re.compile(r"(?:€\s?|eur\s)(\d[\d.,'  ]*\d|\d)|(\d[\d.,'   ]*\d|\d)\s?(?:€|euros?\b|eur\b)")
_PER = (
    ("hour", re.compile(r"\b(?:an|per|each) hour|per uur|(?:par|de l['’]) ?heure|hourly")),
    ("day", re.compile(r"\b(?:a|per|each) day|per dag|par jour|daily")),
    ("week", re.compile(r"\b(?:a|per|each) week|per week|par semaine|weekly")),
    ("month", re.compile(r"\b(?:a|per|each) month|per maand|par mois|monthly|maandel\w+|mensuel\w*")),
    ("year", re.compile(r"\b(?:a|per|each) year|per jaar|par an|yearly|annual\w*|jaarl\w+")),
)
_BOUND = (
    ("most", re.compile(r"\b(?:up to|at most|maximum|max|tot|hoogstens|maximaal|jusqu['’]?a|au plus|no more than)\b")),
    (
        "least",
        re.compile(r"\b(?:from|at least|minimum|min|vanaf|minstens|a partir de|au moins|more than|over)\b(?= ?€? ?\d)"),
    ),
    ("about", re.compile(r"\b(?:about|around|roughly|on average|ongeveer|gemiddeld|circa|environ|en moyenne)\b")),
    ("gross", re.compile(r"\b(?:gross|bruto|brut(?:e?s?))\b")),
    ("net", re.compile(r"\b(?:net|netto|net(?:te)?s?)\b")),
)
_A_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of something: only what is of one kind, and bounded alike, can be compared."""

    value: float
    of: tuple[str, ...]


def amount_in(text: str, measure: Measure, unit: Unit | None = None) -> Amount | None:
    """The one amount that a text names; None where it names none or more. A bare number is of `unit`."""
    plain = numerals(folded(text))
    if measure != "time" and _is_from_to(plain):
        return None
    said = tuple(name for name, pattern in _BOUND if pattern.search(plain))
    match measure:
        case "long":
            return _length(plain, unit, said)
        case "time":
            return _day(text)
        case "number":
            return _count(plain, unit, said)
        case _:
            return _sum(plain, unit, said)


def foremost(amounts: Sequence[Amount | None], *, most: bool, measure: Measure) -> int | None:
    """Which one has the most, or the least; -1 if all have the same, None where that is not certain."""
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts) or len(known) < 2:
        return None
    units = {amount.of for amount in known}
    rough = measure == "long" and len({amount.of[1:] for amount in known}) == 1
    if len(units) > 1 and not rough:
        return None
    values = sorted((amount.value for amount in known), reverse=most)
    if len(units) == 1 and len(set(values)) == 1:
        return -1
    nearest = max(values[0], values[1]) / max(min(values[0], values[1]), 0.001)
    if values[0] == values[1] or (len(units) > 1 and nearest < _APART):
        return None
    return [amount.value for amount in known].index(values[0])


def _is_from_to(plain: str) -> bool:
    """It gives two ends: neither is what it comes to."""
    found = range_in(plain)
    return found is not None and not found.is_point and isfinite(found.least) and isfinite(found.most)


def _length(plain: str, unit: Unit | None, said: tuple[str, ...]) -> Amount | None:
    found = {(value, of) for value, of in quantities_in(plain) if of in _DAYS}
    if not found and unit in _DAYS and (bare := number_in(plain)) is not None:
        found = {(bare, unit)}
    if len(found) != 1:
        return None
    value, of = next(iter(found))
    return Amount(value * _DAYS[of], (of, *said))


def _day(text: str) -> Amount | None:
    day = day_in(text)
    return Amount(day.toordinal(), ()) if day and len(_A_YEAR.findall(text)) == 1 else None


def _count(plain: str, unit: Unit | None, said: tuple[str, ...]) -> Amount | None:
    found = {(value, of) for value, of in quantities_in(plain) if of in ("people", "credit")}
    if not found and unit in (None, "people", "credit") and re.fullmatch(r"\D{0,3}\d[\d.,]*\D{0,3}", plain.strip()):
        found = {(as_number(re.findall(r"\d[\d.,]*", plain)[0].strip(".,")), unit or "people")}
    if len(found) != 1:
        return None
    value, of = next(iter(found))
    return Amount(value, (of, *said))


def _sum(plain: str, unit: Unit | None, said: tuple[str, ...]) -> Amount | None:
    found = {as_number(one or other) for one, other in _SUM.findall(plain)}
    if not found and unit == "euro" and (bare := number_in(plain)) is not None:
        found = {bare}
    per = tuple(name for name, pattern in _PER if pattern.search(plain))
    return Amount(found.pop(), ("euro", *per, *said)) if len(found) == 1 else None
