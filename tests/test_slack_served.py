"""The whole guide in Slack: `opinno serve`, a stocked library, and the workspace of the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from slack_api import SECRET, SlackApi, Workspace, mentioned, said, texts, until
from talking import OPINNO, copied, serving, settings_for

pytest_plugins = ["talking_fixtures"]


@pytest.fixture
async def served(stocked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workspace]:
    async with SlackApi().served() as api:
        own = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{api.url}/api/"}
        for name, value in own.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("talking._LET_THROUGH", ("PATH", "HOME", "LANG", "TMPDIR", *own))
        with serving(copied(stocked, tmp_path), tmp_path / "log.txt", site="https://guide.example") as server:
            async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as client:
                while (await client.get("/health/ready")).status_code != 200:
                    pass
                yield Workspace(client, api)


async def test_the_guide_answers_in_slack_as_on_the_web(served: Workspace) -> None:
    """27, 29: the same text and sources; who is in need is answered alone, with the line that can help."""
    asked = await served.deliver(mentioned("What can I do besides a PhD?"))
    vacancies = await served.deliver(said("Which vacancies are there in Ghent without a PhD?"))
    need = await served.deliver(mentioned("I want to die", channel="C2"))
    await until(lambda: len(served.api.messages) == 3 and not any(m.streaming for m in served.api.messages), 60)
    (message,) = served.api.in_thread("C1", asked["ts"])
    web = (await served._client.post("/api/chat", json={"question": "What can I do besides a PhD?"})).json()
    assert message.markdown.replace("&amp;", "&").split() == web["text"].split()
    shown = "\n".join(texts(message.blocks))
    assert all(f"[{citation['number']}] <http" in shown for citation in web["citations"])
    (jobs,) = served.api.in_thread("D1", vacancies["ts"])
    assert [block["type"] for block in jobs.blocks].count("section") >= 1
    assert served.api.in_thread("C2", need["ts"]) == []
    (alone,) = [m for m in served.api.messages if m.for_one]
    assert "1813" in alone.shown


def test_a_setup_in_part_stops_the_start_and_says_what_is_missing(tmp_path: Path) -> None:
    """3"""
    environment = {
        **settings_for(tmp_path / "library", shelf="off"),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": " ",
    }
    ended = subprocess.run(
        [str(OPINNO), "serve", "--port", "0"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    assert "SLACK_SIGNING_SECRET" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_slack_nothing_of_it_is_loaded() -> None:
    code = "import server, sys; print([name for name in sys.modules if name.startswith(('slack_', 'aiohttp'))])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert json.loads(ended.stdout.replace("'", '"')) == [], ended.stderr
