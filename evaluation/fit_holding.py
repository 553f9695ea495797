"""`python -m evaluation.fit_holding`: the weights and the threshold of `bot/doubts.py`, from the shelf's cases and the
fitted suites.

Of the sentences that were found for a question and of holding back, what is right should have the largest share: a
sentence with the fact, or holding back where there is no answer. What can only speak for holding back may have no
weight against it, and the other way round: with few cases a weight of the wrong sign is chance. Suites have their
share of unanswerable questions evened out, for it is our choice. Prints, suite by suite, how well the weights of the
others tell its cases apart, with the threshold that does best on the others, and what to write into `bot/doubts.py`
and `bot/sufficiency.py`. Vectors are kept in the file that is given with `--vectors`.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.doubts import Doubts, all_doubts
from bot.sufficiency import in_doubt
from evaluation.fit import gathered, is_right
from evaluation.kept_vectors import KeptVectors
from evaluation.suites import Suite, read_fitted, read_suites, stocked
from ingest.shelf import VECTORS
from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings
from knowledge.library import Library

_SHRINK, _STEP, _ROUNDS = 0.004, 0.05, 1500
_UNANSWERABLE = 0.4
# Of the questions that people ask on its subject, so many may have no answer: precision depends on it.
_EXPECTED = 0.28
# They may only speak for holding back ...
_FOR = frozenset(
    "behind lacks leaves_open unsettled uncounted numbers another instead stale strange_key strange_names absent "
    "absent_around absent_throughout rarest rarest_around rarest_throughout matter matter_untyped rarest_untyped "
    "headed rest_of_few rest_of_short unfocused told_silent".split()
)
# ... and these only against it.
_AGAINST = frozenset(("margin", "fits", "near", "of_one"))
_NAMES = tuple(Doubts.__dataclass_fields__)
_SIGNS = np.array([(name in _FOR) - float(name in _AGAINST) for name in _NAMES])

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of the sentences found for a question, and which of them answer it."""

    known: Numbers
    right: Numbers
    answerable: bool


class Weights(NamedTuple):
    """A weight for each thing that is known, and what is always added."""

    each: Numbers
    always: float

    def doubts(self, questions: Sequence[Question]) -> Numbers:
        """How doubtful the least doubtful sentence of each question is."""
        return np.array([(question.known @ self.each).min() + self.always for question in questions])


def questions(suite: Suite, library: Library) -> Iterator[Question]:
    """The cases of a suite in which the guide has to decide."""
    for case, _, findings in gathered(suite, library):
        if case.on_topic and in_doubt(findings):
            judged = all_doubts(findings.request, findings)
            right = [case.answerable and is_right(case, line) for line, _ in judged]
            known = np.array([astuple(each) for _, each in judged])
            yield Question(known, np.array(right, dtype=float), case.answerable)


def fit(suites: Sequence[Sequence[Question]]) -> Weights:
    """What tells right from wrong on these suites."""
    chosen = [[q for q in suite if not q.answerable or q.right.any()] for suite in suites]
    every = [question for suite in chosen for question in suite]
    shares = np.hstack([_shares(suite) for suite in chosen]) / len(every)
    rows = np.vstack([question.known for question in every])
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-6] = 1.0
    scaled = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    of = np.repeat(np.arange(len(every)), [len(question.known) for question in every])
    right = np.hstack([question.right for question in every])
    answerable = np.array([question.answerable for question in every])

    def slope(weights: Numbers) -> Numbers:
        told = np.exp(np.clip(-scaled @ weights, -30, 30))
        whole = 1 + np.bincount(of, told)
        wanted = np.bincount(of, told * right)
        pull = np.where(answerable[of], told * right / np.maximum(wanted, 1e-12)[of], 0.0) - told / whole[of]
        return np.asarray(scaled.T @ (shares[of] * pull))

    weights = _climbed(slope, np.append(_SIGNS, 0.0))
    each = weights[:-1] / spread
    return Weights(each, float(weights[-1] - mean @ each))


