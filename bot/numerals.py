"""Numbers as they stand in a text, in figures or spelled (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.keywords import words

# Without "one", which is mostly no number, and its Dutch and French twins, which are articles.
_SPELLED: Mapping[str, int] = {
    word: number
    for number, listed in {
        2: "two twee deux", 3: "three drie trois", 4: "four vier quatre", 5: "five vijf cinq", 6: "six zes",
        7: "seven zeven sept", 8: "eight acht huit", 9: "nine negen neuf", 10: "ten tien dix", 11: "eleven elf onze",
        12: "twelve twaalf douze", 13: "thirteen dertien treize", 14: "fourteen veertien quatorze",
        15: "fifteen vijftien quinze", 16: "sixteen zestien seize", 18: "eighteen achttien dixhuit",
        20: "twenty twintig vingt", 24: "vierentwintig", 25: "vijfentwintig", 30: "thirty dertig trente",
        40: "forty veertig quarante", 50: "fifty vijftig cinquante", 60: "sixty zestig soixante",
        100: "hundred honderd cent",
    }.items()
    for word in listed.split()
}  # fmt: skip
SMALL_NUMBERS = "|".join(sorted(_SPELLED, key=len, reverse=True))
"""Spelled numbers in three languages, as a pattern."""
_SPELLED_OUT = re.compile(rf"\b(?:{SMALL_NUMBERS})\b")
_SUM = re.compile(r"(?:€|\$|£|\beuros?\b|\beur\b)\s?\d+|\d+\s?(?:€|\$|£|euros?\b|eur\b)", re.I)


def numbers_in(text: str) -> set[str]:
    """The numbers of a text, spelled ones as figures."""
    return {
        word if word.isdigit() else str(_SPELLED[word]) for word in words(text) if word.isdigit() or word in _SPELLED
    }


def numerals(text: str) -> str:
    """A text in small letters with its spelled numbers as figures: `seven years` is `7 years`."""
    return _SPELLED_OUT.sub(lambda word: str(_SPELLED[word[0]]), text)


def sums_in(text: str) -> set[str]:
    """The sums of money of a text whose numbers have no marks of thousands."""
    return {digits for match in _SUM.finditer(text) for digits in re.findall(r"\d+", match[0])}
