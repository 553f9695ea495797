"""Many conversations at once against one server process on this machine: who waits how long, and where the knee is.

`python -m benchmarks.web_load [--steps 50,200,500] [--ramp 2]` starts a server of its own on a stocked library, lets
each conversation ask one question of its own over a stream, and prints one line a step. Loopback only, bounded in
number and time. Its client runs beside the server, on the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

_LONGEST = 180.0
_MOST = 2000
_ROLES = (
    "clinical research associate", "medical writer", "quality control analyst", "bioinformatician", "patent attorney",
    "regulatory affairs officer", "qualified person", "lab manager", "data steward", "market access manager",
    "application specialist", "process engineer", "science teacher", "biostatistician", "medical science liaison",
)  # fmt: skip
_ASKED = (
    "What does a {} do all day?", "Who can become a {}?", "What are the downsides of being a {}?",
    "Hoe word ik {}?", "Quelles compétences faut-il pour devenir {} ?", "Which skills does a {} need?",
)  # fmt: skip
QUESTIONS = [asked.format(role) for asked in _ASKED for role in _ROLES]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one conversation saw, in seconds from its question on."""

    status: int
    first_byte: float = 0.0
    first_text: float = 0.0
    answer: float = 0.0
    complete: bool = False


async def converse(host: str, port: int, number: int, after: float) -> Seen:
    """One question over a stream."""
    await asyncio.sleep(after)
    body = json.dumps({"question": QUESTIONS[number % len(QUESTIONS)], "message": f"load-{number:06d}-{id(body_of)}"})
    head = (
        f"POST /api/chat HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n\r\n"
    )
    started = perf_counter()
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write((head + body).encode())
        await writer.drain()
        status = int((await reader.readline()).split()[1])
        first_byte = first_text = 0.0
        async for line in reader:
            now = perf_counter() - started
            if line.startswith(b"event: ") and not first_byte:
                first_byte = now
            if line.startswith(b"event: text") and not first_text:
                first_text = now
            if line.startswith(b"event: answer"):
                return Seen(status, first_byte, first_text or now, now, complete=True)
        return Seen(status, first_byte, first_text)
    finally:
        writer.close()


def body_of() -> None:
    """Its place in memory tells this run's messages from another's."""


async def step(address: str, many: int, ramp: float, offset: int) -> list[Seen]:
    """So many conversations, begun one after the other within the ramp."""
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1", "loopback only"
    assert parts.port
    work = [converse(parts.hostname, parts.port, offset + n, ramp * n / many) for n in range(many)]
    async with asyncio.timeout(_LONGEST):
        return list(await asyncio.gather(*work))


def told(many: int, seen: Sequence[Seen], took: float) -> str:
    """One line of the table."""
    whole = [each for each in seen if each.complete]
    shed = sum(each.status == 503 for each in seen)
    columns = [f"{many:5}", f"{len(whole):5}", f"{shed:5}", f"{len(seen) - len(whole) - shed:5}"]
    for of in ("first_byte", "first_text", "answer"):
        times = sorted(getattr(each, of) for each in whole) or [0.0]
        columns += [f"{1000 * statistics.median(times):7.0f}", f"{1000 * times[int(0.95 * (len(times) - 1))]:7.0f}"]
    return " | ".join([*columns, f"{len(whole) / took:6.1f}"])


def main() -> None:
    """Run the steps, and print what was seen."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--steps", default="10,50,100,200,500,800")
    asked.add_argument("--ramp", type=float, default=2.0, help="seconds within which the conversations begin")
    asked.add_argument("--server", help="a server that runs, instead of one of its own")
    given = asked.parse_args()
    steps = [min(_MOST, int(each)) for each in given.steps.split(",")]
    print(
        "  at once | whole | shed | lost | first byte p50 | p95 | first text p50 | p95 | answer p50 | p95 | answers/s"
    )
    if given.server:
        _run(given.server, steps, given.ramp)
        return
    from talking import open_library, serving

    from ingest.shelf import stock

    with tempfile.TemporaryDirectory() as place:
        from datetime import date

        library = open_library(Path(place) / "library")
        stock(library, date(2026, 11, 23), shelf=True, examples=True)
        library.close()
        with serving(Path(place) / "library", Path(place) / "log.txt") as served:
            _run(served.url, steps, given.ramp)


def _run(address: str, steps: Sequence[int], ramp: float) -> None:
    asyncio.run(step(address, 3, 0.1, 1_000_000))
    offset = 0
    for many in steps:
        started = perf_counter()
        seen = asyncio.run(step(address, many, ramp, offset))
        offset += many
        print(told(many, seen, perf_counter() - started), flush=True)


if __name__ == "__main__":
    main()
