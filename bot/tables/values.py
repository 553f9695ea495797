"""What a cell says: a sum, a day, how long, yes or no, from so many to so many (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.numerals import numerals
from prompts import day_in_words

Unit = Literal["minute", "hour", "day", "week", "month", "year", "age", "people", "euro", "credit", "percent"]

_UNITS: Mapping[Unit, str] = {
    "minute": r"min|minutes?|minut\w+",
    "hour": r"hours?|uur|uren|heures?|h",
    "day": r"days?|dag|dagen|jours?|jour|nights?|nachten|nuits?",
    "week": r"weeks?|week|weken|semaines?",
    "month": r"months?|maand|maanden|mois",
    "year": r"years?|yrs?|jaar|jaren|an|ans|annees?",
    "people": r"employees?|staff|people|persons?|workers?|colleagues|headcount|fte|vte|werknemers?|medewerkers?|mensen|"
    r"personen|personeelsleden|man|koppen|werkkrachten|salaries?|salaries|employes?|collaborateurs?|personnes?|"
    r"travailleurs?|etp",
    "euro": r"euros?|eur|€",
    "credit": r"credits?|ects|studiepunten|sp",
    "percent": r"%|per ?cent|procent|pour ?cents?",
}
_OF_A_COLUMN: Mapping[Unit, str] = {
    "age": r"\b(?:age|aged|leeftijd|oud)\b",
    "year": r"\b(?:experience|seniority|ervaring|ancienniteit|dienstjaren|experience|anciennete|carriere)\b",
    "people": r"\b(?:size|omvang|grootte|taille|effectif)\b",
}
_IN_DAYS: Mapping[Unit, float] = {
    "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30.4, "year": 365,
}  # fmt: skip
_N = r"(\d+(?:[ .,'’\u00a0\u202f]\d{3})*(?:[.,]\d+)?)(?!\d)"
_NUMBER = re.compile(rf"(?<![\w.,]){_N}")
_GROUPED = re.compile(r"(?<=\d)[ .,'’\u00a0\u202f](?=\d{3}(?!\d))")
_ANY_UNIT = "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items())
_WITH_UNIT = re.compile(rf"(?:(?P<sign>€)\s?)?(?<![\w.,]){_N}\s?-?(?:(?:{_ANY_UNIT})(?!\w))?")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january januari janvier jan", "february februari fevrier feb", "march maart mars mar mrt", "april avril apr",
         "may mei mai", "june juni juin jun", "july juli juillet jul", "august augustus aout aug",
         "september septembre sept sep", "october oktober octobre oct okt", "november novembre nov",
         "december decembre dec"), start=1)
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_WRITTEN = re.compile(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th|e)?\b[^.;]*?\b({'|'.join(_MONTHS)})\.?\s+(\d{{4}})\b")
_AMERICAN = re.compile(rf"\b({'|'.join(_MONTHS)})\.?\s+(\d{{1,2}}),?\s+(\d{{4}})\b")
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_MONTH_YEAR = re.compile(rf"\b({'|'.join(_MONTHS)})\.?\s+(\d{{4}})\b")
_A_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_CLOCK = re.compile(r"\s*(\d{1,2})\s?[:.hu]\s?(\d{2})?(?!\w|[.,]\d)")
_YES = frozenset("yes ja oui x v true ✓ ✔".split())
_NO = frozenset("no nee neen non geen none aucun false ✗ ✘ 0".split())
_FREE = re.compile(r"\b(?:free|gratis|kosteloos|gratuite?)\b")
_NOTHING = re.compile(
    r"\W*|n/?a|n\.?v\.?t\.?|nihil|tbc|tbd|unknown|onbekend|inconnue?|not (?:set|stated|known|available|applicable)|"
    r"niet (?:bekend|vermeld|van toepassing|beschikbaar)|non (?:precisee?|communiquee?|fixee?|disponible)|"
    r"nog te bepalen|a determiner|to be (?:confirmed|announced|set)",
)
_LEAST, _MOST = float("-inf"), float("inf")


@dataclass(frozen=True, slots=True)
class Range:
    """From so much to so much, both among it unless said otherwise."""

    least: float
    most: float
    unit: Unit | None = None
    without_least: bool = False
    without_most: bool = False

    @property
    def is_point(self) -> bool:
        """It is one number."""
        return self.least == self.most

    def holds(self, number: float) -> bool:
        """Whether a number lies in it."""
        above = number > self.least if self.without_least else number >= self.least
        return above and (number < self.most if self.without_most else number <= self.most)


def number_in(text: str) -> float | None:
    """The first number of a text, whatever sets its thousands apart; nothing free of charge costs anything."""
    plain = folded(text)
    if found := _NUMBER.search(plain):
        return as_number(found[1])
    return 0.0 if _FREE.search(plain) else None


def as_number(digits: str) -> float:
    """`1.190`, `1,190` and `1 190` are all 1190; `12,5` is twelve and a half."""
    return float(_GROUPED.sub("", digits).replace(",", ".").replace("'", "").replace("’", ""))


def day_in(text: str) -> date | None:
    """The first day that a text names; of a month alone its first."""
    plain = folded(text)
    if found := _ISO.search(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _WRITTEN.search(plain):
        return _day(int(found[3]), _MONTHS[found[2]], int(found[1]))
    if found := _AMERICAN.search(plain):
        return _day(int(found[3]), _MONTHS[found[1]], int(found[2]))
    if found := _FIGURES.search(plain):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _MONTH_YEAR.search(plain):
        return _day(int(found[2]), _MONTHS[found[1]], 1)
    return None


def year_in(text: str) -> int | None:
    """The year that a text names."""
    found = _A_YEAR.search(text)
    return int(found[1]) if found else None


def minutes_in(text: str) -> int | None:
    """The time of day that a text begins with, in minutes."""
    found = _CLOCK.match(text)
    return int(found[1]) * 60 + int(found[2] or 0) if found and int(found[1]) < 25 else None


def days_in(text: str, unit: Unit | None = None) -> float | None:
    """How long a text says something lasts, in days; a bare number is in the unit of its column."""
    for found in _WITH_UNIT.finditer(numerals(folded(text))):
        own = _unit_of(found) or unit
        if own is not None and own in _IN_DAYS:
            return as_number(found[2]) * _IN_DAYS[own]
    return None


def is_yes(text: str) -> bool | None:
    """Whether a cell says yes or no; None if it says neither."""
    word = folded(text).strip(" .")
    return True if word in _YES else False if word in _NO else None


def says_nothing(text: str) -> bool:
    """A cell that is empty, or says that nothing is known."""
    return _NOTHING.fullmatch(folded(text).strip()) is not None


def unit_of_column(name: str) -> Unit | None:
    """The unit that the name of a column gives to its cells."""
    plain = folded(name)
    for unit, words in _OF_A_COLUMN.items():
        if re.search(words, plain):
            return unit
    return next((unit for unit, words in _UNITS.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", plain)), None)


def quantities_in(text: str) -> list[tuple[float, Unit]]:
    """The numbers of a text that count something: `seven years`, `60 staff`."""
    plain = numerals(folded(text))
    found: list[tuple[float, Unit]] = [
        (as_number(each[2]), unit) for each in _WITH_UNIT.finditer(plain) if (unit := _unit_of(each))
    ]
    age = re.search(
        r"\b(?:i am|i m|i'm|ik ben|j'?ai|j ai) (?:nu |now )?(\d{2})\b(?! (?:week|maand|month|mois|dag|day))", plain
    )
    return [*found, (float(age[1]), "age")] if age else found


def range_in(text: str) -> Range | None:
    """What a text says of from how much to how much: `21 to 100 employees`, `meer dan 3 jaar`, `à partir de 250`."""
    plain = numerals(folded(text)).replace("–", "-").replace("—", "-").replace("−", "-")
    counted = [(each.end(), u) for each in _WITH_UNIT.finditer(plain) if (u := _unit_of(each))]
    for pattern, made in _RANGES:
        if found := pattern.search(plain):
            # The unit is that of the number that the range ends with.
            unit = next((u for end, u in counted if end >= found.end()), counted[0][1] if counted else None)
            least, most, without_least, without_most = made(*map(as_number, filter(None, found.groups())))
            return Range(least, most, unit, without_least, without_most)
    return None


def readable(text: str, language: str) -> str:
    """A text with each day in figures, as computers write them, as one writes it in the language."""

    def said(found: re.Match[str]) -> str:
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        return day_in_words(language, day) if day else found[0]

    return _ISO.sub(said, text)


def folded(text: str) -> str:
    """A text in lower case, without accents."""
    return text.casefold().translate(_ACCENTS)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unit_of(found: re.Match[str]) -> Unit | None:
    if found["sign"]:
        return "euro"
    return next((unit for unit in _UNITS if found[unit]), None)


_ACCENTS = str.maketrans("àáâäãèéêëìíîïòóôöõùúûüçñ", "aaaaaeeeeiiiiooooouuuucn")
_BETWEEN = rf"(?:\s?(?:{'|'.join(_UNITS.values())}))?"
# What may stand between `less than` and its number, and between two bounds.
_RANGES = (
    (
        re.compile(rf"(?<![\w.,]){_N}{_BETWEEN}\s?(?:-|to|tot(?: en met)?|t/m|a|and|et|en)\s?{_N}"),
        lambda a, b: (a, b, False, False),
    ),
    (
        re.compile(rf"(?:fewer than|less than|under|below|younger than|minder dan|onder|jonger dan|moins de|<)\s?{_N}"),
        lambda a: (_LEAST, a, False, True),
    ),
    (
        re.compile(
            rf"(?:more than|over|above|older than|longer than|after|meer dan|boven|ouder dan|langer dan|na|plus de|"
            rf"apres|>)\s?{_N}"
        ),
        lambda a: (a, _MOST, True, False),
    ),
    (
        re.compile(
            rf"(?:up to|until|at most|maximum|max\.?|tot(?: en met)?|hoogstens|maximaal|jusqu'?[’ ]?a|au plus|≤)\s?{_N}"
        ),
        lambda a: (_LEAST, a, False, False),
    ),
    (re.compile(
        rf"(?:from|at least|minimum|vanaf|minstens|ten minste|a partir de|des|au moins|≥)\s?{_N}"
    ), lambda a: (a, _MOST, False, False)),
    (
        re.compile(
            rf"{_N}{_BETWEEN}\s?(?:\+|(?:or|and|of|en|ou|et) (?:more|over|older|longer|above|meer|ouder|"
            rf"langer|plus|davantage))"
        ),
        lambda a: (a, _MOST, False, False),
    ),
    (re.compile(rf"(?<![\w.,]){_N}"), lambda a: (a, a, False, False)),
)  # fmt: skip
