"""What a model was given to write from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.records import Passage


@dataclass(frozen=True, slots=True)
class Given:
    """The passages, numbered from 1, and what the person said: numbers and names in it may be repeated."""

    passages: Sequence[Passage]
    said: str
    today: date

    @property
    def days(self) -> list[date]:
        """The days that are known beside those that the passages tell."""
        dated = [day for passage in self.passages for day in (passage.checked, passage.expires) if day]
        return [self.today, *dated]


def whole(passage: Passage) -> str:
    """All that a passage tells: under which title and headings it stands, and its text."""
    return f"{passage.title}\n{passage.heading}\n{passage.text}"
