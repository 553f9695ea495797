"""The web application when something inside it fails: always an answer, always a reason, never a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fakes import FakeEmbeddings
from starlette.testclient import TestClient

from knowledge.errors import LibraryFull
from knowledge.library import Library
from knowledge.records import Match
from prompts import reply
from server import build
from settings import Settings

pytest_plugins = ["talking_fixtures"]

EMPTY = Settings(shelf="off")


class Searchless(Library):
    """A library whose search fails."""

    error: Exception = RuntimeError("boom")

    def search(self, *_: Any, **__: Any) -> list[Match]:
        raise self.error


class Unstockable(Library):
    """A library that cannot be made ready."""

    def warm_up(self) -> None:
        raise RuntimeError("boom")


@pytest.fixture
def library(tmp_path: Any) -> Iterator[Searchless]:
    opened = Searchless(tmp_path / "library", FakeEmbeddings(), doing="test")
    yield opened
    opened.close()


@contextmanager
def visited(library: Library) -> Iterator[TestClient]:
    with TestClient(build(library, EMPTY), raise_server_exceptions=False) as web:
        yield web


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret detail"), 500), (LibraryFull("The disk is full."), 503)]
)
def test_an_error_inside_is_a_problem_with_kind_words_and_the_security_headers(
    library: Searchless, error: Exception, status: int
) -> None:
    library.error = error
    with visited(library) as web:
        response = web.post("/api/search", json={"query": "x"}, headers={"Accept-Language": "nl"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == reply("nl", "say.failed")
    assert "secret" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_question_that_fails_is_an_answer_that_says_so(library: Searchless) -> None:
    with visited(library) as web:
        response = web.post("/api/chat", json={"question": "Wat is OPINNO?"})
        counted = web.get("/metrics").text
    assert response.status_code == 200
    assert response.json()["outcome"] == "failed"
    assert response.json()["text"] == reply("nl", "say.failed")
    assert 'opinno_answers_total{language="nl",made_by="fixed",outcome="failed"} 1.0' in counted


def test_a_library_that_cannot_be_stocked_is_not_ready_but_no_question_waits_for_ever(tmp_path: Any) -> None:
    unready = Unstockable(tmp_path / "unready", FakeEmbeddings(), doing="test")
    with visited(unready) as web:
        assert web.post("/api/chat", json={"question": "hello"}).json()["outcome"] == "answered"
        assert web.get("/health/ready").status_code == 503
        assert web.get("/health/live").status_code == 200
    unready.close()
