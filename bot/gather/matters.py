"""What a question asks of each of the things that it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bot import cues
from bot.attributes import Asked, kind_asked
from bot.evidence import Term
from bot.gather.places import IDLE, Side, cued
from bot.measured import KIND_OF, Measure, measured
from bot.sides import Sides
from bot.tables.asked import sense_of_day
from bot.tables.columns import stems_of
from bot.understand import Request
from knowledge.keywords import asked_terms, content_words, query_stems, words

# `Where` asks which of them as often as where they are.
_LABELLED = ("long", "pay", "amount", "time", "language", "percent", "number")
OF_MANY: tuple[Asked, ...] = ("number", "percent")
"""What says nothing without what is counted."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked of each thing."""

    kinds: tuple[Asked, ...]
    words: tuple[Term, ...]
    frame: str
    """The question without the things, as cues see it."""
    day: str | None
    measure: Measure | None
    most: bool


def matter(request: Request, sides: Sequence[Side]) -> Matter:
    """What the question asks of the things, or the one before it, where this one only names another thing."""
    assert request.sides is not None
    called = frozenset[str]().union(*(side.place.known_as for side in sides if side.place))
    frame = _without_things(request.question, request.sides, called)
    found = _matter_of(frame, request, sides)
    if request.sides.before and not found.kinds and not found.words:
        return _matter_of(request.sides.before, request, sides)
    return found


def _without_things(question: str, sides: Sides, called: frozenset[str]) -> str:
    """The question without what names the things; `internship allowance` says at its end what is asked of them."""
    closed = sides.things[1:] if sides.ends_open else sides.things
    shared = set.intersection(*(set(words(thing)) for thing in sides.things if thing))
    for thing in filter(None, closed):
        kept = [
            word
            for word in thing.split()
            if _says_what(word) and not shared.issuperset(words(word)) and called.isdisjoint(query_stems(word))
        ]
        question = question.replace(thing, " ".join(["…", *kept]), 1)
    return question


def _says_what(word: str) -> bool:
    """`Novatix or Ferrolab internship allowance`: the last word belongs to the question."""
    return cues.first("labels", cues.flattened(word)) is not None


def _matter_of(frame: str, request: Request, sides: Sequence[Side]) -> Matter:
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
    if not first or cues.first("purpose", flat) == "compare":
        kinds += [kind for kind in labels if kind not in kinds and kind not in OF_MANY and _goes_with(kind, kinds)]
    if about and not kinds and ("number" in labels or _asks_for_more(flat)):
        kinds = ["number"]
    return Matter(
        tuple(kinds), about, flat, sense_of_day(flat), measure or ("number" if kinds == ["number"] else None), most
    )


def _goes_with(kind: Asked, kinds: Sequence[Asked]) -> bool:
    money = {"pay", "amount"}
    return not (kind in money and money.intersection(kinds))


def _counted(flat: str) -> set[str]:
    """What labels name that is counted: `credits`, `places`."""
    return {word for name, found in cues.matches("labels", flat) if name in OF_MANY for word in found[0].split()}


def _asks_for_more(flat: str) -> bool:
    return bool({"more", "fewer", "most", "meer", "minder", "meeste", "minste", "plus", "moins"} & set(flat.split()))


def _of_a_thing(word: str, request: Request) -> bool:
    assert request.sides is not None
    closed = request.sides.things[1:] if request.sides.ends_open else request.sides.things
    return any(word in content_words(thing) for thing in closed if thing)
