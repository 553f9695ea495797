"""The sections of the shelf's pages: what each tells, and its heading in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from knowledge.records import Language

Section = Literal["day", "entry", "skills", "first_jobs", "next_steps", "suit", "not_suit"]

PATH_SECTIONS: Mapping[Section, Mapping[Language, str]] = {
    "day": {
        "en": "What you do all day",
        "nl": "Wat je de hele dag doet",
        "fr": "Ce que tu fais toute la journée",
    },
    "entry": {"en": "Who gets in", "nl": "Wie kan starten", "fr": "Qui peut commencer"},
    "skills": {"en": "Skills you need", "nl": "Vaardigheden die je nodig hebt", "fr": "Compétences"},
    "first_jobs": {"en": "First jobs", "nl": "Eerste jobs", "fr": "Premiers emplois"},
    "next_steps": {
        "en": "Next steps in Flanders",
        "nl": "Volgende stappen in Vlaanderen",
        "fr": "Prochaines étapes en Flandre",
    },
    "suit": {
        "en": "Why it may suit you",
        "nl": "Waarom het bij je kan passen",
        "fr": "Pourquoi cela peut te convenir",
    },
    "not_suit": {
        "en": "Why it may not suit you",
        "nl": "Waarom het misschien niet bij je past",
        "fr": "Pourquoi cela peut ne pas te convenir",
    },
}

LISTS = frozenset(
    heading for name in ("skills", "first_jobs", "next_steps") for heading in PATH_SECTIONS[name].values()
)
"""Headings of the sections that are lists: their items say neither whose they are nor whom they are for."""
WHEN_HEADINGS = frozenset({"When it takes place", "Wanneer het plaatsvindt", "Quand"})
"""Headings under which an event's page says when it is, or what is known of that."""
UNKNOWN_HEADINGS = frozenset({"What we do not know", "Wat we niet weten", "Ce que nous ne savons pas"})
"""Headings under which a page says what its sources do not tell."""


def section_of(heading: str) -> Section | None:
    """The section that a heading opens, in whatever language; None for any other heading, and for a page's opening."""
    return next((section for section, named in PATH_SECTIONS.items() if heading in named.values()), None)
