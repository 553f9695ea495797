"""The figures of a text, amounts, dates, times and telephone numbers, however they are written (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.checking.numerals import SCALES, VALUES, is_numeral, value_of
from bot.checking.units import UNITS

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january januari janvier jan janv", "february februari février fevrier feb févr fév",
            "march maart mars mar mrt", "april avril apr avr", "may mei mai", "june juni juin jun",
            "july juli juillet jul juil", "august augustus août aout aug", "september septembre sep sept",
            "october oktober octobre oct okt", "november novembre nov", "december décembre decembre dec déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# `may 20 people` is no date.
_MONTH = "|".join((*sorted(set(MONTHS) - {"may"}, key=len, reverse=True), "(?-i:May)"))
_SCALE = "|".join(sorted((*SCALES, "mln", "mio", "k"), key=len, reverse=True))
_G = r"[ \u00a0]"  # a gap within a figure, never the end of a line
_NUM = r"(?:\d{1,3}(?:[ \u00a0.,'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|e|ste|de)?"
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_PATTERN = re.compile(
    rf"""
    (?P<iso>(?<![\d-])\d{{4}}-\d{{1,2}}-\d{{1,2}}(?![\d-]))
  | (?P<slashed>(?<![\d/.-])\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:19|20)?\d\d(?![\d/]))
  | (?P<range>(?<![\d.,])(?P<from>{_DAY})
        (?:{_G}?[-–/]{_G}?|{_G}(?:to|until|tot(?:{_G}en{_G}met)?|t/m|au|and|en|et|of|or|ou){_G})
        {_DAY}{_G}(?:of{_G})?(?:{_MONTH})\b\.?(?:,?{_G}\d{{4}}\b)?)
  | (?P<dmy>(?<![\d.,]){_DAY}{_G}?(?:of{_G})?\b(?:{_MONTH})\b\.?(?:,?{_G}\d{{4}}\b)?)
  | (?P<mdy>\b(?:{_MONTH})\b\.?{_G}{_DAY}(?![\d.,:]\d)\b(?:,?{_G}\d{{4}}\b)?)
  | (?P<my>\b(?:{_MONTH})\b\.?,?{_G}(?:of{_G})?(?:19|20)\d\d\b)
  | (?P<time>(?<![\d.,:])\d{{1,2}}(?::|{_G}?[hu]{_G}?)\d{{2}}(?![\d:])(?:{_G}?[ap]\.?m\b\.?)?
        |(?<![\d.,:])\d{{1,2}}(?:\.\d{{2}})?{_G}?(?:[ap]\.?m\b\.?|(?:o'clock)\b))
  | (?P<years>(?<!\d)(?:19|20)\d\d[-–/](?:(?:19|20)\d\d|\d\d)(?![\d-]))
  | (?P<phone>(?<![\w+])(?:\+|00)?\d{{1,4}}(?:[ \u00a0()./-]{{1,3}}\d{{2,4}}){{3,}}(?!\d))
  | (?P<number>{_NUM}(?:{_G}?(?:{_SCALE})(?![^\W\d_]))*)
  | (?P<spelled>{_WORD})
    """,
    re.I | re.X,
)
_AFTER = re.compile(rf"[*_]*[-{_G[1:-1]}]?(%|€|[^\W\d_]+(?:[’'][^\W\d_]+)?(?!\w))")
_PER_CENT = re.compile(rf"[*_]*{_G}?(?:per{_G}?cent|pour{_G}?cents?|p\.{_G}?c\.)\b", re.I)
_BEFORE = re.compile(rf"(?:(€|\$|£)|\b(eur|euros?)\b){_G}?[*_]*$", re.I)
_CODE = re.compile(r"[^\W\d_]-?$")
_LONGEST_SPELLED = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text, from `start` to `end`, and all that it can be read as. `unit` is what it counts, if told."""

    start: int
    end: int
    values: frozenset[str]
    unit: str | None = None
    spelled: bool = False
    small: bool = False
    """A count of at most twelve, in words: it may number what is listed next."""
    code: bool = False
    """Part of a code, such as `B2` or `LA-02`."""

    @property
    def readings(self) -> frozenset[str]:
        """What it can be read as, and what follows from it: a day has its month and year."""
        days = [value[2:] for value in self.values if value[:2] == "d:" and len(value) == 12]
        parts = (part for day in days for part in (f"d:{day[5:]}", f"m:{day[:7]}", f"n:{day[:4]}"))
        return self.values | frozenset(parts)


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text, in order of occurrence."""
    place = 0
    while found := _PATTERN.search(text, place):
        place = found.end()
        kind = str(found.lastgroup) if found.lastgroup not in ("sep", "from") else _named(found)
        if kind == "spelled":
            made, place = _spelled(text, found)
            if made:
                yield made
            continue
        values = frozenset(_READ[kind](found.group()))
        if kind == "number" and _CLOCK.fullmatch(found.group()) and _unit(text, found) is None:
            values |= frozenset(_time(found.group()))
        if kind == "number" and (end := _TO_TIME.match(text, found.end())) and len(found.group()) < 3:
            values |= frozenset(_time(found.group() + end.group(1)))
        if values:
            code = kind == "number" and _CODE.search(text, max(0, found.start() - 3), found.start()) is not None
            yield Figure(
                found.start(), found.end(), values, _unit(text, found) if kind == "number" else None, code=code
            )


# `from 7 to 9 p.m.`
_TO_TIME = re.compile(rf"{_G}?(?:to|until|-|–|and){_G}?\d{{1,2}}(?:[:.]\d{{2}})?{_G}?([ap]\.?m)\b", re.I)
# `13.30` may be a time.
_CLOCK = re.compile(r"(?:1?\d|2[0-3])\.[0-5]\d")


def _named(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value and name not in ("sep", "from"))


def _spelled(text: str, found: re.Match[str]) -> tuple[Figure | None, int]:
    """A run of numerals; a word that is none is passed over."""
    place, numeral = found.start(), is_numeral(found.group()) or _NINE.match(text, found.start())
    if not numeral or _NO_COUNT.match(text, max(0, place - 4)) or _TEN_IN_DUTCH.match(text, place):
        return None, found.end()
    run, end, place = [found.group().casefold()], found.end(), found.end()
    while len(run) < _LONGEST_SPELLED:
        after = _NEXT.match(text, place)
        if after is None or not (is_numeral(after.group(1)) or _joins(text, after)):
            break
        run.append(after.group(1).casefold())
        place = after.end()
        end = end if run[-1] in ("and", "en", "et") else place
    value: float | None = value_of(run)
    if value is not None and (half := _HALF.match(text, end)):
        value, end = value + 0.5, half.end()
    unit = _unit_after(text, end)
    if value is None or (run[-1] in ("cent", "cents") and len(run) == 1):
        return None, end
    return Figure(found.start(), end, frozenset([_number(value)]), unit, True, value <= 12), end


_TEN_IN_DUTCH = re.compile(
    r"ten\s(?:minste|hoogste|laatste|slotte|einde|gevolge|opzichte|eerste|tweede|derde|dele|aanzien|tijde|"
    r"behoeve|koste|"
    r"goede|onrechte|zeerste|vroegste|name|gunste|laste)\b",
    re.I,
)
_NINE = re.compile(r"(?:neuf|onze)(?= (?:mois|ans|jours|semaines|heures|minutes|fois|écoles|pour cent)\b)", re.I)
# `les deux` is both.
_NO_COUNT = re.compile(r"(?:les deux|\bthe two\b)\b", re.I)
_HALF = re.compile(rf"{_G}(?:and a half|en een halve?|et demie?)\b", re.I)
_NEXT = re.compile(rf"(?:{_G}|-)({_WORD})")


def _joins(text: str, after: re.Match[str]) -> bool:
    """`two hundred and five` is one number, `two and three` are two."""
    following = _NEXT.match(text, after.end())
    word = after.group(1).casefold()
    return bool(word in ("and", "et") and following and is_numeral(following.group(1)) and _is_hundred(text, after))


def _is_hundred(text: str, after: re.Match[str]) -> bool:
    return text[: after.start()].casefold().endswith(("hundred", "thousand", "vingt", "trente"))


def _iso(text: str) -> Iterator[str]:
    year, month, day = (int(part) for part in text.split("-"))
    yield from _day(year, month, day)


def _slashed(text: str) -> Iterator[str]:
    day, month, year = (int(part) for part in re.split(r"[/.-]", text))
    if month > 12:
        day, month = month, day
    yield from _day(year if year > 99 else 2000 + year, month, day)


def _written(text: str) -> Iterator[str]:
    month = next(MONTHS[word] for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in MONTHS)
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    years = [number for number in numbers if number > 99]
    days = [number for number in numbers if number <= 99]
    if not days:
        yield from (f"m:{year:04}-{month:02}" for year in years)
    for day in days:
        yield from _day(years[0] if years else None, month, day)


def _day(year: int | None, month: int, day: int) -> Iterator[str]:
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield f"d:{year:04}-{month:02}-{day:02}" if year else f"d:{month:02}-{day:02}"


def _time(text: str) -> Iterator[str]:
    hour, *rest = (int(part) for part in re.findall(r"\d+", text))
    late = re.search(r"p\.?m", text, re.I) is not None and hour < 12
    early = re.search(r"a\.?m", text, re.I) is not None and hour == 12
    yield f"t:{hour + 12 * late - 12 * early:02}:{rest[0] if rest else 0:02}"


def _years(text: str) -> Iterator[str]:
    first, second = re.split(r"[-–/]", text)
    yield f"y:{first}-{second if len(second) == 4 else first[:2] + second}"


def _phone(text: str) -> Iterator[str]:
    digits = re.sub(r"\(0\)|\D", "", text)
    yield "p:" + re.sub(r"^(?:00)?32|^0+", "", digits)


def _numbers(text: str) -> Iterator[str]:
    """What a number says: `2.500` is two and a half thousand, `2.5` two and a half."""
    found = re.match(_NUM, text)
    if found is None:
        return
    digits, scale = found.group(), 1
    for word in re.findall(r"[^\W\d_]+", text[found.end() :].casefold()):
        scale *= {"k": 1000, "mln": 10**6, "mio": 10**6, **SCALES}.get(word, 1)
    for value in _readings(digits):
        yield _number(value * scale)


def _readings(digits: str) -> Iterator[float]:
    plain = re.sub(r"[ \u00a0'’]", "", digits)
    marks = [char for char in plain if char in ".,"]
    if not marks:
        yield float(plain) if len(plain) < 30 else -1.0
        return
    last = plain.rfind(marks[-1])
    decimals = len(plain) - last - 1
    whole = re.sub(r"[.,]", "", plain)[:30]
    if decimals == 3 and not plain.startswith("0"):
        yield float(whole)
    elif len(marks) == 1 or marks[-1] not in marks[:-1]:
        yield float(re.sub(r"[.,]", "", plain[:last])[:30] + "." + plain[last + 1 :][:30])


def _number(value: float) -> str:
    return f"n:{value:.4f}".rstrip("0").rstrip(".")


_READ = {
    "iso": _iso, "slashed": _slashed, "range": _written, "dmy": _written, "mdy": _written, "my": _written,
    "time": _time, "years": _years, "phone": _phone, "number": _numbers,
}  # fmt: skip


def _unit(text: str, found: re.Match[str]) -> str | None:
    before = _BEFORE.search(text, max(0, found.start() - 8), found.start())
    return "euro" if before else _unit_after(text, found.end())


def _unit_after(text: str, place: int) -> str | None:
    if _PER_CENT.match(text, place):
        return "percent"
    after = _AFTER.match(text, place)
    return unit_of(after.group(1)) if after else None


def unit_of(word: str) -> str | None:
    """What a word counts, if it is one of the usual things that are counted."""
    return UNITS.get(word.casefold())


class Known:
    """The figures that may be said: those of some texts, and of some days."""

    def __init__(self, texts: Sequence[str], days: Sequence[date] = ()) -> None:
        found = [figure for text in texts for figure in figures(text)]
        self._values = {value for figure in found for value in figure.values}
        self._values |= {f"d:{day.isoformat()}" for day in days}
        dates = [value[2:] for value in self._values if value[:2] == "d:"]
        self._values |= {f"d:{day[5:]}" for day in dates if len(day) == 10}
        self._values |= {f"m:{day[:7]}" for day in dates if len(day) == 10}
        years = {value[2:6] for value in self._values if value[:2] in ("d:", "m:") and len(value) > 8}
        self._values |= {f"n:{year}" for year in years}
        spans = [value[2:].split("-") for value in self._values if value[:2] == "y:"]
        self._values |= {f"n:{year}" for span in spans for year in span}
        self._bare = {value for figure in found for value in figure.values if len(value) == 7 and value[:2] == "d:"}
        self._phones = [value[2:] for value in self._values if value[:2] == "p:"]

    def __contains__(self, figure: Figure) -> bool:
        return all(self._has(value) for value in figure.values) or (
            figure.values.isdisjoint(_dated(figure)) and any(self._has(value) for value in figure.values)
        )

    def _has(self, value: str) -> bool:
        if value in self._values:
            return True
        if value[:2] == "d:" and len(value) == 12:  # the day is given without its year, and the year elsewhere
            return f"d:{value[7:]}" in self._bare and f"n:{value[2:6]}" in self._values
        if value[:2] == "m:":
            return False
        if value[:2] == "y:":
            return all(f"n:{year}" in self._values for year in value[2:].split("-"))
        if value[:2] == "t:" and value.endswith(":00"):
            return f"n:{int(value[2:4])}" in self._values
        return value[:2] == "n:" and _hour(value) in self._values


def _hour(value: str) -> str:
    whole = value[2:]
    return f"t:{int(whole):02}:00" if whole.isdigit() and len(whole) < 3 else ""


def _dated(figure: Figure) -> frozenset[str]:
    return frozenset(value for value in figure.values if value[:2] in ("d:", "m:", "y:"))


__all__ = ["MONTHS", "VALUES", "Figure", "Known", "figures", "is_numeral", "unit_of"]
