"""What a reader gives back, and the one way in which it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.readers.inert import inert
from ingest.readers.visible import clean

TOO_COMPLEX = "The file is too large or too complex to read safely."


class Unreadable(Exception):
    """A file that cannot be read; `reason` is one sentence that a librarian understands."""

    def __init__(self, reason: str) -> None:
        # It may tell of what the file says, and is shown.
        super().__init__(inert(reason))
        self.reason = inert(reason)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, as Markdown, or one of the things that a file lists."""

    title: str | None
    text: str
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    part: str | None = None
    """What tells it apart within a file that lists many; None for a whole file."""


def reading(title: str | None, text: str, metadata: Mapping[str, object] | None = None) -> Reading:
    """A Reading in which every letter can be seen and nothing acts, or Unreadable if no letter is left."""
    seen = _shown(text)
    if not seen.strip():
        raise Unreadable("The file has no text.")
    name = " ".join(_shown(title or "").split())[:300]
    return Reading(name or None, seen, {_shown(key): _value(value) for key, value in (metadata or {}).items()})


def _shown(text: str) -> str:
    # What nobody sees goes first: it may stand in the middle of a tag.
    return inert(clean(text))


def _value(value: object) -> object:
    match value:
        case str():
            return _shown(value)
        case list():
            return [_value(item) for item in value]
        case dict():
            return {_value(key): _value(item) for key, item in value.items()}
        case _:
            return value
