"""Whether the passages bear a statement out, and which sentences of them do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any, Literal

from numpy.typing import NDArray

from bot.checking import contradictions, crossed, faults, misfigured
from bot.checking.figures import Known, figures
from bot.checking.given import Given
from bot.checking.said import Said
from bot.checking.sources import Reading, Stretch, clauses_of, sides_of, sources_of
from bot.checking.weighing import Signs, score
from bot.checking.words import Word, borne, common_things, wording
from bot.citations import Evidence
from knowledge.language import language_of
from knowledge.orders import is_order
from knowledge.records import Language

Reason = Literal["number", "name", "date", "negation", "unsupported", "uncited", "order", "address"]
Alike = Callable[[Sequence[str], Sequence[str]], NDArray[Any]]

_HARDLY = 0.35
# Cosines count from here.
_NEAR = 0.87
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
            signs = self.signs(whole, words, language, reading, stretches, self._rests_on(cites, stretches))
            # What is said better elsewhere is not to be borne out by what only resembles it.
            if signs.covered < best:
                continue
            reason = self._against(Said(whole, language), words, signs, reading, stretches)
            if reason is None:
                return Verdict(None, tuple(Evidence(s.source.passage, s.first, s.last) for s in stretches))
            first = reason if not best else first
            settled = score(signs) >= 0
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
        unlike = score(signs) < 0 or (len(stretches) > 1 and signs.tight < _TOGETHER)
        if unlike and signs.covered < _HARDLY:
            return "unsupported"
        return self._fault(said, words, reading, stretches) or ("unsupported" if unlike else None)

    def _fault(
        self, said: Said, words: Sequence[Word], reading: Reading, stretches: Sequence[Stretch]
    ) -> Reason | None:
        if wrong := misfigured.wrong_figure(said, stretches, self._said, self._days):
            return "date" if wrong == "date" else "number"
        asked = self._given.said
        if faults.unknown_name(words, stretches, Said(asked, language_of(asked, said.language))):
            return "name"
        if misfigured.swapped(said, stretches) or misfigured.astray(said, words, stretches):
            return "number"
        if contradictions.turned(said, stretches):
            return "negation"
        parts = crossed.parts_of(words, said.language, stretches)
        above = frozenset().union(*(reading.above[s.source.number] for s in stretches))
        if crossed.given_to_another(_by_clause(said.text, words), words, parts, above):
            return "unsupported"
        if faults.replaced(said, words, stretches):
            return "unsupported"
        borne_out: frozenset[int] = frozenset().union(*(s.borne | reading.above[s.source.number] for s in stretches))
        return "unsupported" if faults.added(said, words, borne_out, stretches) else None

    def without_fault(self, text: str, cites: Sequence[int], language: Language) -> list[Signs]:
        """What speaks for a statement, for all that it may rest on and that does not speak against it: to fit by."""
        words, said = wording(text, language).words, Said(text, language)
        reading = Reading(words, language, self.sources)
        every = self._candidates(reading, cites)
        return [
            self.signs(text, words, language, reading, found, self._rests_on(cites, found))
            for found in every
            if not self._fault(said, words, reading, found)
        ]

    def _rests_on(self, cites: Sequence[int], stretches: Sequence[Stretch]) -> list[int]:
        return [n for n in cites if n <= len(self.sources)] or [s.source.number for s in stretches]

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
        total = sum(weights)
        had = sum(weights[n] for n in borne_out) + 0.8 * sum(weights[n] for n in above)
        missing = frozenset(range(len(words))) - borne_out - above
        unasked = missing - self._asked_in(words, language)
        near, above_mean, nearer = self._nearness(text, cites)
        clauses = _by_clause(text, words)
        parts = crossed.parts_of(words, language, stretches)

        def weighs(here: Iterable[int]) -> float:
            return min(3.0, sum(weights[n] for n in here))

        return Signs(
            covered=had / (total or 1.0),
            weakest=_weakest(text, words, weights, borne_out | above),
            tight=_tight(text, words, weights, reading, stretches, above),
            in_one_part=crossed.in_one_part(clauses, words, parts),
            rivalled=crossed.better_with_another(clauses, words, parts, above),
            missing=weighs(missing),
            known=weighs(n for n in unasked if words[n].things and not words[n].things <= common_things()),
            unknown=weighs(n for n in unasked if not words[n].things),
            elsewhere=weighs(missing & reading.ever),
            novel=weighs(unasked - reading.ever),
            length=log1p(total),
            lines=float(sum(len(s.lines) for s in stretches)),
            passages=float(len(stretches) > 1),
            figured=min(3.0, float(sum(words[n].name or bool(words[n].figure) for n in borne_out))),
            near=near - _NEAR,
            here=self._nearest_of(text, stretches) - _NEAR,
            above_mean=above_mean,
            nearer=nearer,
            foreign=float(all(s.source.passage.language != language for s in stretches)),
        )

    def _asked_in(self, words: Sequence[Word], language: Language) -> frozenset[int]:
        asked = self._given.said
        return borne(words, wording(asked, language_of(asked, language)), language)

    def _nearest_of(self, text: str, stretches: Sequence[Stretch]) -> float:
        places = {(s.source.number, line.place) for s in stretches for line in s.lines}
        cosines = zip(self._lines, self._cosines[text], strict=True)
        return max((float(cosine) for line, cosine in cosines if (line.number, line.place) in places), default=0.0)


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
