"""Several workspaces: installing, renewing tokens, leaving (behaviour 35)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_api import SECRET, Fails, Json, said, until
from slack_guide import Here, engine_in, slack_and_guide
from sqlalchemy import Engine, select, update

from bot.channels.slack.installations import Installations, Seal, Workspaces
from bot.channels.slack.setup import Setup
from bot.channels.slack.working import Apart
from knowledge.slack_tables import slack_installations, slack_jobs, slack_threads
from knowledge.tables import conversations

APP = {"bot_token": "", "client_id": "1.2", "client_secret": "the-client-secret"}


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Here]:
    async with slack_and_guide(tmp_path, **APP) as both:
        yield both


async def begun(here: Here) -> tuple[str, str]:
    """An installation that was begun: its state, and the cookie."""
    response = await here.people._client.get("/slack/install")
    assert response.status_code == 302
    asked = parse_qs(urlsplit(response.headers["location"]).query)
    assert "chat:write" in asked["scope"][0]
    return asked["state"][0], response.headers["set-cookie"].split(";")[0]


async def returned(here: Here, state: str, cookie: str, code: str = "code-T1") -> httpx.Response:
    query = {"code": code, "state": state}
    return await here.people._client.get("/slack/oauth_redirect", params=query, headers={"Cookie": cookie})


async def install(here: Here, team: str = "T1") -> None:
    response = await returned(here, *await begun(here), f"code-{team}")
    assert response.status_code == 200, response.text
    here.people._client.cookies.clear()


async def test_a_workspace_installs_the_guide_and_is_answered_with_its_own_token(here: Here) -> None:
    """35"""
    await install(here)
    await here.people.deliver(said("hello"))
    await here.settled()
    assert {c.token for c in here.api.calls if c.method == "chat.startStream"} == {"xoxb-T1-secret"}


async def test_workspaces_are_kept_apart_and_a_new_installation_replaces_the_old(here: Here) -> None:
    """35"""
    for team in ("T1", "T2", "T1"):
        await install(here, team)
    for team in ("T1", "T2"):
        await here.people.deliver(said("hello", channel=f"D{team}"), team=team)
    await here.settled(2)
    used = {(c.sent["channel"], c.token) for c in here.api.calls if c.method == "chat.startStream"}
    assert used == {("DT1", "xoxb-T1-secret"), ("DT2", "xoxb-T2-secret")}


async def test_a_workspace_that_did_not_install_is_left_alone(here: Here) -> None:
    """35"""
    await here.people.deliver(said("hello"))
    await asyncio.sleep(0.1)
    assert here.states() == []


@pytest.mark.parametrize("forged", ["state", "cookie", "again", "none"])
async def test_an_installation_that_nobody_began_here_is_refused(here: Here, forged: str) -> None:
    """35"""
    state, cookie = await begun(here)
    here.people._client.cookies.clear()
    if forged == "again":
        assert (await returned(here, state, cookie)).status_code == 200
        here.people._client.cookies.clear()
    sent = {"state": ("x" * 36, cookie), "cookie": (state, "slack-app-oauth-state=x"), "none": (state, "a=b")}
    response = await returned(here, *sent.get(forged, (state, cookie)))
    assert response.status_code in (400, 401)
    with here.engine.connect() as connection:
        assert len(connection.execute(select(slack_installations)).all()) == (forged == "again")


async def test_tokens_cannot_be_read_from_the_database(here: Here, tmp_path: Path) -> None:
    """35"""
    await install(here)
    stored = b"".join(file.read_bytes() for file in list(tmp_path.glob("library.db*")))  # noqa: ASYNC240
    assert b"xoxb-T1" not in stored
    assert b"xoxe-1" not in stored
    with here.engine.connect() as connection:
        (sealed,) = connection.execute(select(slack_installations.c.sealed)).scalars()
    assert Seal("another secret").open(sealed) is None
    opened = Seal("the-client-secret").open(sealed)
    assert opened
    assert re.match("xoxb-T1", opened["access"])


def ended(here: Here) -> None:
    """The token of every workspace runs out."""
    with here.engine.begin() as connection:
        connection.execute(update(slack_installations).values(expires=time() - 10))


def renewals(here: Here) -> list[Json]:
    """What was sent to renew a token."""
    return [sent for sent in here.api.of("oauth.v2.access") if sent.get("grant_type") == "refresh_token"]


def workspaces(here: Here, engine: Engine) -> Workspaces:
    """Those of another process on the same database."""
    setup = Setup(api_url=f"{here.api.url}/api", signing_secret=SECRET, **APP)
    return Workspaces(setup, Installations(engine, Seal("the-client-secret"), Apart("other")))


async def test_a_token_that_ran_out_is_renewed_once_however_many_ask(here: Here) -> None:
    """35: and every one of them is answered."""
    await install(here)
    ended(here)
    here.api.slow["oauth.v2.access"] = 0.2
    await asyncio.gather(*(here.people.deliver(said(f"question {n}")) for n in range(10)))
    await here.settled(10)
    assert len(renewals(here)) == 1
    assert len([m for m in here.api.messages if not m.for_one]) == 10
    assert here.states() == ["done"] * 10


async def test_a_token_is_renewed_once_by_all_processes_together(here: Here, tmp_path: Path) -> None:
    """35: each refresh token is good once, and a second use would lose the questions of all."""
    await install(here)
    ended(here)
    here.api.slow["oauth.v2.access"] = 0.2
    many = [workspaces(here, engine_in(tmp_path)) for _ in range(3)]
    tokens = await asyncio.gather(*(each.calls("T1") for each in many for _ in range(5)))
    assert len(renewals(here)) == 1
    assert len({calls._client.token for calls in tokens if calls}) == 1
    assert None not in tokens
    for each in many:
        await each.close()


async def test_a_process_that_ended_while_it_renewed_holds_nobody_up(here: Here, tmp_path: Path) -> None:
    """35"""
    await install(here)
    ended(here)
    with here.engine.begin() as connection:
        connection.execute(update(slack_installations).values(renewing=time() + 0.3))
    other = workspaces(here, engine_in(tmp_path))
    assert await other.calls("T1")
    assert len(renewals(here)) == 1
    await other.close()


async def test_a_token_that_slack_ends_early_is_renewed_and_no_question_lost(here: Here) -> None:
    """35: our clock and Slack's need not agree."""
    await install(here)
    here.api.expired.add("xoxb-T1-secret")
    here.api.slow["oauth.v2.access"] = 0.1
    await asyncio.gather(*(here.people.deliver(said(f"question {n}")) for n in range(4)))
    await here.settled(4)
    assert here.states() == ["done"] * 4
    assert len([m for m in here.api.messages if not m.for_one]) == 4
    assert len(renewals(here)) == 1


