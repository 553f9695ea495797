"""What comes in from Slack: who is let in, what is taken once, what is left alone (behaviours 1 to 10)."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from slack_api import BOT, TEAM, Fails, SlackApi, event, mentioned, new_ts, said, signed, until
from slack_guide import Here, guide_in_slack, slack_and_guide

from bot.channels.slack.setup import Setup, SetupWrong, not_set_up

CANARY = "canary-in-the-body"
GOOD = json.dumps(event(said(CANARY))).encode()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path) as both:
        yield both


FORGED = {
    "no signature": {"X-Slack-Signature": ""},
    "short": {"X-Slack-Signature": "v0=abc"},
    "other case": {"X-Slack-Signature": signed(GOOD)["X-Slack-Signature"].upper()},
    "other secret": signed(GOOD, "another secret"),
    "other body": signed(GOOD + b" "),
    "too old": signed(GOOD, at=time.time() - 301),
    "from the future": signed(GOOD, at=time.time() + 3000),
    "no time": {"X-Slack-Request-Timestamp": ""},
    "words for a time": {"X-Slack-Request-Timestamp": "abc"},
    "a float": {"X-Slack-Request-Timestamp": "1e9"},
    "endless": {"X-Slack-Request-Timestamp": "9" * 400},
    "not ascii": {"X-Slack-Signature": "v0=\u00e9\u00e8"},
    "digits of another script": {"X-Slack-Request-Timestamp": "١٢٣"},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
async def test_what_slack_did_not_sign_just_now_is_turned_away_and_nothing_is_done(
    here: Here, forged: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """1, 2"""
    caplog.set_level(logging.DEBUG)
    headers = [(k.encode(), v.encode("utf-8")) for k, v in ({**signed(GOOD)} | forged).items()]
    response = await here.people._client.post("/slack/events", content=GOOD, headers=headers)
    assert response.status_code == 401
    assert here.states() == []
    assert CANARY not in caplog.text


async def test_what_slack_signed_is_let_in(here: Here) -> None:
    """1"""
    assert (await here.people.post(GOOD)).status_code == 200
    await here.settled()


FORM = "application/x-www-form-urlencoded"
MALFORMED = {
    "not utf-8": (b"\xff\xfe" + CANARY.encode(), "application/json"),
    "not json": (b"{" + CANARY.encode(), "application/json"),
    "a list": (b"[1]", "application/json"),
    "a number": (b"1", "application/json"),
    "deep": (b"[" * 100_000, "application/json"),
    "a payload that is no json": (b"payload=%7B" + CANARY.encode(), FORM),
    "a payload that is a list": (b"payload=[]", FORM),
    "an empty payload": (b"payload=", FORM),
    "a broken form": (b"payload=%ff%fe", FORM),
    "nothing": (b"", "application/json"),
    "nothing in a form": (b"", FORM),
    "an event that is none": (b'{"type": "event_callback", "event": 3}', "application/json"),
}


@pytest.mark.parametrize(("body", "content"), MALFORMED.values(), ids=MALFORMED)
async def test_what_is_signed_and_makes_no_sense_is_refused_with_its_reason(
    here: Here, body: bytes, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    """2"""
    response = await here.people.post(body, content)
    assert response.status_code == 400
    assert CANARY not in caplog.text + response.text


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "3000000"}])
async def test_a_body_that_is_too_large_is_refused(here: Here, headers: dict[str, str]) -> None:
    """2"""
    large = b'{"a": "' + b"x" * 3_000_000 + b'"}'
    assert (await here.people.post(large, **headers)).status_code == 413


HALVES: list[dict[str, object]] = [
    {"type": "event_callback"}, {"a": 1}, {"type": "block_actions", "actions": [{}]},
    {"type": "block_actions", "actions": []}, {"type": "block_actions", "actions": [{"action_id": 5}], "user": {}},
    {"type": "block_actions", "actions": [{"action_id": "opinno_ask_1", "value": "hello"}]},
    {"type": "view_submission", "view": {"callback_id": 3}}, {"type": "message_action", "callback_id": "ask_guide"},
    {"type": "event_callback", "team": "T1", "authorizations": "x", "event": {"type": "message"}},
    {"type": "event_callback", "event": {"type": "app_mention", "channel": {}, "text": [], "ts": 5, "user": 1}},
]  # fmt: skip


@pytest.mark.parametrize("body", HALVES, ids=str)
async def test_a_signed_request_without_its_parts_harms_nothing(here: Here, body: dict[str, object]) -> None:
    """2"""
    assert (await here.people.post(json.dumps(body).encode())).status_code in (200, 400)
    assert (await here.people.post(urlencode({"payload": json.dumps(body)}).encode(), FORM)).status_code in (200, 400)
    assert here.states() == []


ODD = [{"text": None}, {"text": 3}, {"text": "\ud800 half a character \0"}, {"files": [3, None]}, {"user": None},
       {"ts": 3}, {"channel": None}, {"thread_ts": None}, {"blocks": "no"}]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=str)
async def test_a_message_with_odd_fields_is_answered_or_left_alone(here: Here, odd: dict[str, object]) -> None:
    """2"""
    await here.people.deliver(said("hello") | odd)
    await asyncio.sleep(0.05)
    assert not {"failed"} & set(here.states())


COMPLETE = {"bot_token": "xoxb-1", "signing_secret": "s"}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (COMPLETE | {"signing_secret": ""}, "SLACK_SIGNING_SECRET"),
        (COMPLETE | {"bot_token": ""}, "SLACK_BOT_TOKEN"),
        (COMPLETE | {"bot_token": "xapp-1"}, "SLACK_BOT_TOKEN"),
        (COMPLETE | {"app_token": "xoxb-1"}, "SLACK_APP_TOKEN"),
        (COMPLETE | {"client_id": "1.2"}, "SLACK_CLIENT_SECRET"),
        (COMPLETE | {"client_secret": "x"}, "SLACK_CLIENT_ID"),
        (COMPLETE | {"api_url": "slack"}, "SLACK_API_URL"),
        ({"app_token": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"client_id": "1.2", "client_secret": "x"}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_setup_that_lacks_something_says_what_before_anything_starts(settings: dict[str, str], named: str) -> None:
    """3"""
    with pytest.raises(SetupWrong, match=named):
        Setup(**settings).check()


@pytest.mark.parametrize(
    "settings",
    [
        COMPLETE,
        {"bot_token": "xoxb-1", "app_token": "xapp-1"},
        {"signing_secret": "s", "client_id": "1.2", "client_secret": "x"},
        COMPLETE | {"client_id": "1.2", "client_secret": "x"},
    ],
)
def test_a_setup_that_is_whole_starts(settings: dict[str, str]) -> None:
    """3"""
    Setup(**settings).check()


async def test_slack_makes_sure_of_the_address_and_of_the_certificate(here: Here) -> None:
    """4"""
    response = await here.people.post(b'{"type": "url_verification", "token": "x", "challenge": "3eZb"}')
    assert (response.status_code, response.text) == (200, "3eZb")
    unsigned = await here.people._client.post(
        "/slack/events", content=b"ssl_check=1&token=x", headers={"Content-Type": FORM}
    )
    assert unsigned.status_code == 200


async def test_slack_is_told_at_once_that_a_question_came_in_however_long_the_model_takes(here: Here) -> None:
    """5: told while the model has not said a word."""
    here.assistant.pause = 10
    await asyncio.gather(*(here.people.deliver(said(f"question {n}")) for n in range(10)))
    await until(lambda: len(here.assistant.asked) == 8)
    assert here.states() == ["working"] * 8 + ["waiting"] * 2


async def test_the_same_delivery_is_answered_once_however_often_it_comes(here: Here, tmp_path: Path) -> None:
    """6: at once, with and without Slack's headers of a retry, and after a restart."""
    asked = said("what does a CRA do?")
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    for headers in ({}, retry):
        await asyncio.gather(*(here.people.deliver(asked, id="Ev-same", headers=headers) for _ in range(5)))
    await here.settled()
    async with guide_in_slack(tmp_path, here.api) as again:
        await again.people.deliver(asked, id="Ev-same")
        await again.people.deliver(asked, id="Ev-other")
        await asyncio.sleep(0.1)
        assert again.assistant.asked == []
    assert len(here.assistant.asked) == len(here.api.in_thread("D1", asked["ts"])) == 1