def _climbed(slope: Callable[[Numbers], Numbers], signs: Numbers) -> Numbers:
    """The weights at the bottom of the loss (Adam), none of the wrong sign and all but the last held small."""
    weights, pace, push = (np.zeros(len(signs)) for _ in range(3))
    shrink = np.append(np.full(len(signs) - 1, 2 * _SHRINK), 0.0)
    for round_ in range(1, _ROUNDS + 1):
        downhill = slope(weights) + shrink * weights
        push = 0.9 * push + 0.1 * downhill
        pace = 0.999 * pace + 0.001 * downhill**2
        step = _STEP * min(1.0, 4 * (1 - round_ / (_ROUNDS + 1)))
        weights = weights - step * (push / (1 - 0.9**round_)) / (np.sqrt(pace / (1 - 0.999**round_)) + 1e-8)
        weights = np.where(signs * weights < 0, 0.0, weights)
    return weights


def _shares(suite: Sequence[Question]) -> Numbers:
    """How much each case of a suite counts."""
    answerable = np.array([question.answerable for question in suite])
    shares = np.where(answerable, (1 - _UNANSWERABLE) / answerable.mean(), _UNANSWERABLE / (1 - answerable.mean()))
    return np.asarray(shares)


def told_apart(doubts: Numbers, suite: Sequence[Question]) -> float:
    """How often a question without an answer is more doubtful than one with."""
    answerable = np.array([question.answerable for question in suite])
    pairs = doubts[~answerable][:, None] - doubts[answerable][None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def precision_and_recall(doubts: Numbers, suite: Sequence[Question], threshold: float) -> tuple[float, float]:
    """Of holding back, where the least doubtful sentence is as doubtful as the threshold, if so many questions had no
    answer as are expected to."""
    unanswerable = np.array([not question.answerable for question in suite])
    held = doubts >= threshold
    recall, wrongly = float(held[unanswerable].mean()), float(held[~unanswerable].mean())
    right = _EXPECTED * recall
    return float(right / max(1e-9, right + (1 - _EXPECTED) * wrongly)), recall


def best_threshold(doubts: Sequence[Numbers], suites: Sequence[Sequence[Question]]) -> float:
    """Where the lesser of precision and recall, each the mean over the suites, is largest."""

    def lesser(threshold: float) -> float:
        each = [precision_and_recall(one, suite, threshold) for one, suite in zip(doubts, suites, strict=True)]
        return min(float(np.mean(of)) for of in zip(*each, strict=True))

    return max((step / 20 for step in range(-20, 61)), key=lesser)


def main() -> None:
    """Learn, and print the weights."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.fit_holding")
    parser.add_argument("--vectors", type=Path, default=Path(tempfile.gettempdir()) / "fit_holding.npz")
    model = KeptVectors(ShippedEmbeddings(LocalEmbeddings(), VECTORS), parser.parse_args().vectors)
    suites = [next(suite for suite in read_suites() if suite.name == "shelf"), *read_fitted()]
    known: list[list[Question]] = []
    for suite in suites:
        with tempfile.TemporaryDirectory() as folder, stocked(suite.ground, Path(folder), model) as library:
            known.append(list(questions(suite, library)))
        model.write()
    report([suite.name for suite in suites], known)


def report(names: Sequence[str], known: Sequence[Sequence[Question]]) -> None:
    """Print how well each suite is told apart by the others' weights and threshold, and the weights of all."""
    unseen = [fit([*known[:place], *known[place + 1 :]]).doubts(suite) for place, suite in enumerate(known)]
    for place, (name, suite) in enumerate(zip(names, known, strict=True)):
        others = [*known[:place], *known[place + 1 :]]
        threshold = best_threshold([*unseen[:place], *unseen[place + 1 :]], others)
        curve = [precision_and_recall(unseen[place], suite, at) for at in (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0)]
        at_threshold = precision_and_recall(unseen[place], suite, threshold)
        print(
            f"{name}: {len(suite)} cases, told apart {told_apart(unseen[place], suite):.3f}, "
            f"precision {at_threshold[0]:.2f} and recall {at_threshold[1]:.2f} at {threshold:.2f}; "
            f"curve {' '.join(f'{precision:.2f}/{recall:.2f}' for precision, recall in curve)}"
        )
    weights = fit(known)
    print("\n".join(f"{name}={weight:.3f}," for name, weight in zip(_NAMES, weights.each, strict=True)))
    print(f"_ALWAYS = {weights.always:.3f}")
    print(f"_IN_DOUBT = {1 / (1 + np.exp(-best_threshold(unseen, known))):.3f}")


if __name__ == "__main__":
    main()
