"""Saved searches in Slack: confirmed in words, listed, paused, deleted, told of once a day."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import TODAY, stock
from slack_api import Fails, Json, SlackApi, mentioned, said, texts, until
from slack_guide import Here, engine_in, guide_in_slack
from sqlalchemy import update
from talking import copied, open_library

from bot.saved_searches import SavedSearches
from knowledge.library import Library
from knowledge.slack_tables import saved_searches
from knowledge.vacancies import vacancies_of

pytest_plugins = ["talking_fixtures"]

WISH = "tell me when a QA job in Ghent without a PhD opens"


@pytest.fixture(scope="module")
def stocked_library(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = open_library(copied(stocked, tmp_path_factory.mktemp("searches")))
    yield opened
    opened.close()


@pytest.fixture
async def here(stocked_library: Library, tmp_path: Path) -> AsyncIterator[Here]:
    saved = SavedSearches(stocked_library, engine_in(tmp_path), lambda: TODAY)
    async with SlackApi().served() as api, guide_in_slack(tmp_path, api, saved=saved) as both:
        yield both


def buttons(blocks: list[Json], action: str) -> list[Json]:
    return [e for block in blocks for e in block.get("elements", []) if e.get("action_id") == action]


async def test_a_wish_is_confirmed_in_words_and_not_put_to_the_engine(here: Here) -> None:
    asked = await here.people.deliver(said(WISH))
    await here.settled()
    (message,) = here.api.in_thread("D1", asked["ts"])
    assert "in Ghent" in message.shown
    assert "no PhD asked" in message.shown
    assert "At most once a day" in message.shown
    assert here.assistant.asked == []


async def test_a_wish_in_a_channel_is_confirmed_to_its_owner_alone(here: Here) -> None:
    asked = await here.people.deliver(mentioned(WISH))
    await here.settled()
    assert here.api.in_thread("C1", asked["ts"]) == []
    assert [m.for_one for m in here.api.messages] == ["U1"]


async def test_a_wish_that_is_unclear_is_asked_for_with_an_example(here: Here) -> None:
    asked = await here.people.deliver(said("tell me when there is a job"))
    await here.settled()
    (message,) = here.api.in_thread("D1", asked["ts"])
    assert "For example" in message.shown


async def listed(here: Here, person: str = "U1") -> list[Json]:
    blocks: list[Json] = (await here.people.command("searches", person=person)).json()["blocks"]
    return blocks


async def test_searches_are_listed_paused_and_deleted_by_their_owner(here: Here) -> None:
    await here.people.deliver(said(WISH))
    await here.settled()
    assert "in Ghent" in "\n".join(texts(await listed(here)))
    assert "no saved searches" in "\n".join(texts(await listed(here, "U2")))
    for action, told in (("pause", "(paused)"), ("resume", "in Ghent"), ("delete", "no saved searches")):
        (button,) = buttons(await listed(here), f"opinno_search_{action}")
        stranger = {"id": "U2", "team_id": "T1"}
        await here.people.press(button, channel={"id": "D1"}, user=stranger)
        shown = len(here.api.responses)
        await here.people.press(button, channel={"id": "D1"})
        await until(lambda before=shown: len(here.api.responses) > before)
        assert told in "\n".join(texts(await listed(here)))


def a_day_passes(here: Here) -> None:
    with here.engine.begin() as connection:
        connection.execute(update(saved_searches).values(told=0.0))


def opens(library: Library, title: str) -> None:
    """A vacancy like one that is open opens."""
    model = next(v for v in vacancies_of(library) if v.facts)
    facts = replace(model.facts, id=title, title=title)  # type: ignore[type-var, arg-type]
    stock(library, replace(model, address=f"{title}.md", title=title, facts=facts, fingerprint=title, work=title))


async def test_what_opens_is_told_directly_once_and_only_after_a_day(here: Here, stocked_library: Library) -> None:
    await here.people.deliver(said("let me know when there are jobs for enologists"))
    await here.settled()
    first = len(here.api.messages)
    searches = here.slack._searches
    assert searches
    opens(stocked_library, "Enologist")
    await searches.tell()
    assert len(here.api.messages) == first
    a_day_passes(here)
    await searches.tell()
    a_day_passes(here)
    await searches.tell()
    (message,) = here.api.messages[first:]
    assert message.channel == "D-U1"
    assert "Enologist" in "\n".join(texts(message.blocks))
    assert buttons(message.blocks, "opinno_search_delete")
    assert "unfurl_links" in json.dumps(here.api.of("chat.postMessage")[-1])


async def test_what_could_not_be_told_is_told_the_next_day(here: Here, stocked_library: Library) -> None:
    await here.people.deliver(said("let me know when there are jobs for mycologists"))
    await here.settled()
    first = len(here.api.messages)
    searches = here.slack._searches
    assert searches
    opens(stocked_library, "Mycologist")
    for how in (Fails("internal_error"), None):
        a_day_passes(here)
        if how:
            here.api.fails("chat.postMessage", how)
        await searches.tell()
    assert len(here.api.messages) == first + 1


async def test_who_is_forgotten_is_told_of_nothing(here: Here) -> None:
    await here.people.deliver(said(WISH))
    await here.people.deliver(said(WISH, person="U11", channel="D11"))
    await here.settled(2)
    await here.people.command("forget")
    assert "no saved searches" in "\n".join(texts(await listed(here)))
    assert "in Ghent" in "\n".join(texts(await listed(here, "U11")))
