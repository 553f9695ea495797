"""A fact of a front matter as a reader would say it: `closes: 2027-03-01` becomes `Closing date: 1 March 2027`."""

from __future__ import annotations

import re

from bot.tables.values import readable
from knowledge.front_matter import HEADING
from knowledge.records import Language, Passage
from prompts import replies, reply

_CODE = re.compile(r"\b(en|nl|fr)\b")
# `languages: {nl: B2}` and `taught_in: [nl, en]`.
_OF_LANGUAGES = ("languages", "language", "taught_in")
_BRACKETS = str.maketrans("", "", "[]{}\"'")
_LANGUAGES = {"en": "frame.english", "nl": "frame.dutch", "fr": "frame.french"}


def is_field(passage: Passage) -> bool:
    """It holds facts of a front matter."""
    return passage.heading in HEADING.values()


def told(field: str, language: Language) -> str:
    """The name of the field in the reader's language, where it is a usual one, and its value."""
    name, value = name_of(field), value_of(field, language)
    key = f"field.{name}"
    label = replies(language)[key] if key in replies(language) else name.replace("_", " ").capitalize()
    return f"{label}: {value}"


def in_a_sentence(field: str, title: str, language: Language) -> str:
    """The fact as an answer opens with it: `Clinical Trial Leader starts on 1 February 2027.`"""
    key = f"fact.{name_of(field)}"
    if key in replies(language):
        return reply(language, key, title=title, quote=value_of(field, language))
    return reply(language, "fact.other", title=title, quote=told(field, language))


def name_of(field: str) -> str:
    """What a field is called in its document."""
    return field.partition(":")[0].strip(" \"'").casefold()


def value_of(field: str, language: Language) -> str:
    """What a field holds, its days and languages in words."""
    value = " ".join(field.partition(":")[2].translate(_BRACKETS).split())
    if name_of(field) in _OF_LANGUAGES:
        value = _CODE.sub(lambda code: reply(language, _LANGUAGES[code[1]]), value)
    return readable(value, language)
