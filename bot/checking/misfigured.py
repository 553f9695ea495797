"""Figures that are not what a statement rests on has, or belong to something else there (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.checking.figures import Figure, Known, figures
from bot.checking.markers import places_of
from bot.checking.said import Said, counted, weighed
from bot.checking.sources import Line, Stretch, clauses_of, nearby
from bot.checking.words import Word, borne, matches, wording
from knowledge.records import Language

_BEFORE, _AFTER = 45, 12
_CLEARLY = 0.9


@lru_cache(maxsize=4096)
def _known(text: str) -> Known:
    return Known([text])


def wrong_figure(said: Said, stretches: Sequence[Stretch], asked: Known, days: Known) -> str | None:
    """`number` or `date`, if a figure of the statement is not in what it rests on, or counts another thing there."""
    for figure in counted(said.text):
        holding = [line for stretch in stretches for line in nearby(stretch) if figure in _known(line.text)]
        if not holding:
            if _numbers_what_follows(said.text, figure) or _told_apart(said, figure, stretches):
                continue
            above = any(figure in _known(f"{s.source.passage.title}\n{s.source.passage.heading}") for s in stretches)
            if not (above or figure in asked or figure in days):
                return _kind(figure)
        elif not any(_same_unit(figure, line) and _same_side(said, figure, line) for line in holding):
            return _kind(figure)
    return None


def _numbers_what_follows(text: str, figure: Figure) -> bool:
    """`the three amounts are 1, 2 and 3`."""
    if not figure.small or figure.unit is not None:
        return False
    after = len([other for other in figures(text) if other.start > figure.start])
    return any(figure.values == {f"n:{count}"} for count in range(2, after + 1))


def _told_apart(said: Said, figure: Figure, stretches: Sequence[Stretch]) -> bool:
    """The figure stands further off in what was given, in a sentence that has what its clause says of it."""
    clause = [w for w in wording(_clause_around(said.text, figure), said.language).words if not w.figure]
    every = [w for w in wording(said.text, said.language).words if not w.figure]
    sources = {source.number: source for s in stretches for source in (s.source, *s.others)}
    own = {s.source.number for s in stretches}
    for line in (line for source in sources.values() for line in source.lines):
        if figure in _known(line.text) and _same_unit(figure, line) and _same_side(said, figure, line):
            unit = figure.unit is not None
            if unit and line.number in own:
                return True
            here = len(borne(clause, line.words, said.language))
            if line.number in own and _kind(figure) == "date" and here:
                return True
            if here >= 0.6 * len(clause) and len(borne(every, line.words, said.language)) + unit >= 2:
                return True
    return False


def _clause_around(text: str, figure: Figure) -> str:
    place = 0
    for clause in clauses_of(text):
        start = text.find(clause, place)
        place = start + len(clause)
        if start <= figure.start < place:
            return clause
    return text


def _kind(figure: Figure) -> str:
    return "date" if any(value[:2] in ("d:", "m:", "t:") or _is_year(value) for value in figure.values) else "number"


def _is_year(value: str) -> bool:
    return value[:2] == "n:" and value[2:].isdigit() and 1900 <= int(value[2:]) <= 2100


def _alike(figure: Figure, line: Line) -> list[Figure]:
    return [
        other for other in line.figures if _equal(figure, other) or figure in _known(line.text[other.start : other.end])
    ]


def _same_unit(figure: Figure, line: Line) -> bool:
    units = [other.unit for other in _alike(figure, line)]
    return not units or figure.unit is None or None in units or figure.unit in units


def _same_side(said: Said, figure: Figure, line: Line) -> bool:
    """At least or at most, as in the source."""
    mine = _side(said.text, figure, said.language)
    if mine is None or _kind(figure) == "date":
        return True
    theirs = {_side(line.text, other, line.words.language) for other in _alike(figure, line)} or {None}
    return mine in theirs or None in theirs


def _side(text: str, figure: Figure, language: Language) -> str | None:
    """`least` or `greatest`: the marker that stands nearest before a figure, or right after it."""
    start = max(0, figure.start - _BEFORE)
    before = text[start : figure.start]
    last_figure = max((other.end - start for other in figures(before)), default=0)
    # `more than half, 54 %` says it of the half.
    last_figure = max(last_figure, *(before.rfind(sign) + 1 for sign in ",;("))
    found = [
        (place, name) for name in ("least", "greatest") for place in places_of(name, before[last_figure:], language)
    ]
    if found:
        return max(found)[1]
    after = text[figure.end : figure.end + _AFTER]
    words = re.match(
        r"[\s\w%€]{0,9}?\b(or more|of meer|ou plus|minimum|or less|of minder|ou moins|maximum|max)\b", after
    )
    if words is None:
        return None
    return "least" if words.group(1) in ("or more", "of meer", "ou plus", "minimum") else "greatest"


def swapped(said: Said, stretches: Sequence[Stretch]) -> bool:
    """A figure of the statement is, in its source, that of another thing than the statement gives it to."""
    if any(_counts_another(said, figure, stretches) for figure in counted(said.text)):
        return True
    mine = frozenset(value for figure in figures(said.text) for value in figure.readings)
    clauses = clauses_of(said.text)
    return any(
        _of_another(clause, figure, mine, said.language, stretches)
        and (clause in clauses or _of_another(_own(clauses, figure), figure, mine, said.language, stretches))
        for clause in _figured(clauses)
        for figure in counted(clause)
        if not all(map(_is_year, figure.values))
    )


def _own(clauses: Sequence[str], figure: Figure) -> str:
    """Of the clauses the one that has the figure."""
    return next((clause for clause in clauses if _has(figure, clause)), clauses[0])


def _counts_another(said: Said, figure: Figure, stretches: Sequence[Stretch]) -> bool:
    """`84 mentors`, where the source has 84 students and 71 mentors."""
    mine = _next_word(said.text, figure, said.language)
    if mine is None:
        return False
    for line in (line for stretch in stretches for line in stretch.lines):
        named = [(_equal(figure, other), _next_word(line.text, other, line.words.language)) for other in line.figures]
        same = [word for equal, word in named if equal]
        if not same or any(word is None or matches(mine, word, foreign=True) for word in same):
            continue
        if any(word and matches(mine, word, foreign=True) for equal, word in named if not equal):
            return True
    return False


def _next_word(text: str, figure: Figure, language: Language) -> Word | None:
    found = re.compile(r"[ \u00a0]([^\W\d_]{4,})").match(text, figure.end)
    words = wording(found.group(1), language).words if found else ()
    return words[0] if words else None


def _figured(clauses: Sequence[str]) -> list[str]:
    """Clauses with figures, each with those without one before it; what comes after the last belongs to it."""
    joined, held = [], ""
    for clause in clauses:
        held = f"{held} {clause}".strip()
        if any(True for _ in figures(clause)):
            joined.append(held)
            held = ""
    if joined and held:
        joined[-1] = f"{joined[-1]} {held}"
    return joined


def _of_another(
    clause: str, figure: Figure, mine: frozenset[str], language: Language, stretches: Sequence[Stretch]
) -> bool:
    """The words of the clause stand with another figure of the kind, and with this one fewer of them do."""
    words = [word for word in wording(clause, language).words if not word.figure]
    lines = [(line, s.source.passage.language) for s in stretches for line in s.source.lines]
    own = [_held(words, line.text, spoken, language) for line, spoken in lines if _has(figure, line.text)]
    others = [
        _held(words, line.text, spoken, language)
        for line, spoken in lines
        if not _has(figure, line.text) and _rivals(figure, mine, line.text)
    ]
    best = max((weighed(words, here) for here in own), default=None)
    if best is None:
        return False
    if any(weighed(words, here) > best + _CLEARLY for here in others):
        return True
    within = [
        _of_another_part(words, figure, mine, line, spoken, language)
        for line, spoken in lines
        if _has(figure, line.text)
    ]
    return all(within)


def _of_another_part(
    words: Sequence[Word], figure: Figure, mine: frozenset[str], line: Line, spoken: Language, language: Language
) -> bool:
    """In one sentence: `34 % for A and 15 % for B`."""
    parts = _parts(line)
    place = next((n for n, part in enumerate(parts) if _has(figure, part)), None)
    if place is None:
        return False
    best = _held(words, parts[place], spoken, language)
    for n, part in enumerate(parts):
        if n == place or not _rivals(figure, mine, part):
            continue
        # What stands before the first figure may be said of all of them.
        whole = _held(words, part, spoken, language)
        here = _held(words, _after_first(part), spoken, language) if n < place else whole
        if weighed(words, here - best) > _CLEARLY and not best - here:
            return True
        # What the clause is about stands with the other figure, and not with this one.
        if 0 in whole - best and len(parts) > 2 and not words[0].name:
            return True
        if any(_telling(words[n]) for n in whole - best) and not any(_telling(words[n]) for n in best - whole):
            return True
    return False


def _after_first(part: str) -> str:
    return part[next(figures(part)).end :]


def _telling(word: Word) -> bool:
    return word.name or word.grave or word.text.casefold() in _ORDINALS


_ORDINALS = frozenset(
    "first second third fourth last eerste tweede derde vierde laatste premier première deuxième troisième "
    "dernier dernière".split()
)


def _held(words: Sequence[Word], text: str, spoken: Language, language: Language) -> frozenset[int]:
    return borne(words, wording(text, spoken), language)


def _has(figure: Figure, text: str) -> bool:
    return any(_equal(figure, other) for other in figures(text))


def _rivals(figure: Figure, mine: frozenset[str], text: str) -> bool:
    return any(_comparable(figure, other) and mine.isdisjoint(other.values) for other in figures(text))


def _equal(figure: Figure, other: Figure) -> bool:
    return not figure.values.isdisjoint(other.values) or any(
        one[:2] == two[:2] == "d:" and one[-5:] == two[-5:] for one in figure.values for two in other.values
    )


def _comparable(figure: Figure, other: Figure) -> bool:
    return (
        not other.code
        and figure.unit == other.unit
        and not {v[:2] for v in figure.values}.isdisjoint(v[:2] for v in other.values)
    )


def _parts(line: Line) -> list[str]:
    return [line.text] if line.is_row else _figured(clauses_of(line.text)) or [line.text]


def astray(said: Said, words: Sequence[Word], stretches: Sequence[Stretch]) -> bool:
    """In a table, a figure, degree or name stands apart from what it is said of: in another row."""
    lines = [(line, borne(words, line.words, said.language)) for s in stretches for line in s.lines]
    if len(lines) < 2 or not any(line.is_row for line, _ in lines):
        return False
    above: frozenset[int] = frozenset().union(*(borne(words, s.source.above, said.language) for s in stretches))
    # What a question asks is what the sentences after it are about.
    above = above.union(*(here for line, here in lines if line.text.rstrip("* ").endswith("?") or "? " in line.text))
    place = 0
    for clause in clauses_of(said.text):
        start = said.text.find(clause, place)
        place = start + len(clause)
        inside = frozenset(n for n, word in enumerate(words) if start <= word.start < place)
        for n in inside - above:
            word = words[n]
            if not (word.figure or word.grave or word.name) or not any(n in here for _, here in lines):
                continue
            others = frozenset().union(*(here for _, here in lines)) & inside - above - {n}
            few = len(others) // 2 if len(others) > 3 else (len(others) - 1) // 2
            if len(others) > 1 and all(len(here & others) <= few for _, here in lines if n in here):
                return True
    return False
