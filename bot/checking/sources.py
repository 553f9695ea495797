"""The passages as what a sentence can rest on: sentence by sentence, with what each stands under (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.checking.figures import Figure, figures
from bot.checking.given import Given
from bot.checking.markers import takes_back
from bot.checking.words import Word, Wording, borne, common_things, wording
from knowledge.orders import is_order
from knowledge.plain import cells_of, plain, with_column_names
from knowledge.records import Language, Passage

_CLAUSE = re.compile(
    r"[;:–—]\s|,\s|\s(?=(?:but|while|whereas|although|though|and|or|maar|terwijl|hoewel|en|of|mais|tandis|alors|"
    r"bien que|et|ou)\s)"
)
# Where one thing ends and another is set against it.
_SIDE = re.compile(
    r"[;–—]\s|\.\s|,?\s(?=(?:but|while|whereas|although|though|except|unless|maar|terwijl|hoewel|tenzij|behalve|"
    r"mais|tandis|alors que|"
    r"bien que|sauf|quoique)\s)|,\s(?=(?:and|en|et|so|dus|donc)\s)",
    re.I,
)
# `no PhD needed: doctors may take part` says two things, `not accepted: computers` says one.
_EXPLAINED = re.compile(
    r":\s(?=.*\b(?:is|are|can|may|must|has|have|mag|mogen|kan|kunnen|moet|moeten|zijn|est|sont|peut|peuvent|doit)\b)"
)
_FURTHEST_BACK = 2


@dataclass(slots=True)
class Line:
    """A sentence of a passage that can bear something out."""

    number: int
    place: int
    text: str
    words: Wording
    figures: tuple[Figure, ...]
    is_row: bool
    """A row of a table: all its cells belong to its first."""
    taken_back: bool = False
    """The sentence after it says that it is not so."""


def sides_of(text: str) -> list[str]:
    """The parts of a sentence that are set against each other."""
    parts = [part.strip() for part in _SIDE.split(text) if part.strip()]
    return [
        side.strip()
        for part in parts
        for side in (_EXPLAINED.split(part, maxsplit=1) if _EXPLAINED.search(part) else [part])
    ]


def clauses_of(text: str) -> list[str]:
    """The parts of a sentence, each of which says one thing."""
    return [part.strip() for part in _CLAUSE.split(text) if len(part.split()) > 1] or [text]


class Source:
    """A passage made ready to be held against."""

    def __init__(self, number: int, passage: Passage) -> None:
        self.number, self.passage = number, passage
        texts = [_told(passage, place) for place in range(len(passage.sentences))]
        after = [*map(takes_back, texts[1:]), False]
        self.lines = tuple(
            Line(
                number,
                place,
                text,
                wording(text, passage.language),
                tuple(figures(text)),
                len(cells_of(passage.quote(place))) > 1,
                after[place],
            )
            for place, text in enumerate(texts)
            if not is_order(passage.quote(place))
        )
        self.above = wording(f"{passage.title}. {passage.heading.replace(' > ', '. ')}", passage.language)

    @cached_property
    def text(self) -> str:
        """All that it tells, and what it stands under."""
        return "\n".join((self.passage.title, self.passage.heading, *(line.text for line in self.lines)))

    @cached_property
    def denied_above(self) -> str:
        """The question that it stands under, if it begins by saying no to it."""
        asked = self.passage.heading.split(" > ")[-1]
        return asked if asked.endswith("?") and self.lines and takes_back(self.lines[0].text) else ""

    def by_place(self, first: int, last: int) -> list[Line]:
        """Its sentences from one to another."""
        return [line for line in self.lines if first <= line.place <= last]

    def before(self, place: int) -> list[Line]:
        """The sentences just before one: what `it` and `they` stand for."""
        return self.by_place(place - _FURTHEST_BACK, place - 1)


def sources_of(given: Given) -> list[Source]:
    """The passages, numbered from 1."""
    return [Source(number, passage) for number, passage in enumerate(given.passages, start=1)]


def _told(passage: Passage, place: int) -> str:
    return plain(with_column_names(passage.text, passage.sentences[place].start, passage.quote(place)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring sentences of a passage, and which words of a statement they bear out."""

    source: Source
    first: int
    last: int
    borne: frozenset[int]
    others: tuple[Source, ...] = ()
    """The passages that were given beside its own."""

    @property
    def lines(self) -> list[Line]:
        """Its sentences."""
        return self.source.by_place(self.first, self.last)

    @property
    def text(self) -> str:
        """Its sentences, one after the other."""
        return " ".join(line.text for line in self.lines)


