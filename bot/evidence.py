"""Which sentences of the passages bear on a question, how well, and whether that is enough to answer (pure)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import cues
from bot.citations import Evidence
from bot.understand import Asked
from knowledge.keywords import content_words, query_stems, stems
from knowledge.plain import plain
from knowledge.records import Language, Match, Passage
from knowledge.sections import UNKNOWN_HEADINGS

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
_UNITS = (
    "hours?|days?|weeks?|months?|years?|uur|uren|dag|dagen|week|weken|maand|maanden|jaar|jaren|"
    "heures?|jours?|semaines?|mois|ans?|années?"
)
_SMALL_NUMBERS = (
    # Without "one", which is mostly no number, and its Dutch and French twins, which are articles.
    "two|three|four|five|six|seven|eight|nine|ten|twelve|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|twintig|dertig|"
    "deux|trois|quatre|cinq|sept|huit|neuf|dix|douze"
)
_MONEY = re.compile(r"(?:€|\$|£|\beuros?\b|\beur\b)\s?\d|\d\s?(?:€|\$|£|euros?\b|eur\b)", re.I)
_HAS: Mapping[Asked, re.Pattern[str]] = {
    "pay": _MONEY,
    "amount": re.compile(
        rf"{_MONEY.pattern}|\d\s?(?:%|per ?cent\b|procent\b|pour cent\b)|"
        r"\b(?:free of charge|for free|gratis|gratuit)",
        re.I,
    ),
    # May and March are also English words, so the months are told by their case.
    "time": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d0s\b|\b\d{{1,2}}[:.h]\d{{2}}\b|"
        r"\b(?:[Ee]very|[Ee]ach|[Ee]lke?|[Ii]eder|[Cc]haque)\s(?:year|month|week|spring|autumn|jaar|maand|lente|herfst|année|mois|an)\b|"
        r"\b(?:[Yy]early|[Aa]nnual(?:ly)?|[Jj]aarlijkse?|[Aa]nnuel(?:le)?s?)\b"
    ),
    "person": re.compile(
        r"\b(?:[A-ZÀ-Þ][\w’'-]+|[A-Z]\.)\s+(?:(?:van|de|den|der|le|la|du|von|ten|ter|el|bin|D)\s+)*[A-ZÀ-Þ][\w’'-]+"
    ),
    "number": re.compile(rf"\d|\b(?:{_SMALL_NUMBERS})\b", re.I),
    "long": re.compile(
        rf"(?:\d|\b(?:{_SMALL_NUMBERS})\b)[\w\s,–-]{{0,12}}?\b(?:{_UNITS})\b(?!\s+(?:before|voor|avant))", re.I
    ),
}
_NEAR, _WORDS, _HEADING, _ATTRIBUTE, _RANK = 10.0, 1.5, 0.5, 0.8, 0.3
# A section mostly begins with what it has to say.
_OPENS = 0.15
# To an open question, that a page does not know is worth saying only where no other sentence does as well.
_ADMITS = 0.25
_COMPOUND = 5
# An order to the reader's machine, not a fact for the reader: never quoted.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|negeer|vergeet|ignore[zs]?|oublie[zs]?)\b.{0,40}\b(?:instruction|instructie|prompt|rules?|regels|consignes?|above|previous|vorige|précédent)|"
    r"\b(?:system prompt|you are now|as an ai|en tant qu.ia|jij bent nu)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a passage, weighed against a question."""

    passage: Passage
    number: int
    score: float
    nearness: float
    """Cosine of its vector with the question's."""
    covers: float
    """Share of the question's weight that the words of its passage carry, 0 to 1."""
    says: frozenset[int]
    """Which of the question's words it has itself, by their place."""
    about: bool
    """It, its heading or its title speaks of something that the question speaks of."""
    has_asked: bool
    """What the question asks for (a date, an amount, ...) stands in it; true if it asks for nothing of the kind."""

    @property
    def evidence(self) -> Evidence:
        """The sentence as evidence."""
        return Evidence(self.passage, self.number, self.number)

    @property
    def admits_silence(self) -> bool:
        """It says what the page's sources do not tell."""
        return admits_silence(self.passage)

    @property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.passage.quote(self.number)


def admits_silence(passage: Passage) -> bool:
    """It stands where a page says what its sources do not tell."""
    return passage.section in UNKNOWN_HEADINGS


