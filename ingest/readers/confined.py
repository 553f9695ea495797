"""Readers of formats that can be made to explode, each run in a process of its own."""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from ingest.readers.content import Content
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable

log = logging.getLogger(__name__)

_MEGABYTE = 2**20
_ROOT = Path(__file__).resolve().parents[2]
_PAGES = "ingest.readers.html"
_DATED = "ingest.readers.calendars"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reading may take: seconds of work, seconds on the clock."""

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
    told = json.dumps({"reader": reader, "address": address, "today": today and today.isoformat(), "work": bounds.work})
    with _stream(content) as stream, _child(told, stream, bounds) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield _unpacked(line)
        if child.wait():
            log.warning("%s stopped with status %s", reader, child.returncode)
            raise Unreadable(TOO_COMPLEX)


@contextmanager
def _stream(content: Content) -> Iterator[BinaryIO]:
    """A file that the child can have as its standard input: a pipe would have to be fed while it is read from."""
    if isinstance(content.kept, Path):
        with content.open() as stream:
            yield stream
        return
    with tempfile.TemporaryFile() as stream:
        stream.write(content.kept)
        stream.seek(0)
        yield stream


@contextmanager
def _child(told: str, stream: BinaryIO, bounds: Bounds) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", "ingest.readers.confined", told],
        # None of our own environment: a parser has no use for our keys.
        env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    clock = threading.Timer(bounds.clock, child.kill)
    clock.start()
    try:
        yield child
    finally:
        clock.cancel()
        child.kill()
        child.communicate()


def _unpacked(line: bytes) -> Reading:
    try:
        said = json.loads(line)
    except ValueError as error:
        # It was killed while it wrote.
        raise Unreadable(TOO_COMPLEX) from error
    if "reason" in said:
        if said["detail"]:
            log.warning("unreadable: %s", said["detail"])
        raise Unreadable(said["reason"])
    return Reading(**said)


def _packed(reader: str, address: str, today: date | None) -> Iterator[Mapping[str, object]]:
    try:
        for found in _readings(reader, sys.stdin.buffer, address, today):
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
    told = json.loads(sys.argv[1])
    reader, today = told["reader"], told["today"]
    if not reader.startswith("ingest.readers."):
        raise SystemExit(f"{reader} is not a reader to confine")
    _confine(told["work"])
    for said in _packed(reader, told["address"], date.fromisoformat(today) if today else None):
        sys.stdout.write(json.dumps(said, default=str) + "\n")


if __name__ == "__main__":
    _main()
