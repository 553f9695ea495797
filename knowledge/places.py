"""The places of Flanders and around it, by their names in three languages: what is said, what lies in what, how far."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from knowledge.records import LANGUAGES, Language

_FILE = Path(__file__).with_name("places.toml")
_EARTH = 6371.0
_WORD = re.compile(r"[^\W_]+")
# Before a name that is also a word of its own, these show that the place is meant.
_BEFORE = frozenset(
    "in te near around from at to of outside by or and bij nabij rond rondom omgeving regio uit naar of en buiten niet "
    "à aan dans pres autour vers hors depuis region ou et gemeente stad ville city town".split()
)
_POSTCODE = re.compile(r"^\d{4}$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place or a larger area. `within` are all areas that it lies in, the smallest first."""

    name: str
    """In English: what it is known by."""
    names: Mapping[Language, str] = field(hash=False)
    spellings: tuple[str, ...]
    within: tuple[str, ...] = ()
    at: tuple[float, float] | None = None
    word: bool = False
    """Its name is a word of its own, too."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that a text names: `text[start:end]`."""

    place: Place
    start: int
    end: int


def mentions(text: str) -> list[Mention]:
    """The places that a text names, in their order; of names that overlap the longest."""
    every = list(_WORD.finditer(text))
    spoken = [_plain(match[0]) for match in every]
    found: list[Mention] = []
    start = 0
    while start < len(spoken):
        length, place = _longest(spoken, start)
        if place and (length == len(spoken) or _is_meant(place, text, every, start)):
            found.append(Mention(place, every[start].start(), every[start + length - 1].end()))
            start += length
        else:
            start += 1
    return found


@lru_cache(maxsize=8192)
def located(text: str) -> tuple[Place, ...]:
    """Where the place of a record is: `Geel, Antwerpen, België` is in Geel, `Gent / Leuven` in both.

    An area that another of its places lies in only says where that is.
    """
    found = list(dict.fromkeys(_places_of(text)))
    around = {area for place in found for area in place.within}
    kept = [place for place in found if place.name not in around and not _is_seat(place, found)]
    return tuple(kept)


def place(name: str) -> Place | None:
    """The place with this English name."""
    return _gazetteer().get(name)


def named(text: str) -> Place | None:
    """The place that a text is the name of, in any of the languages, and nothing else."""
    spoken = tuple(_plain(match[0]) for match in _WORD.finditer(text))
    return _by_words().get(spoken)


def lies_in(inner: Place, area: Place) -> bool:
    """It is the area or a part of it."""
    return inner.name == area.name or area.name in inner.within


def kilometres(one: Place, other: Place) -> float | None:
    """As the crow flies; None where one of them is too large to say."""
    if one.at is None or other.at is None:
        return None
    (north, east), (further_north, further_east) = one.at, other.at
    up, across = radians(further_north - north), radians(further_east - east)
    chord = sin(up / 2) ** 2 + cos(radians(north)) * cos(radians(further_north)) * sin(across / 2) ** 2
    return 2 * _EARTH * asin(sqrt(chord))


def name_in(name: str, language: Language) -> str:
    """What a place is called in a language; an unknown one keeps its name."""
    known = place(name)
    return known.names[language] if known else name


def _places_of(text: str) -> Iterator[Place]:
    """In the place of a record a name stands for a place, whatever it means elsewhere."""
    every = [match[0] for match in _WORD.finditer(text)]
    spoken = list(map(_plain, every))
    start = 0
    while start < len(spoken):
        length, found = _longest(spoken, start)
        if found and not (found.word and every[start].islower() and len(every) > length):
            yield found
        start += max(1, length)


def _is_seat(one: Place, found: list[Place]) -> bool:
    """`Geel, Antwerp`: the city stands for its province."""
    province = f"{one.name} province"
    return any(other.name != one.name and province in other.within for other in found)


def _longest(spoken: list[str], start: int) -> tuple[int, Place | None]:
    for length in range(min(_longest_name(), len(spoken) - start), 0, -1):
        found = _by_words().get(tuple(spoken[start : start + length]))
        if found:
            return length, found
    return 0, None


def _is_meant(found: Place, text: str, every: list[re.Match[str]], start: int) -> bool:
    if not found.word:
        return True
    if start and (every[start - 1][0].casefold() in _BEFORE or _POSTCODE.match(every[start - 1][0])):
        return True
    begins = start == 0 or text[every[start - 1].end() : every[start].start()].strip()[-1:] in tuple(".!?:")
    return every[start][0][:1].isupper() and not begins and not text.isupper()


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def rows() -> list[Mapping[Language, tuple[str, ...]]]:
    """What each place is called, by language; without those whose name is a word of its own."""
    every = [each for each in _gazetteer().values() if not each.word]
    return [{language: (name, each.name) for language, name in each.names.items()} for each in every]


@lru_cache
def _longest_name() -> int:
    return max(map(len, _by_words()))


@lru_cache
def _by_words() -> Mapping[tuple[str, ...], Place]:
    found: dict[tuple[str, ...], Place] = {}
    for each in _gazetteer().values():
        for spelling in each.spellings:
            found.setdefault(tuple(_plain(match[0]) for match in _WORD.finditer(spelling)), each)
    return found


@lru_cache
def _gazetteer() -> Mapping[str, Place]:
    groups: dict[str, Mapping[str, Mapping[str, Any]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found: dict[str, Place] = {}
    for group, listed in groups.items():
        for name, said in listed.items():
            larger = said.get("within", None if group == "areas" else group)
            above = None if larger is None else _above(larger, groups, group)
            found[name] = _place(name, said, above or ())
    return found


def _above(larger: str, groups: Mapping[str, Mapping[str, Mapping[str, Any]]], group: str) -> tuple[str, ...]:
    """What a place lies in, up to its country. A part of a town may lie in another group."""
    chain = [larger]
    if larger not in groups["areas"]:
        chain.append(group)
    while (next_one := groups["areas"][chain[-1]].get("within")) is not None:
        chain.append(next_one)
    return tuple(chain)


def _place(name: str, said: Mapping[str, Any], within: tuple[str, ...]) -> Place:
    english = said.get("en", name)
    names: dict[Language, str] = {language: said.get(language, english) for language in LANGUAGES}
    at = said.get("at")
    spellings = (*([] if "en" in said else [name]), *names.values(), *said.get("also", ()))
    return Place(name, names, spellings, within, (at[0], at[1]) if at else None, bool(said.get("word")))
