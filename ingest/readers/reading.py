"""What a reader gives back, and the one way in which it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.readers.visible import clean

TOO_COMPLEX = "The file is too large or too complex to read safely."


class Unreadable(Exception):
    """A file that cannot be read; `reason` is one sentence that a librarian understands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, as Markdown, or one of the things that a file lists."""

    title: str | None
    text: str
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    part: str | None = None
    """What tells it apart within a file that lists many; None for a whole file."""


def reading(title: str | None, text: str, metadata: Mapping[str, object] | None = None) -> Reading:
    """A Reading in which every letter can be seen, or Unreadable if no letter is left."""
    seen = clean(text)
    if not seen.strip():
        raise Unreadable("The file has no text.")
    name = " ".join(clean(title or "").split())[:300]
    return Reading(name or None, seen, {clean(key): _clean(value) for key, value in (metadata or {}).items()})


def _clean(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {_clean(key): _clean(item) for key, item in value.items()}
        case _:
            return value
