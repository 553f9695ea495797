"""What a question can ask for that can be checked: money, a date, a name, a number, a duration (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from knowledge.keywords import content_words, query_stems, words
from knowledge.plain import plain

Asked = Literal["pay", "amount", "time", "person", "number", "percent", "long", "language", "contact"]

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
_PERCENT = re.compile(r"\d\s?(?:%|per ?cent\b|procent\b|pour ?cents?\b)", re.I)
_NUMBER = re.compile(rf"\d[\d.,\u00a0\u202f ]*|\b(?:{_SMALL_NUMBERS})\b", re.I)
_COUNTING = re.compile(
    r" (?:how many|what number of|hoeveel|hoevl|welk aantal|combien de|combien d|quel nombre de|cb de) ((?:\w+ ){1,3})"
)
# So many words may stand between a number and what it counts.
_BETWEEN = 4
_NAME = re.compile(
    r"\b([A-ZÀ-Þ][\w’'-]+|[A-Z]\.)\s+(?:(?:van|de|den|der|le|la|du|von|ten|ter|el|al|bin|di|da|dos|y|D)\s+)*([A-ZÀ-Þ][\w’'-]+)"
)
_INTRODUCED = re.compile(
    r"\b(?:dr|prof|professor|mr|mrs|ms|mevr|mevrouw|meneer|dhr|mme|madame|monsieur|by|door|par|met|with|avec|and|en|et)\.?\s*$|"
    r"\b(?:contact\w*|coordinator|coördinator|coordinat\w+|director|directeur|directrice|manager|trainer|lecturer|teacher|docent|lesgever|"
    r"formateur|formatrice|responsable|verantwoordelijke|chair|voorzitter|présidente?|speaker|spreker|oratrice|orateur|author|auteur|mentor|"
    r"dossierbeheerder|hoofd|head|ceo|coo|cso|founder|oprichter|fondateur|fondatrice)\s*[:|,]?\s*$",
    re.I,
)
_GIVEN_NAMES = Path(__file__).with_name("given_names.txt")
_HAS: Mapping[Asked, re.Pattern[str]] = {
    "pay": _MONEY,
    "amount": re.compile(
        rf"{_MONEY.pattern}|{_PERCENT.pattern}|"
        r"\b(?:free of charge|for free|free|no fee|gratis|kosteloos|gratuit)",
        re.I,
    ),
    "percent": _PERCENT,
    "language": re.compile(
        r"\b(?:English|Dutch|French|German|Flemish|Engels|Nederlands|Frans|Duits|anglais|néerlandais|français|allemand|bilingu\w+|tweetalig\w*|"
        r"langue|language|taal|talen)\b",
        re.I,
    ),
    "contact": re.compile(r"\w@\w|https?://|www\.|\b\w+\.(?:be|eu|com|org|net|example)\b|\+?\d[\d /.-]{7,}\d", re.I),
    # May and March are also English words, so the months are told by their case.
    "time": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b|\b\d0s\b|\b\d{{1,2}}[:.h]\d{{2}}\b|"
        r"\b(?:[Ee]very|[Ee]ach|[Ee]lke?|[Ii]eder|[Cc]haque)\s(?:year|month|week|spring|autumn|jaar|maand|lente|herfst|année|mois|an)\b|"
        r"\b(?:[Yy]early|[Aa]nnual(?:ly)?|[Jj]aarlijkse?|[Aa]nnuel(?:le)?s?)\b"
    ),
    "number": _NUMBER,
    "long": re.compile(
        rf"(?:\d|\b(?:{_SMALL_NUMBERS})\b)[\w\s,–-]{{0,12}}?\b(?:{_UNITS})\b(?!\s+(?:before|voor|avant))", re.I
    ),
}


def has(asked: Asked, text: str, counted: Collection[str] = (), stems_of: Callable[[str], list[str]] = words) -> bool:
    """Whether a text holds what is asked for: a sum of money, a date, a name, ...

    `counted` are the stems of what a question for a number counts: the number must stand near one of them.
    """
    said = plain(text)
    if asked == "person":
        return any(_is_a_person(match, said) for match in _NAME.finditer(said))
    if asked == "number" and counted:
        return _counts(said, counted, stems_of)
    return bool(_HAS[asked].search(said))


def counted_in(flat: str) -> frozenset[str]:
    """The stems of what a flattened question wants counted: `how many companies are there`."""
    found = _COUNTING.search(flat)
    return frozenset(query_stems(" ".join(content_words(found[1])[:2]))) if found else frozenset()


def _is_a_person(name: re.Match[str], text: str) -> bool:
    """Two capitalised words are a person's if the first is a given name, or if what stands before them says so."""
    first = " ".join(words(name[1].replace("-", " ")))
    given = any(part in _given_names() for part in (first, first.replace(" ", "-"), first.partition(" ")[0]))
    return given or _INTRODUCED.search(text[: name.start()]) is not None


def _counts(text: str, counted: Collection[str], stems_of: Callable[[str], list[str]]) -> bool:
    """A number stands shortly before what it counts, or in a row or field that names it."""
    for number in _NUMBER.finditer(text):
        following = stems_of(text[number.end() : number.end() + 80])[:_BETWEEN]
        before = stems_of(text[max(0, number.start() - 60) : number.start()])[-_BETWEEN:]
        if not set(counted).isdisjoint((*following, *before)):
            return True
    return False


@lru_cache
def _given_names() -> frozenset[str]:
    listed = _GIVEN_NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(name for name in listed if not name.startswith("#"))
