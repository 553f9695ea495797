"""A question that says itself that it is about something else: nothing of what was said before belongs to it (pure)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import Conversation

# `Oké, en nu over iets anders:`, `Something else:`, `Autre question :`, `Los daarvan,`.
_TURNS = re.compile(
    r"^\W*(?:(?:ok(?:ay|[eé])?|right|well|thanks|thank you|bedankt|dank je|merci|goed|bon|d['’]accord|super|top|"
    r"alright|"
    r"prima|and|en|et|now|nu|maintenant|but|maar|mais|so|dus|donc|just|nog|over|about|sur|to|een|een heel|"
    r"a|an|une|un|"
    r"on a|totally|completely|heel|helemaal|totaal|tout|totalement|complètement)[\s,!.]+)*"
    r"(?:(?:something|anything) (?:completely |totally |quite )?(?:else|different)|"
    r"(?:different|another|other|new) (?:question|topic|subject|matter)|"
    r"chang(?:e|ing) (?:of )?(?:the )?(?:subject|topic)|on another (?:note|topic)|unrelated(?: question)?|"
    r"by the way|apart from that|separate(?:ly| question)|"
    r"(?:iets|wat) (?:helemaal |totaal |heel )?anders|andere? (?:vraag|vraagje|onderwerp|kwestie)|ander onderwerp|"
    r"nieuwe? (?:vraag|onderwerp)|los daarvan|daarnaast|trouwens|apart daarvan|van onderwerp veranderen|"
    r"autre (?:chose|question|sujet)|(?:une )?nouvelle question|(?:rien à|sans) rapport(?: avec ça)?|"
    r"chang(?:er|eons|ement) de sujet|à part ça|au fait|par ailleurs)"
    r"(?:\s+(?:now|nu|dan|maintenant|then|alors|please|svp|stp|though))?\s*[:,;.!–—-]\s*(?=\S)",
    re.I,
)


def turned(question: str) -> str | None:
    """What a question asks after it has said that this is about something else; None if it says no such thing."""
    said = _TURNS.match(question)
    return question[said.end() :] if said else None


def begun_anew(conversation: Conversation) -> Conversation:
    """The conversation in the same language, with nothing said in it."""
    return replace(conversation, turns=())
