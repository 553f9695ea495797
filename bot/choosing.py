"""Which of the sentences that bear on a question are told: what speaks for each, beside `signals` (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter, mul

from bot import cues
from bot.signals import Signals
from knowledge.keywords import words
from knowledge.records import Passage


@dataclass(frozen=True, slots=True)
class Bearing:
    """What speaks for telling a sentence, most of it from 0 to 1."""

    own: float = 0.0
    """Share of the question's words that the sentence itself has."""
    heading: float = 0.0
    """Share of its heading's words that the question has."""
    answers_heading: float = 0.0
    """The same where the heading asks something."""
    label: float = 0.0
    """Its heading, or what stands before its colon, names what is asked for: a price, a date, ..."""
    key: float = 0.0
    """Of a row or a line with a colon: share of the words before the first stroke or colon that the question has."""
    other_key: float = 0.0
    """It is a row or such a line, and the question has none of those words."""
    document: float = 0.0
    """How much of the question's words its document has, of what the best document has."""
    place: float = 0.0
    """How far at the front a search found its passage."""
    front: float = 0.0
    """It stands in the passage that a search found first."""
    pointed: float = 0.0
    """The conversation points at its document first of all."""
    leads: float = 0.0
    """It leads up to what follows it, and says little itself."""
    beside: float = 0.0
    """The better cosine of the two sentences around it."""
    page: float = 0.0
    """It is no page of the shelf."""
    opening: float = 0.0
    """It opens its passage."""
    length: float = 0.0
    """How long it is, of a long sentence."""
    pairs: float = 0.0
    """Neighbouring words of the question that it has as neighbours, too."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a passage before its sentences are looked at."""

    asked: frozenset[str]
    """The stems of the question's words, in any of the languages."""
    weights: Sequence[tuple[tuple[str, ...], float]]
    """Each word's stems, and how much it counts."""
    pairs: Collection[tuple[str, str]]
    kind: str | None
    """What is asked for."""
    heading: Sequence[str]
    """The stems of the innermost heading."""
    heading_asks: bool
    heading_names: bool
    document: float
    place: int
    pointed: bool


_LONG = 40
_LONGEST_KEY = 60


def bearing(
    passage: Passage, number: int, text: str, stems: Sequence[str], nearness: Sequence[float], around: Around
) -> Bearing:
    own = set(stems)
    every = sum(weight for _, weight in around.weights)
    said = sum(weight for forms, weight in around.weights if not own.isdisjoint(forms))
    heading = share(around.heading, around.asked)
    key, named = _key(text)
    keyed = share(stems[:named], around.asked) if key else 0.0
    near = [nearness[n] for n in (number - 1, number + 1) if 0 <= n < len(nearness)]
    return Bearing(
        own=said / every if every else 0.0,
        heading=heading,
        answers_heading=heading * around.heading_asks,
        label=float(around.kind is not None and (around.heading_names or names(around.kind, key))),
        key=keyed,
        other_key=float(bool(key) and not keyed),
        document=around.document,
        place=1 / (1 + around.place),
        front=float(around.place == 0),
        pointed=float(around.pointed),
        leads=float(text.rstrip().endswith(":")),
        beside=max(near, default=nearness[number]),
        page=float(passage.kind == "page"),
        opening=float(number == 0),
        length=min(1.0, len(text.split()) / _LONG),
        pairs=float(len(set(zip(stems, stems[1:])) & set(around.pairs))),
    )


def names(kind: str, label: str) -> bool:
    """Whether a heading or the name of a field or column says that what follows is of a kind: a price, a date, ..."""
    return kind in cues.every("labels", cues.flattened(label))


def share(some: Iterable[str], asked: Collection[str]) -> float:
    """How much of some words are among those of a question."""
    every = set(some)
    return len(every & set(asked)) / len(every) if every else 0.0


def _key(text: str) -> tuple[str, int]:
    """What stands before the first colon or semicolon of a sentence that has one near its beginning."""
    ends = [place for place in (text.find(":"), text.find(";")) if 0 < place <= _LONGEST_KEY]
    key = text[: min(ends)] if ends else ""
    return key, len(words(key))


# Learnt by `python -m evaluation.fit`, in the order of the fields of Signals and of Bearing.
_TOLD = (
    14.06,
    0.74,
    13.89,
    2.28,
    2.50,
    2.04,
    0.31,
    2.25,
    1.06,
    -1.32,
    0.08,
    -0.05,
    -2.52,
    1.85,
    -1.31,
    0.71,
    -1.75,
    0.47,
    1.98,
    0.51,
    3.19,
    -0.09,
    2.22,
    1.67,
    -0.99,
    -0.22,
    -3.63,
    -1.86,
    0.00,
    0.16,
    -0.57,
    0.05,
)
_values = (attrgetter(*Signals.__dataclass_fields__), attrgetter(*Bearing.__dataclass_fields__))


def fit(signals: Signals, bearing: Bearing) -> float:
    """How well a sentence fits as what is told, by all that speaks for it."""
    return sum(map(mul, _TOLD, (*_values[0](signals), *_values[1](bearing))))
