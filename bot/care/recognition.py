"""Which questions are never looked up: a person in need, and what the guide does not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from bot.care.reading import OUTCOMES, STAYING, Reading
from bot.care.sense import VectorOf
from bot.conversation import Outcome, Topic, Turn
from knowledge.embeddings import LocalEmbeddings
from knowledge.records import LANGUAGES, Language
from prompts import replies

# Somebody in need is not looked up, however unsure it is; what only sounds like need is.
_NEVER_LOOKED_UP: tuple[Topic, ...] = ("distress", "abuse", "discrimination", "medical")
_RATHER = 0.5
# After a need, what is asked in a few words is of it, unless it is plainly about work.
_PLAINLY = 0.9
_DANGEROUS: tuple[Topic, ...] = ("distress", "abuse", "medical")
# The model that the weights were learnt with, whatever the library was written with; it keeps what it has computed.
_QUESTION_VECTOR: VectorOf = LocalEmbeddings().question


@dataclass(frozen=True, slots=True)
class Care:
    """What a question is that gets fixed words."""

    topic: Topic
    outcome: Outcome
    acute: bool = False
    """Somebody may be in danger now."""
    minor: bool = False
    """Somebody says to be under eighteen."""
    again: int = 0
    """How often in a row the person has been given words of this kind before."""
    plain: bool = True
    """Its words say so, or their meaning leaves no doubt."""
    helped: bool = False
    """Somebody else is there by now, or was told."""
    harmed: bool = False
    """Somebody does harm to the person who is in distress."""
    beside: str = ""
    """What is asked of the guide in the same message."""
    faint: bool = False
    """It only sounds like need: no word of it speaks of a feeling, of harm, of one's body or of how one is treated."""

    @property
    def can_wait(self) -> bool:
        """It may as well be a question that the library answers: then that answer is the better one."""
        return not self.plain and (self.faint or self.topic not in _NEVER_LOOKED_UP)


def recognise(
    question: str,
    language: Language,  # noqa: ARG001 - people mix languages: every one is looked for in every message
    last: Sequence[Turn] = (),
    *,
    vector_of: VectorOf = _QUESTION_VECTOR,
) -> Care | None:
    """What a question is that gets fixed words, or None for a question for the guide. Never fails.

    `last` are the turns before it, oldest first: after distress or abuse it stays with the person, and after any
    other need it stays with that where a few words ask on.
    """
    before = _cared_for(last)
    if not before and not any(character.isalnum() for character in question):
        return None
    if not before and _flat(question) in _offered():
        # Two words such as `Toon meer` have hardly a meaning of their own, and the guide itself proposes them.
        return None
    reading = Reading.of(question, vector_of)
    topic = _topic(reading, last, vector_of)
    if topic is None:
        return None
    plain = bool(before) or topic == reading.by_signs() or reading.beyond_doubt(topic)
    care = Care(
        topic,
        OUTCOMES[topic],
        acute=topic in _DANGEROUS and _is_acute(reading, topic, bool(before)),
        minor=reading.minor,
        plain=plain,
        helped=reading.helped(topic),
        harmed=reading.harmed and topic == "distress",
        beside=reading.beside,
        faint=topic in _NEVER_LOOKED_UP and not plain and reading.only_sounds_like(topic),
    )
    return _going_on(care, before, vector_of) if before else care


def hints(question: str, last: Sequence[Turn] = (), *, vector_of: VectorOf = _QUESTION_VECTOR) -> bool:
    """Somebody in need might ask a question for the guide so: a line may stand below its answer. Never fails."""
    if _flat(question) in _offered():
        return False
    reading = Reading.of(question, vector_of)
    # A few words after an answer are of that answer.
    return reading.hints and not (last and reading.says_little(None))


def _is_acute(reading: Reading, topic: Topic, goes_on: bool) -> bool:
    # "It was an hour ago" sounds like danger, and may be said of a scratch.
    return reading.acute_by_signs or (reading.acute and not (topic == "medical" and goes_on))


def _topic(reading: Reading, last: Sequence[Turn], vector_of: VectorOf) -> Topic | None:
    """What a message is about, after what was said before it."""
    topic, stays = reading.topic(), cast("Topic | None", last[-1].answer.get("care")) if last else None
    in_need = topic is not None and OUTCOMES[topic] == "supported"
    if stays in STAYING:
        if reading.for_the_guide and not in_need:
            return None
        return topic if in_need and not reading.says_little(topic) else stays
    if stays and OUTCOMES[stays] in ("supported", "handed_over"):
        if topic in STAYING and reading.chance(topic) >= _RATHER:
            return topic
        asks_on = reading.asks and reading.whole.get("career", 0.0) < _PLAINLY
        return stays if reading.says_little(topic) and (topic is not None or asks_on) else topic
    if topic and last and reading.asks_on(topic, last[-1].question, vector_of):
        return None
    return topic


@lru_cache
def _offered() -> frozenset[str]:
    """The questions that the guide proposes, word for word, in every language."""
    every = (text for language in LANGUAGES for name, text in replies(language).items() if name.startswith("suggest."))
    return frozenset(_flat(text) for text in every if "$" not in text)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _going_on(care: Care, before: Sequence[Turn], vector_of: VectorOf) -> Care:
    """Care with what the turns before have told: who is in danger or young stays so."""
    earlier = [Reading.of(turn.question, vector_of) for turn in before]
    same = [turn for turn in before if turn.answer["care"] == care.topic]
    danger = care.topic in ("distress", "medical") and any(
        reading.acute and not reading.helped(care.topic) for reading in earlier
    )
    helped = care.helped and bool(same) and not danger
    newly_acute = care.acute and not danger and not helped
    return replace(
        care,
        acute=newly_acute or danger,
        minor=care.minor or any(reading.minor for reading in earlier),
        harmed=care.harmed or (care.topic == "distress" and any(reading.harmed for reading in earlier)),
        again=0 if newly_acute else len(same),
        helped=helped,
    )


def _cared_for(last: Sequence[Turn]) -> list[Turn]:
    """The turns right before in which a person was in need, oldest first."""
    found: list[Turn] = []
    for turn in reversed(last):
        if OUTCOMES.get(cast(Topic, turn.answer.get("care"))) not in ("supported", "handed_over"):
            break
        found.insert(0, turn)
    return found
