"""The weights by which `bot.checking` tells what is borne out, fitted on labelled sentences: logistic regression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.checking.support import Alike, Checker
from bot.checking.weighing import FITTED, Signs
from evaluation.checking import Answered, answers
from knowledge.language import language_of

_RIDGE = 3.0
_ROUNDS = 60
# Where the line lies: so much of what is true, and not at fault, may fall below it.
_LOST = 0.045


def write_weights(alike: Alike, names: Sequence[str]) -> None:
    """Fit the weights on these sets and write them where the check reads them."""
    told = [
        (signs.told(), true) for name in names for answered in answers(name) for signs, true in _signs(answered, alike)
    ]
    columns = list(told[0][0])
    signs = np.array([[row[name] for name in columns] for row, _ in told])
    truths = np.array([true for _, true in told])
    weights = _fitted(signs, truths)
    bias = -float(np.quantile(signs[truths] @ weights, _LOST))
    rows = [("bias", bias), *zip(columns, map(float, weights), strict=True)]
    FITTED.write_text("".join(f"{name}\t{weight:.3f}\n" for name, weight in rows), encoding="utf-8")


def _signs(answered: Answered, alike: Alike) -> Iterator[tuple[Signs, bool]]:
    """Of each sentence that no rule finds at fault, what bears it out best."""
    checker = Checker(answered.given, alike)
    checker.read([each.bare for each in answered.sentences])
    spoken = language_of(answered.given.said, "en")
    for each in answered.sentences:
        found = checker.without_fault(each.bare, each.cites, language_of(each.bare, spoken))
        if found and not (each.kind == "advice" and not each.cites):
            yield max(found, key=lambda signs: signs.covered - 0.05 * signs.passages), each.true


def _fitted(signs: NDArray[Any], truths: NDArray[Any]) -> NDArray[Any]:
    """Ridge-penalised logistic regression, by Newton's method, over signs of equal spread."""
    spread = signs.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(signs)), (signs - signs.mean(axis=0)) / spread])
    weights = np.zeros(scaled.shape[1])
    penalty = _RIDGE * np.r_[0.0, np.ones(scaled.shape[1] - 1)]
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (likely - truths) + penalty * weights
        bend = (scaled.T * (likely * (1 - likely))) @ scaled + np.diag(penalty + 1e-9)
        weights -= np.linalg.solve(bend, slope)
    return np.asarray(weights[1:] / spread)
