"""Saved searches in Slack: confirmed in words, listed, paused, deleted, told of once a day."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import stock
from saved_searching import Desk, vacancy
from slack_api import Fails, Json, Message, SlackApi, mentioned, said, texts, until
from slack_guide import Here, guide_in_slack

from bot.channels.slack.searches import Searches
from knowledge.records import Document

WISH = "tell me when a QA job in Ghent without a PhD opens"
DAY = 24.0


@dataclass
class Both:
    """A guide in Slack that saves searches, and the clock that it goes by."""

    here: Here
    desk: Desk

    @property
    def searches(self) -> Searches:
        found = self.here.slack._searches
        assert found
        return found

    async def ask(self, inner: Json) -> Json:
        """Something is said and answered."""
        before = len(self.here.states())
        await self.here.people.deliver(inner)
        await self.here.settled(before + 1)
        return inner

    async def tell(self, *opened: Document, hours: float = 0.0) -> list[Message]:
        """Vacancies open, time passes, and people are told: their messages."""
        if opened:
            stock(self.desk.library, *opened)
        self.desk.later(hours=hours)
        before = list(self.here.api.messages)
        await self.searches.tell()
        return [message for message in self.here.api.messages if message not in before]

    async def listed(self, person: str = "U1") -> list[Json]:
        """What `/career searches` shows."""
        blocks: list[Json] = (await self.here.people.command("searches", person=person)).json()["blocks"]
        return blocks


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    desk = Desk.on(tmp_path, vacancy("v1"))
    async with (
        SlackApi().served() as api,
        guide_in_slack(tmp_path, api, assistant=desk.assistant, clerk=desk.clerk) as here,
    ):
        assert here.slack._beginning
        await here.slack._beginning
        # It looks by itself every minute: here the test says when.
        assert here.slack._telling
        here.slack._telling.cancel()
        yield Both(here, desk)
    desk.library.close()


def buttons(blocks: list[Json], action: str) -> list[Json]:
    return [e for block in blocks for e in block.get("elements", []) if e.get("action_id") == action]


def shown(blocks: list[Json]) -> str:
    return "\n".join(texts(blocks))


async def test_a_wish_is_confirmed_in_words_with_what_can_be_done_with_it(both: Both) -> None:
    asked = await both.ask(said(WISH))
    (message,) = both.here.api.in_thread("D1", asked["ts"])
    for words in ("in Ghent", "no PhD asked", "at most once a day", "One that meets it is open today"):
        assert words in message.shown
    assert len(buttons(message.blocks, "opinno_search_delete")) == 1


@pytest.mark.parametrize("words", [WISH, "my saved searches", "delete all my searches"])
async def test_a_wish_in_a_channel_is_answered_to_its_owner_alone(both: Both, words: str) -> None:
    asked = await both.ask(mentioned(words))
    assert both.here.api.in_thread("C1", asked["ts"]) == []
    assert [m.for_one for m in both.here.api.messages] == ["U1"]
    assert both.here.api.of("chat.startStream") == []
    assert buttons(both.here.api.messages[0].blocks, "opinno_share") == []


async def test_a_wish_after_a_command_cannot_be_shared(both: Both) -> None:
    await both.here.people.command(f"ask {WISH}")
    await both.here.settled(1)
    ((_, response),) = both.here.api.responses
    assert "in Ghent" in shown(response["blocks"])
    assert buttons(response["blocks"], "opinno_share") == []


async def test_a_wish_that_is_unclear_is_asked_for_with_an_example(both: Both) -> None:
    asked = await both.ask(said("tell me when there is a new job"))
    (message,) = both.here.api.in_thread("D1", asked["ts"])
    assert "For example" in message.shown
    assert "no saved searches" in shown(await both.listed())


async def test_searches_are_listed_paused_and_deleted_by_their_owner(both: Both) -> None:
    await both.ask(said(WISH))
    assert "in Ghent" in shown(await both.listed())
    assert "no saved searches" in shown(await both.listed("U2"))
    for action, told in (("pause", "paused"), ("resume", "in Ghent"), ("delete", "no saved searches")):
        (button,) = buttons(await both.listed(), f"opinno_search_{action}")
        stranger = {"id": "U2", "team_id": "T1"}
        await both.here.people.press(button, channel={"id": "D1"}, user=stranger)
        before = len(both.here.api.responses)
        await both.here.people.press(button, channel={"id": "D1"})
        await until(lambda before=before: len(both.here.api.responses) > before)
        assert told in shown(await both.listed())


async def test_what_opens_is_told_directly_and_once(both: Both) -> None:
    await both.ask(said(WISH))
    assert await both.tell() == []
    (message,) = await both.tell(vacancy("v2", "QA Lead"), vacancy("v3", "Lab technician", "Leuven"))
    assert (message.channel, message.thread) == ("D-U1", None)
    assert "QA Lead" in message.shown
    assert "Lab technician" not in message.shown
    assert "QA Officer" not in message.shown
    assert buttons(message.blocks, "opinno_search_delete")
    assert both.here.api.of("chat.postMessage")[-1]["unfurl_links"] is False
    for _ in range(3):
        assert await both.tell(hours=DAY) == []


async def test_nobody_is_told_twice_a_day(both: Both) -> None:
    await both.ask(said(WISH))
    assert len(await both.tell(vacancy("v2", "QA Lead"))) == 1
    assert await both.tell(vacancy("v4", "QA Head"), hours=5) == []
    (message,) = await both.tell(hours=19)
    assert ("QA Head" in message.shown, "QA Lead" in message.shown) == (True, False)


async def test_all_searches_of_somebody_are_told_of_in_one_message(both: Both) -> None:
    await both.ask(said(WISH))
    await both.ask(said("tell me when a QC job in Leuven opens"))
    many = [vacancy(f"m{n}", f"QA Officer {n}", "Ghent") for n in range(14)]
    (message,) = await both.tell(*many, vacancy("c1", "Quality control analyst", "Leuven"))
    assert "And 5 more" in message.shown
    assert len(message.blocks) <= 50
    assert buttons(message.blocks, "opinno_ask_searches")


@pytest.mark.parametrize(
    ("how", "again_after"),
    [
        (Fails("internal_error", done=True), None),
        (Fails(drops=True, done=True), None),
        (Fails(drops=True), "looked for"),
        (Fails("internal_error"), "looked for"),
        (Fails("channel_not_found"), "refused"),
        (Fails("ratelimited", status=429, retry_after=40), "busy"),
    ],
)
async def test_a_message_that_failed_is_sent_once_in_the_end(both: Both, how: Fails, again_after: str | None) -> None:
    await both.ask(said(WISH))
    both.here.api.fails("chat.postMessage", how)
    first = await both.tell(vacancy("v2", "QA Lead"))
    later = await both.tell(hours=0.2)
    assert (len(first), len(later)) == ((1, 0) if again_after is None else (0, 1))
    assert await both.tell(hours=DAY) == []


async def test_where_it_cannot_be_looked_up_nobody_is_told_twice(both: Both) -> None:
    await both.ask(said(WISH))
    both.here.api.fails("chat.postMessage", Fails(drops=True, done=True))
    both.here.api.always["conversations.history"] = Fails("missing_scope")
    assert len(await both.tell(vacancy("v2", "QA Lead"))) == 1
    assert await both.tell(hours=0.2) == []
    assert await both.tell(hours=DAY) == []


async def test_what_closed_meanwhile_is_not_told(both: Both) -> None:
    await both.ask(said(WISH))
    both.here.api.fails("chat.postMessage", Fails("channel_not_found"))
    assert await both.tell(vacancy("v2", "QA Lead")) == []
    assert await both.tell(vacancy("v2", "QA Lead", closed="filled"), hours=0.2) == []


async def test_an_end_is_told_of_and_can_be_put_off(both: Both) -> None:
    await both.ask(said(WISH))
    (message,) = await both.tell(hours=DAY * 84)
    assert "ends on 21 February 2027" in message.shown
    (keep,) = buttons(message.blocks, "opinno_search_keep")
    before = len(both.here.api.responses)
    await both.here.people.press(keep, channel={"id": "D1"})
    await until(lambda: len(both.here.api.responses) > before)
    assert await both.tell(vacancy("v9", "QA Lead"), hours=DAY * 10) != []


async def test_who_is_forgotten_is_told_of_nothing(both: Both) -> None:
    await both.ask(said(WISH))
    await both.ask(said(WISH, person="U11", channel="D11"))
    await both.here.people.command("forget")
    assert "no saved searches" in shown(await both.listed())
    assert "in Ghent" in shown(await both.listed("U11"))
    (message,) = await both.tell(vacancy("v2", "QA Lead"))
    assert message.channel == "D-U11"


async def test_a_workspace_that_leaves_takes_its_searches_along(both: Both) -> None:
    await both.ask(said(WISH))
    await both.here.people.deliver({"type": "app_uninstalled"})
    assert "no saved searches" in shown(await both.listed())


async def test_a_message_holds_no_words_that_act(both: Both) -> None:
    await both.ask(said(WISH))
    hostile = vacancy("v2", "QA <!channel> & <@U9> lead", employer="<https://evil.example|Acme>")
    (message,) = await both.tell(hostile)
    sent: Any = json.dumps(both.here.api.of("chat.postMessage")[-1]["blocks"])
    assert not any(bad in sent for bad in ("<!channel>", "<@U9>", "<https://evil"))
    assert "QA" in message.shown
