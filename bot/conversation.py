"""What passes between a person and the guide: frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from knowledge.records import Kind, Language, Reference

Outcome = Literal["answered", "asked", "abstained", "declined", "supported", "handed_over", "failed"]
Topic = Literal[
    "distress", "abuse", "discrimination", "visa_legal", "medical", "human", "off_topic", "verdict", "instructed"
]
"""What gets fixed words and is never looked up."""
MadeBy = Literal["extractive", "model", "curated", "fixed"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The evidence behind a number in the text. `quote` stands verbatim in the document."""

    number: int
    title: str
    heading: str
    address: str
    """Where the reader can open it."""
    document: str
    """The address under which it was ingested: a file or a page."""
    quote: str
    kind: Kind
    checked: date
    language: Language
    example: bool = False
    references: tuple[Reference, ...] = ()
    record: str = ""
    """The address of what is cited of it, where a file holds several things: a sheet, an item of a feed."""

    @property
    def cited(self) -> str:
        """The address of what is cited: the document, or one of the things that it holds."""
        return self.record or self.document


@dataclass(frozen=True, slots=True)
class Card:
    """A vacancy, event, course, path or saved search to show; `details` are its record's fields."""

    kind: Kind | Literal["search"]
    id: str
    title: str
    address: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the guide says to one question. Every question ends in one."""

    id: str
    conversation: str
    text: str
    language: Language
    outcome: Outcome
    made_by: MadeBy
    citations: tuple[Citation, ...] = ()
    cards: tuple[Card, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    care: Topic | None = None
    """Why it was not looked up, where it was not."""
    personal: bool = False
    """It concerns the person alone: where others read along, nobody else is shown it."""


def told_of(citation: Mapping[str, Any]) -> str:
    """The address of what a citation, as JSON, is of: the document, or one of the things that it holds."""
    return str(citation.get("record") or citation["document"])


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what was said to it."""

    question: str
    answer: Mapping[str, Any]
    """The Answer as JSON."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said so far, oldest first."""

    id: str
    language: Language | None = None
    turns: tuple[Turn, ...] = ()