@pytest.mark.parametrize("first", ["app_mention", "message"])
@pytest.mark.parametrize("known", [True, False])
async def test_a_mention_that_is_delivered_as_a_message_too_is_answered_once(
    here: Here, first: str, known: bool
) -> None:
    """7"""
    mention = mentioned("what does a CRA do?")
    message = mention | {"type": "message"}
    both = [mention, message] if first == "app_mention" else [message, mention]
    for each in both:
        await here.people.deliver(each, known=known)
    await here.settled()
    assert len(here.assistant.asked) == len(here.api.in_thread("C1", mention["ts"])) == 1


async def test_a_question_whose_process_ended_before_an_answer_is_answered_by_the_next(tmp_path: Path) -> None:
    """8"""
    async with SlackApi().served() as api:
        async with guide_in_slack(tmp_path, api, started=False) as before:
            asked = await before.people.deliver(said("what does a CRA do?"), id="Ev1")
        async with guide_in_slack(tmp_path, api) as after:
            await after.people.deliver(asked, id="Ev1", headers={"X-Slack-Retry-Num": "1"})
            await after.settled()
            assert len(after.assistant.asked) == len(api.in_thread("D1", asked["ts"])) == 1


NOT_ASKED = {
    "unknown": {"type": "emoji_changed", "subtype": "add"},
    "joined": said("has joined", subtype="channel_join"),
    "changed": {"type": "message", "subtype": "message_changed", "channel": "D1", "message": said("x"), "ts": "1"},
    "deleted": {"type": "message", "subtype": "message_deleted", "channel": "D1", "deleted_ts": "1", "ts": "2"},
    "hidden": said("x", hidden=True),
    "context": {"type": "app_context_changed", "user": "U1", "context": {"entities": []}},
    "title": {"type": "agent_session_title_changed", "channel": "D1", "title": "x"},
    "no type": {},
}


