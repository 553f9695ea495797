"""Slips of the keys: a question is read as what it was meant to say, and the answer says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot import cues
from bot.citations import Paragraph
from bot.ordinary import is_ordinary, meant_by
from bot.searches import words_of_criteria
from knowledge.keywords import content_words, query_stems, words
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Language
from prompts import reply

_MOST = 3


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
    slips = {wrong: right for wrong, right in library.slips_in(asked).items() if not cues.has(wrong)}
    unread = [word for word in asked if word not in slips and not cues.has(word)]
    spoken = language_of(question)
    ordinary = {word: meant for word in unread if (meant := meant_by(word, spoken)) and not _is_known(word, library)}
    return dict(list({**slips, **ordinary}.items())[:_MOST])


def _is_known(word: str, library: Library) -> bool:
    return bool(library.term_counts(query_stems(word)))


def respelled(question: str, slips: Mapping[str, str]) -> str:
    """The question with its slips mended."""
    if not slips:
        return question
    return re.sub(r"[^\W\d_]+", lambda word: slips.get("".join(words(word[0])), word[0]), question)


def mentioning(slips: Mapping[str, str], language: Language) -> list[Paragraph]:
    """What the answer says of slips that were mended; another ending of the same word is not worth a line."""
    worth_it = {
        wrong: right for wrong, right in slips.items() if not (right.startswith(wrong) or wrong.startswith(right))
    }
    return [Paragraph(reply(language, "frame.read_as", wrong=wrong, right=right)) for wrong, right in worth_it.items()]
