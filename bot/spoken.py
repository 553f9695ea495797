"""What a question speaks of (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from bot import cues
from bot.akin import akin
from bot.attributes import Asked
from bot.evidence import Term
from bot.gather import Findings
from bot.introduced import asking_of
from bot.numerals import numbers_in
from bot.understand import Request
from bot.word_lists import word_list
from knowledge.keywords import ASKING, every_stem, query_stems, words

_FOCUS = 2
# Words that say no more than the kind of thing that is asked for, each with all that is akin to it.
_SAYS_KIND: Mapping[Asked, tuple[str, ...]] = {
    "name": ("organises",), "place": ("located",), "pay": ("salary",), "amount": ("cost",),
    "percent": ("percentage",), "time": ("day", "week"), "long": ("duration",), "contact": ("phone",),
    "language": ("language",),
}  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ACADEMIC_YEAR = re.compile(r"\b(20\d\d)\s?[-–/]\s?(?:20)?(\d\d)\b")
# A thing of the glossary has a mark with a digit.
_NUMERAL = re.compile(r"(?!thing0)\w*\d\w*")
_WHAT_IS = re.compile(
    r" (?:what|which|wat|welke?|quels?|quelles?) (?:(?:is|are|was|were|zijn|est|sont) )?"
    r"(?:(?:the|de|het|le|la|l|les) )?"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a question speaks of."""

    topical: Sequence[Term]
    names: Sequence[Term]
    focus: Sequence[Term]
    numbers: AbstractSet[str]
    years: AbstractSet[str]
    heaviest: float

    @classmethod
    def of(cls, request: Request, findings: Findings) -> Spoken:
        kind = request.asks
        said = [term for term in findings.terms if _is_about(term, kind) and not _NUMERAL.fullmatch(term.forms[0])]
        # Where nothing else is said, they are what there is.
        topical = [term for term in said if not _light().issuperset(term.forms)] or said
        asking = asking_of(request.question)
        if asking != request.question:
            told = {*query_stems(request.question)} - {*query_stems(asking)}
            topical = [term for term in topical if not told.issuperset(term.forms)] or topical
        # "When does the next one start?" is about what was named before.
        spoken = (asking, *request.before[:1])
        named = next(filter(None, (_names(said) for said in spoken)), [])
        stems = {stem for word in named for stem in query_stems(word)}
        names = [term for term in topical if not stems.isdisjoint(term.forms)]
        return cls(
            topical,
            names,
            list(_focus(request.question, topical)),
            numbers_in(request.question),
            years_in(request.question),
            max((term.weight for term in findings.terms), default=1.0) or 1.0,
        )


def years_in(text: str, *, ranges: bool = True) -> set[str]:
    """The years that a text names; where it names academic years, those."""
    academic = {f"{first}-{second}" for first, second in _ACADEMIC_YEAR.findall(text)} if ranges else set()
    return academic or set(_YEAR.findall(text))


def _is_about(term: Term, kind: Asked | None) -> bool:
    """It says what the question is about, and not only what kind of thing it asks for: `salaries` does in `what share
    goes to salaries?`, and `located` does not where a place is asked for."""
    if term.asks:
        return kind not in term.asks
    said_by_kind = _SAYS_KIND.get(kind, ()) if kind else ()
    return term.topical and not any(akin(every_stem(word)).issuperset(term.forms[:1]) for word in said_by_kind)


@lru_cache
def _light() -> frozenset[str]:
    """The stems of words that an answer does not repeat."""
    return frozenset(stem for line in word_list("light") for word in words(line) for stem in every_stem(word))


def _names(question: str) -> list[str]:
    return [word for word in cues.names_in(question) if not is_no_name(word)]


def is_no_name(word: str) -> bool:
    """A word that is written like a name and names nothing that is asked about, or a code or number."""
    flat = " ".join(words(word))
    return flat == "ok" or any(c.isdigit() for c in word) or cues.is_no_name(flat)


def _focus(question: str, topical: Sequence[Term]) -> Iterator[Term]:
    """The first words about something after those that ask: of what is asked, what it is."""
    flat = cues.flattened(question)
    ends = [match.end() for _, match in cues.matches("asks", flat)]
    what = _WHAT_IS.search(flat)
    start = min(ends) if ends else what.end() if what else None
    found = 0
    for word in words(flat[start - 1 :]) if start else ():
        if word in ASKING:
            if found:
                return
            continue
        stems = set(query_stems(word))
        term = next((term for term in topical if not stems.isdisjoint(term.forms)), None)
        if term:
            found += 1
            yield term
        if found == _FOCUS:
            return
