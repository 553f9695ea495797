"""What the guide does when Slack, the network or its own process fails (behaviour 36)."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from time import time

import pytest
from slack_api import Fails, SlackApi, mentioned, said, until
from slack_guide import Here, answer_of, guide_in_slack, slack_and_guide
from sqlalchemy import select, update

from knowledge.slack_tables import slack_jobs

POSTED = Fails("unknown_method")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path) as both:
        # Streams have tests of their own.
        both.api.always["chat.startStream"] = POSTED
        yield both


async def test_slack_is_waited_for_as_long_as_it_asks(here: Here) -> None:
    """36"""
    here.api.fails("chat.postMessage", *[Fails("ratelimited", 429, retry_after=1)] * 2)
    asked = await here.people.deliver(said("hello"))
    await here.settled()
    assert len(here.api.in_thread("D1", asked["ts"])) == 1
    times = [call.at for call in here.api.calls if call.method == "chat.postMessage"]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


async def test_a_long_wait_is_the_questions_and_not_a_workers(here: Here) -> None:
    """36"""
    here.api.fails("chat.postMessage", Fails("ratelimited", 429, retry_after=3000))
    await here.people.deliver(said("hello"))
    await until(lambda: here.api.of("chat.postMessage") and here.states() == ["waiting"])
    with here.engine.connect() as connection:
        (due,) = connection.execute(select(slack_jobs.c.due)).scalars()
    assert due > time() + 2000
    with here.engine.begin() as connection:
        connection.execute(update(slack_jobs).values(due=0.0))
    await here.settled()
    assert len(here.assistant.asked) == 1


BROKEN = [
    Fails(status=500),
    Fails("internal_error"),
    Fails(status=503, body="<html>"),
    Fails(drops=True),
    Fails(drops=True, done=True),
    Fails(status=500, done=True),
]


@pytest.mark.parametrize("how", BROKEN, ids=str)
async def test_a_message_of_which_it_is_not_known_whether_it_was_posted_is_posted_once(here: Here, how: Fails) -> None:
    """36"""
    here.api.fails("chat.postMessage", how)
    asked = await here.people.deliver(said("hello"))
    await here.settled()
    assert len(here.api.in_thread("D1", asked["ts"])) == 1


async def test_where_it_cannot_be_looked_now_whether_it_was_posted_it_is_looked_later(here: Here) -> None:
    """36: Slack shows a thread once a minute to some apps."""
    here.api.fails("chat.postMessage", Fails(drops=True, done=True))
    here.api.fails("conversations.replies", Fails("ratelimited", 429, retry_after=60))
    asked = await here.people.deliver(said("hello"))
    await until(lambda: here.api.of("conversations.replies") and here.states() == ["waiting"])
    with here.engine.begin() as connection:
        connection.execute(update(slack_jobs).values(due=0.0))
    await here.settled()
    assert len(here.api.in_thread("D1", asked["ts"])) == 1
    assert len(here.api.of("chat.postMessage")) == 1


FOR_GOOD = ["invalid_auth", "account_inactive", "token_revoked", "missing_scope"]


@pytest.mark.parametrize("error", FOR_GOOD)
async def test_what_will_not_get_better_is_not_tried_again_and_explained_to_who_runs_it(
    here: Here, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    """36"""
    here.api.always["chat.postMessage"] = Fails(error)
    await here.people.deliver(said("canary"))
    await here.settled()
    assert len(here.api.of("chat.postMessage")) == 1
    assert here.states() == ["failed"]
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert error in record.getMessage()
    assert "canary" not in caplog.text


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel", "is_archived", "restricted_action"])
async def test_where_the_guide_may_not_write_it_answers_directly_and_says_why(here: Here, error: str) -> None:
    """36"""
    original = here.api.do_chat_postMessage

    def only_directly(sent: dict[str, object], token: str) -> dict[str, object]:
        return original(sent, token) if str(sent["channel"]).startswith("D") else {"ok": False, "error": error}

    here.api.do_chat_postMessage = only_directly  # type: ignore[assignment]
    here.api.always["chat.postEphemeral"] = Fails(error)
    await here.people.deliver(mentioned("hello"))
    await here.settled()
    (message,) = here.api.messages
    assert message.channel == "D-U1"
    assert "I may not write where you asked" in json.dumps(message.blocks)


async def test_what_was_under_way_when_the_process_was_told_to_end_is_answered_by_the_next(tmp_path: Path) -> None:
    """36: at once, and its stream is taken up."""
    async with SlackApi().served() as api:
        async with guide_in_slack(tmp_path, api) as before:
            before.assistant.says = lambda _: answer_of("word " * 400)
            before.assistant.deltas = lambda answer: [answer.text[at : at + 50] for at in range(0, 2000, 50)]
            before.assistant.gap = 0.05
            asked = await before.people.deliver(said("hello"))
            await until(lambda: api.of("chat.startStream"))
        assert before.states() == ["waiting"]
        assert before.assistant.cancelled == 1
        async with guide_in_slack(tmp_path, api) as after:
            await after.settled()
            (message,) = api.in_thread("D1", asked["ts"])
            assert message.markdown.startswith("About hello")
            assert not message.streaming


async def test_a_stream_whose_making_nobody_noted_is_found_and_finished(tmp_path: Path) -> None:
    """36, 24: the process ended between Slack's making it and our writing so down."""
    async with SlackApi().served() as api:
        async with guide_in_slack(tmp_path, api) as before:
            before.assistant.deltas = lambda answer: ["word " * 10, "word " * 100]
            before.assistant.gap = 20
            asked = await before.people.deliver(said("hello"))
            await until(lambda: api.messages)
        with before.engine.begin() as connection:
            connection.execute(update(slack_jobs).values(sent=[{"ts": None, "stream": True}], tries=1))
        async with guide_in_slack(tmp_path, api) as after:
            await after.settled()
            (message,) = api.in_thread("D1", asked["ts"])
            assert message.markdown.startswith("About hello")


