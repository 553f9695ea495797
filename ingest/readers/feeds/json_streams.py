"""JSON that is read object by object, and recognised by its first objects."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ijson

from ingest.readers.feeds.streams import Readable
from ingest.readers.reading import Unreadable

Object = Mapping[str, Any]

_DEEPEST = 64
BROKEN_OFF = "The listing breaks off or is not valid JSON: what follows the break was not read."


@dataclass(frozen=True, slots=True)
class Shape:
    """The names on top of a document, and those of the first object in each list: `jobs`, `jobs.item.title`."""

    is_list: bool
    names: frozenset[str]
    texts: Mapping[str, str]
    """The short texts that stand right under those names."""

    def has(self, *names: str) -> bool:
        """Whether every one of the names is there."""
        return self.names.issuperset(names)


def shape(head: bytes) -> Shape | None:
    """What the beginning of a JSON document looks like; None for anything else."""
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head[:1] not in (b"{", b"["):
        return None
    names: set[str] = set()
    texts: dict[str, str] = {}
    try:
        for prefix, event, value in ijson.parse(_shallow(head)):
            if prefix.count(".") <= 3:
                names.add(prefix)
                if event == "string" and len(value) <= 200:
                    texts.setdefault(prefix, value)
    except (ijson.JSONError, ValueError, Unreadable):
        pass  # The head ends in the middle of something.
    return Shape(head[:1] == b"[", frozenset(names - {""}), texts) if names - {""} or len(head) <= 20 else None


def objects(stream: Readable, prefix: str) -> Iterator[Object]:
    """The objects under a name, one by one; Unreadable after the last whole one if the document breaks off."""
    try:
        for found in ijson.items(ijson.parse(_shallow(_Unmarked(stream))), prefix):
            if isinstance(found, dict):
                yield found
    except (ijson.JSONError, ValueError) as error:
        raise Unreadable(BROKEN_OFF) from error


def _shallow(source: bytes | _Unmarked) -> Iterator[tuple[str, Any]]:
    """The events of the parser, up to a depth: it keeps the way to where it is, which grows with its square."""
    depth = 0
    for event, value in ijson.basic_parse(source, use_float=True):
        depth += event.startswith("start_") - event.startswith("end_")
        if depth > _DEEPEST:
            raise Unreadable("The listing is nested too deeply.")
        yield event, value


class _Unmarked:
    """The stream without its byte order mark, which JSON does not know."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._first = True

    def read(self, size: int = -1, /) -> bytes:
        found = self._stream.read(size)
        if self._first and found:
            self._first = False
            found = found.removeprefix(codecs.BOM_UTF8) or self._stream.read(size)
        return found
