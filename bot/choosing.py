"""Which of the sentences that bear on a question are told first: what speaks for each, beside `signals` (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot import cues
from bot.signals import weighed_by
from knowledge.keywords import words

_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Bearing:
    """What speaks for telling a sentence, from 0 to 1."""

    own: float = 0.0
    """Share of the question's words, weighted by how rare they are, that the sentence itself has."""
    heading: float = 0.0
    """Share of its heading's words that the question has."""
    answers_heading: float = 0.0
    """The same where the heading asks something."""
    label: float = 0.0
    """Its heading, or what stands before its colon, names what is asked for: a price, a date, tasks, ..."""
    key: float = 0.0
    """Of a row or a line with a colon: share of the words before the first stroke or colon that the question has."""
    document: float = 0.0
    """How much of the question's words its document has, of what the best document has."""
    place: float = 0.0
    """How far at the front a search found its passage."""
    leads: float = 0.0
    """It leads up to what follows it, and says little itself."""
    beside: float = 0.0
    """The better cosine of the two sentences around it."""
    recent: float = 0.0
    """Its document is the one that the last answer began with, and the question names nothing else."""


# Learnt by `python -m evaluation.fit`, on top of the score: see docs/decisions.md, "Which sentences are told".
WEIGHTS = Bearing(
    own=-0.5,
    heading=1.1,
    answers_heading=1.9,
    label=1.1,
    key=2.9,
    document=1.35,
    place=0.65,
    leads=-1.6,
    beside=2.4,
    # By hand: few of the questions that were learnt from go on with a conversation.
    recent=1.2,
)
_weighed = weighed_by(WEIGHTS)


def fit(score: float, bearing: Bearing) -> float:
    """How well a sentence fits as what is told, by its score and what else speaks for it."""
    return score + _weighed(bearing)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a passage before its sentences are looked at."""

    asked: Collection[str]
    """The stems of the question's words, in any of the languages."""
    kinds: Collection[str]
    """What is asked for, and what the question is after otherwise."""
    section: str
    """The innermost heading."""
    heading: Sequence[str]
    """Its stems."""
    document: float
    place: float
    recent: bool
    nearness: Sequence[float]
    """Cosine of each of its sentences with the question."""

    def bearing(self, number: int, text: str, stems: Sequence[str], own: float) -> Bearing:
        """What speaks for sentence `number`. `own` is how much of the question's words it has itself."""
        heading = _share(self.heading, self.asked)
        key = _key(text)
        near = [self.nearness[n] for n in (number - 1, number + 1) if 0 <= n < len(self.nearness)]
        return Bearing(
            own=own,
            heading=heading,
            answers_heading=heading * self.section.endswith("?"),
            label=float(any(not _named_by(said).isdisjoint(self.kinds) for said in (self.section, key))),
            key=_share(stems[: len(words(key))], self.asked) if key else 0.0,
            document=self.document,
            place=self.place,
            leads=float(text.endswith(":")),
            beside=max(near, default=self.nearness[number]),
            recent=float(self.recent),
        )


@lru_cache(maxsize=4096)
def _named_by(label: str) -> frozenset[str]:
    """What a heading or the name of a field or column says that what follows is: a price, a date, tasks, ..."""
    return frozenset(cues.every("labels", cues.flattened(label))) if label else frozenset()


def _share(some: Iterable[str], asked: Collection[str]) -> float:
    every = set(some)
    return len(every.intersection(asked)) / len(every) if every else 0.0


def _key(text: str) -> str:
    """What stands before the first colon or semicolon of a sentence that has one near its beginning."""
    ends = [place for place in (text.find(":"), text.find(";")) if 0 < place <= _LONGEST_KEY]
    return text[: min(ends)] if ends else ""
