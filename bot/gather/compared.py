"""What a question compares: each thing in its own place, and what that says of the same matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from bot import cues
from bot.attributes import Asked, has, kind_asked
from bot.evidence import Term
from bot.gather.places import IDLE, Place, Said, Thing, cued, place_of, things_in, whole
from bot.measured import KIND_OF, Measure, measured, speaks_of_cost, speaks_of_length, speaks_of_pay
from bot.sides import Sides
from bot.tables.asked import sense_of_day
from bot.tables.columns import flat_name, speaks_of, stems_of
from bot.tables.values import day_in, quantities_in
from bot.understand import Request
from knowledge.keywords import asked_terms, content_words, query_stems, words
from knowledge.laid_out import LaidOut
from knowledge.library import Library
from knowledge.records import Match

# Among so many documents a thing is looked for, and so many passages are searched for them.
_DOCUMENTS, _PASSAGES = 10, 24
# A sentence with none of the words that are asked for must at least mean nearly the same.
_MEANS_IT = 0.87
_OVERVIEW: Sequence[Asked] = ("long", "pay", "amount", "time", "place", "language")
# `Where` asks which of them as often as where they are.
_LABELLED = ("long", "pay", "amount", "time", "language", "percent", "number")
_UNITS_OF_DAYS = ("minute", "hour", "day", "week", "month", "year")
_HOLDING = {
    "money": ("pay", "amount"),
    "day": ("time",),
    "long": ("long",),
    "number": ("number",),
    "percent": ("percent",),
}
_OF_MANY = ("number", "percent")
_MOST_CELLS = 8
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are compared."""

    name: str
    """As its own source calls it; as the question does where no source has it."""
    place: Place | None
    short: str
    """Its name alone, as the question has it."""


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


