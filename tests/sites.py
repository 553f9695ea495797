"""Sites to fetch from: real sockets on 127.0.0.1, friendly or hostile, and a clock that makes waiting quick."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType

from ingest.web.fetching import Web

_RULES = ("/robots.txt", "/.well-known/tdmrep.json")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the site saw it."""

    target: str
    headers: Mapping[str, str]
    at: float = field(default_factory=time.monotonic)


Reply = bytes | Callable[[Asked], bytes] | Callable[[Asked, socket.socket], None]


class Clock:
    """Time that passes only by sleeping, and remembers how long each sleep was."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def reply(body: bytes | str = b"", status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """A whole answer; `tdm_reservation="1"` becomes the header `tdm-reservation: 1`."""
    content = body.encode() if isinstance(body, str) else body
    shown = {"Content-Type": kind, "Content-Length": str(len(content))}
    shown |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in shown.items() if value)
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{head}\r\n".encode() + content


def moved(to: str, status: int = 302) -> bytes:
    """An answer that says where else the page is."""
    return reply(status=status, Location=to)


def page(title: str, *links: str, head: str = "", text: str = "") -> bytes:
    """An answer with a page that has a few words of its own and leads elsewhere."""
    anchors = "".join(f'<p><a href="{link}">More</a></p>' for link in links)
    return reply(f"<!doctype html><title>{title}</title>{head}<h1>{title}</h1><p>{text or title}.</p>{anchors}")


class Site:
    """A site on a port of its own. What it was asked is in `asked`; what it does not know is not found."""

    def __init__(self, pages: Mapping[str, Reply] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Reply] = dict(pages or {})
        self.asked: list[Asked] = []
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Site:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def url(self, target: str = "/") -> str:
        return f"http://{self.host}{target}"

    @property
    def targets(self) -> list[str]:
        """What it was asked for, except for what it asks of robots."""
        return [asked.target for asked in self.asked if asked.target not in _RULES]

    def web(self, clock: Clock | None = None, **others: object) -> Web:
        """The web with this site in it, where waiting takes no time."""
        clock = clock or Clock()
        return Web([self.host], clock=clock, sleep=clock.sleep, **others)  # type: ignore[arg-type]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                asked = _request(connection)
                if asked is None:
                    return
                self.asked.append(asked)
                self._reply(asked, connection)

    def _reply(self, asked: Asked, connection: socket.socket) -> None:
        missing = reply("Not found.", 404)
        # What answers everything else does not answer for the rules, which few sites have.
        other = missing if asked.target in _RULES else self.pages.get("*", missing)
        known = self.pages.get(asked.target, other)
        if isinstance(known, bytes):
            connection.sendall(known)
        elif known.__code__.co_argcount == 1:
            connection.sendall(known(asked))  # type: ignore[call-arg, arg-type]
        else:
            known(asked, connection)  # type: ignore[call-arg]


def _request(connection: socket.socket) -> Asked | None:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65536)
        if not more:
            return None
        head += more
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines)
    return Asked(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in fields})
