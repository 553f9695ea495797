"""Readers of formats that can be made to explode, each run in a process of its own."""

from __future__ import annotations

import atexit
import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from ingest.readers.content import Content
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable

log = logging.getLogger(__name__)

_MEGABYTE = 2**20
_ROOT = Path(__file__).resolve().parents[2]
_PAGES = "ingest.readers.html"
_DATED = "ingest.readers.feeds.calendars"
_PRIVATE = ContextVar("private", default=False)
_BEGUN, _ENDED = b'"begun"\n', b'"ended"\n'
_TRIES = 3
_IDLE = 60.0
"""Seconds without anything to read after which the nursery ends."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reading may take: seconds of work, and seconds on the clock from one thing that it finds to the next."""

    work: int
    clock: float


DOCUMENT = Bounds(work=20, clock=30)
# A feed of 200 MB takes three minutes of work.
COLLECTION = Bounds(work=900, clock=1800)


def confined(
    reader: str, content: Content, address: str = "", today: date | None = None, bounds: Bounds = DOCUMENT
) -> Iterator[Reading]:
    """What a reader's module makes of the content, one after the other, within bounds of memory and time.

    The module is named, not passed, so that the parent never loads the library that parses. Raises Unreadable when
    the content turns out to be broken, be it after many readings.
    """
    told = {"reader": reader, "address": address, "today": today and today.isoformat(), **asdict(bounds)}
    with _stream(content) as stream, _NURSERY.child(told, stream) as said:
        for line in said:
            if line == _ENDED:
                return
            yield _unpacked(line)
    log.warning("%s was stopped", reader)
    raise Unreadable(TOO_COMPLEX)


@contextmanager
def _stream(content: Content) -> Iterator[BinaryIO]:
    """A file that the child can read from: a pipe would have to be fed while it is read from."""
    if isinstance(content.kept, Path):
        with content.open() as stream:
            yield stream
        return
    with _nameless() as stream:
        stream.write(content.kept)
        stream.seek(0)
        yield stream


def _nameless() -> BinaryIO:
    """A file without a name: in memory where the system can, so that nothing of a CV ever lies on a disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("content"), "w+b")
    return tempfile.TemporaryFile()


@contextmanager
def private() -> Iterator[None]:
    """What goes wrong meanwhile is not told to the log in the parser's words, which may be the file's."""
    before = _PRIVATE.set(True)
    try:
        yield
    finally:
        _PRIVATE.reset(before)


class _Nursery:
    """A process that has the readers loaded and makes a child of its own for each reading: loading takes longest."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    @contextmanager
    def child(self, told: Mapping[str, object], stream: BinaryIO) -> Iterator[BinaryIO]:
        """What a new child says about the content of a stream, line by line; it ends when nobody listens."""
        order = json.dumps(told).encode()
        for _ in range(_TRIES):
            with self._ask(order, stream) as said:
                if said.readline() == _BEGUN:
                    yield said
                    return
            # The nursery had come to its end.
            self.close()
        raise Unreadable(TOO_COMPLEX)

    def close(self) -> None:
        """End the nursery; the next reading founds another."""
        with self._asking:
            if self._line and self._process:
                self._line.close()
                self._process.kill()
                self._process.wait()
            self._line = self._process = None

    def _ask(self, order: bytes, stream: BinaryIO) -> BinaryIO:
        hears, says = os.pipe()
        said = os.fdopen(hears, "rb")
        reads, writes = os.pipe()
        try:
            os.write(writes, order)
            os.close(writes)
            # Whether it is still there is seen by what it says.
            with self._asking, suppress(OSError):
                socket.send_fds(self._open_line(), [b"?"], [reads, stream.fileno(), says])
        except BaseException:
            said.close()
            raise
        finally:
            os.close(reads)
            os.close(says)
        return said

    def _open_line(self) -> socket.socket:
        if self._line is None:
            self._line, its = socket.socketpair()
            with its:
                self._process = subprocess.Popen(
                    [sys.executable, "-W", "ignore", "-m", "ingest.readers.confined"],
                    # None of our own environment: a parser has no use for our keys.
                    env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"},
                    stdin=its.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
        return self._line


_NURSERY = _Nursery()


def _unpacked(line: bytes) -> Reading:
    try:
        said = json.loads(line)
    except ValueError as error:
        # It was killed while it wrote.
        raise Unreadable(TOO_COMPLEX) from error
    if "reason" in said:
        if said["detail"]:
            log.warning("unreadable: %s", "a private file" if _PRIVATE.get() else said["detail"])
        raise Unreadable(said["reason"])
    return Reading(**said)


def _packed(reader: str, stream: BinaryIO, address: str, today: date | None) -> Iterator[Mapping[str, object]]:
    try:
        for found in _readings(reader, stream, address, today):
            yield asdict(found)
    except Unreadable as refusal:
        yield {"reason": refusal.reason, "detail": ""}
    except (MemoryError, RecursionError) as error:
        yield {"reason": TOO_COMPLEX, "detail": repr(error)}
    except Exception as error:
        yield {"reason": "The file is damaged and cannot be read.", "detail": repr(error)[:500]}


def _readings(reader: str, stream: BinaryIO, address: str, today: date | None) -> Iterator[Reading]:
    """What the module reads: many things, a page and what it lists, or one document."""
    module: Any = import_module(reader)
    if reader == _PAGES:
        yield from module.readings(stream.read(), address, today=today)
    elif hasattr(module, "read_all"):
        yield from module.read_all(stream, address, **({"today": today} if reader == _DATED else {}))
    else:
        yield module.read(stream.read())


def _confine(work: int) -> None:
    limits = (
        (resource.RLIMIT_AS, 768 * _MEGABYTE),
        (resource.RLIMIT_CPU, work),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        # macOS knows the limits but refuses some; the wall clock still holds there.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _main() -> None:
    """What the nursery does until nobody is there to ask, or has asked for a while."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=0) as line, suppress(TimeoutError):
        line.settimeout(_IDLE)
        while (asked := socket.recv_fds(line, 1, 3))[0]:
            _bear(line, *asked[1])


def _bear(line: socket.socket, order: int, content: int, says: int) -> None:
    with os.fdopen(order, "rb") as read, os.fdopen(content, "rb") as stream, os.fdopen(says, "w") as said:
        told = json.loads(read.read())
        if not told["reader"].startswith("ingest.readers."):
            raise SystemExit(f"{told['reader']} is not a reader to confine")
        # Here, so that the next child has it already.
        import_module(told["reader"])
        if os.fork() == 0:
            try:
                line.close()
                _read(told, stream, said)
            finally:
                os._exit(0)


def _read(told: Mapping[str, Any], stream: BinaryIO, said: TextIO) -> None:
    """What a child does."""
    today = date.fromisoformat(told["today"]) if told["today"] else None
    said.write(_BEGUN.decode())
    said.flush()
    _confine(told["work"])
    _wait_no_longer_than(told["clock"])
    for found in _packed(told["reader"], stream, told["address"], today):
        said.write(json.dumps(found, default=str) + "\n")
        # Who listens may take hours over a feed: only the work on each thing is bounded, and that on all.
        _wait_no_longer_than(told["clock"])
    said.write(_ENDED.decode())
    said.flush()


def _wait_no_longer_than(seconds: float) -> None:
    # Nobody handles the alarm, so it ends the process, whatever a parser is at.
    signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    _main()
