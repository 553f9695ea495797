"""Questions as they are typed in a chat, read as they would be written: `wa kank doen` as `wat kan ik doen` (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.conversation import Conversation
from bot.turning import begun_anew, turned
from bot.word_lists import word_list
from knowledge.language import language_of
from knowledge.records import Language

# What stands beside a word: `'k` begins with a sign, `QA'er` is one word.
_BEFORE, _AFTER = r"(?<![\w'’-])", r"(?![\w'’-])"

_OPENING = re.compile(r"^\W*[A-Z][a-z]*(?!\w)")


def as_written(question: str, conversation: Conversation, language: Language | None = None) -> tuple[str, Conversation]:
    """A question and its conversation, read so; of a question that turns to something else what it turns to, and
    nothing of what was said before."""
    anew, spoken = turned(question), language or language_of(question, conversation.language)
    return written(anew or question, spoken), begun_anew(conversation) if anew else _as_written(conversation)


def written(question: str, language: Language) -> str:
    """The question without what people shorten or spell as they say it; of words with a capital only the first is
    read so."""
    # `Wa` and `Ge` are what a sentence may begin with.
    said = _OPENING.sub(lambda word: word[0].lower(), question.replace("’", "'"))
    mended = _mended(said, language)
    return question if mended == said else mended


def _as_written(conversation: Conversation) -> Conversation:
    """The conversation with its questions read so."""
    turns = tuple(
        replace(turn, question=written(turn.question, language_of(turn.question, conversation.language)))
        for turn in conversation.turns
    )
    return replace(conversation, turns=turns)


def _mended(said: str, language: Language) -> str:
    for spoken, meant in _spoken(language):
        said = spoken.sub(meant, said)
    return re.sub(r" {2,}", " ", said).strip()


@lru_cache
def _spoken(language: Language) -> Sequence[tuple[re.Pattern[str], str]]:
    lines = word_list(f"as_typed.{language}")
    pairs = (line.partition("\t") for line in lines)
    return tuple((re.compile(f"{_BEFORE}(?:{said}){_AFTER}"), meant) for said, _, meant in pairs)
