"""Where the library tells of a thing that a question names: a document, a section, a row, or sentences with its name.

A thing is only found where all that names it stands: never its neighbour in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot import cues
from bot.evidence import Term
from bot.tables.asked import COMPARING, GENERIC
from bot.tables.columns import Column, columns_of, labels_of, speaks_of, stems_of
from bot.tables.values import Unit, says_nothing
from knowledge.grids import Grid
from knowledge.keywords import ASKING, asked_terms, telling_words, words
from knowledge.laid_out import LaidOut
from knowledge.orders import is_order
from knowledge.plain import row_in_words, spoken
from knowledge.records import LANGUAGES, Passage

How = Literal["document", "section", "row", "mention"]
_RANK: dict[How, float] = {"document": 3.0, "section": 2.6, "row": 2.7, "mention": 1.0}
_IN_TITLE_AND_HEADING, _IN_ITS_OPENING = 2.4, 2.2
_OF_THE_REST, _LITERALLY, _OF_A_PLACE_IN_THE_LIST, _IN_THE_READERS_LANGUAGE = 0.6, 0.6, 0.02, 0.05
_TOGETHER = 0.3
_CUED = ("filler", "general", "asks", "labels")
IDLE = ASKING.union(COMPARING, GENERIC, *map(telling_words, LANGUAGES))
"""Words that name nothing."""
_LONGEST_LABEL = 5
_ARTICLE = re.compile(r"^(?:(?:the|an?|de|het|een|la|le|les|une?)\s+|l['’])", re.I)
# `... does the course last longer than ...`: so many words of the question may follow the name of a thing.
_BEHIND = 2
# Ordinary words name what is called by little else than the question says.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a cell of a row, that tells of a thing."""

    passage: Passage
    number: int
    label: str
    """What it is called: the name of its column or fact, else its heading."""
    text: str
    column: Column | None = None
    """The column that it is a cell of."""

    @property
    def unit(self) -> Unit | None:
        """What its numbers count, where its column says so."""
        return self.column.unit if self.column else None

    @property
    def whole(self) -> str:
        """It, with what it is called."""
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing is told of."""

    name: str
    how: How
    said: tuple[Said, ...]
    laid: LaidOut

    @property
    def known_as(self) -> frozenset[str]:
        """The stems of what it is called."""
        return stems_of(f"{self.name} {self.laid.document.title}" if self.how == "section" else self.name)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are compared."""

    name: str
    """As its own source calls it; as the question does where no source has it."""
    place: Place | None
    short: str
    """Its name alone, as the question has it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as a question names it."""

    text: str
    names: tuple[Term, ...]
    """What must stand where it is told of."""
    rest: tuple[Term, ...]
    """What else it is called by."""
    called: str
    """Its name alone, as it is written; what the question says where that is no name."""
    named: bool
    """It is called by a name, and not by ordinary words."""
    words: frozenset[str] = frozenset()
    """What must stand there, as it is written."""
    said: tuple[Term, ...] = ()
    """All that the question says."""

    @property
    def shorter(self) -> Iterator[Thing]:
        """It without the last words, which may be those of the question."""
        for fewer in range(1, min(_BEHIND, len(self.names) - 1) + 1) if not self.named else ():
            yield replace(self, names=self.names[:-fewer])


def things_in(texts: Sequence[str], question: str, *, ends_open: bool) -> list[Thing]:
    """The things, each by the words that the others have not. Where the first has words of the question around it, the
    word that opens the question is none of its names."""
    said = [set(words(text)) for text in texts]
    asked = _terms(words(question))
    found: list[Thing] = []
    for place, text in enumerate(texts):
        others = set[str]().union(*(said[other] for other in range(len(said)) if other != place))
        written = [
            name
            for name in _names(text, question, opens=place > 0 or not ends_open)
            if not others.issuperset(words(name))
        ]
        named = set(words(" ".join(written))) - others
        own = [word for word in words(text) if word not in others]
        idle = cued(text) | IDLE
        rest = [word for word in own if word not in idle and len(word) > 1]
        chosen = [word for word in own if word in named] or rest
        beside = [word for word in words(text) if word not in chosen and word not in IDLE]
        known_by = _called(text, written)
        found.append(Thing(text, _terms(chosen), _terms(beside), known_by, bool(named), frozenset(chosen), asked))
    return found