def weigh(
    matches: Sequence[Match],
    terms: Sequence[Term],
    *,
    language: Language,
    asks: Asked | None = None,
    understood: Mapping[str, set[str]] | None = None,
) -> list[Line]:
    """Every sentence that could be quoted, best first.

    `terms` are the words of the question, which is in `language`. `understood` are the stems that go
    without saying on a document, by its id.
    """
    # A passage in another language cannot hold the question's words, but those that the library knows are
    # names, codes and words that the languages share.
    shared = [term for term in terms if term.known]
    found = {match.passage.id: match for match in reversed(matches)}
    lines: list[Line] = []
    for rank, match in enumerate(reversed(found.values())):
        unsaid = (understood or {}).get(match.passage.document_id, set())
        expected = terms if match.passage.language == language else shared
        lines += _lines(match, rank, terms, expected, asks, unsaid)
    return sorted(lines, key=lambda line: -line.score)


def has(asked: Asked, text: str) -> bool:
    """Whether a text holds what is asked for: a sum of money, a date, a name, ..."""
    return bool(_HAS[asked].search(plain(text)))


def best(lines: Sequence[Line]) -> Line | None:
    """The sentence to begin with: the best that has what is asked for and is about it, or the best of all."""
    return next((line for line in lines if line.has_asked and line.about), next(iter(lines), None))


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question: the stems that it may have, and its weight by how rare it is in the library."""

    forms: tuple[str, ...]
    weight: float
    known: bool = True
    """It occurs in the library."""
    topical: bool = True
    """It says what the question is about; `earn` and `cost` say what is asked of it."""


def terms_of(question: str, counts: Mapping[str, int], passages: int) -> list[Term]:
    """The words of a question that carry meaning. `counts` says in how many of the passages each stem occurs."""
    return [_term(word, counts, passages) for word in content_words(question)]


def _term(word: str, counts: Mapping[str, int], passages: int) -> Term:
    forms = tuple(query_stems(word))
    count = sum(counts.get(form, 0) for form in forms)
    topical = not any(cues.first(group, f" {word} ") for group in ("asks", "purpose"))
    return Term(forms, math.log(1 + passages / (count + 0.5)), count > 0, topical)


def _lines(
    match: Match,
    rank: int,
    terms: Sequence[Term],
    expected: Sequence[Term],
    asks: Asked | None,
    understood: set[str],
) -> Iterator[Line]:
    passage = match.passage
    above = understood | set(stems(f"{passage.title} {passage.heading}", passage.language))
    around = _covered(expected, above | set(stems(passage.text, passage.language)))
    for number, nearness in enumerate(match.nearness):
        if not _quotable(passage, number):
            continue
        text = plain(passage.quote(number))
        own = set(stems(text, passage.language))
        has_asked = asks is None or bool(_HAS[asks].search(text))
        score = (
            _NEAR * nearness
            + _WORDS * _covered(expected, own | understood)
            + _HEADING * _covered(expected, own | above)
            + (_ATTRIBUTE if asks and has_asked else 0.0)
            + (_OPENS if number == 0 else 0.0)
            - (_ADMITS if asks is None and admits_silence(passage) else 0.0)
            + _RANK / (1 + rank)
        )
        says = frozenset(n for n, term in enumerate(terms) if not own.isdisjoint(term.forms))
        about = any(term.topical and _speaks_of(term, own | above) for term in terms)
        yield Line(passage, number, score, nearness, around, says, about, has_asked)


def _covered(terms: Sequence[Term], present: set[str]) -> float:
    whole = sum(term.weight for term in terms)
    found = sum(term.weight for term in terms if not present.isdisjoint(term.forms))
    return found / whole if whole else 0.0


def _speaks_of(term: Term, present: set[str]) -> bool:
    """A word is there, or a compound with it: `clusterorganisatie` speaks of a cluster."""
    return any(
        form == stem or (min(len(form), len(stem)) >= _COMPOUND and (form.startswith(stem) or stem.startswith(form)))
        for form in term.forms
        for stem in present
    )


def _quotable(passage: Passage, number: int) -> bool:
    text = passage.quote(number)
    asks = text.rstrip(" ”\"'»").endswith("?")
    return not asks and text != passage.title and not _ORDERS.search(text) and len(text.split()) > 1
