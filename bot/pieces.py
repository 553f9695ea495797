"""What a question brings, piece by piece: what the guide is doing, words, and last the whole answer (pure)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.conversation import Answer


@dataclass(frozen=True, slots=True)
class Status:
    """What the guide is doing: understanding, gathering, composing or, with a model, checking."""

    step: str


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer's text."""

    delta: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The whole text anew, where what was streamed is not what stands. At most once, just before the Answer."""

    text: str


Piece = Status | Text | Replaced | Answer


def as_json(answer: Answer) -> dict[str, Any]:
    """An Answer as JSON: a card's details stand beside its other fields, days as YYYY-MM-DD."""
    plain = asdict(answer)
    plain["citations"] = [asdict(citation) | {"checked": citation.checked.isoformat()} for citation in answer.citations]
    plain["cards"] = [
        {"kind": card.kind, "id": card.id, "title": card.title, "address": card.address, **card.details}
        for card in answer.cards
    ]
    return plain


def in_lines(text: str) -> list[str]:
    """A text in lines, as it is streamed."""
    return text.splitlines(keepends=True)
