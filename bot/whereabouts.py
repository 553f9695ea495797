"""The places and employers that somebody wants a job in, near or away from (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import cues
from bot.introduced import is_of_a_person
from bot.since import is_month
from knowledge import places
from knowledge.keywords import words

NEAR = 25
"""Kilometres, where somebody says `near` and no more."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Places by their English names."""

    wanted: tuple[str, ...] = ()
    near: str | None = None
    radius: int = NEAR
    unwanted: tuple[str, ...] = ()


# What stands just before a place.
_NEARBY = re.compile(
    r"\b(?:near(?:by)?|around|close to|next to|surroundings of|(?:area|region) (?:of|around)|live in|living in|"
    r"nabij|rond(?:om)?|omgeving(?: van)?|buurt van|dicht ?bij|vlak ?bij|bij|regio|woon in|"
    r"(?:pr[eè]s|proche|autour|alentours|c[oô]t[eé]|r[eé]gion) d(?:e|u|['’])|habite)\s*[aà]?\s*$",
    re.I,
)
_WITHIN = re.compile(r"(\d{1,3})\s*(?:km|kilomet(?:er|re)s?|kilom[eè]tres?)\b[^,.;!?]{0,24}$", re.I)
_NOT_THERE = re.compile(
    r"\b(?:not|outside|except|excluding|other than|anywhere but|away from|"
    r"niet|buiten|behalve|uitgezonderd|geen|pas|sauf|hors|except[eé]|non|en dehors|ailleurs qu)\b"
    r"(?:\s+(?:of|in|at|near|te|van|bij|de|d|à|a|en|dans|the|het|l|les|la))*[\s'’]*$",
    re.I,
)
_AND = r"(?:,|/|&|\bor\b|\band\b|\bnor\b|\bof\b|\ben\b|\bnoch\b|\bou\b|\bet\b|\bni\b)"
_SAME_AGAIN = re.compile(rf"^\s*(?:{_AND}|\s)+(?:(?:in|te|à|a)\s+)?$", re.I)
_COMES_FROM = re.compile(
    r"\b(?:from|stud(?:y|ied|ying|ent) (?:in|at)|uit|afkomstig van|stude(?:er|erde|nt) (?:in|te|aan|van)|"
    r"(?:viens|[eé]tudiante?) d[e'’]|[eé]tudi(?:e|ante?) [aà])\s*$",
    re.I,
)
_INSTITUTION = frozenset("uz az ku university universite universiteit hogeschool hospital chu ziekenhuis".split())
_PART = r"[A-ZÀ-Þ&][\w&'’-]*(?:\.[\w&'’-]+)*"
_NAME = rf"{_PART}(?:\s+(?:&\s+|(?:de|der|van|du|the|of)\s+(?=[A-ZÀ-Þ]))?{_PART})*"
_AT = re.compile(
    r"(?P<no>\b(?i:not|except|niet|behalve|pas|sauf|nor|noch|ni|excluding)\s+)?"
    rf"\b(?:(?i:at|bij|chez|by|from)\s+(?P<names>{_NAME}(?:\s*{_AND}\s*(?:(?:at|bij|chez)\s+)?{_NAME})*)"
    r"|(?:at|bij|chez)\s+(?P<plain>[a-zà-ÿ][\w&.-]*))"
)
_IN_A_PLACE = re.compile(r"\b(?:in|te|near|around|nabij|rond|à|près de)\s+([A-ZÀ-Þ][a-zà-ÿ][\w-]+)(?!\s+[A-ZÀ-Þ])")
_NO_EMPLOYER = frozenset(
    "a an the all any home least most once first last this that these my your our their i me you it work night "
    "een de het alle mijn jouw dit die deze hem haar mij voorkeur voorbeeld benadering welke wat wie jullie ons "
    "moi toi lui nous vous un une le la les des quel quelle mon ma which what "
    "biotech biotechs pharma pharmaceutical farma small smaller big bigger large local belgian flemish european "
    "international hospitals universities companies startups start-ups smes research kleine grote bedrijven "
    "ziekenhuizen universiteiten petites grandes entreprises hopitaux universites "
    "phd msc bsc mba english dutch french engels nederlands frans".split()
)


def places_in(question: str, employers: Sequence[str] = ()) -> Whereabouts:
    """Where the question wants a job to be. A place inside the name of an employer is none."""
    found: dict[str, list[str]] = {"in": [], "near": [], "not": []}
    how, ended, radius = "in", -1, NEAR
    for mention in places.mentions(question):
        before = question[: mention.start]
        if _COMES_FROM.search(before) or _is_part_of_a_name(question, mention, employers):
            continue
        if ended < 0 or not _SAME_AGAIN.match(question[ended : mention.start]):
            how, radius = _how(before, radius)
        found[how].append(mention.place.name)
        ended = mention.end
    near = found["near"][0] if len(found["near"]) == 1 else None
    known = places.place(near) if near else None
    if near is None or known is None or known.at is None:
        # Near one of several, or near a whole province, is in it.
        near = None
    wanted = [*found["in"], *([] if near else found["near"])]
    return Whereabouts(tuple(dict.fromkeys(wanted)), near, radius if near else NEAR, tuple(dict.fromkeys(found["not"])))


def unknown_places(question: str) -> list[str]:
    """Names after `in` and the like that are no places of the gazetteer, nor names of anything else that is known."""
    found = [match[1] for match in _IN_A_PLACE.finditer(question) if not places.located(match[1])]
    return [name for name in found if _is_employer(name)]


def employers_in(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The employers that a question wants, and those that it does not want, by the words before them."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in _AT.finditer(question):
        if is_of_a_person(question[: match.start("names" if match["names"] else "plain")]):
            continue
        for name in _names(match["names"] or match["plain"]):
            (unwanted if match["no"] else wanted).append(name)
    return tuple(wanted), tuple(unwanted)


def _names(said: str) -> Iterator[str]:
    for part in re.split(rf"\s*{_AND.replace('|&', '')}\s*(?=[A-ZÀ-Þ])|\s+(?:at|bij|chez)\s+", said):
        name = part.strip(" .,'’-")
        if _is_employer(name):
            yield name


def _is_employer(name: str) -> bool:
    every = words(name)
    if not every or every[0] in _NO_EMPLOYER or is_month(every[0]) or places.named(name):
        return False
    groups = ("ladder", "any_bachelor", "purpose", "contract", "hours", "general")
    return not any(cues.first(group, cues.flattened(name)) for group in groups)


def _how(before: str, radius: int) -> tuple[str, int]:
    clause = re.split(r"[.;!?]", before)[-1]
    if within := _WITHIN.search(clause):
        return "near", max(1, int(within[1]))
    if _NOT_THERE.search(clause):
        return "not", radius
    return ("near" if _NEARBY.search(clause) else "in"), radius


def _is_part_of_a_name(question: str, mention: places.Mention, employers: Sequence[str]) -> bool:
    named = question[mention.start : mention.end]
    if any(named in employer and named != employer for employer in employers):
        return True
    before = words(question[: mention.start])[-1:]
    return bool(_INSTITUTION.intersection(before)) and question[: mention.start].endswith(" ")