@dataclass(frozen=True, slots=True)
class Compared:
    """Things side by side."""

    sides: tuple[Side, ...]
    rows: tuple[Row, ...]
    measure: Measure | None = None
    """What they are measured by, if the question measures them."""
    most: bool = True

    @property
    def unknown(self) -> list[str]:
        """The things that no source has."""
        return [side.name for side in self.sides if side.place is None]


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is asked of each thing."""

    kinds: tuple[Asked, ...]
    words: tuple[Term, ...]
    day: str | None
    measure: Measure | None
    most: bool


def compared(request: Request, library: Library, today: date) -> Compared | None:
    """The things that a request sets side by side, if the library tells of them in places of their own."""
    if request.sides is None:
        return None
    sides = _found(request, request.sides, library, today)
    if sides is None:
        return None
    matter = _matter(request, sides)
    if not request.sides.outright and not (matter.kinds or matter.words):
        return None
    rows = tuple(_rows(request, sides, matter, library, today))
    told = any(cell for row in rows for cell in row.cells)
    if not told and not request.sides.outright:
        return None
    return Compared(sides, rows, matter.measure, matter.most)


def _found(request: Request, sides: Sides, library: Library, today: date) -> tuple[Side, ...] | None:
    """The places of the things; None where they are no two things that are known to be told of apart."""
    said = f"{request.question} {sides.before}"
    things = things_in([text or sides.before for text in sides.things], said, ends_open=sides.ends_open)
    near = library.search(request.query, today=today, language=request.language, limit=_PASSAGES)
    documents = _documents(request, near, library)
    found: list[Side] = []
    for text, thing in zip(sides.things, things, strict=True):
        place = _told_last(request, sides, thing, library) if not text else place_of(thing, documents, request.language)
        if place is None and text:
            further = library.search(text, today=today, language=request.language, limit=_PASSAGES // 2)
            place = place_of(thing, _documents(request, further, library), request.language)
        if place is None and not _is_unknown(thing, sides, library):
            return None
        found.append(Side(place.name if place else thing.called, place, thing.called if thing.named and text else ""))
    places = [side.place for side in found if side.place]
    apart = {(place.laid.document.address, place.name) for place in places}
    strong = [place for place in places if place.how != "mention"]
    if not strong or len(apart) < len(places) or _in_one_sentence(places) or _all_paths(found):
        return None
    if not sides.outright and (len(strong) < len(found) or not all(thing.named for thing in things)):
        return None
    return tuple(found)


def _documents(request: Request, matches: Sequence[Match], library: Library) -> list[LaidOut]:
    ids = dict.fromkeys(
        [*library.ids_at([path.address for path in request.paths]), *(m.passage.document_id for m in matches)]
    )
    every = library.laid_out(list(ids)[:_DOCUMENTS])
    return [laid for laid in every if not getattr(laid.document.facts, "example", False)]


def _told_last(request: Request, sides: Sides, thing: Thing, library: Library) -> Place | None:
    """The thing that was spoken of: what the question before names, within what was told of then."""
    documents = library.laid_out(library.ids_at([sides.told] if sides.told else []))
    place = place_of(thing, documents, request.language) if thing.named else None
    return place or next(map(whole, documents), None)


def _is_unknown(thing: Thing, sides: Sides, library: Library) -> bool:
    """It is called by a name, or by words that the library has never seen."""
    if not sides.outright or not thing.names:
        return False
    known = library.term_counts([form for term in thing.names for form in (*term.forms, *term.elsewhere)])
    unseen = [term for term in thing.names if known.keys().isdisjoint((*term.forms, *term.elsewhere))]
    return thing.named or bool(unseen)


def _in_one_sentence(places: Sequence[Place]) -> bool:
    """One sentence tells of all of them: it is the answer."""
    told = [{(said.passage.id, said.number) for said in place.said} for place in places if place.how == "mention"]
    return len(told) > 1 and bool(set.intersection(*told))


def _all_paths(sides: Sequence[Side]) -> bool:
    return all(side.place is not None and side.place.laid.document.kind == "path" for side in sides)


def _matter(request: Request, sides: Sequence[Side]) -> _Matter:
    """What the question asks of the things, or the one before it, where this one only names another thing."""
    assert request.sides is not None
    frame = _without_things(request.question, request.sides)
    matter = _matter_of(frame, request, sides)
    if request.sides.before and not matter.kinds and not matter.words:
        return _matter_of(request.sides.before, request, sides)
    return matter


def _without_things(question: str, sides: Sides) -> str:
    closed = sides.things[1:] if sides.ends_open else sides.things
    shared = set.intersection(*(set(words(thing)) for thing in sides.things if thing))
    for thing in filter(None, closed):
        kept = [word for word in thing.split() if _says_what(word) and not shared.issuperset(words(word))]
        question = question.replace(thing, " ".join(["…", *kept]), 1)
    return question


def _says_what(word: str) -> bool:
    """`Novatix or Ferrolab internship allowance`: the last word belongs to the question."""
    return cues.first("labels", cues.flattened(word)) is not None


def _matter_of(frame: str, request: Request, sides: Sequence[Side]) -> _Matter:
    flat = cues.flattened(frame)
    measure, most = measured(frame)
    asked = kind_asked(flat)
    labels = [cast("Asked", kind) for kind in cues.every("labels", flat) if kind in _LABELLED]
    known = frozenset[str]().union(*(side.place.known_as for side in sides if side.place))
    known |= stems_of(" ".join(side.name for side in sides))
    idle = cued(frame) - _counted(flat) | IDLE
    said = [word for word in content_words(frame) if word not in idle and len(word) > 1]
    left = [word for word in said if known.isdisjoint(query_stems(word)) and not _of_a_thing(word, request)]
    terms = asked_terms(" ".join(left)) if left else []
    about = tuple(Term(term.forms, 1.0, elsewhere=term.elsewhere) for term in terms)
    first = KIND_OF[measure] if measure else asked if asked in _LABELLED or (asked == "place" and not about) else None
    kinds = [first] if first else []
    kinds += [kind for kind in labels if kind not in kinds and kind not in _OF_MANY and _goes_with(kind, kinds)]
    if about and not kinds and _asks_for_more(flat):
        kinds = ["number"]
    return _Matter(
        tuple(kinds), about, sense_of_day(flat), measure or ("number" if kinds == ["number"] else None), most
    )


def _goes_with(kind: Asked, kinds: Sequence[Asked]) -> bool:
    money = {"pay", "amount"}
    return not (kind in money and money.intersection(kinds))


def _counted(flat: str) -> set[str]:
    """What labels name that is counted: `credits`, `places`."""
    return {word for name, found in cues.matches("labels", flat) if name in _OF_MANY for word in found[0].split()}


def _asks_for_more(flat: str) -> bool:
    return bool({"more", "fewer", "most", "meer", "minder", "meeste", "minste", "plus", "moins"} & set(flat.split()))


def _of_a_thing(word: str, request: Request) -> bool:
    assert request.sides is not None
    closed = request.sides.things[1:] if request.sides.ends_open else request.sides.things
    return any(word in content_words(thing) for thing in closed if thing)


def _rows(request: Request, sides: Sequence[Side], matter: _Matter, library: Library, today: date) -> Iterator[Row]:
    most = max(1, _MOST_CELLS // len(sides))
    if matter.kinds:
        for kind in matter.kinds[:most]:
            cells = tuple(_best(side.place, kind, matter) for side in sides)
            sure = all(cell is None or _says_so(cell, kind, matter) for cell in cells)
            yield Row(kind, "", cells, sure)
    elif matter.words:
        near = _nearness(request, sides, library, today)
        yield Row(None, "asked", tuple(_spoken_of(side.place, matter, near) for side in sides))
    else:
        yield from _overview(sides, matter, most)


def _overview(sides: Sequence[Side], matter: _Matter, most: int) -> Iterator[Row]:
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


def _best(place: Place | None, kind: Asked, matter: _Matter, *, outright: bool = False) -> Said | None:
    """What a place says of a kind: best what has the words of the question, and is called so."""
    fitting = [said for said in place.said if _fits(said, kind, matter)] if place else []
    if outright:
        fitting = [said for said in fitting if _says_so(said, kind, matter)]
    return max(fitting, key=lambda said: _weight(said, kind, matter), default=None)


def _fits(said: Said, kind: Asked, matter: _Matter) -> bool:
    if not _holds(said, kind):
        return False
    if kind in _OF_MANY:
        if matter.measure == "number" and not matter.words:
            return said.unit == "people" or any(unit == "people" for _, unit in quantities_in(said.text))
        return _share(said, matter.words) > 0
    if kind == "pay":
        return speaks_of_pay(said.whole) or not speaks_of_cost(said.whole)
    if kind == "amount" and matter.measure == "cost":
        return speaks_of_cost(said.whole) or not speaks_of_pay(said.whole)
    if kind == "time":
        return _is_of_that_day(said, matter)
    return True


def _is_of_that_day(said: Said, matter: _Matter) -> bool:
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


def _weight(said: Said, kind: Asked, matter: _Matter) -> float:
    called = kind in cues.every("labels", flat_name(said.label))
    return 2 * _share(said, matter.words) + 1.5 * called + _says_so(said, kind, matter)


def _says_so(said: Said, kind: Asked, matter: _Matter) -> bool:
    """It is called by what it tells, or says in its own words what its figure is of."""
    if kind in cues.every("labels", flat_name(said.label)) or kind in _OF_MANY:
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


def _share(said: Said, words: Sequence[Term]) -> float:
    there = stems_of(f"{said.whole} {said.passage.section}")
    return sum(speaks_of(term, there) for term in words) / len(words) if words else 0.0


def _spoken_of(place: Place | None, matter: _Matter, near: dict[tuple[str, int], float]) -> Said | None:
    """What a place says of the words that are asked for, in these words or in others."""

    def weight(said: Said) -> tuple[float, float]:
        return _share(said, matter.words), near.get((said.passage.id, said.number), 0.0)

    best = max(place.said if place else (), key=weight, default=None)
    if best is None or weight(best)[0] > 0:
        return best
    return best if weight(best)[1] >= _MEANS_IT else None


def _nearness(request: Request, sides: Sequence[Side], library: Library, today: date) -> dict[tuple[str, int], float]:
    """How near the sentences of the places are to the question."""
    ids = [said.passage.document_id for side in sides if side.place for said in side.place.said[:1]]
    matches = library.search(
        request.query, today=today, language=request.language, within=list(dict.fromkeys(ids)), most_of_one=8, limit=16
    )
    return {(m.passage.id, number): near for m in matches for number, near in enumerate(m.nearness)}
