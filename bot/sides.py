"""Which things a question sets side by side, as it names them, and what it measures them by (pure).

Only the words are looked at: whether such things are known is for the library to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.attributes import Asked
from bot.tables.asked import Greatest, table_question
from knowledge.records import Language

Measure = Literal["long", "cost", "pay", "sum", "time", "number"]

MOST = 3
_LONGEST = 14
_MORE = (
    r"(?:more|less|fewer|better|worse|earlier|sooner|later|first|most|least|"
    r"(?:long|short|cheap|dear|old|young|big|bigg|larg|small|high|low|few|earli|lat|soon)(?:er|est)|"
    r"meer|minder|beter|eerst|eerder|vroeger|meest|minst|"
    r"(?:lang|kort|goedkoop|goedkop|duurd|duur|oud|jong|groot|grot|klein|hoog|hog|laag|lag|vroeg|laat)(?:er|ere|ste?)|"
    r"plus|moins|mieux|meilleure?s?)"
)
_EVEN = (
    r"(?:(?:the|de|het|la|le|les)\s+)?(?:same|equal(?:ly)?|zelfde|hetzelfde|dezelfde|gelijk|evenveel|evenlang|even|"
    r"m[êe]mes?|autant|aussi|identique)"
)
_DIFFERS = (
    r"(?:differ\w*|difference\w*|diff[ée]r\w*|compar\w*|versus|vs\.?|verschil\w*|verschild\w*|vergelijk\w*|"
    r"vergeleken|contrast\w*|side by side|naast elkaar)"
)
_SETS = re.compile(rf"\b(?:{_MORE}|{_EVEN}|{_DIFFERS})(?!\w)", re.I)
_CLUSTER = re.compile(rf"\s(?:(?:pays?|costs?|lasts?|takes?)\s)?(?:{_MORE}|{_EVEN}|as|zo)(?!\w).*$", re.I | re.S)
_AND: Mapping[Language, str] = {"en": "and", "nl": "en", "fr": "et"}
_OR: Mapping[Language, str] = {"en": "or", "nl": "of", "fr": "ou"}
_WITH: Mapping[Language, str] = {"en": "(?:with|to|against)", "nl": "(?:met|tegen)", "fr": "(?:à|a|avec|aux?)"}
_THAN: Mapping[Language, str] = {"en": r"than\s", "nl": r"dan\s", "fr": r"(?:que\s|qu['’])"}
_AS: Mapping[Language, str] = {"en": r"as\s", "nl": r"(?:als|dan)\s", "fr": r"(?:que\s|qu['’])"}
_DIFFERING = re.compile(rf"\b{_DIFFERS}(?!\w)", re.I)
_ONLY_WHERE_IT_DIFFERS = ("between", "versus", "compared", "compare", "compare with")
_ENDS_OPEN = ("than", "as", "compared")
_PARTED = ("between", "versus", "compare", "either")
_JOINS = ("either", "both")
_ASKS = re.compile(
    r"(?:who|what|when|where|which|how|is|are|does|do|has|wie|wat|wanneer|waar|welke?|hoe\w*|qui|que|quoi|quand|o[uù]|"
    r"quel\w*|lequel|laquelle|combien|comment)\b",
    re.I,
)
_EDGE = re.compile(r"\s*[,:;?!(]\s*|(?<!\w\.\w)\.\s+")
# `At X or at Y`, `the X or the Y`: what both begin with.
_OPENS = re.compile(
    r"(?:(?:at|for|in|with|from|by|of|bij|voor|met|van|op|aan|chez|pour|avec|dans|[àa]|au|du|de|the|a|an|het|een|"
    r"la|le|les|une?)\s|[ld]['’])",
    re.I,
)
_POINTS = re.compile(
    r"^(?:and\s|en\s|et\s|so\s)?(?:(?:is|does|do|are|has|duurt|kost|est-ce\s+que|how\s+does)\s+)?"
    r"(?:it|that|this|that one|this one|they|het|dat|die|dit|deze|c['’ ]?est|[çc]a|cela|il|elle)\b",
    re.I,
)
_OF_ONE = (
    re.compile(r"^(?:and\s+)?(?:how|what)\s+(?:does|do|is|about)\s+(?P<right>.+?)\s+(?:compare|differ|different)\b", re.I),
    re.compile(r"^(?:en\s+)?hoe\s+(?:verhoudt|vergelijkt|verschilt)\s+(?P<right>.+?)(?:\s+zich)?(?:\s+(?:daar|hier).*)?$", re.I),
    re.compile(r"^(?:en\s+)?(?:hoe zit (?:het|dat) (?:bij|met|voor))\s+(?P<right>.+?)\s+(?:in vergelijking|vergeleken).*$", re.I),
    re.compile(r"^(?:et\s+)?(?P<right>.+?),?\s+(?:par comparaison|en comparaison|compar\w+).*$", re.I),
    re.compile(
        rf"^(?:and|en|et|but|maar|mais)\s+(?:(?:is|are|does|do|has|was|duurt|kost|heeft|est-ce\s+que|zijn|begint|"
        rf"betaalt|verdien\w*)\s+)(?P<right>.+?)\s+(?:dan\s+|then\s+|ook\s+|also\s+)?(?:\w+\s+)?{_MORE}(?!\w).*$",
        re.I,
    ),
    re.compile(rf"^(?:et\s+)(?P<right>.+?)\s+(?:\w+(?:-t)?-(?:il|elle)\s+|est\s+|co[ûu]te\s+|dure\s+|paie\s+)(?:\w+\s+)?{_MORE}(?!\w).*$", re.I),
)
_LEAST = re.compile(
    r"\b(?:less|fewer|least|cheap\w*|short\w*|small\w*|low\w*|few\w*|earl\w*|soon\w*|first|old\w*|minder|minst\w*|goedko\w*|kort\w*|"
    r"klein\w*|la[ag]+(?:er|st)\w*|vroeg\w*|eer(?:st|der)\w*|oud\w*|moins|court\w*|petit\w*|bas(?:se)?|t[ôo]t|premi\w*|d['’]abord)\b",
    re.I,
)
_LATER = re.compile(r"\b(?:later|latest|last|young\w*|newe\w*|jong\w*|nieuw\w*|laat\w*|tard|r[ée]cent\w*|jeune)\b", re.I)
_OF_PAY = re.compile(
    r"\b(?:pays?|paid|pay|paying|earn\w*|wage\w*|salar\w*|allowance\w*|verdien\w*|betaal\w*|lo(?:on|nen)\w*|wedde|"
    r"vergoed\w*|pai[ e]\w*|pay[ée]\w*|gagn\w*|r[ée]mun\w*|indemnit\w*)\b",
    re.I,
)
_OF_COST = re.compile(
    r"\b(?:cheap\w*|expensive|dear\w*|pric\w*|costs?|fees?|tuition|goedko\w*|duurd\w*|duurst\w*|kost\w*|prij\w*|"
    r"inschrijvingsgeld\w*|tari\w*|chers?|ch[èe]res?|co[ûu]t\w*|prix|frais)\b|\bduur\b(?=.*\bdan\b)",
    re.I,
)
_OF_SUMS = re.compile(
    r"\b(?:high(?:er|est)|low(?:er|est)|hoger|hoogste?|lager|laagste?|(?:plus|moins) [ée]lev\w*|money|geld|argent|worth|waard)\b",
    re.I,
)
_OF_LENGTH = re.compile(r"\b(?:dure\w*|longtemps|duurt|duren|lasts?|takes?|runs?)\b", re.I)
_OF_TIME = re.compile(r"\b(?:starts?|begins?|begint|beginnen|commenc\w*|d[ée]but\w*|closes?|opens?|deadlines?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Sides:
    """Things that a question sets side by side."""

    things: tuple[str, ...]
    """As the question names them; an empty one is what was told of last."""
    outright: bool = True
    """It says that they are compared: `or` and `and` alone may as well join what belongs together."""
    ends_open: bool = False
    """The first thing may have a verb of the question after it: `does the course last longer than ...`."""
    before: str = ""
    """The question before, where one of the things is what was told of then."""
    told: str | None = None
    """The address of that."""


def sides_of(question: str, language: Language) -> Sides | None:
    """The things that a question sets side by side, if it does."""
    said = question.strip().rstrip(" ?!.")
    outright = _SETS.search(said) is not None
    differs = outright and _DIFFERING.search(said) is not None
    for name, pattern in _patterns(language).items():
        if name in _ONLY_WHERE_IT_DIFFERS and not differs:
            continue
        found = pattern.search(said) if outright or name in _JOINS else None
        if found and (sides := _sides(found, name, language, outright=outright)):
            return sides
    return _of_one(said)


@lru_cache
def _patterns(language: Language) -> Mapping[str, re.Pattern[str]]:
    """Each finds where two things stand; what lies further out is cut off afterwards."""
    one, two = r"(?P<left>.+?)", r"(?P<right>.+)"
    both, either, beside = _AND[language], _OR[language], _WITH[language]
    compare = r"\b(?:compar(?:e|er|ez|es|ing)|vergelijk\w*)"
    every = {
        "between": rf"\b(?:between|tussen|entre)\s+{one}\s+{both}\s+{two}",
        "versus": rf"{one}\s+(?:vs\.?|versus|tegenover)\s+{two}",
        "compared": rf"{one}[,\s]+(?:(?:when\s+)?compared?\s+(?:with|to)|vergeleken\s+met|in vergelijking met|"
        rf"(?:si on (?:le|la) )?comparée?s?\s+(?:à|a|avec|aux?)|par rapport (?:à|a|aux?))\s+{two}",
        "compare": rf"{compare}\s+{one}\s+{both}\s+{two}",
        "compare with": rf"{compare}\s+{one}\s+{beside}\s+{two}",
        "than": rf"(?P<left>.+?\b{_MORE}(?!\w).{{0,40}}?)\s{_THAN[language]}\s*{two}",
        "as": rf"(?P<left>.+?\b(?:{_EVEN}|as|zo)(?!\w).{{0,40}}?)\s{_AS[language]}\s*{two}",
        "either": rf"(?P<left>.+)\s{either}\s+{two}",
        "both": rf"(?P<left>.+)\s{both}\s+{two}",
    }
    return {name: re.compile(pattern, re.I | re.S) for name, pattern in every.items()}


def _sides(found: re.Match[str], name: str, language: Language, *, outright: bool) -> Sides | None:
    lefts = [part for part in _EDGE.split(found["left"]) if part.strip()]
    right = _EDGE.split(found["right"])[0]
    if not lefts or not right:
        return None
    ends_open = name in _ENDS_OPEN
    if ends_open:
        left = _EDGE.split(_CLUSTER.sub("", found["left"]))[-1]
    else:
        left, right = _beginning_alike(lefts[-1], right), _CLUSTER.sub("", right)
    # `A, B or C` and `between A and B and C` name three.
    before = [part for part in lefts[:-1][-1:] if outright and not ends_open and _is_alike(part, right)]
    after = re.split(rf"\s{_AND[language]}\s", right, flags=re.I) if name in _PARTED and not before else [right]
    every = [*before, left, *(after if len(after) < MOST else [right])]
    things = tuple(_bare(each) for each in every)
    if any(not each or len(each.split()) > _LONGEST for each in things):
        return None
    if ends_open and _POINTS.match(things[0]):
        things = ("", *things[1:])
    return Sides(things, outright, ends_open)


def _beginning_alike(left: str, right: str) -> str:
    """`... for A or for B`: the first begins as the second does."""
    opens = _OPENS.match(right)
    starts = [each.start() for each in re.finditer(rf"(?:^|(?<=\s)){re.escape(opens[0])}", left, re.I)] if opens else []
    return left[starts[-1] :] if starts else left


def _is_alike(part: str, right: str) -> bool:
    """A part before a comma is a third thing if it is about as short as the last, and asks nothing."""
    return len(part.split()) <= len(right.split()) + 3 and not _SETS.search(part) and not _ASKS.match(part)


def _of_one(said: str) -> Sides | None:
    for pattern in _OF_ONE:
        if found := pattern.match(said):
            thing = _bare(found["right"])
            return Sides(("", thing)) if thing and len(thing.split()) <= _LONGEST else None
    return None


def _bare(thing: str) -> str:
    return re.sub(r"['’]s\b", "", thing).strip(" ,;:-–\"“”«»'")


def measured(question: str) -> tuple[Measure | None, bool]:
    """What a question measures things by, and whether the most of it is asked for."""
    table = table_question(question)
    greatest: Greatest | None = table.greatest
    of = (greatest.of if greatest else None) or (table.compares if table.compares != "anything" else None)
    later = _LATER.search(question) is not None
    least = _LEAST.search(question) is not None and not later
    measure: Measure | None = None
    if _OF_COST.search(question):
        measure = "cost"
    elif _OF_PAY.search(question):
        measure = "pay"
    elif of == "long" or (_OF_LENGTH.search(question) and of != "day"):
        measure = "long"
    elif of == "day" or _OF_TIME.search(question):
        measure, least = "time", not later
    elif of == "money" or _OF_SUMS.search(question):
        measure = "sum"
    elif of == "number":
        measure = "number"
    return measure, not least


KIND_OF: dict[Measure, Asked] = {
    "long": "long", "cost": "amount", "pay": "pay", "sum": "amount", "time": "time", "number": "number",
}  # fmt: skip
"""What must stand in a sentence that can be measured so."""


def speaks_of_pay(text: str) -> bool:
    """It speaks of what somebody gets for work."""
    return _OF_PAY.search(text) is not None


def speaks_of_cost(text: str) -> bool:
    """It speaks of what somebody has to pay."""
    return _OF_COST.search(text) is not None


def speaks_of_length(text: str) -> bool:
    """It speaks of how long something takes."""
    return _OF_LENGTH.search(text) is not None
