"""Whether the passages bear a statement out, and which sentences of them do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from bot.checking import contradictions, faults, misfigured
from bot.checking.figures import Known, figures
from bot.checking.given import Given
from bot.checking.said import Said
from bot.checking.sources import Reading, Stretch, clauses_of, sides_of, sources_of
from bot.checking.words import Word, wording
from bot.citations import Evidence
from bot.orders import is_order
from knowledge.language import language_of
from knowledge.records import Language

Reason = Literal["number", "name", "date", "negation", "unsupported", "uncited", "order", "address"]
Alike = Callable[[Sequence[str], Sequence[str]], NDArray[Any]]

# How sure one must be; fitted, see tests/data/checking.
_ENOUGH = 0.0
_HARDLY = 0.35
# Two passages bear a sentence out if each bears out a part of its own.
_TOGETHER = 0.85
_NEARLY, _CLEARLY = 0.12, 0.05


def under(around: str, text: str) -> str:
    """A statement with what it stands under."""
    return f"{around}: {text}" if around else text


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reason against a statement, or the evidence for it; neither for one that states nothing."""

    reason: Reason | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a statement being borne out by what was found for it."""

    covered: float
    """The share of its words that is borne out, each by its weight."""
    weakest: float
    """The same of its weakest clause."""
    missing: float
    """What the words weigh that are not."""
    near: float
    """Cosine with the nearest sentence of what it cites."""
    above_mean: float
    """How much nearer that is than what was given on the whole."""
    nearer: float
    """How much nearer a sentence of what it does not cite is."""
    foreign: float
    tight: float
    """The share of its words that single sentences bear out, clause by clause."""
    figured: float
    """How many figures and names it shares with what it rests on, at most three."""


class Checker:
    """Holds statements against the passages."""

    def __init__(self, given: Given, alike: Alike) -> None:
        self.sources = sources_of(given)
        self._given, self._alike = given, alike
        self._said, self._days = Known([given.said]), Known([], given.days)
        self._lines = [line for source in self.sources for line in source.lines]
        self._cosines: dict[str, NDArray[Any]] = {}

    def read(self, texts: Sequence[str]) -> None:
        """Have the cosines of statements with every sentence that was given, all at once."""
        wanted = list(dict.fromkeys(text for text in texts if text not in self._cosines))
        if wanted and self._lines:
            self._cosines |= zip(wanted, self._alike(wanted, [line.text for line in self._lines]), strict=True)

    def _nearness(self, text: str, numbers: Sequence[int]) -> tuple[float, float, float]:
        """Of these passages the nearest sentence, how much that is above the mean, and below the nearest of all."""
        self.read([text])
        cosines = self._cosines[text]
        cited = [float(cosine) for line, cosine in zip(self._lines, cosines, strict=True) if line.number in numbers]
        near = max(cited, default=0.0)
        return near, near - float(cosines.mean()), float(cosines.max()) - near

    def verdict(self, text: str, cites: Sequence[int], language: Language, around: str = "") -> Verdict:
        """Whether a statement stands. `around` is what it stands under: the label of its row and column."""
        if is_order(text):
            return Verdict("order")
        whole = under(around, text)
        words = wording(whole, language).words
        if not words and not any(True for _ in figures(text)):
            return Verdict()
        reading = Reading(words, language, self.sources)
        first: Reason = "uncited"
        best = 0.0
        for stretches in self._candidates(reading, cites):
            rests_on = [n for n in cites if n <= len(self.sources)] or [s.source.number for s in stretches]
            signs = self.signs(whole, words, language, reading, stretches, rests_on)
            # What is said better elsewhere is not to be borne out by what only resembles it.
            if signs.covered < best:
                continue
            reason = self._against(Said(whole, language), words, signs, reading, stretches)
            if reason is None:
                return Verdict(None, tuple(Evidence(s.source.passage, s.first, s.last) for s in stretches))
            first = reason if not best else first
            settled = score(signs) >= _ENOUGH
            best = max(
                best, signs.covered + (_CLEARLY if settled and reason == "negation" else 0.0 if settled else -_NEARLY)
            )
        if len(set(cites)) > 1 and (each := self._side_by_side(text, cites, language, around)):
            return Verdict(None, each)
        return Verdict(first)

    def _side_by_side(
        self, text: str, cites: Sequence[int], language: Language, around: str
    ) -> tuple[Evidence, ...] | None:
        """The evidence for each side of a sentence that cites several passages, if each side has its own."""
        sides = sides_of(text)
        if len(sides) < 2 or any(len(wording(side, language).words) < 2 for side in sides):
            return None
        verdicts = [
            self.verdict(side, cites[n : n + 1] or cites[-1:], language, around) for n, side in enumerate(sides)
        ]
        if any(verdict.reason for verdict in verdicts):
            return None
        return tuple(dict.fromkeys(evidence for verdict in verdicts for evidence in verdict.evidence)) or None

    def _candidates(self, reading: Reading, cites: Sequence[int]) -> list[list[Stretch]]:
        """What a statement may rest on: a passage that it cites, several, another; best first."""
        best = [stretch for source in self.sources if (stretch := reading.best(source))]
        best.sort(key=lambda s: -(reading.worth(s.borne, s.source.number) + 0.5 * (s.source.number in cites)))
        found = [[stretch] for stretch in best[:3]]
        cited = [stretch for stretch in best if stretch.source.number in cites]
        pairs = [cited[:2]] if len(cited) > 1 else []
        pairs += [[one, other] for one in best[:2] for other in best[:4] if one.source.number < other.source.number]
        return found + [pair for pair in pairs if _both_needed(reading, pair)]

    def _against(
        self, said: Said, words: Sequence[Word], signs: Signs, reading: Reading, stretches: Sequence[Stretch]
    ) -> Reason | None:
        unlike = score(signs) < _ENOUGH or (len(stretches) > 1 and signs.tight < _TOGETHER)
        if unlike and signs.covered < _HARDLY:
            return "unsupported"
        if wrong := misfigured.wrong_figure(said, stretches, self._said, self._days):
            return "date" if wrong == "date" else "number"
        asked = self._given.said
        if faults.unknown_name(words, stretches, Said(asked, language_of(asked, said.language))):
            return "name"
        if misfigured.swapped(said, stretches) or misfigured.astray(said, words, stretches):
            return "number"
        if contradictions.turned(said, stretches):
            return "negation"
        if faults.replaced(said, words, stretches):
            return "unsupported"
        borne_out: frozenset[int] = frozenset().union(*(s.borne | reading.above[s.source.number] for s in stretches))
        if faults.added(said, words, borne_out):
            return "unsupported"
        return "unsupported" if unlike else None

    def signs(
        self,
        text: str,
        words: Sequence[Word],
        language: Language,
        reading: Reading,
        stretches: Sequence[Stretch],
        cites: Sequence[int],
    ) -> Signs:
        """How well the stretches bear the statement out."""
        borne_out: frozenset[int] = frozenset().union(*(s.borne for s in stretches))
        above = frozenset().union(*(reading.above[s.source.number] for s in stretches)) - borne_out
        weights = [0.0 if n in above and not reading.weights[n] else w for n, w in enumerate(reading.weights)]
        total = sum(weights) or 1.0
        had = sum(weights[n] for n in borne_out) + 0.8 * sum(weights[n] for n in above)
        missing = sum(w for n, w in enumerate(weights) if n not in borne_out and n not in above)
        tight = _tight(text, words, weights, reading, stretches, above)
        near, above_mean, nearer = self._nearness(text, cites)
        foreign = float(all(s.source.passage.language != language for s in stretches))
        shared = sum(words[n].name or bool(words[n].figure) for n in borne_out)
        return Signs(
            had / total,
            _weakest(text, words, weights, borne_out | above),
            missing,
            near,
            above_mean,
            nearer,
            foreign,
            tight,
            min(3.0, float(shared)),
        )


def _weakest(text: str, words: Sequence[Word], weights: Sequence[float], borne_out: frozenset[int]) -> float:
    """The share that is borne out of the clause of which least is."""
    shares = [1.0]
    for inside in _by_clause(text, words):
        whole = sum(weights[n] for n in inside)
        if whole >= 1.5:
            shares.append(sum(weights[n] for n in inside if n in borne_out) / whole)
    return min(shares)


def _tight(
    text: str,
    words: Sequence[Word],
    weights: Sequence[float],
    reading: Reading,
    stretches: Sequence[Stretch],
    above: frozenset[int],
) -> float:
    held = whole = 0.0
    lines = [reading.of(line) for stretch in stretches for line in stretch.lines]
    for inside in _by_clause(text, words):
        held += max((sum(weights[n] for n in inside if n in line or n in above) for line in lines), default=0.0)
        whole += sum(weights[n] for n in inside)
    return held / whole if whole else 1.0


def _by_clause(text: str, words: Sequence[Word]) -> list[list[int]]:
    found, place = [], 0
    for clause in clauses_of(text):
        start = text.find(clause, place)
        place = start + len(clause)
        found.append([n for n, word in enumerate(words) if start <= word.start < place])
    return found


def _both_needed(reading: Reading, pair: Sequence[Stretch]) -> bool:
    one, other = pair
    return all(
        reading.worth(mine.borne - theirs.borne - reading.above[theirs.source.number]) >= 0.7
        for mine, theirs in ((one, other), (other, one))
    )


def score(signs: Signs) -> float:
    """Above nought: borne out. The weights were fitted, by answers, on all sets of tests/data/checking."""
    near = signs.near - _NEAR
    told = (
        signs.covered,
        signs.weakest,
        signs.tight,
        min(3.0, signs.missing),
        signs.figured,
        near,
        signs.above_mean,
        signs.nearer,
        signs.foreign,
        signs.foreign * near,
        signs.foreign * signs.covered,
    )
    return _BIAS + sum(weight * sign for weight, sign in zip(_WEIGHTS, told, strict=True))


_BIAS, _NEAR = -6.78, 0.87
_WEIGHTS = (3.92, -1.66, 3.57, 0.80, 0.10, 9.97, 20.50, 28.69, 0.36, 15.10, 0.91)
