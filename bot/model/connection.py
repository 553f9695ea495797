"""The connection to an endpoint: bounded, followed nowhere else, and heard to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from bot.model.errors import Endless

# Longer than any wait that can be set: how long a reader waits is the mind's to say.
SECONDS = 150.0
# More than any answer that we ask for, and less than would hurt.
_MOST_BYTES = 4_000_000
_MOST_CONNECTIONS, _KEPT_OPEN = 1000, 50
_END = 64


@dataclass(slots=True)
class Reply:
    """The bytes with which a reply ends."""

    end: bytes = b""

    @property
    def is_whole(self) -> bool:
        """It says that it is: some say this alone, and not why they finished."""
        return b"[DONE]" in self.end


_REPLY: ContextVar[Reply | None] = ContextVar("opinno_reply", default=None)


def begin_reply() -> Reply:
    """The end of the next reply that this task reads."""
    reply = Reply()
    _REPLY.set(reply)
    return reply


def client() -> Any:
    """A client of our own: it follows nobody elsewhere, and reads no more than an answer can be."""
    from httpx2 import Limits
    from openai import DefaultAsyncHttpxClient

    async def bound(response: Any) -> None:
        response.stream = _bounded(response.stream, _REPLY.get() or Reply())

    return DefaultAsyncHttpxClient(
        timeout=SECONDS,
        limits=Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=_KEPT_OPEN),
        # A key and a question go where they were meant to go, and nowhere else.
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bound]},
    )


def _bounded(stream: Any, reply: Reply) -> Any:
    """A response's bytes, up to a bound."""
    from httpx2 import AsyncByteStream

    class Bounded(AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = _MOST_BYTES
            async for piece in stream:
                left -= len(piece)
                if left < 0:
                    raise Endless
                reply.end = (reply.end + piece)[-_END:]
                yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Bounded()