async def test_an_answer_that_was_made_is_delivered_and_not_made_again(tmp_path: Path) -> None:
    """36, 6"""
    async with SlackApi().served() as api:
        api.always["chat.startStream"] = POSTED
        api.slow["chat.postMessage"] = 30
        async with guide_in_slack(tmp_path, api) as before:
            asked = await before.people.deliver(said("hello"))
            await until(lambda: api.of("chat.postMessage"))
        api.slow.clear()
        async with guide_in_slack(tmp_path, api) as after:
            await after.settled()
            assert after.assistant.asked == []
            assert len(api.in_thread("D1", asked["ts"])) == 1


async def test_a_question_that_ends_the_process_each_time_is_told_to_have_failed(here: Here) -> None:
    """8: not for ever."""
    here.assistant.pause = 30
    asked = await here.people.deliver(said("hello"))
    await until(lambda: here.assistant.asked)
    await here.slack._workers.close()
    with here.engine.begin() as connection:
        connection.execute(update(slack_jobs).values(tries=4, state="working", lease=0.0))
    here.slack._workers.start()
    await here.settled()
    (message,) = here.api.in_thread("D1", asked["ts"])
    assert "not answered" in message.shown
    assert len(here.assistant.asked) == 1


async def test_a_worker_that_falls_silent_loses_its_question_to_the_next(here: Here) -> None:
    """8"""
    here.assistant.pause = 30
    await here.people.deliver(said("hello"))
    await until(lambda: here.assistant.asked)
    with here.engine.begin() as connection:
        connection.execute(update(slack_jobs).values(worker="another", lease=time() + 60))
    await until(lambda: here.assistant.cancelled)
    await asyncio.sleep(0.1)
    assert here.api.messages == []


async def test_the_log_holds_no_word_of_anybody(here: Here, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    here.assistant.raises = RuntimeError("broken")
    await here.people.deliver(mentioned("canary"))
    await here.people.command("ask canary")
    await here.people.deliver({"type": "unknown", "text": "canary"})
    await here.settled(2)
    assert "canary" not in caplog.text


async def test_questions_and_answers_are_deleted_when_their_days_are_over(here: Here) -> None:
    await here.people.deliver(said("canary"))
    await here.settled()
    here.slack._ledger.expire(time() + 31 * 86_400, 30)
    assert here.states() == []
