"""What a question wants of things that are written one after another: the third, how many, all together (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot import cues
from bot.numerals import numerals
from knowledge.keywords import every_stem

_ORDINALS: tuple[tuple[int, str], ...] = (
    (1, r"first|1st|eerste|1e|1ste|premiere?|1ere?|1er"),
    (2, r"second|2nd|tweede|2e|2de|deuxieme|2eme|seconde?"),
    (3, r"third|3rd|derde|3e|3de|troisieme|3eme"),
    (4, r"fourth|4th|vierde|4e|4de|quatrieme|4eme"),
    (5, r"fifth|5th|vijfde|5e|5de|cinquieme|5eme"),
    (6, r"sixth|6th|zesde|6e|6de|sixieme|6eme"),
    (7, r"seventh|7th|zevende|7e|7de|septieme|7eme"),
    (8, r"eighth|8th|achtste|8e|8ste|huitieme|8eme"),
    (9, r"ninth|9th|negende|9e|9de|neuvieme|9eme"),
    (10, r"tenth|10th|tiende|10e|10de|dixieme|10eme"),
    (-1, r"last|final|laatste|derniere?|ultime"),
)
ORDINALS = frozenset(
    word
    for _, words in _ORDINALS
    for word in words.replace("e?", "").split("|") + words.replace("?", "").split("|")
    if word.isalpha()
)
"""The words for places that are written out."""
_ORDINAL = re.compile("|".join(rf"(?P<at{number if number > 0 else 'last'}>\b(?:{w})\b)" for number, w in _ORDINALS))
_THE = r"(?:the|de|het|t|la|le|l|en|du|au|et|of|van|des?|my|your|mijn|je|ma|ta|votre|in)"
# They are numbered one by one.
_STRETCH = (
    r"(?:years?|months?|weeks?|days?|semesters?|terms?|modules?|steps?|phases?|stages?|rounds?|levels?|jaar|maand|week|"
    r"dag|semester|trimester|stap|fase|ronde|niveau|annee|mois|semaine|jour|semestre|trimestre|etape|tour)"
)
_TIMES = frozenset(
    stem
    for word in (
        "year month week day days weeks months years jaar maand week dag dagen weken annee an mois semaine jour jours "
        "time keer fois semester semestre"
    ).split()
    for stem in every_stem(word)
)
_A_PLACE = re.compile(rf"\b(?:{_THE} (?P<ordinal>\w+) (?P<noun>\w{{3,}})|(?P<bare>\w+) (?P<stretch>{_STRETCH})\b)")
_NUMBERED = re.compile(rf"\b(?P<noun>{_STRETCH}) (?P<number>\d{{1,2}})\b")
_A_NUMBER = re.compile(r"(?:\D{0,20}\s)?(\d{1,2})(?:st|nd|rd|th|e|de|ste|er|ere|eme)?\b(?!\s?[-–+.,]\s?\d)")
# They do not say what is counted, and end what does.
_ENDS = (
    r"(?:is|are|was|were|do|does|did|have|has|had|can|could|will|would|must|should|there|in|at|of|on|for|to|from|with|"
    r"zijn|is|er|heeft|hebben|heb|kan|kun|kunnen|moet|moeten|mag|telt|tellen|bevat|staan|zitten|in|op|bij|van|voor|"
    r"aan|met|uit|je|ik|de|het|sont|a|ont|y|il|elle|compte|comptent|comprend|faut|peut|dans|pour|au|aux|du|des|la|le|"
    r"les|l|proposent?|offre|de)"
)
_COUNTED = re.compile(
    rf"\b(?:how many|hoeveel|combien (?:de|d|des)|number of|aantal|nombre (?:de|d))"
    rf"(?P<noun>(?: (?!{_ENDS}\b)\w+){{1,3}}) "
)
_HEAD = re.compile(
    r"\b(?:(?:which|welke|quels|quelles)(?: (?:are|zijn|sont))?|(?:who|what|wie|wat|qui|quels|quelles) (?:are|were|"
    r"zijn|waren|sont))(?: (?:of|van|de|des|the|de|het|les|l|la|all|alle|tous|toutes))* (?P<noun>\w{3,})"
)
_TOTAL = re.compile(
    r"\b(?:in (?:total|all)|altogether|all together|(?:the|grand) total|total (?:of|amount|budget|cost|sum|per)|"
    r"in totaal|(?:het|een) totaal|totaal\w+|alles samen|samengeteld|totale|au total|en tout|(?:le|un) total|"
    r"totale?|montant total|somme totale)\b"
)
_FRENCH_COUNT = "combien"
_LONGEST_LABEL = 3


@dataclass(frozen=True, slots=True)
class Enumerated:
    """What a question wants of things that are written one after another."""

    place: int | None = None
    """Which one, by its place; -1 for the last."""
    called: frozenset[str] = frozenset()
    """What that one is: the stems of `module` in `the third module`."""
    timely: bool = False
    """That is a stretch of time: `my first day` is no item of a list."""
    counted: frozenset[str] = frozenset()
    """What it asks the number of."""
    head: frozenset[str] = frozenset()
    """What it asks for: the stems of `members` in `who are the members of the council`."""
    total: bool = False
    """It asks for all together."""


def enumerated(flat: str) -> Enumerated:
    """What a question, flattened, wants of things that are written one after another."""
    place, called = _place(flat)
    timely = not called.isdisjoint(_TIMES)
    return Enumerated(place, called, timely, _counted(flat), _head(flat), _TOTAL.search(flat) is not None)


def is_ordinal(word: str) -> bool:
    """It is a place and nothing else: `1st`, `2e`."""
    return _ORDINAL.fullmatch(cues.flattened(word).strip()) is not None


def place_in(label: str) -> int | None:
    """The place that what a row is called gives it: `second year`, `year 2`, `2`."""
    flat = cues.flattened(label).strip()
    if found := _ORDINAL.match(flat):
        return _number(found)
    numbered = _A_NUMBER.fullmatch(flat) or _A_NUMBER.match(flat)
    return int(numbered[1]) if numbered and len(flat.split()) <= _LONGEST_LABEL else None


def _place(flat: str) -> tuple[int | None, frozenset[str]]:
    at = 0
    while found := _A_PLACE.search(flat, at):
        said, noun = found["ordinal"] or found["bare"], found["noun"] or found["stretch"]
        if ordinal := _ORDINAL.fullmatch(said):
            return _number(ordinal), frozenset(every_stem(noun))
        at = found.start() + 1
    if numbered := _NUMBERED.search(numerals(flat)):
        return int(numbered["number"]), frozenset(every_stem(numbered["noun"]))
    return None, frozenset()


def _number(found: re.Match[str]) -> int:
    name = str(found.lastgroup)
    return -1 if name == "atlast" else int(name.removeprefix("at"))


def _counted(flat: str) -> frozenset[str]:
    found = _COUNTED.search(flat)
    if not found:
        return frozenset()
    said = found["noun"].split()
    # In French what is counted comes first, and what is said of it after that.
    return frozenset(every_stem(said[0] if found[0].startswith((_FRENCH_COUNT, "nombre")) else said[-1]))


def _head(flat: str) -> frozenset[str]:
    found = _HEAD.search(flat)
    return frozenset(every_stem(found["noun"])) if found else frozenset()
