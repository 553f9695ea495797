"""Which things a question sets side by side, as it names them (pure).

Only the words are looked at: whether such things are known is for the library to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.conversation import Conversation
from bot.follow_up import last_told
from knowledge.records import Language

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
_OF_BOTH = re.compile(
    rf"\b(?:same|equal(?:ly)?|zelfde|hetzelfde|dezelfde|evenveel|mêmes?|memes?|{_DIFFERS}|both|allebei|beide|les deux|"
    r"which of|what of|welke? van|wie van|lequel|laquelle|lesquel(?:le)?s)(?!\w)",
    re.I,
)
_AS_WELL = re.compile(r"\b(?:aussi|also|ook|even|zo)\b", re.I)
_SETS = re.compile(rf"\b(?:{_MORE}|{_EVEN}|{_DIFFERS})(?!\w)", re.I)
_CLUSTER = re.compile(rf"\s(?:(?:pays?|costs?|lasts?|takes?)\s)?(?:{_MORE}|{_EVEN}|as|zo)(?!\w).*$", re.I | re.S)
_AND: Mapping[Language, str] = {"en": "and", "nl": "en", "fr": "et"}
_OR: Mapping[Language, str] = {"en": "or", "nl": "of", "fr": "ou"}
_WITH: Mapping[Language, str] = {"en": "(?:with|to|against)", "nl": "(?:met|tegen)", "fr": "(?:à|a|avec|aux?)"}
_THAN: Mapping[Language, str] = {"en": r"than\s", "nl": r"dan\s", "fr": r"(?:que\s|qu['’])"}
_AS: Mapping[Language, str] = {"en": r"as\s", "nl": r"(?:als|dan)\s", "fr": r"(?:que\s|qu['’])"}
# Not after `vs.`
_SENTENCES = re.compile(r"(?<=[?!])\s+|(?<=\w\w\w\.)\s+(?=[A-ZÀ-Þ])")
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
# `And how does B compare?`, `en is B langer?`: beside what was told of last.
_OF_ONE = (
    r"(?:and\s+)?(?:how|what)\s+(?:does|do|is|about)\s+{one}\s+(?:compare|differ|different)\b",
    r"(?:en\s+)?hoe\s+(?:verhoudt|vergelijkt|verschilt)\s+{one}(?:\s+zich)?(?:\s+(?:daar|hier).*)?$",
    r"(?:en\s+)?(?:hoe zit (?:het|dat) (?:bij|met|voor))\s+{one}\s+(?:in vergelijking|vergeleken).*$",
    r"(?:et\s+)?{one},?\s+(?:par comparaison|en comparaison|compar\w+).*$",
    r"(?:and|en|et|but|maar|mais)\s+(?:is|are|does|do|has|was|duurt|kost|heeft|est-ce\s+que|zijn|begint|betaalt|"
    r"verdien\w*)\s+{one}\s+(?:dan\s+|then\s+|ook\s+|also\s+)?(?:(?:much|even|any|veel|nog|wel|beaucoup|encore|pay|pays|cost|last|take)\s+)?{more}(?!\w).*$",
    r"(?:et\s+){one}\s+(?:\w+(?:-t)?-(?:il|elle)\s+|est\s+|co[ûu]te\s+|dure\s+|paie\s+)(?:(?:much|even|any|veel|nog|wel|beaucoup|encore|pay|pays|cost|last|take)\s+)?{more}(?!\w).*$",
)
_ONE_THING = tuple(re.compile("^" + pattern.format(one=r"(?P<right>.+?)", more=_MORE), re.I) for pattern in _OF_ONE)


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


def sides_in(question: str, language: Language, conversation: Conversation) -> Sides | None:
    """The things that a question sets side by side; one of them may be what was told of last in its conversation."""
    sides = sides_of(question, language)
    if sides is None or "" not in sides.things:
        return sides
    told = last_told(conversation)
    return replace(sides, before=conversation.turns[-1].question, told=told) if told else None


def sides_of(question: str, language: Language) -> Sides | None:
    """The things that a question sets side by side, if it does."""
    said = _asking(question).strip().rstrip(" ?!.")
    outright = any(not _AS_WELL.fullmatch(found[0]) for found in _SETS.finditer(said))
    differs = outright and _DIFFERING.search(said) is not None
    for name, pattern in _patterns(language).items():
        if name in _ONLY_WHERE_IT_DIFFERS and not differs:
            continue
        # `And` joins what belongs together more often than what is compared.
        sure = outright if name != "both" else _OF_BOTH.search(said) is not None
        found = pattern.search(said) if outright or name in _JOINS else None
        if found and (sides := _sides(found, name, language, outright=sure)):
            return sides
    return _of_one(said)


def _asking(question: str) -> str:
    """What asks: `I speak better French than Dutch` is told of oneself, if a question follows."""
    every = _SENTENCES.split(question.strip())
    return " ".join([sentence for sentence in every if sentence.endswith("?")] or every)


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
        left = _EDGE.split(found["left"])[-1]
        alike = _beginning_alike(left, right)
        # `... higher for A than for B`, but `does A pay more than B` has its comparing word behind the first.
        ends_open = alike == left or _SETS.search(alike) is not None
        left = _CLUSTER.sub("", left) if ends_open else alike
    else:
        left, right = _beginning_alike(lefts[-1], right), _CLUSTER.sub("", right)
        if name == "both" and not outright and left == lefts[-1]:
            return None
    # `A, B or C` and `between A and B and C` name three.
    listed = outright and not ends_open and left == lefts[-1] and found["left"].rstrip().endswith(f", {left}")
    before = [part for part in lefts[:-1][-1:] if listed and _is_alike(part, right)]
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
    for pattern in _ONE_THING:
        if found := pattern.match(said):
            thing = _bare(found["right"])
            return Sides(("", thing)) if thing and len(thing.split()) <= _LONGEST else None
    return None


def _bare(thing: str) -> str:
    return re.sub(r"['’]s\b", "", thing).strip(" ,;:-–\"“”«»'")