def places_of(things: Sequence[Thing], documents: Sequence[LaidOut], language: str) -> list[Place | None]:
    """The place that tells of each thing, where one of the documents has it; of places that are as good, those that
    stand in one document."""
    found = [_ranked(thing, documents, language) for thing in things]
    held = [{place.laid.document.address for _, place in ranked} for ranked in found]
    shared = set.intersection(*held) if held else set[str]()

    def together(each: tuple[float, Place]) -> float:
        return each[0] + _TOGETHER * (each[1].laid.document.address in shared)

    return [max(ranked, key=together)[1] if ranked else None for ranked in found]


def _ranked(thing: Thing, documents: Sequence[LaidOut], language: str) -> list[tuple[float, Place]]:
    for said in (thing, *thing.shorter) if thing.names else ():
        found = [
            (rank + _nearness(said, place, language) - _OF_A_PLACE_IN_THE_LIST * order, place)
            for order, laid in enumerate(documents)
            for rank, place in _places(said, laid)
        ]
        if found:
            return found
    return []


def names(place: Place, thing: Thing) -> bool:
    """Whether a place is called by a thing as well."""
    return bool(thing.names) and _has(thing, stems_of(place.name))


def whole(laid: LaidOut) -> Place:
    """All that a document tells."""
    return Place(laid.document.title, "document", tuple(_sentences(laid.passages)), laid)


def _places(thing: Thing, laid: LaidOut) -> Iterator[tuple[float, Place]]:
    title = stems_of(laid.document.title)
    opening = stems_of(" ".join(p.quote(0) for p in laid.passages[:1] if p.sentences))
    if _has(thing, title) and _is_called(thing, laid.document.title):
        yield _RANK["document"], whole(laid)
        return
    for heading in dict.fromkeys(passage.heading for passage in laid.passages if passage.heading):
        own = stems_of(heading.rpartition(" > ")[2])
        alone = _has(thing, own) and _is_called(thing, heading.rpartition(" > ")[2])
        if alone or (_has(thing, own | title) and any(_is_in(term, own, thing) for term in thing.names)):
            under = [p for p in laid.passages if p.heading == heading or p.heading.startswith(f"{heading} > ")]
            place = Place(heading.rpartition(" > ")[2], "section", tuple(_sentences(under)), laid)
            yield (_RANK["section"] if alone else _IN_TITLE_AND_HEADING), place
    for grid in laid.grids:
        rows = list(_rows(thing, grid, laid)) if not grid.of_facts else []
        if len(rows) == 1:
            # Where several are called so, none of them is what is meant.
            yield _RANK["row"], rows[0]
    if thing.named and _has(thing, opening | title):
        yield _IN_ITS_OPENING, whole(laid)
    if not thing.named:
        return
    naming = [said for said in _sentences(laid.passages) if _has(thing, stems_of(said.whole) | title)]
    if naming and any(_is_in(term, stems_of(naming[0].text), thing) for term in thing.names):
        yield _RANK["mention"], Place(thing.text, "mention", tuple(naming), laid)


def _rows(thing: Thing, grid: Grid, laid: LaidOut) -> Iterator[Place]:
    labels = labels_of(grid)
    columns = columns_of(grid)
    for row in grid.rows:
        label = " ".join(row.cells[at] for at in labels)
        if not (_has(thing, stems_of(label)) and _is_called(thing, label)):
            continue
        cells: list[Said] = []
        for column in columns:
            cell, stands = row.cells[column.at], laid.at(row.spans[column.at])
            if column.at in labels or says_nothing(cell) or stands is None or is_order(cell):
                continue
            cells.append(Said(stands[0], stands[1], column.name.rstrip(":"), cell, column))
        if cells:
            yield Place(label, "row", tuple(cells), laid)


