"""The page about HTTP holds: each of its commands is run as it stands."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from talking import ROOT, copied, serving

pytest_plugins = ["talking_fixtures"]

PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
COMMANDS = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "curl" in block]


@pytest.fixture(scope="module")
def said(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of commands prints, one after the other in one shell as a reader would run them."""
    place = tmp_path_factory.mktemp("http")
    with serving(copied(stocked, place), place / "log.txt") as served:
        end = time.monotonic() + 60
        while httpx.get(f"{served.url}/health/ready", trust_env=False).status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        script = "set -e\n" + "\necho; echo ~~~~\n".join([f"GUIDE={served.url}", *COMMANDS])
        ran = subprocess.run(
            ["bash", "-c", script],
            capture_output=True,
            text=True,
            cwd=place,
            timeout=120,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin"},
        )
    assert ran.returncode == 0, ran.stderr
    return [part.strip() for part in ran.stdout.split("~~~~")[1:]]


def of(said: list[str], words: str) -> str:
    """What the block with these words printed."""
    return next(printed for command, printed in zip(COMMANDS, said, strict=True) if words in command)


def as_json(text: str) -> Any:
    return json.loads(text)


def test_no_command_is_refused(said: list[str]) -> None:
    assert len(said) == len(COMMANDS) > 8
    assert not [printed for printed in said if '"status":4' in printed or '"status":5' in printed]


def test_an_answer_has_the_fields_that_the_page_names(said: list[str]) -> None:
    answer = as_json(of(said, '"conversation": null'))
    named = re.search(r"the Answer: (.*?)\. To go on", PAGE, re.DOTALL)
    assert named
    fields = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", named[1]))
    assert set(fields) <= answer.keys()
    assert answer["outcome"] == "answered"


def test_a_stream_has_the_events_that_the_page_names_and_comes_back_where_it_was(said: list[str]) -> None:
    whole = of(said, '"message": "k3')
    assert re.findall(r"^id: (\d+)$", whole, re.MULTILINE)[:3] == ["1", "2", "3"]
    rest = of(said, "Last-Event-ID: 2")
    assert whole.endswith(rest)
    assert rest.startswith("id: 3")


def test_a_conversation_is_seen_rated_shared_and_deleted(said: list[str]) -> None:
    conversation = as_json(of(said, "GUIDE/api/conversation -H"))
    assert conversation.keys() == {"conversation", "language", "turns", "kept_until"}
    assert len(conversation["turns"]) == 1
    assert of(said, "/api/feedback") == ""
    assert of(said, "/api/share").startswith("<!doctype html>")
    assert of(said, "DELETE $GUIDE/api/conversation") == ""


def test_a_search_is_saved_shown_changed_and_deleted(said: list[str]) -> None:
    saved = as_json(of(said, "Tell me when a QA job"))
    named = re.search(r"`201` with (.*?);", PAGE, re.DOTALL)
    assert named
    assert saved.keys() == {*re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", named[1])), "conversation"}
    listed, changed = map(json.loads, re.findall(r"^\{.*\}$", of(said, "X PATCH").replace("}{", "}\n{"), re.MULTILINE))
    assert [item["id"] for item in listed["items"]] == [changed["id"]] == [saved["id"]]
    assert (changed["state"], changed["ending"]) == ("paused", False)


def test_the_rest_says_what_the_page_says(said: list[str]) -> None:
    assert as_json(of(said, "/api/cv"))["outcome"] == "answered"
    session = as_json(of(said, "/api/session"))
    assert session.keys() == {"token", "expires_in", "site", "notice", "contacts"}
    assert len(of(said, "/api/search").splitlines()) >= 1
