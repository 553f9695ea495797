"""`python -m evaluation.fit`: the weights of `bot/signals.py` and `bot/choosing.py`, learnt from the shelf's cases and
the fitted suites.

One linear score a sentence, and one for holding back: of a question's sentences and holding back, that which is
right should have the largest share. On top of it, for the order in which sentences are told, what `Bearing` sees.
Prints what to write into those files; the unseen suites say how good it is.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.assistant import Assistant
from bot.choosing import Bearing
from bot.compose.draft import sentence
from bot.evidence import Line
from bot.gather import Findings, gather
from bot.memory import Memory, now
from bot.naming import known_paths
from bot.signals import Signals
from bot.slips import read_as, respelled
from bot.understand import Request, understand
from evaluation.cases import Case
from evaluation.suites import TODAY, Suite, read_fitted, read_suites, stocked
from evaluation.texts import document_name, flattened, says_any
from knowledge.library import Library

_PURPOSES = ("question", "courses", "events")
_QUESTION = ("asks", "leans", "longer")
_SHRINK, _STEP, _ROUNDS = 0.005, 0.03, 300
# What is told first is fitted on fewer questions.
_SHRINK_TOLD = 0.05

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with the signals of its sentences, and which are right: none where the guide should hold back."""

    signals: Numbers
    right: Numbers
    bearings: Numbers
    scores: Numbers


def gathered(suite: Suite, library: Library) -> Iterator[tuple[Case, Request, Findings]]:
    """Each case of a suite with what is understood of its question and found for it."""
    memory = Memory(library.catalogue.engine, keep_days=1)
    assistant = Assistant(library, memory, today=lambda: TODAY, question_limit=2000)
    paths = known_paths(library)
    for case in suite.cases:
        conversation = asyncio.run(after(case.turns, assistant))
        recalled = memory.recall(conversation, now()) if conversation else memory.begin(now())
        question = respelled(case.question, read_as(case.question, library))
        request = understand(question, recalled, paths, None)
        yield case, request, gather(request, library, TODAY)


def choices(suite: Suite, library: Library) -> Iterator[Choice]:
    """What the guide has to choose from in each case of a suite."""
    for case, request, findings in gathered(suite, library):
        lines = findings.lines
        right = [is_right(case, line) for line in lines]
        if lines and request.purpose in _PURPOSES and (any(right) if case.answerable else case.answers == "abstained"):
            yield Choice(
                signals=np.array([_row(request, line) for line in lines]),
                right=np.array(right, dtype=float),
                bearings=np.array([astuple(line.bearing) for line in lines]),
                scores=np.array([line.score for line in lines]),
            )


async def after(turns: Sequence[str], assistant: Assistant) -> str | None:
    """The conversation in which these questions were asked; None without any."""
    conversation: str | None = None
    for question in turns:
        async for piece in assistant.reply(question, conversation):
            conversation = getattr(piece, "conversation", conversation)
    return conversation


def is_right(case: Case, line: Line) -> bool:
    """It says one of the facts, on a right document."""
    there = document_name(line.passage.ingested) in case.documents
    said = flattened(sentence(line.passage, line.number))
    return there and any(says_any(said, alternatives) for alternatives in case.facts)


def _row(request: Request, line: Line) -> list[float]:
    long = math.log(max(1, len(request.question.split())))
    return [*astuple(line.signals), float(request.asks is not None), float(bool(request.before)), long]


def fit(every: Sequence[Choice]) -> tuple[Numbers, float]:
    """A weight for each signal and for what is known of the question, and the score of holding back."""
    stacked = np.vstack([choice.signals for choice in every])
    mean, spread = stacked.mean(axis=0), stacked.std(axis=0) + 1e-6
    scaled = [((choice.signals - mean) / spread, choice.right) for choice in every]
    weights = _climbed(lambda w: sum((_slope(w, *each) for each in scaled), np.zeros_like(w)), len(scaled), len(mean))
    raw = weights[:-1] / spread
    return raw, float(weights[-1] + mean @ raw)


def fit_told(every: Sequence[Choice]) -> Numbers:
    """A weight for each field of `Bearing`, beside the score as it is."""
    answered = [choice for choice in every if choice.right.any()]
    spread = np.vstack([choice.bearings for choice in answered]).std(axis=0) + 1e-6

    def slope(weights: Numbers) -> Numbers:
        each = (_slope_told(weights, c.bearings / spread, c.scores, c.right) for c in answered)
        return np.asarray(sum(each, np.zeros_like(weights)))

    return np.asarray(_climbed(slope, len(answered), len(spread), shrink=_SHRINK_TOLD, free=0) / spread)


def _climbed(
    slope_at: Callable[[Numbers], Numbers], questions: int, width: int, *, shrink: float = _SHRINK, free: int = 1
) -> Numbers:
    """The weights at the top (Adam). The last `free` ones stand beside the others and are not held small."""
    weights, pace, push = np.zeros(width + free), np.zeros(width + free), np.zeros(width + free)
    for round_ in range(1, _ROUNDS + 1):
        slope = slope_at(weights) / questions
        slope[:width] -= shrink * weights[:width]
        push = 0.9 * push + 0.1 * slope
        pace = 0.999 * pace + 0.001 * slope**2
        weights = weights + _STEP * (push / (1 - 0.9**round_)) / (np.sqrt(pace / (1 - 0.999**round_)) + 1e-8)
    return weights


def _slope_told(weights: Numbers, rows: Numbers, scores: Numbers, right: Numbers) -> Numbers:
    shares = _shares(scores + rows @ weights)
    wanted = shares * right
    return np.asarray(rows.T @ (wanted / max(wanted.sum(), 1e-12) - shares))


def _shares(scores: Numbers) -> Numbers:
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


def _slope(weights: Numbers, rows: Numbers, right: Numbers) -> Numbers:
    scores = np.append(rows @ weights[:-1], weights[-1])
    shares = _shares(scores)
    wanted = np.append(shares[:-1] * right, 0.0 if right.any() else 1.0)
    wanted /= max(wanted.sum(), 1e-12)
    return np.append(rows.T @ (wanted - shares)[:-1], (wanted - shares)[-1])


def main() -> None:
    """Learn, and print the weights."""
    suites = [next(suite for suite in read_suites() if suite.name == "shelf"), *read_fitted()]
    every: list[Choice] = []
    for suite in suites:
        with tempfile.TemporaryDirectory() as folder, stocked(suite.ground, Path(folder)) as library:
            every += choices(suite, library)
    raw, silence = fit(every)
    names = (*Signals.__dataclass_fields__, *_QUESTION)
    print(f"{len(every)} questions, {sum(choice.right.any() for choice in every)} with an answer")
    print("\n".join(f"{name}={weight:.2f}" for name, weight in zip(names, raw, strict=True)))
    print(f"holding back={silence:.2f}")
    told = zip(Bearing.__dataclass_fields__, fit_told(every), strict=True)
    print("told:", *(f"{name}={weight:.2f}" for name, weight in told), sep="\n")


if __name__ == "__main__":
    main()