def _sentences(passages: Sequence[Passage]) -> Iterator[Said]:
    for passage in passages:
        for number in range(len(passage.sentences)):
            quote = passage.quote(number)
            if is_order(quote) or quote == passage.title or quote.rstrip().endswith("?") or len(quote.split()) < 2:
                continue
            row = row_in_words(passage.text, passage.sentences[number].start, quote, passage.columns)
            text = row or spoken(quote)
            label, colon, value = text.partition(":")
            if colon and value.strip() and len(label.split()) <= _LONGEST_LABEL:
                yield Said(passage, number, label.strip(), value.strip())
            else:
                yield Said(passage, number, passage.section, text)


def _has(thing: Thing, stems: frozenset[str]) -> bool:
    return all(_is_in(term, stems, thing) for term in thing.names)


def _is_called(thing: Thing, name: str) -> bool:
    """A name tells a thing whatever stands beside it; ordinary words do where most of the name is they."""
    if thing.named:
        return True
    every = [word for word in words(name) if word not in IDLE]
    return sum(any(speaks_of(term, stems_of(word)) for term in thing.said) for word in every) >= _MOST * len(every)


def _is_in(term: Term, stems: frozenset[str], thing: Thing) -> bool:
    """A name stands there as it is, other words also in compounds."""
    if thing.named:
        return not stems.isdisjoint((*term.forms, *term.elsewhere))
    return speaks_of(term, stems)


def _nearness(thing: Thing, place: Place, language: str) -> float:
    """How much of what a thing is called stands in the name of a place, word for word or in other words."""
    literally = len(thing.words & set(words(place.name))) / max(1, len(thing.words))
    own = _IN_THE_READERS_LANGUAGE * (place.laid.document.language == language)
    return _OF_THE_REST * _share(thing.rest, place) + _LITERALLY * literally + own


def _share(terms: Sequence[Term], place: Place) -> float:
    return sum(speaks_of(term, place.known_as) for term in terms) / len(terms) if terms else 0.0


def _called(text: str, names: Sequence[str]) -> str:
    """From the first of its names to the last; without its article where it has none."""
    if not names:
        return _ARTICLE.sub("", text)
    return text[text.index(names[0]) : text.rindex(names[-1]) + len(names[-1])]


def _names(text: str, question: str, *, opens: bool) -> Iterator[str]:
    written = {*cues.names_in(question), *(_begun_with(question) if opens else ())}
    for found in cues.A_WORD.finditer(text):
        if found[0].strip(".") in written:
            # Of `Drosophila-cursus` the first part is a name.
            parts = [part.strip(".") for part in found[0].split("-") if not (part.islower() or part.isdigit())]
            yield from (part for part in parts if not cues.is_no_name(cues.flattened(part).strip()))


def _begun_with(question: str) -> Iterator[str]:
    """A word that opens a sentence is a name as well, if it is none of those that questions open with."""
    for found in cues.A_WORD.finditer(question):
        word = found[0].strip(".")
        begins = not question[: found.start()].strip() or question[: found.start()].rstrip()[-1:] in ".!?:"
        if begins and word[:1].isupper() and set(words(word)).isdisjoint(cued(word) | IDLE):
            yield word


def cued(text: str) -> set[str]:
    """The words of a text that say what is asked of a thing, and not which."""
    flat = cues.flattened(text)
    return {word for group in _CUED for span in cues.spans(group, flat) for word in span.split()}


def _terms(every: Sequence[str]) -> tuple[Term, ...]:
    return (
        tuple(Term(each.forms, 1.0, elsewhere=each.elsewhere) for each in asked_terms(" ".join(every))) if every else ()
    )
