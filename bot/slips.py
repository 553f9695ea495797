"""Slips of the keys: a question is read as what it was meant to say, and the answer says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot import cues
from bot.citations import Paragraph
from bot.ordinary import is_ordinary, meant_by
from bot.searches import words_of_criteria
from bot.word_lists import word_list
from knowledge.dutch import splits
from knowledge.keywords import ASKING, content_words, query_stems, words
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Language
from prompts import reply

_MOST = 3
# A shorter part of a compound is known by everybody, and not only by the library.
_SHORTEST_PART = 4


def read_as(question: str, library: Library) -> Mapping[str, str]:
    """The words of a question that the library has never seen, each with the word that it is read as.

    What is written like a name is left alone: `Helios` may be a name of its own, and not `Helis` misspelt. So are
    places and other criteria of a search, which are known without the library, and the words of cues: `boring`.
    """
    known = words_of_criteria(cues.flattened(question))
    names = {word for name in cues.names_in(question) for word in words(name)}
    asked = [
        word
        for word in content_words(question)
        if word not in names | known and word.isalpha() and not is_ordinary(word)
    ]
    spoken = language_of(question)
    apart = _taken_apart(asked, library) if spoken == "nl" else {}
    asked = [word for word in asked if word not in apart]
    slips = {wrong: right for wrong, right in library.slips_in(asked).items() if not cues.has(wrong)} | apart
    unread = [word for word in asked if word not in slips and not cues.has(word)]
    ordinary = {word: meant for word in unread if (meant := meant_by(word, spoken)) and not _is_known(word, library)}
    return dict(list({**slips, **ordinary}.items())[:_MOST])


def _taken_apart(asked: Sequence[str], library: Library) -> dict[str, str]:
    """Dutch compounds that the library has never seen, as the words that they are of: `loonenquete`, `loon enquete`."""
    every = {word: list(splits(word)) for word in asked if not is_ordinary(word) and not cues.has(word)}
    parts = {part: query_stems(part) for ways in every.values() for way in ways for part in way}
    known = library.term_counts([stem for stems in (*parts.values(), *map(query_stems, every)) for stem in stems])

    def is_word(part: str) -> bool:
        seen = len(part) >= _SHORTEST_PART and not known.keys().isdisjoint(parts[part])
        return part not in _says_little() and not _sends_elsewhere(part) and (seen or is_ordinary(part))

    strange = [word for word in every if known.keys().isdisjoint(query_stems(word))]
    found = {
        word: [way for way in every[word] if all(map(is_word, way)) and any(map(is_ordinary, way))] for word in strange
    }
    return {word: " ".join(ways[0]) for word, ways in found.items() if ways}


def _sends_elsewhere(part: str) -> bool:
    """Alone it would make a search of the question: `mijn masterstage` looks for no `stage`."""
    return any(cues.first(group, f" {part} ") for group in ("purpose", "jobs", "contract"))


@lru_cache
def _says_little() -> frozenset[str]:
    """Words that no compound is of."""
    return ASKING.union(*(words(line) for line in word_list("light")))


def _is_known(word: str, library: Library) -> bool:
    return bool(library.term_counts(query_stems(word)))


def respelled(question: str, slips: Mapping[str, str]) -> str:
    """The question with its slips mended."""
    if not slips:
        return question
    return re.sub(r"[^\W\d_]+", lambda word: slips.get("".join(words(word[0])), word[0]), question)


def mentioning(slips: Mapping[str, str], language: Language) -> list[Paragraph]:
    """What the answer says of slips that were mended; another ending of the same word
    is not worth a line, nor is a compound taken apart."""
    worth_it = {
        wrong: right
        for wrong, right in slips.items()
        if not (" " in right or right.startswith(wrong) or wrong.startswith(right))
    }
    return [Paragraph(reply(language, "frame.read_as", wrong=wrong, right=right)) for wrong, right in worth_it.items()]
