"""What a question compares: each thing in its own place, and what that says of the same matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import cues
from bot.gather.beside import Row, rows
from bot.gather.matters import matter as matter_of
from bot.gather.places import Place, Side, Thing, names, places_of, things_in, whole
from bot.gather.rows import rows as in_tables
from bot.measured import Measure
from bot.sides import Sides
from bot.understand import Request
from knowledge.laid_out import LaidOut
from knowledge.library import Library
from knowledge.records import Match

# Among so many documents a thing is looked for, and so many passages are searched for them.
_DOCUMENTS, _PASSAGES = 10, 24


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


def compared(request: Request, library: Library, today: date) -> Compared | None:
    """The things that a request sets side by side, if the library tells of them in places of their own."""
    if request.sides is None:
        return None
    sides = _found(request, request.sides, library, today)
    if sides is None or _told_by_a_table(request, sides, library, today):
        return None
    matter = matter_of(request, sides)
    if not (matter.kinds or matter.words) and cues.first("purpose", cues.flattened(request.question)) != "compare":
        # All that is told of them is for whoever asks how they differ.
        return None
    told_of = tuple(rows(request, sides, matter, library, today))
    if len(request.paths) > 1 and not all(cell for row in told_of for cell in row.cells):
        # Career paths are told of side by side in their own words.
        return None
    told = any(cell for row in told_of for cell in row.cells)
    if not told and not (request.sides.outright and all(_is_of_a_page(side) for side in sides)):
        return None
    return Compared(sides, told_of, matter.measure, matter.most)


def _found(request: Request, sides: Sides, library: Library, today: date) -> tuple[Side, ...] | None:
    """The places of the things; None where they are no two things that are known to be told of apart."""
    said = f"{request.question} {sides.before}"
    things = things_in([text or sides.before for text in sides.things], said, ends_open=sides.ends_open)
    if not sides.outright and not all(thing.named for thing in things):
        return None
    near = library.search(request.query, today=today, language=request.language, limit=_PASSAGES)
    found: list[Side] = []
    told = places_of(things, _documents(request, near, library), request.language)
    for text, thing, known in zip(sides.things, things, told, strict=True):
        place = known if text else _told_last(request, sides, thing, library)
        if place is None and text:
            further = library.search(text, today=today, language=request.language, limit=_PASSAGES // 2)
            place = places_of([thing], _documents(request, further, library), request.language)[0]
        if place is None and not _is_unknown(thing, request, sides, library):
            return None
        found.append(Side(place.name if place else thing.called, place, thing.called if thing.named and text else ""))
    places = [side.place for side in found if side.place]
    apart = {(place.laid.document.address, place.name) for place in places}
    strong = [place for place in places if place.how != "mention"]
    if not strong or len(apart) < len(places) or _of_both(places, things) or _of_paths(request, places):
        return None
    return tuple(found) if sides.outright or len(strong) == len(found) else None


def _documents(request: Request, matches: Sequence[Match], library: Library) -> list[LaidOut]:
    ids = dict.fromkeys(
        [*library.ids_at([path.address for path in request.paths]), *(m.passage.document_id for m in matches)]
    )
    every = library.laid_out(list(ids)[:_DOCUMENTS])
    return [laid for laid in every if not getattr(laid.document.facts, "example", False)]


def _told_last(request: Request, sides: Sides, thing: Thing, library: Library) -> Place | None:
    """The thing that was spoken of: what the question before names, within what was told of then."""
    documents = library.laid_out(library.ids_at([sides.told] if sides.told else []))
    place = places_of([thing], documents, request.language)[0] if thing.named else None
    return place or next(map(whole, documents), None)


def _is_unknown(thing: Thing, request: Request, sides: Sides, library: Library) -> bool:
    """It is called by a name, or by words that the library has never seen."""
    if not sides.outright or not thing.names:
        return False
    known = library.term_counts([form for term in thing.names for form in (*term.forms, *term.elsewhere)])
    unseen = [term for term in thing.names if known.keys().isdisjoint((*term.forms, *term.elsewhere))]
    begins = request.question.startswith(thing.text)
    return bool(unseen) or (thing.named and not begins)


def _of_both(places: Sequence[Place], things: Sequence[Thing]) -> bool:
    """A page, a section or a sentence is about all of them: it is the answer."""
    if any(all(names(place, thing) for thing in things) for place in places):
        return True
    told = [{(said.passage.id, said.number) for said in place.said} for place in places if place.how == "mention"]
    return len(told) > 1 and bool(set.intersection(*told))


def _told_by_a_table(request: Request, sides: Sequence[Side], library: Library, today: date) -> bool:
    """A table has all of them for its rows, and tells of them in the columns that are asked for."""
    places = [side.place for side in sides]
    addresses = {place.laid.document.address for place in places if place}
    of_one = all(place and place.how == "row" for place in places) and len(addresses) == 1
    told = in_tables(request, library, today)
    return any(choice.how == "compared" for choice in told.choices) or (of_one and bool(told))


def _is_of_a_page(side: Side) -> bool:
    return side.place is None or (side.place.laid.document.kind != "path" and bool(side.short))


def _of_paths(request: Request, places: Sequence[Place]) -> bool:
    """Only career paths are meant, or more of them than one."""
    paths = [place for place in places if place.laid.document.kind == "path"]
    return len(paths) == len(places) or bool(paths and len(request.paths) > 1)
