"""Words of a statement that stand apart in what it rests on: a language, name or degree given to another (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.checking.sources import Stretch, clauses_of, weight
from bot.checking.words import Word, Wording, borne, common_things, wording
from knowledge.records import Language

_SPOKEN = re.compile(r"engl|dutch|french|german|engels|nederl|frans|duits|angl|n[eé]erl|fran[cç]|allem", re.I)
_DEGREE = re.compile(r"bachel|master|phd|doctor", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """One clause of a passage, or a row of a table, and which words of a statement it has."""

    words: Wording
    borne: frozenset[int]


def parts_of(words: Sequence[Word], language: Language, stretches: Sequence[Stretch]) -> list[Part]:
    """The clauses of all passages that the stretches are of."""
    sources = {stretch.source.number: stretch.source for stretch in stretches}
    every = (
        part
        for source in sources.values()
        for line in source.lines
        for part in _parts(line.text, line.is_row, source.passage.language)
    )
    return [Part(part, borne(words, part, language)) for part in every]


@lru_cache(maxsize=4096)
def _parts(text: str, is_row: bool, language: Language) -> tuple[Wording, ...]:
    return tuple(wording(part, language) for part in ([text] if is_row else clauses_of(text)))


def in_one_part(clauses: Sequence[Sequence[int]], words: Sequence[Word], parts: Sequence[Part]) -> float:
    """Of what is borne out, clause by clause, the share that a single clause of the passages bears out."""
    held = whole = 0.0
    ever: frozenset[int] = frozenset().union(*(part.borne for part in parts))
    for inside in clauses:
        held += max((_weighs(words, part.borne.intersection(inside)) for part in parts), default=0.0)
        whole += _weighs(words, ever.intersection(inside))
    return held / whole if whole else 1.0


def better_with_another(
    clauses: Sequence[Sequence[int]], words: Sequence[Word], parts: Sequence[Part], above: frozenset[int]
) -> float:
    """How much more of a clause stands beside another of the kind than beside the one that it names."""
    return max((more for inside in clauses for more in _rivalled(inside, words, parts, above)), default=0.0)


def given_to_another(
    clauses: Sequence[Sequence[int]], words: Sequence[Word], parts: Sequence[Part], above: frozenset[int]
) -> bool:
    """A language or a letter stands apart from all that the clause says of it, and another stands beside that."""
    return any(
        _kind(words[n]) in ("language", "letter")
        and _stands_apart(n, [m for m in inside if m not in above and _says_something(words[m])], words, parts)
        for inside in clauses
        for n in inside
    )


def _stands_apart(n: int, beside: Sequence[int], words: Sequence[Word], parts: Sequence[Part]) -> bool:
    mine = [part for part in parts if n in part.borne]
    theirs = [part for part in parts if n not in part.borne and _has_kind(part, _kind(words[n]))]
    return (
        bool(mine)
        and not any(part.borne.intersection(beside) for part in mine)
        and any(_weighs(words, part.borne.intersection(beside)) >= _SOMETHING for part in theirs)
    )


# What a short word weighs.
_SOMETHING = 0.7


def _has_kind(part: Part, kind: str | None) -> bool:
    return any(_kind(word) == kind for word in part.words.words)


def _says_something(word: Word) -> bool:
    return _kind(word) is None and not _common(word)


def _rivalled(
    inside: Sequence[int], words: Sequence[Word], parts: Sequence[Part], above: frozenset[int]
) -> Iterator[float]:
    for n in inside:
        kind = _kind(words[n])
        beside = [m for m in inside if m != n and m not in above and kind != _kind(words[m]) and not _common(words[m])]
        if kind is None or not beside:
            continue
        mine = [_weighs(words, part.borne.intersection(beside)) for part in parts if n in part.borne]
        theirs = [
            _weighs(words, part.borne.intersection(beside))
            for part in parts
            if n not in part.borne and _has_kind(part, kind)
        ]
        if mine and theirs:
            yield max(0.0, max(theirs) - max(mine))


def _kind(word: Word) -> str | None:
    """What else could have stood there: another figure, language, degree, letter or name."""
    if word.figure:
        return min(value[:2] for value in word.figure)
    if _SPOKEN.match(word.text):
        return "language"
    if _DEGREE.match(word.text):
        return "degree"
    if len(word.text) == 1 and word.text.isupper():
        return "letter"
    return "name" if word.name else None


def _common(word: Word) -> bool:
    return bool(word.things) and word.things <= common_things()


def _weighs(words: Sequence[Word], here: frozenset[int]) -> float:
    return sum(weight(words[n]) for n in here)
