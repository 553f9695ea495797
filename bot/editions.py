"""Which of several editions of one thing a question means, and what it asks besides (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot import cues
from bot.since import months_in
from knowledge.editions import Edition, in_force
from knowledge.keywords import ASKING, content_words

_SPAN = re.compile(r"(?<!\d)(20\d\d)\s?[-–/]\s?(?:20)?(\d\d)(?![-–/]?\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_DATED = re.compile(
    r"(?:\b(?:in|for|from|since|during|of|by|voor|vanaf|sinds|van|tijdens|pour|en|de|depuis|dès)\s+)?"
    r"(?:(?:the|het|de|l['’])\s*)?"
    r"(?:\b(?:spring|summer|autumn|winter|lente|voorjaar|zomer|herfst|najaar|printemps|été|automne|hiver)\s+(?:of\s+|de\s+)?)?"
    r"(?:\b(?:academic year|academiejaar|schooljaar|année académique|edition|editie|édition|version|versie)\s+)?"
    r"(?<!\d)20\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?(?![-–/]?\d)"
    r"(?:\s+(?:edition|editie|édition|version|versie|academic year))?(?:\s+(?:on|onwards))?",
    re.I,
)
# The first month of an academic year.
_SEPTEMBER = 9


def meant(asked: str, editions: Sequence[Edition], today: date, told: str | None = None) -> list[Edition]:
    """The editions that the words of a question mean, the newest first: of its years, the one before, two where it
    asks for a change, else the one in force. None if it is of a time that none of them says to be of. `told` is the
    document that was told of last."""
    flat = cues.flattened(asked)
    found = set(cues.every("edition", flat))
    named = _named(asked, editions)
    if named is None:
        return []
    now = in_force(editions, today)
    if len(named) > 1:
        return named
    if "change" in found:
        others = [one for one in named if one.id != now.id] or _before(editions, now)
        return [now, *others]
    if "before" in found and not named:
        base = next((one for one in editions if one.id == told), now)
        return _before(editions, min(base, now, key=lambda one: one.first))
    return named or [now]


def _before(editions: Sequence[Edition], edition: Edition) -> list[Edition]:
    place = list(editions).index(edition)
    return list(editions[place - 1 : place]) if place else []


def _named(asked: str, editions: Sequence[Edition]) -> list[Edition] | None:
    """The editions of the years that a question names, the newest first; None if none of them is of those."""
    spans = {year for match in _SPAN.finditer(asked) for year in [int(match[1])] if int(match[2]) == (year + 1) % 100}
    years = {int(year) for year in _YEAR.findall(_SPAN.sub(" ", asked))}
    if not spans and not years:
        return []
    months = months_in(asked)
    found = {edition.id: edition for year in spans if (edition := _of(date(year, _SEPTEMBER, 1), editions))}
    for year in years:
        if months and len(years) == 1:
            edition = _of(date(year, max(months), 15), editions)
        else:
            edition = next((one for one in editions if one.first.year == year), None) or _of(
                date(year, 12, 31), editions
            )
        if edition:
            found[edition.id] = edition
    return sorted(found.values(), key=lambda one: one.first, reverse=True) or None


def _of(day: date, editions: Sequence[Edition]) -> Edition | None:
    return next((one for one in reversed(editions) if one.first <= day), None)


def asked_besides(asked: str, editions: Sequence[Edition]) -> str:
    """A question without the words that only say which edition is meant; with its years, if none of these editions is
    of them."""
    months = months_in(asked)

    def unless_of_another(match: re.Match[str]) -> str:
        said = match[0]
        span = _SPAN.search(said)
        year = int(_YEAR.findall(said)[0])
        first, last = (date(year, 1, 1), date(year, 12, 31))
        if span:
            first, last = date(year, _SEPTEMBER, 1), date(year + 1, 6, 30)
        elif months:
            first = last = date(year, max(months), 15)
        held = any(edition.first <= last and first <= edition.last for edition in editions)
        return " " if held else said

    return " ".join(_without_cues(_DATED.sub(unless_of_another, asked)).split())


def says_which(asked: str) -> bool:
    """It names a year, or asks for how things are now or were before."""
    return _YEAR.search(asked) is not None or cues.first("edition", cues.flattened(asked)) is not None


def asks_only_when(asked: str) -> bool:
    """It says nothing but which edition is meant: `And was it the same the year before?`"""
    flat = cues.flattened(asked)
    speaks = any(True for _ in cues.every("edition", flat)) or _YEAR.search(asked)
    rest = cues.flattened(_without_cues(_DATED.sub(" ", asked)))
    return bool(speaks) and not [word for word in content_words(rest) if word not in ASKING]


def _without_cues(text: str) -> str:
    """A text without the words of the cues, as far as they stand in it as they are written."""
    spans = sorted({span.strip() for span in cues.spans("edition", cues.flattened(text))}, key=len, reverse=True)
    for span in spans:
        each = list(map(_any_accent, span.split()))
        said, any_of = r"\W+".join(each), "|".join(each)
        whole = re.compile(rf"\b{said}\b", re.I)
        apart = re.compile(rf"\b(?:{any_of})\b", re.I)
        text = whole.sub(" ", text) if whole.search(text) else apart.sub(" ", text)
    return text


_ACCENTS = {"a": "aàâä", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "c": "cç"}


def _any_accent(word: str) -> str:
    return "".join(f"[{_ACCENTS[letter]}]" if letter in _ACCENTS else re.escape(letter) for letter in word)
