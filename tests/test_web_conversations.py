"""One's own conversation over HTTP: seen, rated, shared and deleted by who holds its secret, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeEmbeddings
from sqlalchemy import func, select, update
from test_migrations import take_back
from test_web_runs import kept, until
from web_serving import Scripted, Web, new_message, web_on

from bot.memory import Memory, UnknownConversation, now
from knowledge.library import Library
from knowledge.tables import conversations, feedback, messages, shares, turns

pytest_plugins = ["talking_fixtures"]

CANARY = "Xylophonquokka"


@pytest.fixture
def web(library: Library) -> Iterator[Web]:
    with web_on(library) as served:
        yield served


@pytest.fixture
def client(web: Web) -> Iterator[httpx.Client]:
    with web.client() as opened:
        yield opened


def asked(client: httpx.Client, question: str = "Why?", conversation: str | None = None) -> dict[str, Any]:
    body = {"question": question, "conversation": conversation, "message": new_message()}
    response = client.post("/api/chat", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def holding(answer: dict[str, Any]) -> dict[str, str]:
    return {"X-Conversation": answer["conversation"]}


def counted(library: Library, table: Any) -> int:
    with library.catalogue.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


# To see


def test_all_that_was_said_is_seen_oldest_first(client: httpx.Client) -> None:
    answer = asked(client)
    for number in range(8):
        asked(client, f"And {number}?", answer["conversation"])
    said = client.get("/api/conversation", headers=holding(answer)).json()
    assert said["conversation"] == answer["conversation"]
    assert [turn["question"] for turn in said["turns"]] == ["Why?", *(f"And {number}?" for number in range(8))]
    assert said["turns"][0]["answer"] == answer
    assert said["language"] == "en"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["kept_until"])


def strangers(conversation: str) -> list[str]:
    id, _, secret = conversation.partition(".")
    return [
        id,
        f"{id}.",
        f"{id}.{secret[:-1]}",
        f"{id}.{secret}x",
        f".{secret}",
        secret,
        f"{id}.{id}",
        "x",
        f"x.{secret}",
    ]


def test_nothing_is_to_be_had_with_less_than_the_whole_secret(client: httpx.Client, library: Library) -> None:
    answer = asked(client)
    share = client.post("/api/share", json={"answer": answer["id"]}, headers=holding(answer)).json()["address"]
    for stranger in strangers(answer["conversation"]):
        headers = {"X-Conversation": stranger}
        refused = [
            client.get("/api/conversation", headers=headers),
            client.delete("/api/conversation", headers=headers),
            client.post("/api/feedback", json={"answer": answer["id"], "rating": "up"}, headers=headers),
            client.post("/api/share", json={"answer": answer["id"]}, headers=headers),
            client.delete(f"/api/share/{share.rpartition('/')[2]}", headers=headers),
            client.post("/api/chat", json={"question": "And?", "conversation": stranger}),
        ]
        assert [response.status_code for response in refused] == [404] * len(refused), stranger
    assert client.get("/api/conversation").status_code == 422
    assert client.get(share).status_code == 200
    assert kept(library) == 1


def test_what_is_kept_does_not_open_a_conversation(client: httpx.Client, library: Library) -> None:
    asked(client)
    with library.catalogue.engine.connect() as connection:
        row = connection.execute(select(conversations)).one()
    for tried in (row.id, f"{row.id}.{row.secret}", row.secret):
        assert client.get("/api/conversation", headers={"X-Conversation": tried}).status_code == 404


def test_an_id_of_one_s_own_making_is_never_taken_up(client: httpx.Client, library: Library) -> None:
    assert client.post("/api/chat", json={"question": "Why?", "conversation": "mine.mine"}).status_code == 404
    assert counted(library, conversations) == 0


def test_a_conversation_from_before_there_were_secrets_goes_on(tmp_path: Path) -> None:
    folder, old = tmp_path / "old", "abcdefghijklmnopqrstuvwx"
    Library(folder, FakeEmbeddings()).close()
    take_back(folder / "library.db", "0005")
    import sqlite3

    with sqlite3.connect(folder / "library.db") as database:
        database.execute("insert into conversations values (?, 'nl', '2026-11-20 12:00:00')", (old,))
        database.execute(
            "insert into turns values (1, ?, 'Waarom?', ?, '2026-11-20 12:00:00')",
            (old, '{"id": "a1", "conversation": "%s", "text": "Daarom."}' % old),  # noqa: UP031
        )
        database.execute("insert into handovers values (1, ?, 'human', 'nl', '2026-11-20 12:00:00')", (old,))
    library = Library(folder, FakeEmbeddings())
    memory = Memory(library.catalogue.engine, 3650)
    recalled = memory.recall(old, now())
    assert [turn.question for turn in recalled.turns] == ["Waarom?"]
    memory.keep(old, "En dan?", {"id": "a2", "text": "Dan niets."}, "nl", now())
    assert [turn.answer["id"] for turn in memory.whole(old, now()).turns] == ["a1", "a2"]
    with library.catalogue.engine.connect() as connection:
        assert old not in repr(connection.execute(select(conversations)).all())
        assert old not in repr(connection.execute(select(turns)).all())
        id = connection.execute(select(conversations.c.id)).scalar_one()
    with pytest.raises(UnknownConversation):
        memory.recall(id, now())
    memory.forget(old)
    assert counted(library, turns) == 0
    library.close()


# Feedback


def test_a_second_opinion_replaces_the_first_and_none_is_told_in_words(client: httpx.Client, library: Library) -> None:
    answer = asked(client)

    def rate(**opinion: Any) -> None:
        response = client.post("/api/feedback", json={"answer": answer["id"], **opinion}, headers=holding(answer))
        assert response.status_code == 204, response.text

    rate(rating="up")
    assert 'opinno_feedback{rating="up"} 1.0' in client.get("/metrics").text
    rate(rating="down", reasons=["outdated", "incorrect", "outdated"], comment=f"It is old, {CANARY}.")
    metrics = client.get("/metrics").text
    assert 'opinno_feedback{rating="down"} 1.0' in metrics
    assert 'opinno_feedback{rating="up"}' not in metrics
    assert 'opinno_feedback_reasons{reason="outdated"} 1.0' in metrics
    assert CANARY not in metrics
    with library.catalogue.engine.connect() as connection:
        row = connection.execute(select(feedback)).one()
    assert (row.rating, row.reasons, row.comment) == ("down", ["outdated", "incorrect"], f"It is old, {CANARY}.")


@pytest.mark.parametrize(
    "opinion",
    [{"rating": "sideways"}, {"rating": "up", "reasons": ["boring"]}, {"rating": "up", "comment": "x" * 2001}, {}],
)
def test_an_opinion_of_another_shape_is_refused(client: httpx.Client, opinion: dict[str, Any]) -> None:
    answer = asked(client)
    body = {"answer": answer["id"], **opinion}
    assert client.post("/api/feedback", json=body, headers=holding(answer)).status_code == 422


def test_only_an_answer_of_the_conversation_can_be_rated_or_shared(client: httpx.Client) -> None:
    mine, other = asked(client), asked(client)
    for path, body in (("/api/feedback", {"rating": "up"}), ("/api/share", {})):
        for answer in (other["id"], "nothing"):
            response = client.post(path, json={"answer": answer, **body}, headers=holding(mine))
            assert response.status_code == 404


# Sharing


HOSTILE = (
    "**Bold** <script>document.title='gone'</script> <img src=x onerror=alert(1)> [1]\n\n",
    "[click](javascript:alert(1)) ![i](https://evil.example/i.png) <https://evil.example> [1]\n\n",
    "| a | b |\n|---|---|\n| <svg onload=alert(1)> | [x](data:text/html,x) |\n",
)


def test_a_shared_answer_is_a_page_without_anything_that_runs(library: Library) -> None:
    with web_on(library, script=partial(Scripted, words=HOSTILE)) as web, web.client() as client:
        answer = asked(client, 'Why "<b onclick=alert(1)>"?')
        address = client.post("/api/share", json={"answer": answer["id"]}, headers=holding(answer)).json()["address"]
        page = client.get(address)
    assert page.status_code == 200
    assert not re.search(r"<(script|img|iframe|svg|object|embed|form|b)\b", page.text)
    assert not re.search(r"<[^>]*\son\w+\s*=", page.text)
    assert not re.search(r"""(href|src)=["']?(javascript|data:text|https://evil)""", page.text)
    assert "<strong>Bold</strong>" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "noindex" in page.headers["x-robots-tag"]
    assert "noindex" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert answer["conversation"] not in page.text
    assert answer["conversation"].partition(".")[0] not in page.text


