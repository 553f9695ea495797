"""`python -m evaluation.fit_holding`: the weights of `bot/doubts.py`, from the shelf's cases and the fitted suites.

A logistic regression of whether a question has no answer in the library, on what is known of the sentences found for
it. What can only speak for holding back may have no weight against it, and the other way round: with few cases a
weight of the wrong sign is chance. Suites have their share of unanswerable questions evened out, for it is our choice.
Prints what to write into `bot/doubts.py`, and how well it tells the cases of each suite from the weights of the others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.doubts import Doubts, doubts
from bot.sufficiency import in_doubt
from evaluation.fit import gathered
from evaluation.suites import Suite, read_fitted, read_suites, stocked
from knowledge.library import Library

_SHRINK, _ROUNDS = 10.0, 3000
_UNANSWERABLE = 0.4
# They may only speak for holding back ...
_FOR = frozenset(
    "lacks uncounted numbers another stale strange_names rarest rest_of_few rest_of_short unfocused told_silent".split()
)
# ... and these only against it.
_AGAINST = frozenset(("margin", "near", "of_one"))
_NAMES = tuple(Doubts.__dataclass_fields__)
_SIGNS = np.array([(name in _FOR) - float(name in _AGAINST) for name in _NAMES])

Numbers = NDArray[np.float64]


def cases(suite: Suite, library: Library) -> Iterator[tuple[list[float], float]]:
    """What is known of each case in which the guide has to decide, and whether it has no answer."""
    for case, _, findings in gathered(suite, library):
        if case.on_topic and in_doubt(findings):
            yield list(astuple(doubts(findings.request, findings))), float(not case.answerable)


def fit(rows: Numbers, unanswerable: Numbers, share: Numbers) -> tuple[Numbers, float]:
    """A weight for each thing that is known, and one that always counts."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-6] = 1.0
    scaled = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    signs, shrink = np.append(_SIGNS, 0.0), np.append(np.full(rows.shape[1], _SHRINK), 0.0)
    step = 1 / (share.max() * np.linalg.norm(scaled, 2) ** 2 / 4 + _SHRINK)
    weights = ahead = np.zeros(scaled.shape[1])
    pace = 1.0
    for _ in range(_ROUNDS):
        wrong = 1 / (1 + np.exp(-scaled @ ahead)) - unanswerable
        moved = ahead - step * (scaled.T @ (share * wrong) + shrink * ahead)
        moved = np.where(signs * moved < 0, 0.0, moved)
        faster = (1 + np.sqrt(1 + 4 * pace**2)) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, faster
    raw = weights[:-1] / spread
    return raw, float(weights[-1] - mean @ raw)


def _shares(unanswerable: Numbers) -> Numbers:
    """How much each case of a suite counts."""
    of = unanswerable.mean()
    shares: Numbers = np.where(unanswerable > 0, _UNANSWERABLE / of, (1 - _UNANSWERABLE) / (1 - of))
    return shares


def _told_apart(scores: Numbers, unanswerable: Numbers) -> float:
    """How often one without an answer has the higher score than one with."""
    pairs = scores[unanswerable > 0][:, None] - scores[unanswerable == 0][None, :]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def learnt(known: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, float]:
    """The weights from several suites."""
    shares = np.hstack([_shares(truth) for _, truth in known])
    return fit(np.vstack([rows for rows, _ in known]), np.hstack([truth for _, truth in known]), shares)


def main() -> None:
    """Learn, and print the weights."""
    suites = [next(suite for suite in read_suites() if suite.name == "shelf"), *read_fitted()]
    known: list[tuple[Numbers, Numbers]] = []
    for suite in suites:
        with tempfile.TemporaryDirectory() as folder, stocked(suite.ground, Path(folder)) as library:
            every = list(cases(suite, library))
        known.append((np.array([row for row, _ in every]), np.array([truth for _, truth in every])))
    for place, suite in enumerate(suites):
        raw, _ = learnt(known[:place] + known[place + 1 :])
        rows, truth = known[place]
        print(
            f"{suite.name}: {len(truth)} cases, told apart by the others' weights {_told_apart(rows @ raw, truth):.3f}"
        )
    raw, always = learnt(known)
    print("\n".join(f"{name}={weight:.3f}," for name, weight in zip(_NAMES, raw, strict=True)))
    print(f"_ALWAYS = {always:.3f}")


if __name__ == "__main__":
    main()
