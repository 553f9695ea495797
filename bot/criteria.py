"""What a vacancy has to meet, as somebody says it in English, Dutch or French (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

from bot import cues
from bot.since import number_in, posted_in
from bot.whereabouts import NEAR, employers_in, places_in
from knowledge.records import Language

Remote = Literal["none", "partly", "any", "full"]
WantsPhd = Literal["none", "wanted", "required"]


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a vacancy has to meet. Each field is one criterion; one with several values is met by any of them, and
    a `not_` by none of them."""

    places: tuple[str, ...] = ()
    """English names of places and areas; one that the gazetteer does not know as it was written."""
    near: str | None = None
    radius: int = NEAR
    not_places: tuple[str, ...] = ()
    remote: Remote | None = None
    contracts: tuple[str, ...] = ()
    not_contracts: tuple[str, ...] = ()
    hours: str | None = None
    degree: str | None = None
    """What the person holds: none, bachelor, professional bachelor, academic bachelor, master or PhD."""
    phd: WantsPhd | None = None
    without_languages: tuple[Language, ...] = ()
    """Languages that the person does not have; every one of them has to be unasked for."""
    languages: tuple[Language, ...] = ()
    fields: tuple[str, ...] = ()
    """Career paths and families of them, by id."""
    not_fields: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    not_employers: tuple[str, ...] = ()
    posted: str | None = None
    """`P7D` for the last seven days, `2026-11-01` or `--11-01` for a day on or after which."""
    salary: bool = False
    no_licence: bool = False
    experience: int | None = None
    """Years that the person has at most."""
    sponsored: bool = False
    """The person has no work permit yet."""
    title_words: tuple[str, ...] = ()
    """Words that the title or the employer has to have."""
    words: tuple[str, ...] = ()
    """Words that it has to have anywhere."""

    def __bool__(self) -> bool:
        return self != Criteria()


_LADDERS = ("professional bachelor", "academic bachelor", "master")


def criteria_in(question: str) -> Criteria:
    """What the question says that a vacancy has to meet, beside the career paths that it names."""
    flat = cues.flattened(question)
    at, not_at = employers_in(question)
    where = places_in(question, (*at, *not_at))
    contracts, not_contracts = _contracts(flat)
    without = _languages("without_language", flat)
    return Criteria(
        places=where.wanted,
        near=where.near,
        radius=where.radius,
        not_places=where.unwanted,
        remote=_remote(flat),
        contracts=contracts,
        not_contracts=not_contracts,
        hours=cues.first("hours", flat),
        degree=_degree(flat),
        phd=_phd(flat),
        without_languages=without,
        languages=() if without else _languages("with_language", flat),
        employers=at,
        not_employers=not_at,
        posted=posted_in(question, flat),
        salary=cues.first("paid_openly", flat) is not None,
        no_licence=cues.first("no_licence", flat) is not None,
        experience=_experience(flat),
        sponsored=cues.first("sponsored", flat) is not None,
    )


def changed(before: Criteria, now: Criteria) -> Criteria:
    """The criteria of before with those of now in the place of their like: another place takes the place's place."""
    said = {field.name: getattr(now, field.name) for field in fields(now) if getattr(now, field.name) != field.default}
    for one, like in _LIKE:
        if one & said.keys():
            before = replace(before, **{name: value for name, value in _EMPTY.items() if name in like})
    return replace(before, **said)


_EMPTY: dict[str, Any] = {field.name: field.default for field in fields(Criteria)}
_LIKE = (
    ({"places", "near", "radius"}, {"places", "near", "radius"}),
    ({"contracts"}, {"not_contracts"}),
    ({"not_contracts"}, {"contracts"}),
    ({"fields"}, {"not_fields", "title_words", "words"}),
    ({"title_words", "words"}, {"fields", "title_words", "words"}),
    ({"employers"}, {"not_employers"}),
    ({"languages"}, {"without_languages"}),
)


def _contracts(flat: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wanted: list[str] = []
    unwanted: list[str] = []
    ends: dict[int, bool] = {}
    for name, match in sorted(cues.matches("contract", flat), key=lambda found: found[1].start()):
        before = flat[: match.start() + 1]
        joined = re.search(r" (or|and|of|en|ou|et|nor|noch|ni) $", before)
        refused = cues.first("not_a", before) is not None
        if joined and not refused:
            refused = ends.get(joined.start(), False)
        ends[match.end()] = refused
        (unwanted if refused else wanted).append(name)
    return tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(name for name in unwanted if name not in wanted))


def _languages(group: str, flat: str) -> tuple[Language, ...]:
    return tuple(cast("Language", language) for language in cues.every(group, flat))


def _remote(flat: str) -> Remote | None:
    found = cues.first("remote", flat)
    said: dict[str | None, Remote] = {
        "none": "none",
        "fully": "full",
        "partly": "partly",
        "any": "any",
        "remote": "full",
    }
    return said.get(found)


def _degree(flat: str) -> str | None:
    """What the person holds: without a master it is a bachelor."""
    if cues.first("no_degree", flat):
        return "none"
    for name, match in cues.matches("ladder", flat):
        if not cues.first("not_a", flat[: match.start() + 1]):
            return name
        return _LADDERS[max(0, _LADDERS.index(name) - 1)] if name in _LADDERS else None
    return "bachelor" if cues.first("any_bachelor", flat) else None


def _phd(flat: str) -> WantsPhd | None:
    if cues.first("no_phd", flat):
        return "none"
    found = cues.first("needs_phd", flat)
    return "required" if found == "required" else "wanted" if found else None


def _experience(flat: str) -> int | None:
    for name, match in cues.matches("years", flat):
        number = number_in(match[1] or "")
        if number is not None:
            return max(0, number - (name == "fewer"))
    return 0 if cues.first("no_experience", flat) else None
