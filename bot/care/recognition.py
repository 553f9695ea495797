"""Which questions are never looked up: a person in need, and what the guide does not do."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import cast, get_args

from bot.care.sense import VectorOf, likely
from bot.care.signals import OUT, ends_of, readable, shown
from bot.conversation import Outcome, Topic, Turn
from knowledge.embeddings import LocalEmbeddings
from knowledge.records import LANGUAGES, Language
from prompts import replies

log = logging.getLogger(__name__)

OUTCOMES: Mapping[Topic, Outcome] = {
    "distress": "supported",
    "abuse": "supported",
    "discrimination": "supported",
    "visa_legal": "supported",
    "medical": "supported",
    "human": "handed_over",
    "off_topic": "declined",
    "verdict": "declined",
    "instructed": "declined",
}
TOPICS: tuple[Topic, ...] = get_args(Topic)
# Somebody in need is not looked up, however unsure it is.
_NEVER_LOOKED_UP: tuple[Topic, ...] = ("distress", "abuse", "discrimination", "medical")
_SUPPORTED = tuple(topic for topic in TOPICS if OUTCOMES[topic] == "supported")
STAYING: tuple[Topic, ...] = ("distress", "abuse")
"""With these it stays with the person, until there is a clear question for the guide."""

# How likely a topic must be by its meaning alone. A missed cry for help is worse than kind words too many ...
_ENOUGH: Mapping[Topic, float] = {"distress": 0.3, "off_topic": 0.6, "instructed": 0.5}
_ENOUGH_OTHERWISE = 0.35
# ... no message is off topic because it is strange: advisers add documents of their own ...
# ... and one that speaks of work or studies is the guide's until the contrary is plain.
_ENOUGH_ABOUT_WORK: Mapping[Topic, float] = {"human": 0.65, "off_topic": 0.85, "instructed": 0.75}
_ENOUGH_ABOUT_WORK_OTHERWISE = 0.4
# A case of one's own, told in words without a sign, is not answered with the rules in general.
_A_CASE_BEYOND_DOUBT = 0.9
_SMALL_TALK = 0.5
# A few words said this often, each, are a keyboard's or a test's.
_OVER_AND_OVER = 10
_NEXT_TO_NOTHING = 2
# A person in need, though it is not clear of what kind.
_ENOUGH_TOGETHER, _ENOUGH_TOGETHER_ABOUT_WORK = 0.5, 0.6
# A way of speaking, and nothing else in the message, must be meant in earnest beyond doubt.
_PLAIN = 0.97
# One sentence of several may say it all, between questions for the guide; alone it must be rather plain.
_PLAIN_IN_A_SENTENCE = 0.93
# Signs are blind to what a message wants with their words: "who gives a training on harassment" is for the guide.
_SURELY_FOR_THE_GUIDE = 0.9
_BLIND_SIGNS: tuple[Topic, ...] = ("abuse", "discrimination", "visa_legal", "medical")
_CLEARLY_FOR_THE_GUIDE = 0.5
_MOST_SENTENCES = 12
_A_SENTENCE_END = re.compile(r"[.!?\n;…]+")


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

    @property
    def can_wait(self) -> bool:
        """It may as well be a question that the library answers: then that answer is the better one."""
        return not self.plain and self.topic not in _NEVER_LOOKED_UP


@dataclass(frozen=True)
class Reading:
    """A message as its signs and its meaning tell it. Without a meaning the signs stand alone."""

    flat: str
    likely: Sequence[Mapping[str, float]]
    """Of the whole message, and then of each of its sentences; nothing where the model has failed."""

    @classmethod
    def of(cls, question: str, vector_of: VectorOf) -> Reading:
        """Read a message. Never fails."""
        flat = readable(question)
        try:
            return cls(flat, likely([question, *_sentences(question)], vector_of))
        except Exception:
            # The log must not have the words: the trace of a failing model might.
            log.error("the meaning of a message could not be told; its plain signs decide")
            return cls(flat, ())

    def topic(self) -> Topic | None:
        """What it is about, or None for a question for the guide."""
        signed = self.by_signs()
        if signed in _BLIND_SIGNS and self._surely_for_the_guide():
            signed = None
        if signed in (None, "human", "verdict", "instructed") and self.whole:
            sensed = self.by_sense()
            # Who asks for a person may say why in the same breath.
            return sensed if signed is None or sensed in STAYING else signed
        return signed

    def by_signs(self) -> Topic | None:
        """What its plain signs say it is about: the first topic of the file that shows."""
        if shown("accident", self.flat):
            return "medical"
        if shown("acute", self.flat) or self._named():
            return "distress"
        return next((topic for topic in _IN_ORDER if shown(topic, self.flat)), None)

    def by_sense(self) -> Topic | None:
        """What its meaning says it is about."""
        found = {topic: self.chance(topic) for topic in TOPICS}
        best = max(TOPICS, key=lambda topic: found[topic])
        about_work = shown("subject", self.flat)
        enough, otherwise = (
            (_ENOUGH_ABOUT_WORK, _ENOUGH_ABOUT_WORK_OTHERWISE) if about_work else (_ENOUGH, _ENOUGH_OTHERWISE)
        )
        if OUT in self.flat:
            # A way of speaking was taken out of the words; the meaning still has it.
            return best if found[best] >= _PLAIN else None
        said = self.flat.split()
        if len(said) > _OVER_AND_OVER * len(set(said)):
            return None
        if len(said) <= _NEXT_TO_NOTHING:
            # "Qualified person" is a job; a word or two have hardly a meaning of their own.
            enough, otherwise = {"distress": 0.6}, 0.75
        if self.whole.get("small", 0.0) > _SMALL_TALK:
            # "I am lost", "I have had enough": said of much, and meant in need only where that is likelier.
            enough, otherwise = {}, _SMALL_TALK
        if found[best] >= enough.get(best, otherwise):
            return best
        if sum(found[topic] for topic in _SUPPORTED) >= (
            _ENOUGH_TOGETHER_ABOUT_WORK if about_work else _ENOUGH_TOGETHER
        ):
            return max(_SUPPORTED, key=lambda topic: found[topic])
        return next((topic for topic in _SUPPORTED if self._said_in_a_sentence(topic)), None)

    @property
    def whole(self) -> Mapping[str, float]:
        """How likely the whole message is of each kind."""
        return self.likely[0] if self.likely else {}

    def chance(self, topic: Topic) -> float:
        """How likely the whole message is about a topic."""
        return _chance(self.whole, topic)

    @cached_property
    def acute(self) -> bool:
        """Somebody may be in danger now."""
        return any(shown(group, self.flat) for group in ("accident", "acute")) or self.whole.get("acute", 0.0) > 0.5

    @cached_property
    def minor(self) -> bool:
        """Somebody says to be under eighteen."""
        return shown("minor", self.flat)

    @property
    def a_case_beyond_doubt(self) -> bool:
        """Somebody is surely in trouble over papers, a contract or pay."""
        return self.chance("visa_legal") >= _A_CASE_BEYOND_DOUBT

    @cached_property
    def for_the_guide(self) -> bool:
        """It is clearly a question about work or studies."""
        asks = shown("asking", self.flat) and shown("subject", self.flat)
        return asks and self.whole.get("career", 1.0) >= _CLEARLY_FOR_THE_GUIDE

    def _named(self) -> bool:
        about_nobody = not shown("somebody", self.flat) and self.whole.get("career", 0.0) >= _CLEARLY_FOR_THE_GUIDE
        return shown("named", self.flat) and not about_nobody

    def _surely_for_the_guide(self) -> bool:
        every = [self.whole, *self.likely[1:]]
        safe = not shown("accident", self.flat) and shown("subject", self.flat)
        return safe and all(each.get("career", 0.0) >= _SURELY_FOR_THE_GUIDE for each in every)

    def _said_in_a_sentence(self, topic: Topic) -> bool:
        return any(_chance(sentence, topic) >= _PLAIN_IN_A_SENTENCE for sentence in self.likely[1:])


_DANGEROUS: tuple[Topic, ...] = ("distress", "medical")
# The model that the weights were learnt with, whatever the library was written with; it keeps what it has computed.
_QUESTION_VECTOR: VectorOf = LocalEmbeddings().question
# Most urgent first, as in the file of signs.
_IN_ORDER: tuple[Topic, ...] = (
    "distress",
    "abuse",
    "medical",
    "discrimination",
    "visa_legal",
    "instructed",
    "verdict",
    "human",
)


def recognise(
    question: str,
    language: Language,  # noqa: ARG001 - people mix languages: every one is looked for in every message
    last: Sequence[Turn] = (),
    *,
    vector_of: VectorOf = _QUESTION_VECTOR,
) -> Care | None:
    """What a question is that gets fixed words, or None for a question for the guide. Never fails.

    `last` are the turns before it, oldest first: after distress or abuse it stays with the person.
    """
    before = _cared_for(last)
    if not before and not any(character.isalnum() for character in question):
        return None
    if not before and _flat(question) in _offered():
        # Two words such as `Toon meer` have hardly a meaning of their own, and the guide itself proposes them.
        return None
    reading = Reading.of(question, vector_of)
    topic = reading.topic()
    if before and (topic is None or OUTCOMES[topic] != "supported"):
        topic = None if reading.for_the_guide else cast(Topic, before[-1].answer["care"])
    if topic is None:
        return None
    plain = bool(before) or topic == reading.by_signs() or reading.a_case_beyond_doubt
    care = Care(topic, OUTCOMES[topic], reading.acute and topic in _DANGEROUS, reading.minor, plain=plain)
    return _going_on(care, before, vector_of) if topic in STAYING else care


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
    danger = care.topic == "distress" and any(reading.acute for reading in earlier)
    newly_acute = care.acute and not danger
    return replace(
        care,
        acute=care.acute or danger,
        minor=care.minor or any(reading.minor for reading in earlier),
        again=0 if newly_acute else len(same),
    )


def _cared_for(last: Sequence[Turn]) -> list[Turn]:
    """The turns right before that stayed with a person, oldest first."""
    found: list[Turn] = []
    for turn in reversed(last):
        if turn.answer.get("care") not in STAYING:
            break
        found.insert(0, turn)
    return found


def _chance(likely: Mapping[str, float], topic: Topic) -> float:
    return likely.get(topic, 0.0) + (likely.get("acute", 0.0) if topic == "distress" else 0.0)


def _sentences(question: str) -> list[str]:
    """The sentences of a message that has several: of a long one the first and the last."""
    every = [part.strip() for part in _A_SENTENCE_END.split(ends_of(question))]
    said = [part for part in every if len(part.split()) > 2]
    if len([part for part in every if part]) < 2:
        return []
    half = _MOST_SENTENCES // 2
    return said if len(said) <= _MOST_SENTENCES else said[:half] + said[-half:]