@pytest.mark.parametrize("inner", NOT_ASKED.values(), ids=NOT_ASKED)
async def test_what_nobody_asked_is_received_and_left_alone(here: Here, inner: dict[str, object]) -> None:
    """9: not a 404, which Slack would deliver again and in the end stop delivering for."""
    await here.people.deliver(inner)
    await asyncio.sleep(0.05)
    assert here.states() == []


async def test_slack_may_say_that_it_delivers_too_much(here: Here) -> None:
    """9"""
    limited = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1, "api_app_id": "A1"}
    assert (await here.people.post(json.dumps(limited).encode())).status_code == 200


OF_BOTS = {
    "itself": said("x", user=BOT),
    "itself by its bot": said("x", bot_id="BBOT"),
    "another bot": said(f"<@{BOT}> hello", channel="C1", bot_id="B2", user="U9"),
    "another bot's mention": mentioned("hello", bot_id="B2", person="U9"),
    "a webhook": said("x", subtype="bot_message", bot_id="B3", user=None),
    "slackbot": said("x", user="USLACKBOT"),
    "an app that speaks for somebody": said("x", bot_profile={"id": "B4"}),
}


@pytest.mark.parametrize("inner", OF_BOTS.values(), ids=OF_BOTS)
async def test_no_bot_is_answered_not_even_one_that_calls_the_guide(here: Here, inner: dict[str, object]) -> None:
    """10"""
    await here.people.deliver(inner)
    await asyncio.sleep(0.05)
    assert here.states() == []


async def test_many_deliveries_again_and_out_of_order_are_each_answered_once(here: Here) -> None:
    """6, 7, 16: a small version of `benchmarks/slack_intake.py`."""
    roots = [new_ts() for _ in range(30)]
    first = [mentioned(f"first {root}", ts=root, person=f"U{n}") for n, root in enumerate(roots)]
    deliveries = [(each, f"Ev-a-{each['ts']}") for each in first]
    deliveries += [(each | {"type": "message"}, f"Ev-b-{each['ts']}") for each in first]
    shuffled = deliveries * 3
    Random(7).shuffle(shuffled)
    await asyncio.gather(*(here.people.deliver(inner, id=id) for inner, id in shuffled))
    await here.settled(30)
    assert sorted(question for question, *_ in here.assistant.asked) == sorted(f"first {root}" for root in roots)
    assert [len(here.api.in_thread("C1", root)) for root in roots] == [1] * 30


async def test_a_question_that_could_not_be_written_down_is_not_said_to_have_been_received(here: Here) -> None:
    """8: Slack delivers it again."""
    here.engine.dispose()
    with here.engine.begin() as connection:
        connection.exec_driver_sql("alter table slack_jobs rename to elsewhere")
    body = json.dumps(event(said("x"), id="Ev1")).encode()
    assert (await here.people.post(body)).status_code == 500
    with here.engine.begin() as connection:
        connection.exec_driver_sql("alter table elsewhere rename to slack_jobs")
    assert (await here.people.post(body)).status_code == 200
    await here.settled()


async def test_without_slack_the_door_says_how_to_set_it_up() -> None:
    app = FastAPI()
    app.include_router(not_set_up())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") as client:
        response = await client.post("/slack/events", content=GOOD)
    assert response.status_code == 404
    assert "docs/slack.md" in response.json()["detail"]


async def test_a_workspace_that_is_away_keeps_nobody_from_being_heard(here: Here) -> None:
    """5: taking in asks Slack for nothing."""
    for method in ("auth.test", "users.info", "chat.startStream", "chat.postMessage"):
        here.api.always[method] = Fails(status=503, drops=True)
    await here.people.deliver(mentioned("hello"), known=False)
    assert here.states() in (["waiting"], ["working"])
