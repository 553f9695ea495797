"""Saved searches over HTTP: to who holds the secret of their conversation, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import stock
from fastapi import FastAPI
from fastapi.testclient import TestClient
from saved_searching import Desk, vacancy

from bot.channels.problems import HANDLERS
from bot.channels.web.limits import Limits
from bot.channels.web.saved_searches import router
from bot.channels.web.visitors import Visitors

WANTED = {"question": "Tell me when a QA job in Ghent without a PhD opens"}
PATH = "/api/saved-searches"
A_MINUTE = 8


@dataclass
class Web:
    """A guide over HTTP."""

    desk: Desk
    client: TestClient

    def save(self, **body: Any) -> dict[str, Any]:
        """A search, and the conversation that it is kept in."""
        response = self.client.post(PATH, json=WANTED | body)
        assert response.status_code == 201, response.text
        return dict(response.json())

    def items(self, conversation: str, **headers: str) -> list[dict[str, Any]]:
        """The searches of a conversation."""
        response = self.client.get(PATH, headers={"X-Conversation": conversation, **headers})
        assert response.status_code == 200
        return list(response.json()["items"])


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    desk = Desk.on(tmp_path, vacancy("v1"))
    app = FastAPI(exception_handlers=HANDLERS)
    app.include_router(router(desk.clerk, desk.memory, Limits(100, 100, A_MINUTE), Visitors([])))
    yield Web(desk, TestClient(app, raise_server_exceptions=False))
    desk.library.close()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (WANTED["question"], "in Ghent"),
        ("QA-job in Gent zonder doctoraat", "in Gent"),
        ("postes QA à Gand sans doctorat", "à Gand"),
    ],
)
def test_a_search_is_kept_in_ones_own_words_and_told_in_them(web: Web, question: str, first: str) -> None:
    kept = web.save(question=question)
    assert kept["criteria"][0] == first
    assert (kept["state"], kept["matching"], kept["ending"], kept["new"]) == ("watching", 1, False, [])
    (item,) = web.items(kept["conversation"])
    assert item["id"] == kept["id"]


def test_what_is_new_is_shown_until_it_was_seen_and_then_never_again(web: Web) -> None:
    kept = web.save()
    mine = {"X-Conversation": kept["conversation"]}
    stock(web.desk.library, vacancy("v2"), vacancy("v3", "QA Officer", "Leuven"))
    for _ in range(2):
        (item,) = web.items(kept["conversation"])
        assert [(new["id"], new["places"]) for new in item["new"]] == [("v2", ["Ghent"])]
        assert item["new"][0]["address"].startswith(("/library/", "https://"))
    seen = web.client.patch(f"{PATH}/{kept['id']}", json={"seen": True}, headers=mine)
    assert seen.json()["new"] == []
    (item,) = web.items(kept["conversation"])
    assert item["new"] == []


def test_a_search_is_paused_resumed_kept_longer_and_deleted(web: Web) -> None:
    kept = web.save()
    mine, path = {"X-Conversation": kept["conversation"]}, f"{PATH}/{kept['id']}"
    assert web.client.patch(path, json={"state": "paused"}, headers=mine).json()["state"] == "paused"
    stock(web.desk.library, vacancy("v2"))
    assert web.items(kept["conversation"])[0]["new"] == []
    assert web.client.patch(path, json={"state": "watching"}, headers=mine).json()["new"]
    web.desk.later(days=25)
    assert web.items(kept["conversation"])[0]["ending"]
    assert not web.client.patch(path, json={"keep": True}, headers=mine).json()["ending"]
    assert web.client.delete(path, headers=mine).status_code == 204
    assert web.items(kept["conversation"]) == []


def test_nobody_sees_or_changes_what_is_anothers(web: Web) -> None:
    kept, other = web.save(), web.save()
    path, stranger = f"{PATH}/{kept['id']}", {"X-Conversation": other["conversation"]}
    assert [item["id"] for item in web.items(other["conversation"])] == [other["id"]]
    assert web.client.patch(path, json={"state": "paused"}, headers=stranger).status_code == 404
    assert web.client.delete(path, headers=stranger).status_code == 404
    assert web.client.get(PATH, headers={"X-Conversation": "nobody"}).status_code == 404
    assert web.client.get(PATH).status_code == 422
    assert web.items(kept["conversation"])[0]["state"] == "watching"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "With pleasure"), ("nl-BE,en;q=0.5", "Graag"), ("fr", "Volontiers")]
)
def test_a_search_for_nothing_is_refused_in_ones_language(web: Web, language: str, said: str) -> None:
    response = web.client.post(PATH, json={"question": "jobs"}, headers={"Accept-Language": language})
    assert response.status_code == 422
    assert said in response.json()["detail"]


def test_a_search_goes_with_its_conversation(web: Web) -> None:
    kept = web.save()
    web.desk.memory.forget(kept["conversation"])
    assert web.client.get(PATH, headers={"X-Conversation": kept["conversation"]}).status_code == 404
    assert web.desk.clerk.store.watching(web.desk.clock[0]) == []


def test_nobody_saves_as_fast_as_a_machine(web: Web) -> None:
    statuses = [web.client.post(PATH, json=WANTED).status_code for _ in range(A_MINUTE + 1)]
    assert statuses == [201] * A_MINUTE + [429]
