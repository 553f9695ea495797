"""What can be wrong with a statement whose words its source has: numbers, names, no, must, all, before (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.checking.figures import Figure, Known, figures
from bot.checking.markers import denials, places_of, said_of, says, turned_round
from bot.checking.sources import Line, Stretch, clauses_of, sides_of
from bot.checking.words import Word, borne, matches, wording
from knowledge.records import Language

_BEFORE, _AFTER = 45, 12
_CLEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Said:
    """A text in its language."""

    text: str
    language: Language

    def says(self, *names: str) -> bool:
        """It has a word of any of these classes."""
        return any(says(name, self.text, self.language) for name in names)

    @property
    def denies(self) -> bool:
        """It says no."""
        return denials(self.text, self.language) > 0


def counted(text: str) -> list[Figure]:
    """The figures of a statement that state something: `two options` only numbers what is listed, `B2` is a name."""
    return [
        figure
        for figure in figures(text)
        if not figure.code and not (figure.small and figure.unit is None and _ENUMERATES.match(text, figure.end))
    ]


_ENUMERATES = re.compile(
    r"\W*(?:$|\w+\W+)?(?:options?|ways?|paths?|routes?|things?|points?|reasons?|steps?|examples?|questions?|choices|kinds?|types?|"
    r"possibilit\w+|opties|manieren|wegen|dingen|punten|redenen|stappen|voorbeelden|vragen|keuzes|soorten|mogelijkheden|"
    r"façons?|voies?|choses?|raisons?|étapes?|exemples?|choix|sortes?|possibilités)\b|\W*$",
    re.I,
)


@lru_cache(maxsize=4096)
def _known(text: str) -> Known:
    return Known([text])


def wrong_figure(said: Said, stretches: Sequence[Stretch], asked: Known, days: Known) -> str | None:
    """`number` or `date`, if a figure of the statement is not in what it rests on, or counts another thing there."""
    for figure in counted(said.text):
        holding = [line for stretch in stretches for line in nearby(stretch) if figure in _known(line.text)]
        if not holding:
            above = any(figure in _known(f"{s.source.passage.title}\n{s.source.passage.heading}") for s in stretches)
            if not (above or figure in asked or figure in days):
                return _kind(figure)
        elif not any(_same_unit(figure, line) and _same_side(said, figure, line) for line in holding):
            return _kind(figure)
    return None


def nearby(stretch: Stretch) -> list[Line]:
    """The sentences of a stretch, and those that it may lean on."""
    return [*stretch.lines, *stretch.source.before(stretch.first)]


def _kind(figure: Figure) -> str:
    return "date" if any(value[:2] in ("d:", "m:", "t:") or _is_year(value) for value in figure.values) else "number"


def _is_year(value: str) -> bool:
    return value[:2] == "n:" and value[2:].isdigit() and 1900 <= int(value[2:]) <= 2100


def _alike(figure: Figure, line: Line) -> list[Figure]:
    return [other for other in line.figures if figure in _known(line.text[other.start : other.end])]


def _same_unit(figure: Figure, line: Line) -> bool:
    units = [other.unit for other in _alike(figure, line)]
    return not units or figure.unit is None or None in units or figure.unit in units


def _same_side(said: Said, figure: Figure, line: Line) -> bool:
    """At least or at most, as in the source."""
    mine = _side(said.text, figure, said.language)
    theirs = {_side(line.text, other, line.words.language) for other in _alike(figure, line)} or {None}
    return mine is None or mine in theirs


def _side(text: str, figure: Figure, language: Language) -> str | None:
    """`least` or `greatest`: the marker that stands nearest before a figure, or right after it."""
    start = max(0, figure.start - _BEFORE)
    before = text[start : figure.start]
    last_figure = max((other.end - start for other in figures(before)), default=0)
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
    mine = frozenset(value for figure in figures(said.text) for value in figure.readings)
    return any(
        _of_another(clause, figure, mine, said.language, stretches)
        for clause in _figured(clauses_of(said.text))
        for figure in counted(clause)
    )


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
    best = max((_sum(words, here) for here in own), default=None)
    if best is None:
        return False
    if any(_sum(words, here) > best + _CLEARLY for here in others):
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
        here = _held(words, _after_first(part) if n < place else part, spoken, language)
        if _sum(words, here - best) > _CLEARLY and not best - here:
            return True
        if any(_telling(words[n]) for n in here - best) and not any(_telling(words[n]) for n in best - here):
            return True
    return False


def _after_first(part: str) -> str:
    return part[next(figures(part)).end :]


def _telling(word: Word) -> bool:
    return word.name or word.grave


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
        not other.code and figure.unit == other.unit and {v[:2] for v in figure.values} == {v[:2] for v in other.values}
    )


def _parts(line: Line) -> list[str]:
    return [line.text] if line.is_row else _figured(clauses_of(line.text)) or [line.text]


def _sum(words: Sequence[Word], here: frozenset[int]) -> float:
    return sum(1.3 if words[n].name else 1.0 for n in here)


def unknown_name(words: Sequence[Word], stretches: Sequence[Stretch], asked: Said) -> str | None:
    """A name that what the statement rests on does not have, nor what the person said."""
    near = [
        other
        for stretch in stretches
        for text in (stretch.source.above, *(line.words for line in nearby(stretch)))
        for other in text.words
    ]
    known = wording(asked.text, asked.language).words
    for word in words:
        if not (word.name or word.grave) or any(matches(word, other, foreign=True) for other in near):
            continue
        if word.grave or not any(matches(word, other, foreign=True) for other in known):
            return word.text
    return None


def astray(said: Said, words: Sequence[Word], stretches: Sequence[Stretch]) -> bool:
    """A figure, degree or, in a table, a name stands apart from what it is said of: in another sentence or row."""
    lines = [(line, borne(words, line.words, said.language)) for s in stretches for line in s.lines]
    if len(lines) < 2:
        return False
    above: frozenset[int] = frozenset().union(*(borne(words, s.source.above, said.language) for s in stretches))
    rows = any(line.is_row for line, _ in lines)
    place = 0
    for clause in clauses_of(said.text):
        start = said.text.find(clause, place)
        place = start + len(clause)
        inside = frozenset(n for n, word in enumerate(words) if start <= word.start < place)
        for n in inside - above:
            word = words[n]
            if not (word.figure or word.grave or (word.name and rows)) or not any(n in here for _, here in lines):
                continue
            others = frozenset().union(*(here for _, here in lines)) & inside - above - {n}
            few = len(others) // 2 if len(others) > 3 else (len(others) - 1) // 2
            if len(others) > 1 and all(len(here & others) <= few for _, here in lines if n in here):
                return True
    return False


def turned(said: Said, stretches: Sequence[Stretch]) -> bool:
    """A part of the statement says no where its source says yes, must where it says may, all where it says some."""
    return any(
        _turned(Said(side, said.language), stretches, alone=len(sides) == 1)
        for sides in (sides_of(said.text),)
        for side in sides
    )


def _turned(side: Said, stretches: Sequence[Stretch], *, alone: bool) -> bool:
    words = wording(side.text, side.language).words
    held = list(_held_against(words, side.language, stretches))
    most = max((score for score, _, _ in held), default=0.0)
    if most < 1.5 and not alone:
        return False
    best = [(part, line) for score, part, line in held if score >= most - 0.01]
    around = Said(" ".join(s.text for s in stretches), stretches[0].source.passage.language)
    denied = [part for _, part, _ in held if not side.denies and part.denies and _restated(part, words, side.language)]
    return (
        all(_denies(side, part) for part, _ in best)
        or any(_denies(side, part) for part in denied)
        or any(turns(side, [part for part, _ in best], [line for _, line in best], around) for turns in _TURNS)
    )  # fmt: skip


def _held_against(
    words: Sequence[Word], language: Language, stretches: Sequence[Stretch]
) -> Iterator[tuple[float, Said, Said]]:
    for stretch in stretches:
        spoken = stretch.source.passage.language
        for line in stretch.lines:
            for part in sides_of(line.text):
                yield (
                    _sum(words, borne(words, wording(part, spoken), language)),
                    Said(part, spoken),
                    Said(line.text, spoken),
                )


def _restated(part: Said, words: Sequence[Word], language: Language) -> bool:
    """The statement says again most of what this part of the source says."""
    theirs = wording(part.text, part.language).words
    here = [any(matches(word, other, foreign=part.language != language) for word in words) for other in theirs]
    return len(here) >= 2 and sum(here) >= 0.75 * len(here)


def _denies(side: Said, part: Said) -> bool:
    if side.says("optional") and part.says("required") and part.denies:
        return False
    return (side.denies != part.denies) != turned_round(side.text, part.text)


def _obliges(side: Said, parts: Sequence[Said], lines: Sequence[Said], around: Said) -> bool:
    must = side.says("required") and not side.denies
    return must and any(p.says("optional") for p in parts) and not any(p.says("required") for p in parts)


def _loosens(side: Said, parts: Sequence[Said], lines: Sequence[Said], around: Said) -> bool:
    weak = [word for word in said_of("optional", side.text, side.language) if word not in _MAY]
    must = any(part.says("required") and not part.denies for part in parts)
    return bool(weak) and must and not any(line.says("optional") for line in lines)


_MAY = frozenset(
    "may can could possible mag mogen kan kunt kunnen mogelijk peut peuvent pouvez possible possibles allowed permitted".split()
)


def _widens(side: Said, parts: Sequence[Said], lines: Sequence[Said], around: Said) -> bool:
    if not side.denies and any(
        side.says(name) and not any(line.says(name) for line in lines) for name in ("all", "only")
    ):
        return True
    return side.says("most") and any(p.says("some") for p in parts) and not any(p.says("most") for p in parts)


def _unhedges(side: Said, parts: Sequence[Said], lines: Sequence[Said], around: Said) -> bool:
    hedged = side.says("some", "optional", "most") or side.denies
    return bool(parts) and all(part.says("some") for part in parts) and not hedged


def _overstates(side: Said, parts: Sequence[Said], lines: Sequence[Said], around: Said) -> bool:
    """It speaks of a duty where nothing around says so."""
    duty = _DUTY.search(side.text) is not None and not side.denies
    return duty and not around.says("required") and not _ASKS.search(around.text)


_DUTY = re.compile(
    r"\b(?:is|are) (?:strictly )?(?:required|mandatory|compulsory|obligatory)\b|\bmandatory\b|\bcompulsory\b|\bobligatory\b|"
    r"\bverplichte?\b|\bvereist\b|\bobligatoires?\b|\best (?:exigée?|requise?)\b|strict requirement",
    re.I,
)
_ASKS = re.compile(
    r"\bask(?:s|ed)?\b|\bvraagt?\b|\bgevraagd\b|\bvragen\b|\bdemande|\bexig|\byou hold\b|\bje hebt\b|\bvous avez\b|\brequire",
    re.I,
)
_Turn = Callable[[Said, Sequence[Said], Sequence[Said], Said], bool]
_TURNS: tuple[_Turn, ...] = (_obliges, _loosens, _widens, _unhedges, _overstates)


def added(said: Said, words: Sequence[Word], borne_out: frozenset[int], source: Said) -> bool:
    """A reason or a judgement that the source does not give."""
    if said.says("cause") and not source.says("cause") and not re.search(r"\bto \w+|\bom \w+|\bpour \w+", source.text):
        return True
    judged = {word.casefold() for phrase in said_of("judgement", said.text, said.language) for word in phrase.split()}
    missing = {word.text.casefold() for n, word in enumerate(words) if n not in borne_out}
    return bool(judged & missing)