async def test_a_token_that_is_not_valid_is_not_renewed_again_and_again(here: Here) -> None:
    """36: it would not get better."""
    await install(here)
    here.api.always["chat.startStream"] = here.api.always["chat.postMessage"] = Fails("invalid_auth")
    await here.people.deliver(said("hello"))
    await here.settled()
    assert here.states() == ["failed"]
    assert renewals(here) == []
    assert len(here.api.of("chat.postMessage")) <= 2


async def test_a_token_that_is_still_good_is_used_while_it_cannot_be_renewed(here: Here) -> None:
    """35"""
    await install(here)
    with here.engine.begin() as connection:
        connection.execute(update(slack_installations).values(expires=time() + 60, at=time() - 40_000))
    here.api.always["oauth.v2.access"] = Fails("internal_error")
    await here.people.deliver(said("hello"))
    await here.settled()
    assert here.states() == ["done"]


async def test_a_token_of_an_hour_is_not_renewed_all_the_time(here: Here) -> None:
    """35"""
    await install(here)
    with here.engine.begin() as connection:
        connection.execute(update(slack_installations).values(expires=time() + 3500, at=time() - 100))
    await here.people.deliver(said("hello"))
    await here.settled()
    assert renewals(here) == []


async def test_a_renewal_that_fails_loses_no_question(here: Here) -> None:
    """35, 36"""
    await install(here)
    ended(here)
    here.api.fails("oauth.v2.access", Fails("ratelimited", 429, retry_after=1))
    await here.people.deliver(said("hello"))
    await here.settled()
    assert here.states() == ["done"]


@pytest.mark.parametrize(
    "leaving",
    [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}],
    ids=lambda leaving: leaving["type"],
)
async def test_a_workspace_that_leaves_takes_everything_of_it_along(here: Here, leaving: dict[str, object]) -> None:
    """35"""
    for team in ("T1", "T2"):
        await install(here, team)
        await here.people.deliver(said("hello", channel=f"D{team}"), team=team)
    await here.settled(2)
    await here.people.deliver(leaving)
    with here.engine.connect() as connection:
        for table in (slack_installations, slack_jobs, slack_threads):
            assert list(connection.execute(select(table.c.team)).scalars()) == ["T2"]
        assert len(connection.execute(select(conversations)).all()) == 1


async def test_an_organisation_installs_and_leaves_for_all_of_its_workspaces(here: Here, tmp_path: Path) -> None:
    """35: and a process that has heard of none of them knows whose token to take."""
    await install(here, "E1")
    await install(here, "T3")
    for team in ("T1", "T2", "T3"):
        await here.people.deliver(said("hello", channel=f"D{team}"), team=team, enterprise="E1")
    await here.settled(3)
    used = {c.sent["channel"]: c.token for c in here.api.calls if c.method == "chat.startStream"}
    assert used == {"DT1": "xoxb-E1-secret", "DT2": "xoxb-E1-secret", "DT3": "xoxb-T3-secret"}
    other = workspaces(here, engine_in(tmp_path))
    calls = await other.calls("T2")
    assert calls
    assert calls._client.token == "xoxb-E1-secret"
    await other.close()
    await here.people.deliver({"type": "app_uninstalled"}, team=None, enterprise="E1")
    with here.engine.connect() as connection:
        for table in (slack_installations, slack_jobs, slack_threads):
            assert list(connection.execute(select(table.c.team)).scalars()) == ["T3"]


async def test_a_token_of_somebodys_own_that_is_revoked_changes_nothing(here: Here) -> None:
    """35"""
    await install(here)
    await here.people.deliver({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    await here.people.deliver(said("hello"))
    await until(lambda: here.states() == ["done"])
