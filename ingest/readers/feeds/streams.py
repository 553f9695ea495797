"""Collections that are too large to hold, read piece by piece, their beginning twice."""

from __future__ import annotations

from typing import BinaryIO, Protocol

HEAD = 65_536


class Readable(Protocol):
    """All that the parsers ask of a stream."""

    def read(self, size: int = -1, /) -> bytes: ...


class Ahead:
    """A stream whose beginning is known before it is read."""

    def __init__(self, stream: BinaryIO | Readable) -> None:
        self._stream = stream
        self.head = self._filled(HEAD)
        self._waiting = self.head

    def read(self, size: int = -1, /) -> bytes:
        """As the stream would have given it."""
        if size < 0:
            found, self._waiting = self._waiting + self._stream.read(), b""
        elif self._waiting:
            found, self._waiting = self._waiting[:size], self._waiting[size:]
        else:
            found = self._stream.read(size)
        return found

    def _filled(self, size: int) -> bytes:
        # Pipes and sockets give less than they are asked for.
        parts: list[bytes] = []
        while size and (part := self._stream.read(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
