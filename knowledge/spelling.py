"""Words that nobody wrote, read as the words that they are nearest to (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz.distance import OSA

# Shorter words have too many neighbours that are words of their own.
_SHORTEST = 6
_TWO_MISTAKES_FROM = 11
# A stem may lack so many letters of its word.
_STEMMED_OFF = 2
_LOOKED_AT = 5


def near_stems(word: str, known: Mapping[str, int]) -> list[str]:
    """The known stems that a word may be a slip of the keys away from, the likeliest first."""
    if len(word) < _SHORTEST:
        return []
    most = _mistakes(word)
    alike = [stem for stem in known if stem[0] == word[0] and -most <= len(word) - len(stem) <= _STEMMED_OFF + most]
    found = [(_mistakes_in_beginning(word, stem, most), stem) for stem in alike]
    near = [(off, -len(stem), -known[stem], stem) for off, stem in found if off <= most]
    return [stem for *_, stem in sorted(near)][:_LOOKED_AT]


def is_slip(word: str, other: str) -> bool:
    """One letter is wrong, missing, too many or swapped, two in long words; the first one is right."""
    return word[0] == other[0] and 0 < OSA.distance(word, other, score_cutoff=_mistakes(word)) <= _mistakes(word)


def _mistakes_in_beginning(word: str, stem: str, most: int) -> int:
    """How far the word's beginning is from a stem; `most` + 1 for anything farther than `most`."""
    # A letter that is missing or too many moves the place where the stem ends.
    ends = range(max(len(stem) - most, 1), min(len(stem) + most, len(word)) + 1)
    return min((OSA.distance(word[:end], stem, score_cutoff=most) for end in ends), default=most + 1)


def _mistakes(word: str) -> int:
    return 2 if len(word) >= _TWO_MISTAKES_FROM else 1
