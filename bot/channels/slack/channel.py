"""Slack as one thing that can be started and stopped: built out of its parts, over HTTP and over a socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from fastapi import APIRouter
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.channels.slack import door
from bot.channels.slack.answering import Answering, Answers, Forget
from bot.channels.slack.desk import Desk
from bot.channels.slack.installations import Installations, Seal, States, Workspaces
from bot.channels.slack.ledger import Job, Ledger
from bot.channels.slack.listening import listening
from bot.channels.slack.people import People
from bot.channels.slack.reading import Reader
from bot.channels.slack.searches import Searches
from bot.channels.slack.setup import Setup, not_set_up
from bot.channels.slack.working import Apart, Workers
from bot.memory import UnknownConversation
from bot.saved_searches import Clerk
from knowledge.language import language_of

log = logging.getLogger(__name__)

_PING_EVERY = 10.0
_TELLS_EVERY = 60.0
"""Seconds between two looks at the saved searches: nothing is done where no vacancy came or went."""


class Slack:
    """The guide in Slack. Whatever was asked while it was away is answered once it is started."""

    def __init__(
        self,
        setup: Setup,
        assistant: Answers,
        engine: Engine,
        forget: Callable[[str], None],
        *,
        ping: float = _PING_EVERY,
        clerk: Clerk | None = None,
    ) -> None:
        """`forget` deletes a conversation of the guide. Raises SetupWrong."""
        setup.check()
        self._setup, self._ping, self._alone = setup, ping, engine.dialect.name == "sqlite"
        # What comes in has a thread of its own: an answer that is being kept must not make Slack wait.
        self._intake, self._work = Apart("slack-in"), Apart("slack-work")
        self._ledger, people = Ledger(engine), People(engine)
        installations = Installations(engine, Seal(setup.client_secret), self._intake) if setup.client_id else None
        states = States(engine, self._intake) if setup.client_id else None
        self._workspaces = Workspaces(setup, installations)
        calls_of = self._workspaces.calls
        reader = Reader(people, self._work, setup.question_limit)
        searches = self._searches = Searches(clerk, self._work, calls_of, setup.site) if clerk else None
        forgetting = _forgetting(people, forget)
        answering = Answering(assistant, self._ledger, reader, self._work, calls_of, site=setup.site, forget=forgetting)
        self._workers = Workers(self._ledger, answering.work, self._work, many=setup.workers, days=setup.days)
        self._desk = Desk(
            self._ledger,
            people,
            self._workers,
            reader,
            self._intake,
            calls_of,
            forget,
            days=setup.days,
            searches=searches,
        )
        self.app = listening(setup, self._desk, installations, states)
        self._socket: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._beginning: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None

    def routes(self) -> APIRouter:
        """The way in over HTTP; closed where only the socket is set up."""
        return door.routes(self.app, self._setup.signing_secret) if self._setup.signing_secret else not_set_up()

    async def start(self) -> None:
        """Begin to answer, and to listen on the socket if there is a token for it."""
        if self._alone:
            # One process alone writes here: whatever another was at, it is gone.
            await self._work(self._ledger.let_go_of_all, 0.0)
        self._beginning = asyncio.create_task(self._begin())
        if self._setup.app_token:
            client = AsyncWebClient(base_url=self._setup.base, session=self._workspaces.session)
            self._socket = AsyncSocketModeHandler(
                self.app, self._setup.app_token, web_client=client, ping_interval=self._ping
            )
            # It goes on trying until it is connected: a Slack that is away must not keep the guide from starting.
            self._connecting = asyncio.create_task(self._socket.connect_async())  # type: ignore[no-untyped-call]

    async def _begin(self) -> None:
        # What tells languages apart takes half a second to load, in which nothing else could be heard.
        await asyncio.to_thread(language_of, "opinno zebra")
        self._workers.start()
        if self._searches:
            self._telling = asyncio.create_task(self._tell(self._searches))

    async def _tell(self, searches: Searches) -> None:
        while True:
            try:
                await searches.tell()
            except Exception:
                log.exception("Slack: saved searches could not be told of")
            await asyncio.sleep(_TELLS_EVERY)

    async def close(self) -> None:
        """Take nothing more in; what is not answered yet is left for the next start."""
        if self._beginning:
            await asyncio.wait([self._beginning])
        for task in (self._connecting, self._telling):
            if task:
                task.cancel()
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._workers.close()
        await self._desk.close()
        await self._workspaces.close()
        self._intake.close()
        self._work.close()


def _forgetting(people: People, forget: Callable[[str], None]) -> Forget:
    def forgotten(conversation: str | None, job: Job, words: str) -> None:
        if conversation is None:
            people.forget_question(job.team, job.channel, job.thread, words)
            return
        with suppress(UnknownConversation):
            forget(conversation)

    return forgotten
