"""What somebody says of where they come from and studied before they ask: it is not what they ask about (pure)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import Conversation
from knowledge import places

_PART = r"[A-ZÀ-Þ&][\w&'’.-]*"
_NAME = rf"{_PART}(?:\s+(?:(?:de|der|van|du|the|of|and|en|et|or)\s+(?=[A-ZÀ-Þ]))?{_PART})*"
_NO_JOB = (
    r"(?:(?!jobs?\b|vacanc|positions?\b|internships?\b|work|want|look|stages?\b|vacatures?\b|emplois?\b|offres?\b)"
    r"[\w'’-]+\s+){0,4}"
)
_STUDY = (
    r"graduat\w*|(?:my|an?|his|her)\s+(?:\w+\s+)?(?:masters?|bachelors?|phd|doctorate|postdoc|student)|"
    r"stud(?:y|ied|ying)|enrolled|worked|"
    r"afgestudeerd|studeer\w*|gestudeerd|mijn\s+(?:master|bachelor|doctoraat)|(?:een|masters?|bachelor)student\w*|"
    r"[eé]tudi\w+|mon\s+(?:master|bachelier|doctorat)"
)
_FROM = (
    r"(?:i['’]?m|i am|am|come|coming|comes)\s+(?:originally\s+|actually\s+)?from|"
    r"(?:ik\s+)?(?:kom|ben)\s+(?:oorspronkelijk\s+)?(?:uit|van)|(?:je\s+)?(?:viens|suis)\s+(?:de|du|d['’]|des)"
)
_OF_A_PERSON = re.compile(
    rf"\b(?:(?P<born>{_FROM})|(?:{_STUDY})\s+{_NO_JOB}(?:at|from|bij|aan|van|chez|by|à))\s*$", re.I
)
_NAMED = re.compile(_NAME)
_SENTENCE = re.compile(r"[^.!?]+(?:\.(?=\S)[^.!?]+)*[.!?]*\s*")


def is_of_a_person(before: str) -> bool:
    """What stands before a name says that somebody comes from there or studied there: `I'm from`, `my master at`."""
    return _OF_A_PERSON.search(before) is not None


def without_origins(question: str) -> str:
    """The question without the names of where its asker comes from and studied, where a sentence before it tells
    that: `I'm from India and study at KU Leuven. May I stay?` asks of neither. Where somebody lives stays, for work is
    sought there."""
    sentences = _SENTENCE.findall(question)
    if len(sentences) < 2 or not any(said.rstrip().endswith("?") for said in sentences):
        return question
    return "".join(said if said.rstrip().endswith("?") else _told(said) for said in sentences)


def asking_of(question: str) -> str:
    """What of a question asks: `I am from Morocco. Can I stay here?` asks only whether one can stay."""
    asked = " ".join(said.strip() for said in _SENTENCE.findall(question) if said.rstrip().endswith("?"))
    return asked or question


def from_where_it_asks(query: str) -> str:
    """A query without what is told before the first sentence that asks; all of it where none does."""
    sentences = _SENTENCE.findall(query)
    first = next((n for n, said in enumerate(sentences) if said.rstrip().endswith("?")), 0)
    return "".join(sentences[first:])


def told_without_origins(conversation: Conversation) -> Conversation:
    """The conversation with its questions read so."""
    turns = tuple(replace(turn, question=without_origins(turn.question)) for turn in conversation.turns)
    return replace(conversation, turns=turns)


def _told(said: str) -> str:
    def kept(name: re.Match[str]) -> str:
        person = _OF_A_PERSON.search(said[: name.start()])
        lives_there = person and person["born"] and places.named(name[0])
        return name[0] if person is None or lives_there else ""

    return _NAMED.sub(kept, said)
