"""Flemish as it is typed, read as written Dutch: `wa kank doen` asks what `wat kan ik doen` asks (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.conversation import Conversation
from knowledge.language import language_of
from knowledge.records import Language

_FILE = Path(__file__).with_name("flemish.txt")
# What stands beside a word: `'k` begins with a sign, `QA'er` is one word.
_BEFORE, _AFTER = r"(?<![\w'’-])", r"(?![\w'’-])"

_OPENING = re.compile(r"^\W*[A-Z][a-z]*(?!\w)")


def written(question: str, language: Language) -> str:
    """The question in written Dutch, if it is Dutch; of words with a capital only the first is read so."""
    if language != "nl":
        return question
    # `Wa` and `Ge` are what a sentence may begin with.
    said = _OPENING.sub(lambda word: word[0].lower(), question.replace("’", "'"))
    mended = _mended(said)
    return question if mended == said else mended


def written_conversation(conversation: Conversation) -> Conversation:
    """The conversation with its questions in written Dutch, where they are Dutch."""
    turns = tuple(
        replace(turn, question=written(turn.question, language_of(turn.question, conversation.language)))
        for turn in conversation.turns
    )
    return replace(conversation, turns=turns)


def _mended(said: str) -> str:
    for spoken, meant in _spoken():
        said = spoken.sub(meant, said)
    return re.sub(r" {2,}", " ", said).strip()


@lru_cache
def _spoken() -> Sequence[tuple[re.Pattern[str], str]]:
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = (line.partition("\t") for line in lines)
    return tuple((re.compile(f"{_BEFORE}(?:{said}){_AFTER}"), meant) for said, _, meant in pairs)
