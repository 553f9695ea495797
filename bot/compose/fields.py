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
    name, _, value = field.partition(":")
    key = f"field.{name.strip().casefold()}"
    label = replies(language)[key] if key in replies(language) else name.strip().replace("_", " ").capitalize()
    value = " ".join(value.translate(_BRACKETS).split())
    if name.strip() in _OF_LANGUAGES:
        value = _CODE.sub(lambda code: reply(language, _LANGUAGES[code[1]]), value)
    return f"{label}: {readable(value, language)}"
