"""Numbers in words, in English, Dutch and French (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_ONES: Mapping[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "nl": "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf",
}
_TENS: Mapping[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
}
_SCALES: Mapping[str, int] = {
    "hundred": 100, "honderd": 100, "cent": 100, "cents": 100, "thousand": 1000, "duizend": 1000, "mille": 1000,
    "million": 10**6, "millions": 10**6, "miljoen": 10**6, "billion": 10**9, "miljard": 10**9, "milliard": 10**9,
    "milliards": 10**9,
}  # fmt: skip
# `un` and `een` are articles, `onze` is Dutch for our, `neuf` French for new, `zes` and `nul` are safe.
ARTICLES = frozenset(("one", "een", "één", "un", "une", "zero", "nul", "zéro"))
_OTHERWISE = frozenset(("onze", "neuf"))


def _listed() -> dict[str, int]:
    values: dict[str, int] = {"une": 1, "quatre-vingts": 80}
    for language, listed in _ONES.items():
        ones = listed.split()
        values |= {word: value for value, word in enumerate(ones)}
        for place, ten in enumerate(_TENS[language].split()):
            value = 20 + 10 * place
            values[ten] = value
            values |= _compounds(language, ten, value, ones)
    for value in range(2, 100):
        spelled = [word for word, other in values.items() if other == value and _is_dutch(word)]
        values |= {f"{word}honderd": 100 * value for word in spelled if value < 20}
        values |= {f"{word}duizend": 1000 * value for word in spelled}
    return values


def _compounds(language: str, ten: str, value: int, ones: Sequence[str]) -> dict[str, int]:
    if language == "en":
        return {f"{ten}-{ones[n]}": value + n for n in range(1, 10)}
    if language == "nl":
        stems = {n: "een" if n == 1 else ones[n] for n in range(1, 10)}
        return {f"{stem}{'ën' if stem.endswith('e') else 'en'}{ten}": value + n for n, stem in stems.items()}
    last = 20 if ten in ("soixante", "quatre-vingt") else 10
    joined = {f"{ten}-{ones[n]}": value + n for n in range(1, last)}
    return joined | {f"{ten}-et-un": value + 1, f"{ten}-et-onze": value + 11, f"{ten} et un": value + 1}


def _is_dutch(word: str) -> bool:
    return bool(_DUTCH.search(word))


_DUTCH = re.compile(r"(?:twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|tig)$")
VALUES: Mapping[str, int] = _listed()
SCALES = _SCALES
"""Words that multiply what stands before them."""


def value_of(words: Sequence[str]) -> int | None:
    """What words say as one number; None if they do not."""
    total = current = 0
    seen = False
    for word in words:
        if word in ("and", "en", "et"):
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
        elif word in VALUES:
            current += VALUES[word]
        else:
            return None
        seen = True
    return total + current if seen else None


def is_numeral(word: str) -> bool:
    """A word that is a number, or part of one. Articles and words that mostly are something else are none."""
    lowered = word.casefold()
    return (lowered in VALUES or lowered in _SCALES) and lowered not in ARTICLES and lowered not in _OTHERWISE
