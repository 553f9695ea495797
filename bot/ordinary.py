"""Ordinary words of the three languages, by which a slip of the keys is told from a name (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.word_lists import word_list
from knowledge import lexicon
from knowledge.keywords import ASKING, words
from knowledge.records import Language

# Shorter words are one letter away from too many others.
_SHORTEST, _LONG, _TWO_MISTAKES_FROM = 4, 6, 11


def is_ordinary(word: str) -> bool:
    """Whether a word in small letters, without accents, is one that any text may have."""
    return word in _every()


def meant_by(word: str, language: Language) -> str | None:
    """The ordinary word of a language that a word is a slip of the keys away from; None for an ordinary one.

    In short words only a letter that was left out or two that changed places: `wich` is no name, `merck` may be one.
    """
    if len(word) < _SHORTEST or not word.isalpha() or is_ordinary(word):
        return None
    most = 2 if len(word) >= _TWO_MISTAKES_FROM else 1
    sized = range(len(word) - most, len(word) + most + 1)
    alike = (other for length in sized for other in _by_shape(language).get((word[0], length), ()))
    found = [(OSA.distance(word, other, score_cutoff=most), other) for other in alike]
    near = [(off, other not in ASKING, other) for off, other in found if off <= most and _is_likely(word, other)]
    return min(near)[-1] if near else None


def _is_likely(word: str, other: str) -> bool:
    if len(word) >= _LONG:
        return len(other) >= _LONG
    left_out = len(other) == len(word) + 1 and (len(word) > _SHORTEST or other in ASKING)
    return left_out or (len(other) == len(word) and sorted(other) == sorted(word))


@lru_cache
def _every() -> frozenset[str]:
    named = [name for row in lexicon.rows() for names in row.values() for name in names]
    return ASKING | {
        word for line in (*word_list("akin"), *word_list("light"), *named) for word in words(line) if word.isalpha()
    }


@lru_cache
def _by_shape(language: Language) -> Mapping[tuple[str, int], Sequence[str]]:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    named = {word for row in lexicon.rows() for name in row[language] for word in words(name) if word.isalpha()}
    for word in sorted(ASKING | named):
        found[word[0], len(word)].append(word)
    return found
