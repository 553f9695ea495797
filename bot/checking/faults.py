"""What can be wrong with a statement whose words its source has: numbers, names, no, must, all, before (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.checking.figures import Figure, Known, figures
from bot.checking.markers import denials, said_of, says, turned_round
from bot.checking.sources import Line, Stretch, clauses_of
from bot.checking.words import Word, borne, matches, wording
from knowledge.plain import plain
from knowledge.records import Language

_BESIDE = 28


def wrong_figure(text: str, stretches: Sequence[Stretch], said: Known, days: Known) -> str | None:
    """`number` or `date`, if a figure of the statement is not in what it rests on, counts another thing there, or
    belongs to somebody else."""
    for figure in figures(text):
        if figure.small and figure.unit is None:
            continue
        holding = [
            line for stretch in stretches for line in [*stretch.lines, *stretch.source.before(stretch.first)]
            if figure in Known([line.text])
        ]  # fmt: skip
        above = any(figure in Known([f"{s.source.passage.title}\n{s.source.passage.heading}"]) for s in stretches)
        if not holding and not above and not (figure in said or figure in days):
            return _kind(figure)
        if holding and not any(_same_unit(figure, line) for line in holding):
            return _kind(figure)
        if holding and not any(_same_side(text, figure, line) for line in holding):
            return _kind(figure)
    return None


def _kind(figure: Figure) -> str:
    return "date" if any(value[:2] in ("d:", "m:", "t:") or _is_year(value) for value in figure.values) else "number"


def _is_year(value: str) -> bool:
    return value[:2] == "n:" and value[2:].isdigit() and 1900 <= int(value[2:]) <= 2100


def _alike(figure: Figure, line: Line) -> list[Figure]:
    return [other for other in line.figures if figure in Known([line.text[other.start : other.end]])]


def _same_unit(figure: Figure, line: Line) -> bool:
    units = [other.unit for other in _alike(figure, line)]
    return not units or figure.unit is None or None in units or figure.unit in units


def _same_side(text: str, figure: Figure, line: Line) -> bool:
    """At least and at most, about the same number."""
    mine = _around(text, figure)
    for other in _alike(figure, line) or [None]:
        theirs = _around(line.text, other) if other else line.text
        if not any(
            says(name, mine) and (says(opposite, theirs) or not says(name, theirs)) and not says(name, theirs)
            for name, opposite in (("least", "greatest"), ("greatest", "least"))
        ):
            return True
    return False


def _around(text: str, figure: Figure) -> str:
    return f"{text[max(0, figure.start - _BESIDE) : figure.start]} # {text[figure.end : figure.end + _BESIDE]}"


def swapped(text: str, language: Language, stretches: Sequence[Stretch]) -> bool:
    """A figure of the statement is, in its source, that of another thing that the statement does not speak of."""
    for clause in _figured(clauses_of(text)):
        for figure in figures(clause):
            if figure.small and figure.unit is None:
                continue
            if _of_another(clause, figure, language, stretches):
                return True
    return False


def _figured(clauses: Sequence[str]) -> list[str]:
    """Clauses with figures, each with those without one before it."""
    joined, held = [], ""
    for clause in clauses:
        held = f"{held} {clause}".strip()
        if any(True for _ in figures(clause)):
            joined.append(held)
            held = ""
    return joined


def _of_another(clause: str, figure: Figure, language: Language, stretches: Sequence[Stretch]) -> bool:
    """The words of the clause stand with another figure of the kind, and with this one fewer of them do."""
    words = [word for word in wording(clause, language).words if not word.figure]
    mine = {value for other in figures(clause) for value in other.values}
    own, others = 0.0, [0.0]
    seen = False
    for stretch in stretches:
        for line in stretch.source.lines:
            for part in _parts(line):
                found = list(figures(part))
                here = borne(words, wording(part, stretch.source.passage.language), language)
                if any(_equal(figure, other) for other in found):
                    own, seen = max(own, _sum(words, here)), True
                elif any(_comparable(figure, other) and mine.isdisjoint(other.values) for other in found):
                    others.append(_sum(words, here))
    return seen and max(others) > own + 0.9


def _equal(figure: Figure, other: Figure) -> bool:
    return not figure.values.isdisjoint(other.values) or any(
        one[:2] == two[:2] == "d:" and one[-5:] == two[-5:] for one in figure.values for two in other.values
    )


def _comparable(figure: Figure, other: Figure) -> bool:
    return figure.unit == other.unit or ({value[:2] for value in figure.values} == {"d:"} == {v[:2] for v in other.values})


def _parts(line: Line) -> list[str]:
    return _figured(clauses_of(line.text)) or [line.text]


def _sum(words: Sequence[Word], here: frozenset[int]) -> float:
    return sum(1.3 if words[n].name else 1.0 for n in here)


def unknown_name(words: Sequence[Word], stretches: Sequence[Stretch], language: Language, said: str) -> str | None:
    """A name that what the statement rests on does not have, nor what the person said."""
    asked = wording(said, language)
    for word in words:
        if not word.name:
            continue
        near = (
            other
            for stretch in stretches
            for text in (stretch.source.above, *(line.words for line in _nearby(stretch)))
            for other in text.words
        )
        if any(matches(word, other, foreign=True) for other in near):
            continue
        if any(matches(word, other, foreign=True) for other in asked.words):
            continue
        return word.text
    return None


def _nearby(stretch: Stretch) -> list[Line]:
    return [*stretch.lines, *stretch.source.before(stretch.first)]


def turned(text: str, language: Language, stretches: Sequence[Stretch]) -> bool:
    """A clause of the statement says no where its source says yes, must where it says may, all where it says some."""
    theirs = [
        (line, clause, stretch.source.passage.language)
        for stretch in stretches
        for line in stretch.lines
        for clause in dict.fromkeys([*line.clauses(), plain(line.text)])
    ]
    for clause in clauses_of(text):
        words = wording(clause, language).words
        held = [(_sum(words, borne(words, wording(part, spoken), language)), line, part) for line, part, spoken in theirs]
        most = max((score for score, _, _ in held), default=0.0)
        if most < 1.5 and len(clauses_of(text)) > 1:
            continue
        best = [(line, part) for score, line, part in held if score >= most - 0.01]
        if best and all(_turns(clause, part, line.text) for line, part in best):
            return True
    return False


def _turns(clause: str, part: str, sentence: str) -> bool:
    return any(turns(clause, part, sentence) for turns in _TURNS)


def _denies(clause: str, part: str, sentence: str) -> bool:
    if says("optional", clause) and says("required", part) and denials(part):
        return False
    return (bool(denials(clause)) != bool(denials(part))) != turned_round(clause, part)


def _obliges(clause: str, part: str, sentence: str) -> bool:
    must = says("required", clause) and not denials(clause)
    return must and says("optional", part) and not says("required", part)


def _loosens(clause: str, part: str, sentence: str) -> bool:
    weak = [word for word in said_of("optional", clause) if word not in _MAY]
    must = says("required", part) and not denials(part)
    return bool(weak) and must and not says("optional", sentence)


_MAY = frozenset(
    "may can could possible mag mogen kan kunt kunnen mogelijk peut peuvent pouvez possible possibles allowed permitted".split()
)


def _widens(clause: str, part: str, sentence: str) -> bool:
    wide = any(says(name, clause) and not says(name, sentence) for name in ("all", "only"))
    return wide or (says("most", clause) and says("some", part) and not says("most", part))


def _unhedges(clause: str, part: str, sentence: str) -> bool:
    hedged = any(says(name, clause) for name in ("some", "optional", "most")) or bool(denials(clause))
    return says("some", part) and not hedged


_TURNS: tuple[Callable[[str, str, str], bool], ...] = (_denies, _obliges, _loosens, _widens, _unhedges)


def added(text: str, words: Sequence[Word], borne_out: frozenset[int], source: str) -> bool:
    """A reason or a judgement that the source does not give."""
    if says("cause", text) and not says("cause", source) and not re.search(r"\bto \w+|\bom \w+|\bpour \w+", source):
        return True
    judged = {word.casefold() for phrase in said_of("judgement", text) for word in phrase.split()}
    missing = {word.text.casefold() for n, word in enumerate(words) if n not in borne_out}
    return bool(judged & missing)
