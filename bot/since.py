"""Since when a vacancy may have been posted, as somebody says it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot import cues

_DAY = re.compile(r"\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b|\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b")
_UNIT = r"(days?|dagen|dag|jours?|weeks?|weken|semaines?|months?|maanden|mois)"
_DAYS_AGO = re.compile(
    rf" (?:last|past|laatste|afgelopen|voorbije|derniers?|dernieres?) (\w+) {_UNIT} "
    rf"| (\w+) (?:derniers? |dernieres? )?{_UNIT} (?:ago|geleden|old|oud|max) | (\w+) (?:derniers?|dernieres?) {_UNIT} "
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari janvier",
            "february februari fevrier",
            "march maart mars",
            "april avril",
            "may mei mai",
            "june juni juin",
            "july juli juillet",
            "august augustus aout",
            "september septembre",
            "october oktober octobre",
            "november novembre",
            "december decembre",
        ),
        start=1,
    )
    for name in names.split()
}
# Without `été`, which is a word of another meaning, too.
_SEASONS = {
    name: months
    for names, months in (
        ("spring lente voorjaar printemps", (3, 4, 5)),
        ("summer zomer", (6, 7, 8)),
        ("autumn herfst najaar automne", (9, 10, 11)),
        ("winter hiver", (12, 1, 2)),
    )
    for name in names.split()
}
_OF_A_MONTH = re.compile(rf" (?:(\d{{1,2}})(?:er|st|nd|rd|th|e)? (?:of |de )?)?({'|'.join(_MONTHS)})(?: (20\d\d))? ")
_NUMBERS = {
    name: number
    for number, names in enumerate(
        ("zero nul", "one a an een un une", "two twee deux", "three drie trois", "four vier quatre", "five vijf cinq")
    )
    for name in names.split()
}


def posted_in(question: str, flat: str) -> str | None:
    """Since when, if the question says so: `P7D` for the last seven days, `2026-11-01` or `--11-01` for a day."""
    if not cues.first("fresh", flat):
        return None
    if days := cues.first("age", flat):
        return f"P{days}D"
    if ago := _DAYS_AGO.search(flat):
        number, unit = (said for said in ago.groups() if said)
        each = 1 if unit[0] in "dj" else 7 if unit[:2] in ("we", "se") else 30
        count = number_in(number)
        return None if count is None else f"P{count * each}D"
    return next(_days_in(question, flat), None)


def first_day(posted: str, today: date) -> date:
    """The first day that it means, seen from today. Raises ValueError if it is none."""
    if posted.startswith("P"):
        return today - timedelta(days=int(posted[1:-1]))
    if not posted.startswith("--"):
        return date.fromisoformat(posted)
    this_year = date.fromisoformat(f"{today.year}{posted[1:]}")
    return this_year if this_year <= today else date.fromisoformat(f"{today.year - 1}{posted[1:]}")


def number_in(word: str) -> int | None:
    """The number that a word is, in digits or letters."""
    return int(word) if word.isdigit() and len(word) < 4 else _NUMBERS.get(word)


def is_month(word: str) -> bool:
    """It is the name of a month in one of the languages, without accents."""
    return word in _MONTHS


def months_in(text: str) -> set[int]:
    """The months that a text names, those of a season too."""
    spoken = cues.flattened(text).split()
    named = {_MONTHS[word] for word in spoken if word in _MONTHS}
    return named.union(*(_SEASONS[word] for word in spoken if word in _SEASONS))


def months_meant(text: str, today: date) -> set[int]:
    """The months that a text names or points to: `in May`, `next month`."""
    pointed = cues.first("month", cues.flattened(text))
    return months_in(text) | ({(today.month - 1 + int(pointed)) % 12 + 1} if pointed else set())


def _days_in(question: str, flat: str) -> Iterator[str]:
    if match := _DAY.search(question):
        year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        yield from _day(int(year), int(month), int(day))
    if match := _OF_A_MONTH.search(flat):
        month, day = _MONTHS[match[2]], int(match[1] or 1)
        if match[3]:
            yield from _day(int(match[3]), month, day)
        elif list(_day(2000, month, day)):
            # The 29th of February is no day of most years.
            yield f"--{month:02}-{min(day, 28) if month == 2 else day:02}"


def _day(year: int, month: int, day: int) -> Iterator[str]:
    try:
        yield date(year, month, day).isoformat()
    except ValueError:
        return
