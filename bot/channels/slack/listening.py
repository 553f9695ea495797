"""What bolt hears is written down, and told to have been heard only then; nothing is answered here."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from time import time
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import asked, commands
from bot.channels.slack.asked import Deleted, Question
from bot.channels.slack.blocks import ASK, CHANGE, RATE, SHARE
from bot.channels.slack.desk import Desk
from bot.channels.slack.home import FORGET, WHY, help_text
from bot.channels.slack.inert import plain
from bot.channels.slack.installations import Installations, States
from bot.channels.slack.setup import SCOPES, Setup
from bot.channels.slack.signing import MISSHAPEN, NO_REQUEST
from knowledge.records import Language
from prompts import reply

log = logging.getLogger(__name__)

Body = dict[str, Any]
_MESSAGES = ("message", "app_mention")


class _Authorized(AsyncAuthorize):
    """Whether a workspace installed the guide, told without asking Slack: what came in is written down in any case."""

    def __init__(self, setup: Setup, installations: Installations | None) -> None:
        self._setup, self._installations = setup, installations
        self.token_rotation_expiration_minutes = 120

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> Any:
        found = await self._installations.find(team_id, enterprise_id) if self._installations else None
        token = found.tokens["access"] if found else self._setup.bot_token
        if not token:
            return None
        bot_user = found.bot_user if found else None
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=token, bot_user_id=bot_user, bot_id=None
        )


def listening(setup: Setup, desk: Desk, installations: Installations | None, states: States | None) -> AsyncApp:
    """The bolt application, every listener in its place."""
    app = AsyncApp(
        name="opinno",
        logger=_quiet(),
        signing_secret=setup.signing_secret,
        # The door has looked at the signature before bolt reads a thing.
        request_verification_enabled=False,
        client=AsyncWebClient(base_url=setup.base),
        authorize=_Authorized(setup, installations),
        oauth_settings=_installing(setup, installations, states),
        # A question is written down before Slack is told that it came.
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        attaching_conversation_kwargs_enabled=False,
    )
    _events(app, desk)
    _commands(app, desk)
    _buttons(app, desk)
    _leaving(app, desk)
    app.error(_wrong)
    return app


def _quiet() -> logging.Logger:
    """What bolt logs by: its warnings hold whole requests, and so what people wrote. Each of its loggers takes the
    level of this one; without it, that of the whole process."""
    logging.getLogger("slack_sdk").setLevel(logging.ERROR)
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)
    return quiet


def _installing(setup: Setup, installations: Installations | None, states: States | None) -> AsyncOAuthSettings | None:
    if installations is None:
        return None
    site = setup.site.rstrip("/")
    return AsyncOAuthSettings(
        client_id=setup.client_id,
        client_secret=setup.client_secret,
        scopes=list(SCOPES),
        redirect_uri=f"{site}/slack/oauth_redirect" if site else None,
        installation_store=installations,
        state_store=states,
        install_page_rendering_enabled=False,
    )


async def _wrong(error: Exception, body: Body | None = None) -> BoltResponse:
    if isinstance(error, BoltUnhandledRequestError):
        # Nothing that concerns the guide; Slack is not to send it again.
        return BoltResponse(status=200, body="")
    # The trace and not the request: that holds what somebody wrote. An event is sent again by Slack.
    log.error("Slack: a request was not taken in", exc_info=error)
    if isinstance(error, MISSHAPEN):
        return BoltResponse(status=400, body=NO_REQUEST)
    of_a_person = "command" in (body or {}) or (body or {}).get("type") not in (None, "event_callback")
    return BoltResponse(status=200 if of_a_person else 500, body="")


def _events(app: AsyncApp, desk: Desk) -> None:
    async def message(body: Body) -> None:
        heard = asked.heard(body, asked.bot_user_of(body) or await desk.bot_user(asked.team_of(body)))
        if isinstance(heard, Deleted):
            await desk.deleted(heard)
        elif heard:
            question = _with(heard.question, body)
            await desk.hear(str(body.get("event_id") or ""), replace(heard, question=question))

    for name in _MESSAGES:
        app.event(name)(message)

    @app.event("agent_session_stopped")
    async def stopped(body: Body) -> None:
        if stop := asked.stopped(body):
            await desk.stop(stop)

    @app.event("assistant_thread_started")
    async def started(body: Body, event: Body) -> None:
        # The older pane, whose prompts stand in a thread.
        pane = event.get("assistant_thread") or {}
        place = {name: str(pane.get(name) or "") for name in ("channel_id", "thread_ts")}
        desk.soon(desk.prompt(asked.team_of(body), str(pane.get("user_id") or ""), **place))

    @app.event("app_home_opened")
    async def opened(body: Body, event: Body) -> None:
        team, person = asked.team_of(body), str(event.get("user") or "")
        if event.get("tab") == "messages":
            desk.soon(desk.prompt(team, person, str(event.get("channel") or "")))
        else:
            desk.soon(desk.publish(team, person))


def _leaving(app: AsyncApp, desk: Desk) -> None:
    @app.event("app_uninstalled")
    async def uninstalled(body: Body) -> None:
        await desk.leave(asked.team_of(body))

    @app.event("tokens_revoked")
    async def revoked(body: Body, event: Body) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await desk.leave(asked.team_of(body))


def _commands(app: AsyncApp, desk: Desk) -> None:
    @app.command(re.compile(r"/.*"))
    async def typed(body: Body, ack: AsyncAck) -> None:
        team, person = asked.team_of(body), str(body.get("user_id") or "")
        verb, words = commands.understood(str(body.get("command") or ""), str(body.get("text") or ""))
        language = await desk.language(team, person, words)
        try:
            if verb == "help":
                await ack(_alone(plain(help_text(language))))
            elif verb == "searches":
                blocks = await desk.searches(team, person, language)
                await ack({**_alone(reply(language, "saved.title")), "blocks": blocks})
            elif verb == "forget":
                await desk.forget(team, person)
                await ack(_alone(reply(language, "slack.forgotten")))
            else:
                question = asked.command(body, commands.question(verb, words, language), verb, time())
                await desk.take(_with(question, body, language))
                await ack(_alone(reply(language, "slack.received")))
        except Exception:
            log.exception("Slack: a command was not taken in")
            await ack(_alone(reply(language, "slack.command_failed")))

    @app.shortcut(re.compile(".*"))
    async def about_a_message(body: Body, ack: AsyncAck) -> None:
        if body.get("type") == "message_action":
            await desk.take(_with(asked.shortcut(body, time()), body))
        await ack()


def _alone(text: str) -> Body:
    return {"response_type": "ephemeral", "text": text}


def _buttons(app: AsyncApp, desk: Desk) -> None:
    @app.action(re.compile(f"{ASK}_.*"))
    async def ask(body: Body, action: Body, ack: AsyncAck) -> None:
        if question := asked.button(body, action, time()):
            await desk.go_on(_with(question, body))
        await ack()

    @app.action(SHARE)
    async def share(body: Body, action: Body, ack: AsyncAck) -> None:
        await desk.share(_with(asked.share(body, str(action.get("value")), time()), body))
        await ack()

    @app.action(RATE)
    async def rate(body: Body, action: Body, ack: AsyncAck) -> None:
        await desk.rate(body, str(action.get("value") or ""))
        await ack()

    @app.action(re.compile(f"{CHANGE}_.*"))
    async def change(body: Body, action: Body, ack: AsyncAck) -> None:
        what = str(action.get("action_id")).rpartition("_")[2]
        await desk.change_search(body, what, str(action.get("value") or ""))
        await ack()

    @app.action(FORGET)
    async def forget(body: Body, ack: AsyncAck) -> None:
        team, person = asked.team_of(body), str((body.get("user") or {}).get("id") or "")
        await desk.forget(team, person)
        await ack()
        desk.soon(desk.publish(team, person))

    @app.action(re.compile(".*"))
    async def other(ack: AsyncAck) -> None:
        # A link that is a button: Slack wants to hear that it was heard.
        await ack()

    @app.view(WHY)
    async def explained(body: Body, view: Body, ack: AsyncAck) -> None:
        await desk.explain(body, view)
        await ack()


def _with(question: Question, body: Mapping[str, Any], language: Language | None = None) -> Question:
    """A question with what is needed to answer it later, when the delivery is gone."""
    more = {"enterprise": asked.enterprise_of(body), **({"language": language} if language else {})}
    return replace(question, about={**question.about, **more})
