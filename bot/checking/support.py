"""Whether the passages bear a statement out, and which sentences of them do."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from numpy.typing import NDArray

from bot.checking import faults
from bot.checking.figures import Known, figures
from bot.checking.given import Given
from bot.checking.sources import Reading, Source, Stretch, clauses_of, sources_of
from bot.checking.words import Word, wording
from bot.citations import Evidence
from bot.orders import is_order
from knowledge.records import Language

Reason = Literal["number", "name", "date", "negation", "unsupported", "uncited", "order", "address"]
Alike = Callable[[Sequence[str], Sequence[str]], NDArray[Any]]

# How sure one must be; fitted, see tests/data/checking.
_ENOUGH = 0.0


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
    """Cosine with the sentences it rests on."""
    foreign: float


class Checker:
    """Holds statements against the passages."""

    def __init__(self, given: Given, alike: Alike) -> None:
        self.sources = sources_of(given)
        self._given, self._alike = given, alike
        self._said, self._days = Known([given.said]), Known([], given.days)

    def verdict(self, text: str, cites: Sequence[int], language: Language, around: str = "") -> Verdict:
        """Whether a statement stands. `around` is what it stands under: the label of its row and column."""
        if is_order(text):
            return Verdict("order")
        whole = f"{around}: {text}" if around else text
        words = wording(whole, language).words
        if not words and not any(True for _ in figures(text)):
            return Verdict()
        reading = Reading(words, language, self.sources)
        tried: list[Reason] = []
        for stretches in self._candidates(reading, cites):
            reason = self._against(whole, words, language, reading, stretches)
            if reason is None:
                return Verdict(None, tuple(Evidence(s.source.passage, s.first, s.last) for s in stretches))
            tried.append(reason)
        return Verdict(tried[0] if tried else "uncited")

    def _candidates(self, reading: Reading, cites: Sequence[int]) -> list[list[Stretch]]:
        """What a statement may rest on: a passage that it cites, several, another; best first."""
        best = [stretch for source in self.sources if (stretch := reading.best(source))]
        best.sort(key=lambda s: (-(reading.worth(s.borne, s.source.number) + 0.5 * (s.source.number in cites))))
        found = [[stretch] for stretch in best[:3]]
        cited = [stretch for stretch in best if stretch.source.number in cites]
        pairs = [cited[:2]] if len(cited) > 1 else []
        pairs += [[one, other] for one in best[:2] for other in best[:4] if one.source.number < other.source.number]
        return found + [pair for pair in pairs if _both_needed(reading, pair)]

    def _against(
        self, text: str, words: Sequence[Word], language: Language, reading: Reading, stretches: Sequence[Stretch]
    ) -> Reason | None:
        signs = self.signs(text, words, language, reading, stretches)
        unlike = score(signs) < _ENOUGH
        if unlike and signs.covered < 0.35:
            return "unsupported"
        if wrong := faults.wrong_figure(text, stretches, self._said, self._days):
            return "date" if wrong == "date" else "number"
        if faults.unknown_name(words, stretches, language, self._given.said):
            return "name"
        if faults.swapped(text, language, stretches):
            return "number"
        if faults.turned(text, language, stretches):
            return "negation"
        borne_out = frozenset().union(*(s.borne | reading.above[s.source.number] for s in stretches))
        if faults.added(text, words, borne_out, " ".join(s.text for s in stretches)):
            return "unsupported"
        return "unsupported" if unlike else None

    def signs(
        self, text: str, words: Sequence[Word], language: Language, reading: Reading, stretches: Sequence[Stretch]
    ) -> Signs:
        """How well the stretches bear the statement out."""
        borne_out: frozenset[int] = frozenset().union(*(s.borne for s in stretches))
        above = frozenset().union(*(reading.above[s.source.number] for s in stretches)) - borne_out
        weights = [0.0 if n in above and not reading.weights[n] else w for n, w in enumerate(reading.weights)]
        total = sum(weights) or 1.0
        had = sum(weights[n] for n in borne_out) + 0.8 * sum(weights[n] for n in above)
        missing = sum(w for n, w in enumerate(weights) if n not in borne_out and n not in above)
        near = float(self._alike([text], [" ".join(s.text for s in stretches)])[0][0])
        foreign = float(all(s.source.passage.language != language for s in stretches))
        return Signs(had / total, _weakest(text, words, weights, borne_out | above), missing, near, foreign)


def _weakest(text: str, words: Sequence[Word], weights: Sequence[float], borne_out: frozenset[int]) -> float:
    """The share that is borne out of the clause of which least is."""
    shares, place = [1.0], 0
    for clause in clauses_of(text):
        start = text.find(clause, place)
        place = start + len(clause)
        inside = [n for n, word in enumerate(words) if start <= word.start < place]
        whole = sum(weights[n] for n in inside)
        if whole >= 1.5:
            shares.append(sum(weights[n] for n in inside if n in borne_out) / whole)
    return min(shares)


def _both_needed(reading: Reading, pair: Sequence[Stretch]) -> bool:
    one, other = pair
    return all(
        reading.worth(mine.borne - theirs.borne - reading.above[theirs.source.number]) >= 0.7
        for mine, theirs in ((one, other), (other, one))
    )


def score(signs: Signs) -> float:
    """Above nought: borne out."""
    return (
        6.0 * (signs.covered - 0.62) + 2.0 * (signs.weakest - 0.5) - 0.25 * max(0.0, signs.missing - 1.0)
        + 14.0 * (signs.near - 0.87) + 0.4 * signs.foreign
    )  # fmt: skip


__all__ = ["Alike", "Checker", "Reason", "Signs", "Source", "Verdict", "math", "re", "score"]
