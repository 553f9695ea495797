"""How soon Slack is told that a question came in while the model is slow, and whether any question is lost or answered
twice when the process is killed again and again: `python -m benchmarks.slack_intake`."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

_ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(_ROOT / "tests"))
# The workspace that the tests talk to is the one that counts here.
from slack_api import Json, SlackApi, event, mentioned, said, signed  # noqa: E402

_RUNNER = "benchmarks.slack_process"
_REASONABLE = 900.0


class Process:
    """The guide, which can be killed."""

    def __init__(self, folder: Path, api: str, seconds: float, workers: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._command = [str(folder), str(self._port), api, str(seconds), str(workers)]
        self._running: asyncio.subprocess.Process | None = None
        self.url = f"http://127.0.0.1:{self._port}/slack/events"

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self._running = await asyncio.create_subprocess_exec(sys.executable, "-m", _RUNNER, *self._command, cwd=_ROOT)
        for _ in range(600):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self._port)
                writer.close()
                return
            except OSError:
                await asyncio.sleep(0.05)
        raise RuntimeError("the guide did not start")

    async def kill(self) -> None:
        """kill -9"""
        assert self._running
        self._running.kill()
        await self._running.wait()


@asynccontextmanager
async def _running(
    seconds: float, workers: int
) -> AsyncIterator[tuple[SlackApi, Process, aiohttp.ClientSession, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        async with SlackApi().served() as api, aiohttp.ClientSession() as session:
            process = Process(Path(folder), f"{api.url}/api", seconds, workers)
            await process.start()
            try:
                yield api, process, session, Path(folder)
            finally:
                await process.kill()


async def _deliver(session: aiohttp.ClientSession, url: str, body: bytes) -> float | None:
    """Deliver as Slack does; gives the seconds until it was acknowledged, nothing if it was not."""
    started = time.perf_counter()
    headers = {"Content-Type": "application/json", **signed(body, "s")}
    try:
        async with session.post(url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(3)) as response:
            await response.read()
            return time.perf_counter() - started if response.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None


async def acknowledgement(rate: float, seconds: float, model: float) -> dict[str, float]:
    """The time until Slack is told, at so many events a second while the model takes so long."""
    async with _running(model, 64) as (_, process, session, folder):
        await _deliver(session, process.url, json.dumps(event(said("warm"))).encode())
        while not (folder / "asked.txt").exists():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.1)
        tasks = []
        for n in range(int(rate * seconds)):
            body = json.dumps(event(said(f"question {n}"))).encode()
            tasks.append(asyncio.create_task(_deliver(session, process.url, body)))
            await asyncio.sleep(1 / rate)
        took = [each for each in await asyncio.gather(*tasks) if each is not None]
        ranks = statistics.quantiles(took, n=100)
        lost = len(tasks) - len(took)
        return {"events": len(tasks), "unacknowledged": lost, "p50": ranks[49], "p99": ranks[98], "max": max(took)}


def deliveries(questions: int, events: int, chance: random.Random) -> list[tuple[bytes, str]]:
    """Mentions, each also as a message, delivered again under old and new ids, out of order; with their ts."""
    made: list[tuple[Json, str]] = []
    for n in range(questions):
        inner = mentioned(f"question {n}", channel=f"C{n % 7}", person=f"U{n % 50}")
        made += [(inner, f"Ev-a{n}"), (inner | {"type": "message"}, f"Ev-b{n}")]
    while len(made) < events:
        inner, id = chance.choice(made)
        made.append((inner, id if chance.random() < 0.7 else f"{id}-again"))
    chance.shuffle(made)
    return [(json.dumps(event(inner, id=id)).encode(), inner["ts"]) for inner, id in made]


async def crashes(questions: int, events: int, kills: int, seed: int) -> dict[str, float]:
    """What is lost and what is answered twice when the process is killed so often meanwhile."""
    chance = random.Random(seed)
    todo = deliveries(questions, events, chance)
    started = time.perf_counter()
    async with _running(0.0, 16) as (api, process, session, folder):
        up = asyncio.Event()
        up.set()

        async def until_acknowledged(body: bytes) -> None:
            while await _deliver(session, process.url, body) is None:
                await asyncio.sleep(0.1)
                await up.wait()

        async def worker(bodies: list[bytes]) -> None:
            for body in bodies:
                await until_acknowledged(body)

        async def killer() -> None:
            for _ in range(kills):
                await asyncio.sleep(chance.uniform(0.5, 5.0))
                up.clear()
                await process.kill()
                await process.start()
                up.set()

        shares = [[body for body, _ in todo[n::20]] for n in range(20)]
        await asyncio.gather(killer(), *(worker(share) for share in shares))
        wanted = {ts for _, ts in todo}
        answered = await _settled(api, wanted)
        begun = Counter((folder / "asked.txt").read_text(encoding="utf-8").split("\n"))
    return {
        "events": len(todo),
        "questions": len(wanted),
        "kills": kills,
        "lost": len(wanted - answered.keys()),
        "duplicated": sum(count - 1 for count in answered.values()),
        "begun_again_after_a_kill": sum(count - 1 for question, count in begun.items() if question),
        "seconds": round(time.perf_counter() - started, 1),
    }


async def _settled(api: SlackApi, wanted: set[str]) -> Counter[str]:
    """How often each question is answered, once nothing happens any more."""
    end, last, calls = time.monotonic() + _REASONABLE, time.monotonic(), -1
    while time.monotonic() < end:
        if len(api.calls) != calls:
            last, calls = time.monotonic(), len(api.calls)
        answered = {message.thread for message in api.messages if not message.streaming}
        if time.monotonic() - last > (3 if answered >= wanted else 40):
            break
        await asyncio.sleep(0.3)
    return Counter(message.thread for message in api.messages if message.thread)


def main() -> None:
    """Both, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--model", type=float, default=10.0)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=2_500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(acknowledgement(given.rate, given.seconds, given.model))))
    print(json.dumps(asyncio.run(crashes(given.questions, given.events, given.kills, given.seed))))


if __name__ == "__main__":
    main()
