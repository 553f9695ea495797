"""Socket Mode: the same guide where no address can be reached from outside (behaviours 6, 34, 36)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_api import TEAM, Fails, SlackApi, event, said, until
from slack_guide import Here, guide_in_slack

SOCKET = {"app_token": "xapp-1", "signing_secret": "", "ping": 0.2}


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with SlackApi().served() as api, guide_in_slack(tmp_path, api, **SOCKET) as both:  # type: ignore[arg-type]
        await until(lambda: api.sockets)
        yield both


async def send(here: Here, payload: dict[str, Any], envelope: str, kind: str = "events_api", **more: Any) -> None:
    await here.api.sockets[-1].send_json({"type": kind, "envelope_id": envelope, "payload": payload, **more})


def acknowledged(here: Here, envelope: str) -> bool:
    return any(reply.get("envelope_id") == envelope for reply in here.api.socket_replies)


async def test_a_question_over_the_socket_is_received_and_answered(here: Here) -> None:
    asked = said("hello")
    await send(here, event(asked), "e1", accepts_response_payload=False)
    await until(lambda: acknowledged(here, "e1"))
    await here.settled()
    assert len(here.api.in_thread("D1", asked["ts"])) == 1


async def test_what_is_sent_again_over_the_socket_is_answered_once(here: Here) -> None:
    """6"""
    asked = event(said("hello"), id="Ev-socket")
    for n in range(3):
        await send(here, asked, f"e{n}", retry_attempt=n, retry_reason="timeout")
    await until(lambda: acknowledged(here, "e2"))
    await here.settled()
    assert len(here.assistant.asked) == 1


async def test_commands_and_what_nobody_knows_are_received_over_the_socket(here: Here) -> None:
    """34, 9"""
    fields = {"text": "ask hello", "user_id": "U1", "team_id": TEAM, "channel_id": "C1", "trigger_id": "t1"}
    own = {"response_url": f"{here.api.url}/response/1"}
    await send(here, {"command": "/career", **fields, **own}, "e1", "slash_commands", accepts_response_payload=True)
    await send(here, {"command": "/unknown", **fields, **own, "text": ""}, "e2", "slash_commands")
    await send(here, event({"type": "nothing_known"}), "e3")
    await until(lambda: all(acknowledged(here, envelope) for envelope in ("e1", "e2", "e3")))
    await here.settled()
    assert len(here.api.responses) == 1


@pytest.mark.parametrize("how", ["refresh_requested", "abrupt", "warning and close"])
async def test_the_socket_is_opened_again_when_slack_closes_it(here: Here, how: str) -> None:
    """36"""
    if how == "abrupt":
        transport = here.api.sockets[0]._req.transport  # type: ignore[union-attr]
        assert transport
        transport.abort()
    elif how == "refresh_requested":
        await here.api.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    else:
        await here.api.sockets[0].send_json({"type": "disconnect", "reason": "warning"})
        await here.api.sockets[0].close()
    await until(lambda: len(here.api.sockets) > 1)
    await asyncio.sleep(0.05)
    asked = said("hello")
    await send(here, event(asked), "e1")
    await here.settled()
    assert len(here.api.in_thread("D1", asked["ts"])) == 1


@pytest.mark.parametrize("how", [Fails("internal_error"), Fails(status=500), Fails(drops=True)], ids=str)
async def test_a_slack_that_is_away_at_the_start_keeps_the_guide_from_nothing(tmp_path: Path, how: Fails) -> None:
    """36"""
    async with SlackApi().served() as api:
        api.fails("apps.connections.open", *[how] * 2)
        async with guide_in_slack(tmp_path, api, **SOCKET) as here:  # type: ignore[arg-type]
            await until(lambda: api.sockets)
            asked = said("hello")
            await send(here, event(asked), "e1")
            await here.settled()
            assert len(api.in_thread("D1", asked["ts"])) == 1


async def test_without_a_signing_secret_nothing_comes_in_over_http(here: Here) -> None:
    assert (await here.people.post(b"{}")).status_code == 404


async def test_the_log_holds_no_words_of_anybody_however_much_it_says(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """2: bolt logs what comes over the socket where the whole process logs that much."""
    caplog.set_level(logging.DEBUG)
    async with SlackApi().served() as api, guide_in_slack(tmp_path, api, **SOCKET) as here:  # type: ignore[arg-type]
        await until(lambda: api.sockets)
        await send(here, event(said("canary in a question")), "e1")
        await here.settled()
    assert "canary" not in caplog.text
