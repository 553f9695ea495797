"""What places say of the same matter, beside each other: a sentence or a cell of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import cues
from bot.attributes import Asked, has
from bot.evidence import Term
from bot.gather.matters import OF_MANY, Matter
from bot.gather.places import Place, Said, Side
from bot.measured import speaks_of_cost, speaks_of_length, speaks_of_pay
from bot.numerals import SMALL_NUMBERS
from bot.tables.asked import sense_of_day
from bot.tables.columns import Holds, flat_name, speaks_of, stems_of
from bot.tables.values import day_in, quantities_in
from bot.understand import Request
from knowledge.keywords import words
from knowledge.library import Library

# A sentence with none of the words that are asked for must at least mean nearly the same, and stand out.
_MEANS_IT, _BY_SO_MUCH = 0.868, 0.012
_OVERVIEW: Sequence[Asked] = ("long", "pay", "amount", "time", "place", "language")
_UNITS_OF_DAYS = ("minute", "hour", "day", "week", "month", "year")
_HOLDING: Mapping[Holds, tuple[Asked, ...]] = {
    "money": ("pay", "amount"),
    "day": ("time",),
    "long": ("long",),
    "number": ("number",),
    "percent": ("percent",),
}
# As many as an answer can cite.
_MOST_CELLS = 8
_FEW_WORDS = 3
_COUNTED = re.compile(rf"(?:\d|\b(?:{SMALL_NUMBERS})\b)[\d.,]*\s?%?((?:\s[^\W\d][\w'’-]*){{1,3}})", re.I)


@dataclass(frozen=True, slots=True)
class Row:
    """What the things are said to be in one respect; None where a source is silent."""

    kind: Asked | None
    """What is told; None for what they are said to be, or what the question says in words."""
    label: str
    """What it is called, where it has no kind."""
    cells: tuple[Said | None, ...]
    sure: bool = False
    """Every cell says outright that it is of this."""


def rows(request: Request, sides: Sequence[Side], matter: Matter, library: Library, today: date) -> Iterator[Row]:
    """What the things are said to be, in what is asked or in what two of them tell of."""
    most = max(1, _MOST_CELLS // len(sides))
    places = [side.place for side in sides]
    asked = set(words(matter.frame))
    named = [row for row in _called_alike(places) if len(words(row.label)) > 1 and asked.issuperset(words(row.label))]
    if named:
        yield from named[:most]
    elif matter.kinds:
        every = [_of_kind(kind, places, matter) for kind in matter.kinds[:most]]
        yield from [row for row in every if any(row.cells)] or every[:1]
    elif matter.words:
        near = _nearness(request, sides, library, today)
        yield Row(None, "asked", tuple(_spoken_of(side.place, matter, near) for side in sides))
    else:
        yield from _overview(sides, matter, most)


def _of_kind(kind: Asked, places: Sequence[Place | None], matter: Matter) -> Row:
    cells = tuple(_best(place, kind, matter) for place in places)
    return Row(kind, "", cells, sure=all(cell is None or _says_so(cell, kind, matter) for cell in cells))


def _overview(sides: Sequence[Side], matter: Matter, most: int) -> Iterator[Row]:
    """What they are, and what two of them say the same kind of thing of."""
    told: set[tuple[str, int, str]] = set()
    places = [side.place for side in sides]
    rows = [Row(None, "opening", tuple(map(_opening, places))), *_called_alike(places)]
    rows += [Row(kind, "", tuple(_best(place, kind, matter, outright=True) for place in places)) for kind in _OVERVIEW]
    enough = min(2, sum(place is not None for place in places))
    for row in rows:
        here = {(cell.passage.id, cell.number, cell.text) for cell in row.cells if cell}
        if sum(cell is not None for cell in row.cells) >= enough and not here <= told and most:
            told |= here
            most -= 1
            yield row


def _called_alike(places: Sequence[Place | None]) -> Iterator[Row]:
    """What all of them have a column, a fact or a section of the same name for."""
    known = [place for place in places if place]
    first, *others = [{stems_of(said.label): said for said in reversed(place.said) if said.label} for place in known]
    for stems, said in reversed(first.items()):
        if stems and others and all(stems in other for other in others):
            labelled = [first, *others]
            found = iter([each[stems] for each in labelled])
            yield Row(None, said.label, tuple(next(found) if place else None for place in places))


def _opening(place: Place | None) -> Said | None:
    if place is None:
        return None
    return next((said for said in place.said if said.column is None and len(said.text.split()) > _FEW_WORDS), None)


def _best(place: Place | None, kind: Asked, matter: Matter, *, outright: bool = False) -> Said | None:
    """What a place says of a kind: best what has the words of the question, and is called so."""
    fitting = [said for said in _of_what_is_asked(place, matter) if _fits(said, kind, matter)] if place else []
    if outright:
        fitting = [said for said in fitting if _says_so(said, kind, matter)]
    return max(fitting, key=lambda said: _weight(said, kind, matter), default=None)


def _of_what_is_asked(place: Place, matter: Matter) -> Sequence[Said]:
    """What stands where a place speaks of the words of the question: what interns get is no scientist's pay."""
    speaking = {said.passage.id for said in place.said if _share(said, matter.words)}
    return [said for said in place.said if not speaking or said.passage.id in speaking]