def nearby(stretch: Stretch) -> list[Line]:
    """The sentences of a stretch, and those that it may lean on."""
    return [*stretch.lines, *stretch.source.before(stretch.first)]


_LONGEST = 6
# What stands above a passage says what it is about; a word of it counts for less than one of the sentence.
_ABOVE = 0.6
# A sentence more has to bear out this much more.
_WORTH_ITS_PLACE, _EACH = 0.9, 0.3


class Reading:
    """Which sentences of the sources bear which words of a statement."""

    def __init__(self, words: Sequence[Word], language: Language, sources: Sequence[Source]) -> None:
        self.words, self.sources = words, sources
        self.weights = [weight(word) for word in words]
        self._lines = {
            (line.number, line.place): borne(words, line.words, language) for source in sources for line in source.lines
        }
        self.above = {source.number: borne(words, source.above, language) for source in sources}
        self.ever: frozenset[int] = frozenset().union(*self._lines.values(), *self.above.values())

    def of(self, line: Line) -> frozenset[int]:
        """The words that a sentence bears out."""
        return self._lines[line.number, line.place]

    def worth(self, borne_out: frozenset[int], number: int = 0) -> float:
        """What words weigh; those that stand above a passage count too, for less."""
        above = self.above.get(number, frozenset()) - borne_out
        return sum(self.weights[n] for n in borne_out) + _ABOVE * sum(self.weights[n] for n in above)

    def best(self, source: Source) -> Stretch | None:
        """The sentences of a passage that bear out most, and no more of them than it takes."""
        if not source.lines:
            return None
        start = max(source.lines, key=lambda line: (self.worth(self.of(line), source.number), -line.place))
        others = tuple(other for other in self.sources if other is not source)
        found = Stretch(source, start.place, start.place, self.of(start), others)
        while (wider := self._wider(found)) is not None:
            found = wider
        return found

    def _wider(self, stretch: Stretch) -> Stretch | None:
        now = self.worth(stretch.borne, stretch.source.number)
        best, gain = None, 0.0
        for first, last in self._reaches(stretch):
            added = stretch.source.by_place(first, last)
            borne_out = stretch.borne.union(*(self.of(line) for line in added)) if added else stretch.borne
            more = (last - first) - (stretch.last - stretch.first)
            won = self.worth(borne_out, stretch.source.number) - now
            if won >= _WORTH_ITS_PLACE and won / more > max(gain, _EACH):
                best, gain = Stretch(stretch.source, first, last, borne_out, stretch.others), won / more
        return best

    def _reaches(self, stretch: Stretch) -> list[tuple[int, int]]:
        room = _LONGEST - (stretch.last - stretch.first)
        most = max(line.place for line in stretch.source.lines)
        reaches = [(stretch.first - n, stretch.last) for n in range(1, room + 1) if stretch.first - n >= 0]
        return reaches + [(stretch.first, stretch.last + n) for n in range(1, room + 1) if stretch.last + n <= most]


def weight(word: Word) -> float:
    """How much a word says: names and long words more than short ones."""
    if word.figure:
        return 1.0
    if word.things and word.things <= common_things():
        return 0.4
    return 1.3 if word.name else 0.7 if len(word.text) <= 4 else 1.0