def test_a_share_is_one_page_and_can_be_taken_back(client: httpx.Client) -> None:
    answer = asked(client)
    made = [client.post("/api/share", json={"answer": answer["id"]}, headers=holding(answer)).json() for _ in range(2)]
    assert made[0] == made[1]
    address = made[0]["address"]
    assert re.fullmatch(r"/shared/[A-Za-z0-9_-]{20,}", address)
    assert client.get(address).status_code == 200
    id = address.rpartition("/")[2]
    other = asked(client)
    assert client.delete(f"/api/share/{id}", headers=holding(other)).status_code == 404
    assert client.delete(f"/api/share/{id}", headers=holding(answer)).status_code == 204
    gone = client.get(address, headers={"Accept-Language": "fr"})
    assert gone.status_code == 404
    assert "conversation" in gone.json()["detail"]


def test_a_share_ends_when_its_conversation_expires(client: httpx.Client, library: Library) -> None:
    answer = asked(client)
    address = client.post("/api/share", json={"answer": answer["id"]}, headers=holding(answer)).json()["address"]
    with library.catalogue.engine.begin() as connection:
        connection.execute(update(conversations).values(last_turn=now() - timedelta(days=31)))
    assert client.get(address).status_code == 404
    memory = Memory(library.catalogue.engine, 30)
    assert memory.expire(now()) == 1
    assert [counted(library, table) for table in (turns, shares, messages)] == [0, 0, 0]


