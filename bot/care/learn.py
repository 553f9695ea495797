"""`python -m bot.care.learn`: learns from the exemplars what messages are about; with `--measure`, says how well."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.care import letters, sense
from bot.care.likelihood import mixed
from bot.care.reading import TOPICS, Reading
from bot.care.sense import KINDS, Numbers, Sense, by_kind, softmax
from bot.conversation import Topic
from knowledge.embeddings import LocalEmbeddings
from knowledge.records import LANGUAGES

EXEMPLARS = Path(__file__).with_name("exemplars")
_NETWORKS = 3
_HIDDEN = 192
_ROUNDS = 350
_STEP = 0.005
_KEPT = 0.6
_SHRINK = 3e-4
# Vectors of this model lie close together: without this the rounds would have to be ten times as many.
_SPREAD = 10.0
_HANDS = (
    "in_passing",
    "other_ways",
    "still_other_ways",
    "yet_other_ways",
    "one_more_way",
    "between_lines",
    "as_spoken",
    "in_other_mouths",
    "as_it_comes",
    "at_three_in_the_morning",
    "said_after",
    "once_again",
)
"""Manners that were each written in one go over all kinds, without a look at the others."""
_FOLDS = 10

Kinds = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """Something that a person might write."""

    text: str
    kind: str
    manner: str

    @property
    def topic(self) -> Topic | None:
        """What it should be recognised as."""
        return "distress" if self.kind == "acute" else next((t for t in TOPICS if t == self.kind), None)


def exemplars() -> list[Exemplar]:
    """Every exemplar of every language."""
    found = []
    for language in LANGUAGES:
        kinds = tomllib.loads((EXEMPLARS / f"{language}.toml").read_text(encoding="utf-8"))
        for kind, manners in kinds.items():
            for manner, lines in manners.items():
                found += [Exemplar(line, kind, manner) for line in lines.strip().splitlines()]
    return found


def fit(vectors: Numbers, kinds: Kinds) -> Sense:
    """Networks learnt by Adam with dropout; the same for the same exemplars."""
    centre = vectors.mean(axis=0)
    rows = ((vectors - centre) * _SPREAD).astype(np.float32)
    learnt = [_network(rows, kinds, np.random.default_rng(seed)) for seed in range(_NETWORKS)]
    hidden, hidden_bias, out, out_bias = (np.stack(parts) for parts in zip(*learnt, strict=True))
    return Sense(centre, hidden * _SPREAD, hidden_bias, out, out_bias)


def _network(rows: Numbers, kinds: Kinds, chance: np.random.Generator) -> list[Numbers]:
    sizes = [(rows.shape[1], _HIDDEN), (_HIDDEN,), (_HIDDEN, len(KINDS)), (len(KINDS),)]
    weights: list[Numbers] = [
        (chance.normal(size=size) / np.sqrt(size[0]) if len(size) > 1 else np.zeros(size)).astype(np.float32)
        for size in sizes
    ]
    momentum = [np.zeros_like(each) for each in weights]
    spread = [np.zeros_like(each) for each in weights]
    share, wanted = _share(kinds), np.eye(len(KINDS), dtype=np.float32)[kinds]
    for turn in range(1, _ROUNDS + 1):
        kept = ((chance.random(_HIDDEN) < _KEPT) / _KEPT).astype(np.float32)
        slopes = _slopes(rows, weights, kept, wanted, share)
        step = _STEP * np.sqrt(1 - 0.999**turn) / (1 - 0.9**turn)
        for index, slope in enumerate(slopes):
            momentum[index] = 0.9 * momentum[index] + 0.1 * slope
            spread[index] = 0.999 * spread[index] + 0.001 * slope**2
            change = step * momentum[index] / (np.sqrt(spread[index]) + 1e-8)
            weights[index] = (weights[index] - change).astype(np.float32)
    return weights


def _slopes(rows: Numbers, weights: Sequence[Numbers], kept: Numbers, wanted: Numbers, share: Numbers) -> list[Numbers]:
    hidden, hidden_bias, out, out_bias = weights
    layer = np.maximum(rows @ hidden + hidden_bias, 0) * kept
    wrong = (softmax(layer @ out + out_bias) - wanted) * share
    behind = (wrong @ out.T) * (layer > 0) * kept
    return [
        rows.T @ behind + _SHRINK * hidden,
        behind.sum(axis=0),
        layer.T @ wrong + _SHRINK * out,
        wrong.sum(axis=0),
    ]


# The letters
_LETTER_ROUNDS = 40
_LETTER_STEP = 0.1


def fit_letters(texts: Sequence[str], kinds: Kinds) -> tuple[Numbers, Numbers]:
    """The weights and the bias of a linear model, learnt by Adam; the same for the same exemplars."""
    read, share, wanted = letters.rows_of(texts), _share(kinds), np.eye(len(KINDS), dtype=np.float32)[kinds]
    rows, shape = read.rows, (letters.PLACES, len(KINDS))
    weights, bias = np.zeros(shape, dtype=np.float32), np.zeros(len(KINDS), dtype=np.float32)
    momentum, spread = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, _LETTER_ROUNDS + 1):
        summed = np.add.reduceat(weights[read.places] * read.weights[:, None], read.starts, axis=0)
        wrong = (softmax(summed + bias) - wanted) * share
        slope = np.stack(
            [np.bincount(read.places, read.weights * wrong[rows, kind], letters.PLACES) for kind in range(len(KINDS))],
            axis=1,
        ).astype(np.float32)
        momentum = 0.9 * momentum + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        change = momentum / (1 - 0.9**turn) / (np.sqrt(spread / (1 - 0.999**turn)) + 1e-6)
        weights -= (_LETTER_STEP * change).astype(np.float32)
        bias -= wrong.sum(axis=0).astype(np.float32)
    return weights, bias


def likely_by_letters(model: tuple[Numbers, Numbers], texts: Sequence[str]) -> Numbers:
    """The likelihoods that letters just learnt give."""
    weights, bias = model
    return letters.Letters(weights, np.ones(len(KINDS), dtype=np.float32), bias).likely(texts)


def _share(kinds: Kinds) -> Numbers:
    """What each exemplar counts for: those of a small kind for more than their number."""
    counted = 1 / np.sqrt(np.bincount(kinds, minlength=len(KINDS)).clip(min=1))[kinds]
    return np.asarray((counted / counted.sum())[:, None].astype(np.float32))


# Measuring

FoldOf = Callable[[Exemplar], int | None]


def by_hand(exemplar: Exemplar) -> int | None:
    """Everything that was written in one go is left out together."""
    return _HANDS.index(exemplar.manner) if exemplar.manner in _HANDS else None


def by_manner(known: Sequence[Exemplar]) -> FoldOf:
    """Each manner of a kind is left out whole, in all languages."""
    of_kind = {kind: list(dict.fromkeys(e.manner for e in known if e.kind == kind)) for kind in KINDS}
    return lambda exemplar: of_kind[exemplar.kind].index(exemplar.manner) % _FOLDS


def report(known: Sequence[Exemplar], vectors: Numbers, kinds: Kinds, fold_of: FoldOf) -> Iterator[str]:
    """How many are recognised, and how many wrongly, by what has not seen their like: with and without the model."""
    folds = np.array([-1 if (fold := fold_of(exemplar)) is None else fold for exemplar in known])
    texts = np.array([exemplar.text for exemplar in known])
    wanted: list[Topic | None] = []
    whole: list[Reading] = []
    without: list[Reading] = []
    for fold in sorted(set(folds) - {-1}):
        held = folds == fold
        spelt = likely_by_letters(fit_letters(list(texts[~held]), kinds[~held]), list(texts[held]))
        meaning = fit(vectors[~held], kinds[~held]).likely(vectors[held])
        wanted += [exemplar.topic for exemplar, is_held in zip(known, held, strict=True) if is_held]
        whole += _read(texts[held], mixed(meaning, spelt))
        without += _read(texts[held], spelt)
    for name, given in (
        ("signs alone", [reading.by_signs() for reading in whole]),
        ("signs and letters, without the model", [reading.topic() for reading in without]),
        ("all", [reading.topic() for reading in whole]),
    ):
        distress = [[topic if topic == "distress" else None for topic in topics] for topics in (wanted, given)]
        yield f"  {name}: {_rates(wanted, given)}; distress alone: {_rates(*distress)}"


def _read(texts: Iterable[str], rows: Numbers) -> list[Reading]:
    return [Reading.told(text, [likely]) for text, likely in zip(texts, by_kind(rows), strict=True)]


def _rates(wanted: Sequence[Topic | None], given: Sequence[Topic | None]) -> str:
    both = sum(w is not None and g is not None for w, g in zip(wanted, given, strict=True))
    right = sum(w == g for w, g in zip(wanted, given, strict=True))
    recall = both / sum(w is not None for w in wanted)
    precision = both / max(1, sum(g is not None for g in given))
    return f"recall {recall:.3f}, precision {precision:.3f}, topic right {right / len(wanted):.3f}"


def main() -> None:
    """Learn, and write the files."""
    parser = argparse.ArgumentParser(prog="python -m bot.care.learn", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="leave out exemplars of a kind, learn, and count")
    asked, embeddings, known = parser.parse_args(), LocalEmbeddings(), exemplars()
    vectors = np.stack([embeddings.question(exemplar.text) for exemplar in known])
    kinds = np.array([KINDS.index(exemplar.kind) for exemplar in known])
    if asked.measure:
        for name, fold_of in (("Another hand", by_hand), ("Another manner", by_manner(known))):
            print("\n".join([f"{name}:", *report(known, vectors, kinds, fold_of)]), flush=True)
    sense.write(fit(vectors, kinds))
    letters.write(*fit_letters([exemplar.text for exemplar in known], kinds))
    print(f"Learnt from {len(known)} exemplars.")


if __name__ == "__main__":
    main()
