"""A server that is told to end, or killed: nothing that it told is lost, and nothing is answered twice."""

from __future__ import annotations

import secrets
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from talking import Served, copied, serving
from web_serving import Told, events

pytest_plugins = ["talking_fixtures"]

STREAM = {"Accept": "text/event-stream"}


def ready(served: Served) -> None:
    end = time.monotonic() + 60
    while httpx.get(f"{served.url}/health/ready", trust_env=False).status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.05)


def read(url: str, body: dict[str, Any]) -> list[Told]:
    told: list[Told] = []
    try:
        with httpx.stream(
            "POST", f"{url}/api/chat", json=body, headers=STREAM, timeout=60, trust_env=False
        ) as response:
            for event in events(response.iter_lines()):
                told.append(event)
    except httpx.HTTPError:
        # The server was killed.
        pass
    return told


def body(question: str) -> dict[str, Any]:
    return {"question": question, "message": secrets.token_urlsafe(16)}


@pytest.fixture
def library_folder(stocked: Path, tmp_path: Path) -> Path:
    return copied(stocked, tmp_path)


def test_twenty_readers_are_sent_away_in_order_and_come_back_to_their_answers(
    library_folder: Path, tmp_path: Path
) -> None:
    asked = [body(f"What does a medical writer do, number {number}?") for number in range(20)]
    with serving(library_folder, tmp_path / "log.txt") as served, ThreadPoolExecutor(20) as pool:
        ready(served)
        reading = [pool.submit(read, served.url, each) for each in asked]
        time.sleep(0.4)
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(10)
        told = [each.result() for each in reading]
    assert served.process.returncode in (0, -signal.SIGTERM)
    # Whoever was reading either has the answer or was told to come back.
    assert all(each[-1].name in ("answer", "restart") for each in told if each)
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
    with serving(library_folder, tmp_path / "log2.txt") as served, ThreadPoolExecutor(4) as pool:
        ready(served)
        answers = list(pool.map(lambda each: read(served.url, each)[-1].data, asked))
        assert {answer["outcome"] for answer in answers} <= {"answered", "abstained"}
        for before, after in zip(told, answers, strict=True):
            if before and before[-1].name == "answer":
                assert before[-1].data == after
    with sqlite3.connect(library_folder / "library.db") as database:
        assert database.execute("select count(*) from turns").fetchone() == (20,)
        assert database.execute("select count(*) from messages where answer_id is null").fetchone() == (0,)


def test_a_server_that_is_killed_lost_nothing_that_it_had_told(library_folder: Path, tmp_path: Path) -> None:
    asked = [body(f"What does a bioinformatician do, number {number}?") for number in range(8)]
    with serving(library_folder, tmp_path / "log.txt") as served, ThreadPoolExecutor(8) as pool:
        ready(served)
        first = read(served.url, asked[0])[-1].data
        reading = [pool.submit(read, served.url, each) for each in asked[1:]]
        time.sleep(0.5)
        served.process.kill()
        told = [[Told(None, "answer", first)], *(each.result() for each in reading)]
    with serving(library_folder, tmp_path / "log2.txt") as served:
        ready(served)
        again = [read(served.url, each)[-1] for each in asked]
        assert {event.name for event in again} == {"answer"}
        for before, after in zip(told, again, strict=True):
            if before and before[-1].name == "answer":
                assert before[-1].data == after.data
        # And the conversation goes on.
        then = {"question": "And the downsides?", "conversation": first["conversation"]}
        assert httpx.post(f"{served.url}/api/chat", json=then, timeout=60, trust_env=False).status_code == 200
    with sqlite3.connect(library_folder / "library.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        assert database.execute("select count(*) from turns").fetchone() == (9,)