# To delete


def test_what_is_deleted_is_in_no_byte_of_the_data(library: Library, tmp_path: Path) -> None:
    with web_on(library) as web, web.client() as client:
        other = asked(client, "Something else entirely?")
        answer = asked(client, f"Why {CANARY}?")
        for number in range(20):
            asked(client, f"And {CANARY} {number}? " + CANARY * 50, answer["conversation"])
        client.post(
            "/api/feedback", json={"answer": answer["id"], "rating": "up", "comment": CANARY}, headers=holding(answer)
        )
        address = client.post("/api/share", json={"answer": answer["id"]}, headers=holding(answer)).json()["address"]
        assert holds(tmp_path, CANARY)
        assert client.delete("/api/conversation", headers=holding(answer)).status_code == 204
        # While the server still runs: nobody has to stop it for that.
        assert not holds(tmp_path, CANARY)
        assert client.get(address).status_code == 404
        assert client.get("/api/conversation", headers=holding(answer)).status_code == 404
        assert client.delete("/api/conversation", headers=holding(answer)).status_code == 404
        assert client.get("/api/conversation", headers=holding(other)).status_code == 200
    assert [counted(library, table) for table in (feedback, shares)] == [0, 0]
    assert counted(library, messages) == counted(library, turns) == 1


def holds(folder: Path, text: str) -> list[str]:
    """The files with this text in them, in any way that it is usually written."""
    forms = [text.encode(), text.encode("utf-16-le"), text.lower().encode()]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if any(form in file.read_bytes() for form in forms)]


def test_an_answer_under_way_ends_with_its_conversation_and_leaves_no_ghost(library: Library) -> None:
    with web_on(library, script=partial(Scripted, holds_after=2)) as web, web.client() as client:
        web.assistant.go_on.set()
        answer = asked(client)
        web.assistant.go_on.clear()
        body = {"question": f"And {CANARY}?", "conversation": answer["conversation"], "message": new_message()}
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(client.post, "/api/chat", json=body)
            until(lambda: len(web.assistant.asked) == 2)
            assert client.delete("/api/conversation", headers=holding(answer)).status_code == 204
            web.assistant.go_on.set()
            assert waiting.result().status_code >= 400
    assert [counted(library, table) for table in (conversations, turns, messages)] == [0, 0, 0]


def test_fifty_conversations_at_once_never_see_each_other(library: Library) -> None:
    class Echo(Scripted):
        async def reply(self, question: str, *said: Any) -> Any:  # type: ignore[override]
            self.words = ("x",)
            async for piece in Scripted(self.memory, (f"You said {question}",)).reply(question, *said):
                yield piece

    with web_on(library, script=Echo) as web:

        def talk(number: int) -> str:
            with web.client() as client:
                answer = asked(client, f"token-{number:03}")
                asked(client, f"token-{number:03} again", answer["conversation"])
                return client.get("/api/conversation", headers=holding(answer)).text

        with ThreadPoolExecutor(10) as pool:
            for number, said in enumerate(pool.map(talk, range(50))):
                assert set(re.findall(r"token-\d+", said)) == {f"token-{number:03}"}