def _fits(said: Said, kind: Asked, matter: Matter) -> bool:
    if not _holds(said, kind):
        return False
    if kind in OF_MANY:
        if matter.measure == "number" and not matter.words:
            return said.unit == "people" or any(unit == "people" for _, unit in quantities_in(said.text))
        return _counts(said, matter.words)
    if kind == "pay":
        return speaks_of_pay(said.whole) or not speaks_of_cost(said.whole)
    if kind == "amount" and matter.measure == "cost":
        return speaks_of_cost(said.whole) or not speaks_of_pay(said.whole)
    if kind == "time":
        return _is_of_that_day(said, matter)
    return True


def _counts(said: Said, asked: Sequence[Term]) -> bool:
    """Its label or the words behind its number say that just this is counted."""
    if any(speaks_of(term, stems_of(said.label)) for term in asked):
        return True
    counted = (stems_of(found[1]) for found in _COUNTED.finditer(said.text))
    return any(speaks_of(term, stems) for stems in counted for term in asked)


def _is_of_that_day(said: Said, matter: Matter) -> bool:
    """How long is no day; and the last day for something is not its first."""
    if day_in(said.text) is None and not (said.column and said.column.holds in ("day", "clock")):
        return False
    sense = sense_of_day(flat_name(said.whole))
    called = "time" in cues.every("labels", flat_name(said.label))
    return matter.day in (None, sense) or (sense is None and (called or matter.day == "start"))


def _holds(said: Said, kind: Asked) -> bool:
    column = said.column
    if column is None:
        return has(kind, said.text)
    in_days = kind == "long" and column.unit in _UNITS_OF_DAYS
    return in_days or kind in _HOLDING.get(column.holds, ()) or kind in column.asks or has(kind, said.text)


def _weight(said: Said, kind: Asked, matter: Matter) -> float:
    called = kind in cues.every("labels", flat_name(said.label))
    return 2 * _share(said, matter.words) + 1.5 * called + _says_so(said, kind, matter)


def _says_so(said: Said, kind: Asked, matter: Matter) -> bool:
    """It is called by what it tells, or says in its own words what its figure is of."""
    if kind in cues.every("labels", flat_name(said.label)) or kind in OF_MANY:
        return True
    match kind:
        case "pay":
            return speaks_of_pay(said.whole)
        case "amount":
            return speaks_of_cost(said.whole) or matter.measure == "sum"
        case "long":
            return speaks_of_length(said.whole)
        case "time":
            return matter.day in (None, sense_of_day(flat_name(said.whole)))
    return kind == "language"


def _share(said: Said, asked: Sequence[Term]) -> float:
    there = stems_of(f"{said.whole} {said.passage.section}")
    return sum(speaks_of(term, there) for term in asked) / len(asked) if asked else 0.0


def _spoken_of(place: Place | None, matter: Matter, near: Mapping[tuple[str, int], float]) -> Said | None:
    """What a place says of the words that are asked for, in these words or clearly in others."""
    every = list(place.said) if place else []
    best = max(every, key=lambda said: _share(said, matter.words), default=None)
    if place is None or best is None or _share(best, matter.words):
        return best
    # A sentence with the name of a thing is near to whatever is asked of it.
    others = [said for said in every if place.known_as.isdisjoint(stems_of(said.text))]
    ranked = sorted(others, key=lambda said: -near.get((said.passage.id, said.number), 0.0))
    cosines = [near.get((said.passage.id, said.number), 0.0) for said in ranked[:2]]
    stands_out = bool(cosines) and cosines[0] >= _MEANS_IT and cosines[0] - min(cosines) >= _BY_SO_MUCH
    return ranked[0] if stands_out else None


def _nearness(request: Request, sides: Sequence[Side], library: Library, today: date) -> dict[tuple[str, int], float]:
    """How near the sentences of the places are to the question."""
    ids = [said.passage.document_id for side in sides if side.place for said in side.place.said[:1]]
    matches = library.search(
        request.query, today=today, language=request.language, within=list(dict.fromkeys(ids)), most_of_one=8, limit=16
    )
    return {(m.passage.id, number): near for m in matches for number, near in enumerate(m.nearness)}
