"""Readers of formats that can be made to explode, each run in a process of its own."""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable

log = logging.getLogger(__name__)

_MEGABYTE = 2**20
_LIMITS = (
    (resource.RLIMIT_AS, 768 * _MEGABYTE),
    (resource.RLIMIT_CPU, 20),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
_ROOT = Path(__file__).resolve().parents[2]
_CONFINED = frozenset({"ingest.readers.html", "ingest.readers.pdf", "ingest.readers.docx"})


def confined(read: str, content: bytes, wall_clock: float = 30) -> Reading:
    """What `read`, a reader's module, makes of the content, within bounds of memory and time.

    The module is named, not passed, so that the parent never loads the library that parses.
    """
    try:
        child = subprocess.run(  # noqa: S603
            [sys.executable, "-W", "ignore", "-m", "ingest.readers.confined", read],
            # None of our own environment: a parser has no use for our keys.
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wall_clock,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_COMPLEX) from error
    if child.returncode:
        log.warning("%s stopped with status %s", read, child.returncode)
        raise Unreadable(TOO_COMPLEX)
    return _unpacked(child.stdout)


def _unpacked(said: bytes) -> Reading:
    answer = json.loads(said)
    if "reason" in answer:
        if answer["detail"]:
            log.warning("unreadable: %s", answer["detail"])
        raise Unreadable(answer["reason"])
    return Reading(answer["title"], answer["text"], answer["metadata"])


def _packed(reader: str, content: bytes) -> dict[str, object]:
    try:
        found: Reading = import_module(reader).read(content)
    except Unreadable as refusal:
        return {"reason": refusal.reason, "detail": ""}
    except (MemoryError, RecursionError) as error:
        return {"reason": TOO_COMPLEX, "detail": repr(error)}
    except Exception as error:
        return {"reason": "The file is damaged and cannot be read.", "detail": repr(error)[:500]}
    return {"title": found.title, "text": found.text, "metadata": dict(found.metadata)}


def _confine() -> None:
    for kind, most in _LIMITS:
        # macOS knows the limits but refuses some; the wall clock still holds there.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _main() -> None:
    [reader] = sys.argv[1:]
    if reader not in _CONFINED:
        raise SystemExit(f"{reader} is not a reader to confine")
    _confine()
    answer = _packed(reader, sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
