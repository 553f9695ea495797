"""A question is answered once: sent twice, left, come back for, stopped, or cut off by the end of the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from web_serving import Scripted, Told, Web, events, new_message, web_on

from bot.memory import Memory, now
from knowledge.library import Library
from knowledge.tables import conversations, messages, turns

pytest_plugins = ["talking_fixtures"]

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def web(library: Library) -> Iterator[Web]:
    with web_on(library) as served:
        yield served


@pytest.fixture
def holding(library: Library) -> Iterator[Web]:
    """A server whose answers wait after their second word."""
    with web_on(library, script=partial(Scripted, holds_after=2)) as served:
        yield served


def ask(web: Web, question: str, message: str, **more: Any) -> httpx.Response:
    with web.client() as client:
        return client.post("/api/chat", json={"question": question, "message": message, **more})


def read(web: Web, method: str, path: str, until: str | None = None, **more: Any) -> list[Told]:
    """The events of a stream, until one of that name; then the reader leaves."""
    headers = {**STREAM, **more.pop("headers", {})}
    told = []
    with web.client() as client, client.stream(method, path, headers=headers, **more) as response:
        assert response.status_code == 200, response.read()
        for event in events(response.iter_lines()):
            told.append(event)
            if event.name == until:
                break
    return told


def kept(library: Library) -> int:
    with library.catalogue.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(turns)).scalar_one())


def until(true: Any) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_every_event_has_its_number_in_order(web: Web) -> None:
    told = read(web, "POST", "/api/chat", json={"question": "Why?", "message": new_message()})
    assert [event.id for event in told] == list(range(1, len(told) + 1))
    assert [event.name for event in told] == ["status", "status", "text", "text", "text", "answer"]


def test_the_same_message_sent_again_gets_the_same_answer(web: Web, library: Library) -> None:
    message = new_message()
    first, second = (ask(web, "Why?", message).json() for _ in range(2))
    assert first == second
    assert web.assistant.asked == ["Why?"]
    assert kept(library) == 1


def test_ten_sends_of_one_message_at_once_are_one_question(holding: Web, library: Library) -> None:
    message = new_message()
    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(ask, holding, "Why?", message) for _ in range(10)]
        until(lambda: holding.assistant.asked)
        holding.assistant.go_on.set()
        answers = [each.result().json() for each in sent]
    assert len({answer["id"] for answer in answers}) == 1
    assert len({answer["conversation"] for answer in answers}) == 1
    assert holding.assistant.asked == ["Why?"]
    assert kept(library) == 1


def test_two_tabs_read_one_answer_under_way_each_from_its_beginning(holding: Web) -> None:
    message = new_message()
    body = {"question": "Why?", "message": message}
    with ThreadPoolExecutor(2) as pool:
        tabs = [pool.submit(read, holding, "POST", "/api/chat", json=body) for _ in range(2)]
        until(lambda: holding.assistant.asked)
        holding.assistant.go_on.set()
        one, other = (tab.result() for tab in tabs)
    assert one == other
    assert one[-1].name == "answer"


def test_a_message_id_stands_for_one_question_alone(web: Web) -> None:
    message = new_message()
    ask(web, "Why?", message)
    refused = ask(web, "Why not?", message)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert web.assistant.asked == ["Why?"]


@pytest.mark.parametrize(
    "message", ["", "short", "x" * 65, "with space in the id", "~" * 20, "é" * 20, "../../etc/passwd"]
)
def test_a_message_id_is_long_and_plain(web: Web, message: str) -> None:
    assert ask(web, "Why?", message).status_code == 422
    assert web.assistant.asked == []


def test_the_answer_goes_on_when_its_reader_leaves(holding: Web, library: Library) -> None:
    message = new_message()
    read(holding, "POST", "/api/chat", until="text", json={"question": "Why?", "message": message})
    holding.assistant.go_on.set()
    until(lambda: kept(library) == 1)
    assert holding.assistant.cancelled == []


def test_a_question_without_an_id_ends_when_its_reader_leaves(holding: Web, library: Library) -> None:
    read(holding, "POST", "/api/chat", until="text", json={"question": "Why?"})
    until(lambda: holding.assistant.cancelled == ["Why?"])
    assert kept(library) == 0


def test_a_reader_who_comes_back_gets_what_it_missed_and_nothing_twice(holding: Web) -> None:
    message = new_message()
    seen = read(holding, "POST", "/api/chat", until="text", json={"question": "Why?", "message": message})
    holding.assistant.go_on.set()
    rest = read(holding, "GET", f"/api/chat/{message}", headers={"Last-Event-ID": str(seen[-1].id)})
    told = [*seen, *rest]
    assert [event.id for event in told] == list(range(1, len(told) + 1))
    assert "".join(event.data["delta"] for event in told if event.name == "text") == told[-1].data["text"]
    assert holding.assistant.asked == ["Why?"]


@pytest.mark.parametrize("last", [None, "0", "999", "-1", "abc", "²"])
def test_whatever_a_reader_says_it_saw_it_gets_the_answer(web: Web, last: str | None) -> None:
    message = new_message()
    ask(web, "Why?", message)
    headers = {"Last-Event-ID": last.encode()} if last else {}
    assert read(web, "GET", f"/api/chat/{message}", headers=headers)[-1].name == "answer"


def test_after_a_restart_the_kept_answer_is_told_and_nobody_is_asked_again(library: Library) -> None:
    message = new_message()
    with web_on(library) as before:
        first = ask(before, "Why?", message).json()
    with web_on(library) as after:
        told = read(after, "GET", f"/api/chat/{message}", headers={"Last-Event-ID": "3"})
        again = ask(after, "Why?", message).json()
        assert after.assistant.asked == []
    assert [event.name for event in told] == ["answer"]
    assert told[0].data == again == first
    assert kept(library) == 1


def test_after_a_restart_the_conversation_goes_on_with_the_string_that_the_answer_gave(library: Library) -> None:
    message = new_message()
    with web_on(library) as before:
        ask(before, "Why?", message)
    with web_on(library) as after:
        conversation = ask(after, "Why?", message).json()["conversation"]
        then = ask(after, "And then?", new_message(), conversation=conversation)
        assert then.status_code == 200
        assert then.json()["conversation"] == conversation


def test_a_message_of_a_going_conversation_is_not_read_without_it(web: Web) -> None:
    conversation = ask(web, "Why?", new_message()).json()["conversation"]
    message = new_message()
    ask(web, "And then?", message, conversation=conversation)
    with web.client() as client:
        assert client.get(f"/api/chat/{message}").status_code == 404
        wrong = conversation[:-1] + ("a" if conversation[-1] != "a" else "b")
        assert client.get(f"/api/chat/{message}", headers={"X-Conversation": wrong}).status_code == 404
        assert client.get(f"/api/chat/{message}", headers={"X-Conversation": conversation}).status_code == 200


def test_a_kept_message_of_a_going_conversation_is_not_read_without_it_after_a_restart(library: Library) -> None:
    message = new_message()
    with web_on(library) as before:
        conversation = ask(before, "Why?", new_message()).json()["conversation"]
        ask(before, "And then?", message, conversation=conversation)
    with web_on(library) as after, after.client() as client:
        assert client.get(f"/api/chat/{message}").status_code == 404
        found = client.get(f"/api/chat/{message}", headers={"X-Conversation": conversation})
        assert found.json()["conversation"] == conversation


def test_a_message_that_nobody_sent_is_not_found_in_the_reader_s_language(web: Web) -> None:
    with web.client() as client:
        for path in (f"/api/chat/{new_message()}", f"/api/chat/{new_message()}/stop"):
            response = client.request(
                "POST" if path.endswith("stop") else "GET", path, headers={"Accept-Language": "nl"}
            )
            assert response.status_code == 404
            assert "bericht" in response.json()["detail"]


def test_a_refused_question_leaves_nothing_and_its_id_is_free_again(web: Web, library: Library) -> None:
    message = new_message()
    refused = ask(web, "Why?", message, conversation="nobody.knows-this-secret")
    assert refused.status_code == 404
    assert ask(web, "Why then?", message).status_code == 200
    with library.catalogue.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(conversations)).scalar() == 1


def test_an_answer_that_is_stopped_is_kept_as_it_stands_and_says_so(holding: Web, library: Library) -> None:
    message = new_message()
    read(holding, "POST", "/api/chat", until="text", json={"question": "Why?", "message": message})
    with ThreadPoolExecutor(1) as pool, holding.client() as client:
        reading = pool.submit(read, holding, "GET", f"/api/chat/{message}")
        until(lambda: len(holding.assistant.asked) == 1)
        stopped = client.post(f"/api/chat/{message}/stop")
        told = reading.result()
    assert stopped.status_code == 200
    assert stopped.json()["stopped"] is True
    assert stopped.json()["text"] == "One two"
    assert told[-1].data == stopped.json()
    assert holding.assistant.cancelled == ["Why?"]
    assert kept(library) == 1
    # Stopping twice, or asking again, changes nothing.
    with holding.client() as client:
        assert client.post(f"/api/chat/{message}/stop").json() == stopped.json()
    assert ask(holding, "Why?", message).json() == stopped.json()


def test_stopping_an_answer_that_is_whole_changes_nothing(web: Web) -> None:
    message = new_message()
    whole = ask(web, "Why?", message).json()
    with web.client() as client:
        assert client.post(f"/api/chat/{message}/stop").json() == whole


def test_a_process_that_ends_sends_its_readers_away_to_come_back(holding: Web) -> None:
    message = new_message()
    with ThreadPoolExecutor(3) as pool:
        bodies = [{"question": f"Why {n}?", "message": new_message() if n else message} for n in range(3)]
        reading = [pool.submit(read, holding, "POST", "/api/chat", json=body) for body in bodies]
        until(lambda: len(holding.assistant.asked) == 3)
        holding.stop()
        for each in reading:
            told = each.result()
            assert told[-1].name == "restart"
            assert told[-1].retry
            assert told[-1].id is None


def test_what_was_under_way_when_the_process_ended_is_answered_once_by_the_next(library: Library) -> None:
    message = new_message()
    with web_on(library, script=partial(Scripted, holds_after=2)) as before:
        read(before, "POST", "/api/chat", until="text", json={"question": "Why?", "message": message})
        before.stop()
        until(lambda: before.assistant.cancelled)
    assert kept(library) == 0
    with web_on(library) as after:
        # There is no answer to come back for: the page sends the same message again.
        with after.client() as client:
            assert client.get(f"/api/chat/{message}").status_code == 404
        assert ask(after, "Why?", message).status_code == 200
        assert ask(after, "Why?", message).status_code == 200
        assert after.assistant.asked == ["Why?"]
    assert kept(library) == 1


def test_a_turn_and_the_note_that_its_message_is_answered_are_one_write(library: Library) -> None:
    # As when the process is killed right after the turn was kept, before anything was told.
    message = new_message()
    memory = Memory(library.catalogue.engine, 30)
    with web_on(library, script=partial(Scripted, holds_after=0)) as before:
        read(before, "POST", "/api/chat", until="status", json={"question": "Why?", "message": message})
        until(lambda: before.assistant.asked)
        with library.catalogue.engine.connect() as connection:
            id = connection.execute(select(messages.c.conversation_id)).scalar_one()
        answer = {"id": "kept", "text": "It was kept.", "language": "en"}
        memory.keep(f"{id}.any", "Why?", answer, "en", now())
        before.server.force_exit = True
    with web_on(library) as after:
        assert ask(after, "Why?", message).json()["text"] == "It was kept."
        assert after.assistant.asked == []


def test_no_message_id_lies_in_the_database(web: Web, library: Library) -> None:
    message = new_message()
    conversation = ask(web, "Why?", message).json()["conversation"]
    with library.catalogue.engine.connect() as connection:
        everything = repr([connection.execute(select(table)).all() for table in (messages, conversations, turns)])
    assert message not in everything
    assert conversation.partition(".")[2] not in everything
