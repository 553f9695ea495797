"""The one door to the network: a name is looked up once, judged, and connected to at exactly the judged address."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore

from ingest.web.addresses import Address, Allowed, admit, checked
from ingest.web.outcomes import Unavailable

Resolve = Callable[[str, int], Iterable[str]]
"""The network addresses of a host. Raises OSError if there are none."""

_NO_CONNECTION = "No connection to the site could be made."
_BROKE_OFF = "The site broke off the connection, or its answer is not one of the web."


def look_up(host: str, port: int) -> list[str]:
    """The network addresses of a host, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@cache
def usual_trust() -> ssl.SSLContext:
    """The certificates that the system and browsers trust; read once, for it takes a while."""
    return httpcore.default_ssl_context()


class Patience:
    """The seconds that a site may take for a page, all tries and redirects together.

    It runs out only while something is asked of the site, not while we wait out of courtesy.
    """

    def __init__(self, seconds: float) -> None:
        self._left, self._until = seconds, time.monotonic() + seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        self._until = time.monotonic() + self._left
        try:
            yield
        finally:
            self._left = self._until - time.monotonic()

    def left(self) -> float:
        """Raises Unavailable if nothing is left."""
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise Unavailable("The site answers too slowly.", soon=False)
        return seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and its body as it comes, still packed."""

    status: int
    headers: Mapping[str, str]
    body: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Door:
    """Where every request leaves from. Nothing of the environment's proxies is used.

    Each request has a connection of its own: at one a second, keeping them open would gain little.
    """

    allowed: Allowed
    resolve: Resolve
    trust: ssl.SSLContext
    network: httpcore.NetworkBackend

    def judge(self, address: Address) -> None:
        """Raises Refused if nothing at this address may be visited."""
        admit(address, self.allowed)

    @contextmanager
    def ask(self, address: Address, headers: Mapping[str, str], patience: Patience) -> Iterator[Answer]:
        """The answer to a GET. Raises Refused before anything is opened, or Unavailable."""
        self.judge(address)
        with patience.running(), _failures(patience):
            pinned = _Pinned(address, self._network_addresses(address, patience), self.network, patience)
            origin = httpcore.Origin(address.scheme.encode(), address.host.encode(), address.port)
            url = httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=address.target.encode())
            sent = [("Host", address.authority), *headers.items(), ("Connection", "close")]
            with (
                httpcore.HTTPConnection(origin, ssl_context=self.trust, network_backend=pinned) as connection,
                connection.stream("GET", url, headers=sent) as response,
            ):
                yield Answer(response.status, _joined(response.headers), response.iter_stream())

    def _network_addresses(self, address: Address, patience: Patience) -> tuple[str, ...]:
        answers = _in_time(lambda: list(self.resolve(address.host, address.port)), patience.left())
        found = checked(address, answers, self.allowed)
        if not found:
            raise Unavailable(f"There is no site called {address.host}, or it cannot be looked up now.")
        return found


class _Pinned(httpcore.NetworkBackend):
    """Connects to the addresses that were judged, whatever name is asked for. Host and SNI keep the name."""

    def __init__(
        self, address: Address, found: tuple[str, ...], network: httpcore.NetworkBackend, patience: Patience
    ) -> None:
        self._address, self._found, self._network, self._patience = address, found, network, patience

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        assert (host, port) == (self._address.host, self._address.port)
        for number, found in enumerate(self._found, start=1):
            # The first that answers serves; none may use up the time of the others.
            share = self._patience.left() / (len(self._found) - number + 1)
            try:
                stream = self._network.connect_tcp(found, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(self._found):
                    raise
            else:
                return _Timed(stream, self._patience)
        raise httpcore.ConnectError


class _Timed(httpcore.NetworkStream):
    """A connection on which no single wait, nor all of them together, outlasts the patience."""

    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._patience.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._patience.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._patience.left()), self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _in_time(look_up: Callable[[], list[str]], seconds: float) -> list[str]:
    # The system's own look-up cannot be given a limit, and may take half a minute.
    found: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def run() -> None:
        try:
            found.put(look_up())
        except Exception as error:
            found.put(error)

    Thread(target=run, daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except Empty:
        raise Unavailable("The name of the site could not be looked up in time.", soon=False) from None
    if isinstance(answer, (OSError, UnicodeError)):
        return []
    if isinstance(answer, Exception):
        raise answer
    return answer


@contextmanager
def _failures(patience: Patience) -> Iterator[None]:
    try:
        yield
    except (httpcore.ReadTimeout, httpcore.WriteTimeout, httpcore.PoolTimeout) as error:
        raise Unavailable("The site answers too slowly.", soon=False) from error
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            raise Unavailable("The certificate of the site is not valid.", soon=False) from error
        patience.left()
        raise Unavailable(_NO_CONNECTION) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Unavailable(_BROKE_OFF) from error


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined
