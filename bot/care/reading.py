"""A message as its plain signs and its likelihoods tell it: what it is about, and what else it says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from bot.care.likelihood import likely
from bot.care.sense import VectorOf
from bot.care.signals import OUT, ends_of, readable, shown
from bot.conversation import Outcome, Topic

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
_SUPPORTED = tuple(topic for topic in TOPICS if OUTCOMES[topic] == "supported")
STAYING: tuple[Topic, ...] = ("distress", "abuse")
"""With these it stays with the person, until there is a clear question for the guide."""

# How likely a topic must be by its meaning alone. A missed cry for help is worse than kind words too many ...
_ENOUGH: Mapping[Topic, float] = {"distress": 0.3, "medical": 0.5, "off_topic": 0.6, "instructed": 0.5}
_ENOUGH_OTHERWISE = 0.4
# ... no message is off topic because it is strange: advisers add documents of their own ...
# ... and one that speaks of work or studies is the guide's until the contrary is plain.
_ENOUGH_ABOUT_WORK: Mapping[Topic, float] = {"distress": 0.3, "human": 0.65, "off_topic": 0.85, "instructed": 0.75}
_ENOUGH_ABOUT_WORK_OTHERWISE = 0.4
# A case of one's own, told in words without a sign, is not answered with the rules in general; nor is somebody who asks
# for a person answered with a page.
_BEYOND_DOUBT: Mapping[Topic, float] = {"visa_legal": 0.75, "human": 0.8, "off_topic": 0.85}
_ONES_OWN_CASE, _ONES_OWN_CASE_ASKING = 0.6, 0.7
_SMALL_TALK = 0.5
# A few words said this often, each, are a keyboard's or a test's.
_OVER_AND_OVER = 10
_NEXT_TO_NOTHING = 2
# Questions about a fee or a date are some hundred times as many as messages of people in need, and in odd words they
# may sound like anything. What has no word of a feeling, of harm, of one's body or of how one is treated must be rather
# certain as a whole, and more so if it asks something: people in need tell ...
_RATHER_CERTAIN, _RATHER_CERTAIN_ASKING = 0.65, 0.85
# ... unless it may be danger.
_MAY_BE_DANGER = 0.2
# What falls short of that is answered like any other question; a line with who listens costs little, where there is a
# word of feeling or of harm and where there is none.
_WORTH_A_LINE, _WORTH_A_LINE_WITHOUT_A_WORD = 0.25, 0.35
# A person in need, though it is not clear of what kind.
_ENOUGH_TOGETHER, _ENOUGH_TOGETHER_ABOUT_WORK = 0.5, 0.6
# A way of speaking, and nothing else in the message, must be meant in earnest beyond doubt.
_PLAIN = 0.97
# ... unless the rest speaks of a feeling, of harm or of one's body.
_PLAIN_BESIDE = 0.8
# One sentence of several may say it all, between questions for the guide; alone it must be rather plain, but harm that
# somebody does is often told in passing.
_PLAIN_IN_A_SENTENCE: Mapping[Topic, float] = {"abuse": 0.5}
_PLAIN_IN_A_SENTENCE_OTHERWISE = 0.9
# Signs are blind to what a message wants with their words: "who gives a training on harassment" is for the guide.
_SURELY_FOR_THE_GUIDE = 0.9
_BLIND_SIGNS: tuple[Topic, ...] = ("abuse", "discrimination", "visa_legal", "medical", "human")
_CLEARLY_FOR_THE_GUIDE = 0.5
# "I can't take it any more", said of the lab by somebody who asks for other jobs: nothing in it may sound like need.
_HARDLY = 0.25
# "Sounds exhausting, what else?", "it was an hour ago": a few words are of what was said before, unless they are plain.
_FEW_WORDS = 12
_PLAIN_IN_A_FEW_WORDS = 0.9
_HARMED = 0.5
_MOST_SENTENCES = 12
_A_SENTENCE = re.compile(r"[^.!?\n;…]+[.!?\n;…]*")


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


@dataclass(frozen=True)
class Reading:
    """A message as its signs and its meaning tell it. Without a meaning the signs stand alone."""

    flat: str
    likely: Sequence[Mapping[str, float]]
    """Of the whole message, and then of each of its sentences; nothing where it could not be told."""
    sentences: Sequence[str] = ()
    """None of a message that is one sentence."""
    asks: bool = False
    """It asks something."""

    @classmethod
    def of(cls, question: str, vector_of: VectorOf) -> Reading:
        """Read a message. Never fails."""
        sentences = _sentences(question)
        return cls.told(question, likely([question, *sentences], vector_of), sentences)

    @classmethod
    def told(cls, question: str, likely: Sequence[Mapping[str, float]], sentences: Sequence[str] = ()) -> Reading:
        """A message of which the likelihoods are known."""
        flat = readable(question)
        return cls(flat, likely, sentences, _asks(question, flat))

    def topic(self) -> Topic | None:
        """What it is about, or None for a question for the guide."""
        signed = self.by_signs()
        if signed in _BLIND_SIGNS and self._surely_for_the_guide():
            signed = None
        if signed == "distress" and self._worn_by_work_alone():
            return None
        if signed in (None, "human", "verdict", "instructed") and self.whole:
            sensed = self.by_sense()
            # Who asks for a person may say why in the same breath.
            return sensed if signed is None or sensed in STAYING else signed
        return signed

    def by_signs(self) -> Topic | None:
        """What its plain signs say it is about: the first topic of the file that shows."""
        if shown("accident", self.flat):
            return "medical"
        if shown("acute", self.flat) or self._named() or shown("worn", self.flat):
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
            return best if found[best] >= (_PLAIN_BESIDE if shown("felt", self.flat) else _PLAIN) else None
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
            return self._said_most(best) if best in _SUPPORTED else best
        if sum(found[topic] for topic in _SUPPORTED) >= (
            _ENOUGH_TOGETHER_ABOUT_WORK if about_work else _ENOUGH_TOGETHER
        ):
            return self._said_most(max(_SUPPORTED, key=lambda topic: found[topic]))
        return next((topic for topic in _SUPPORTED if self._said_in_a_sentence(topic)), None)

    def only_sounds_like(self, topic: Topic) -> bool:
        """It is likely about a need, but no word of it speaks of one."""
        if topic not in _SUPPORTED or any(shown(group, self.flat) for group in ("felt", "minor")):
            return False
        if self.by_signs() is not None or any(each.get("acute", 0.0) >= _MAY_BE_DANGER for each in self.likely):
            return False
        # A sentence is not enough: "my supervisor and I keep fighting, whom can I ask?" asks for an answer, and a line.
        return sum(map(self.chance, _SUPPORTED)) < (_RATHER_CERTAIN_ASKING if self.asks else _RATHER_CERTAIN)

    @property
    def hints(self) -> bool:
        """It is a question for the guide, and somebody in need might ask it so."""
        enough = _WORTH_A_LINE if shown("felt", self.flat) else _WORTH_A_LINE_WITHOUT_A_WORD
        return OUT not in self.flat and sum(map(self.chance, _SUPPORTED)) >= enough

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
        return self.acute_by_signs or self.whole.get("acute", 0.0) > 0.5

    @cached_property
    def acute_by_signs(self) -> bool:
        """Plain words say that somebody may be in danger now."""
        return any(shown(group, self.flat) for group in ("accident", "acute"))

    @cached_property
    def minor(self) -> bool:
        """Somebody says to be under eighteen."""
        return shown("minor", self.flat)

    def helped(self, topic: Topic) -> bool:
        """Somebody was told, or is there."""
        # Who is there may be the one who does harm.
        groups = ("told", "there") if topic == "distress" else ("told",)
        calm = self.by_signs() is None and not shown("nobody", self.flat)
        return calm and self._few_words and any(shown(group, self.flat) for group in groups)

    @cached_property
    def harmed(self) -> bool:
        """Somebody does harm to a person."""
        return shown("abuse", self.flat) or any(_chance(each, "abuse") >= _HARMED for each in self.likely)

    def says_little(self, topic: Topic | None) -> bool:
        """A few words that say nothing of their own: they are of what was said before."""
        quiet = self.by_signs() is None and not shown("subject", self.flat)
        return quiet and self._few_words and (topic is None or self.chance(topic) < _PLAIN_IN_A_FEW_WORDS)

    @property
    def _few_words(self) -> bool:
        return len(self.flat.split()) <= _FEW_WORDS

    def beyond_doubt(self, topic: Topic) -> bool:
        """It is surely about a topic that otherwise can wait."""
        if topic == "off_topic" and shown("subject", self.flat):
            return False
        if topic == "visa_legal" and shown("somebody", self.flat):
            enough = _ONES_OWN_CASE_ASKING if self.asks else _ONES_OWN_CASE
            return self.chance(topic) >= enough or sum(map(self.chance, _SUPPORTED)) >= _BEYOND_DOUBT[topic]
        return self.chance(topic) >= _BEYOND_DOUBT.get(topic, math.inf)

    @cached_property
    def for_the_guide(self) -> bool:
        """It is clearly a question about work or studies."""
        asks = self.asks and shown("subject", self.flat)
        return asks and self.whole.get("career", 1.0) >= _CLEARLY_FOR_THE_GUIDE

    @cached_property
    def beside(self) -> str:
        """What is asked about work or studies beside what needs care, as it was asked; nothing where nothing is."""
        told = zip(self.sentences, self.likely[1:], strict=False)
        sure = [said for said, chances in told if chances.get("career", 0.0) >= _SURELY_FOR_THE_GUIDE]
        return " ".join(said for said in sure if _asks(said, flat := readable(said)) and shown("subject", flat))

    def asks_on(self, topic: Topic, before: str, vector_of: VectorOf) -> bool:
        """A few words that only sound like need until they are read after the question before them."""
        plain = self.by_signs() is not None or self.chance(topic) >= _PLAIN_IN_A_FEW_WORDS
        if plain or self.acute or not self.asks or not self._few_words:
            return False
        together = likely([f"{before} {self.flat.strip()}"], vector_of)
        return bool(together) and together[0].get("career", 0.0) >= _CLEARLY_FOR_THE_GUIDE

    def _named(self) -> bool:
        about_nobody = not shown("somebody", self.flat) and self.whole.get("career", 0.0) >= _CLEARLY_FOR_THE_GUIDE
        return shown("named", self.flat) and not about_nobody

    def _surely_for_the_guide(self) -> bool:
        every = [self.whole, *self.likely[1:]]
        safe = not shown("accident", self.flat) and shown("subject", self.flat)
        return safe and all(each.get("career", 0.0) >= _SURELY_FOR_THE_GUIDE for each in every)

    def _worn_by_work_alone(self) -> bool:
        """Tired words about work: with a question about other work, or of stopping what they are tired of."""
        hard = any(shown(group, self.flat) for group in ("acute", "distress", "named"))
        every = [self.whole, *self.likely[1:]]
        if hard:
            return False
        if shown("stopping", self.flat):
            return self.whole.get("career", 0.0) >= _CLEARLY_FOR_THE_GUIDE
        surely = self.whole.get("career", 0.0) >= _SURELY_FOR_THE_GUIDE
        return surely and self.for_the_guide and all(_chance(each, "distress") < _HARDLY for each in every)

    def _said_most(self, likeliest: Topic) -> Topic:
        """The kind of need, of the whole message and of the sentence that says it most plainly."""
        if self.chance(likeliest) >= _PLAIN_IN_A_FEW_WORDS:
            return likeliest
        in_all = {topic: self.chance(topic) + self._plainest(topic) for topic in _SUPPORTED}
        return max(_SUPPORTED, key=lambda topic: (in_all[topic], topic == likeliest))

    def _plainest(self, topic: Topic) -> float:
        return max((_chance(sentence, topic) for sentence in self.likely[1:]), default=0.0)

    def _said_in_a_sentence(self, topic: Topic) -> bool:
        return self._plainest(topic) >= _PLAIN_IN_A_SENTENCE.get(topic, _PLAIN_IN_A_SENTENCE_OTHERWISE)


def _chance(likely: Mapping[str, float], topic: Topic) -> float:
    return likely.get(topic, 0.0) + (likely.get("acute", 0.0) if topic == "distress" else 0.0)


def _asks(question: str, flat: str) -> bool:
    return "?" in question or shown("asking", flat)


def _sentences(question: str) -> list[str]:
    """The sentences of a message that has several: of a long one the first and the last."""
    every = [part.strip() for part in _A_SENTENCE.findall(ends_of(question))]
    every = [part for part in every if any(character.isalnum() for character in part)]
    said = [part for part in every if len(part.split()) > 2]
    if len(every) < 2:
        return []
    half = _MOST_SENTENCES // 2
    return said if len(said) <= _MOST_SENTENCES else said[:half] + said[-half:]
