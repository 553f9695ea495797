"""Builds the web application out of its parts, and runs it."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

import widget
from bot.assistant import Assistant
from bot.channels import listings_api, metrics
from bot.channels.problems import HANDLERS
from bot.channels.slack.setup import not_set_up
from bot.channels.web import (
    answering,
    chat,
    conversations,
    cv,
    feedback,
    pages,
    saved_searches,
    search,
    sessions,
    sharing,
)
from bot.channels.web.admission import Admission
from bot.channels.web.doorkeeper import LARGEST_BODY, Doorkeeper
from bot.channels.web.limits import Limits, Streams
from bot.channels.web.origins import Origins
from bot.channels.web.runs import Runs
from bot.channels.web.visitors import Visitors
from bot.conversation import Answer
from bot.cv import answer_to
from bot.keys import Keys
from bot.memory import Memory, now
from bot.messages import Messages
from bot.model.wanted import is_wanted
from bot.opinions import Opinions
from bot.saved_searches import Clerk
from console import partner_api, side_door
from console.asking import assistant_on, clerk_on
from console.cv_file import text_of
from console.in_slack import slack_on
from console.intake import stock_all, watch
from knowledge.errors import LibraryError
from knowledge.library import Library
from knowledge.ownership import Owner
from knowledge.records import LANGUAGES, Language
from prompts.care import GOOD_FOR, not_checked_lately
from settings import Settings

log = logging.getLogger(__name__)

_PAGE = Path(widget.__file__).parent
_HOURLY = 3600
# More threads at work than that, on two cores, and they hold up the loop that everybody's stream waits for.
_AT_ONCE, _WAITING = 2, 600
# Who waits for a model works on nothing meanwhile.
_AT_ONCE_WITH_MODEL = 48
_THREADS = 6
_STREAMS_OF_ONE = 4
_LEAVES_WITHIN = 2.0
# Python's own is ten times that: with threads at work the loop would wait so long for each of its turns.
_TURN = 0.0005


class Application:
    """The application, and what ends it kindly."""

    def __init__(self, app: ASGIApp, runs: Runs) -> None:
        self._app, self._runs = app, runs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    async def leave(self) -> None:
        """Send readers away to come back, and let what is under way come to its end."""
        await self._runs.leave(_LEAVES_WITHIN)


def build(library: Library, settings: Settings, assistant: Assistant | None = None) -> Application:
    """The application on an open library, which it stocks while health checks are answered already.

    `assistant` answers in place of the one that the settings speak of.
    """
    memory = Memory(library.catalogue.engine, settings.conversation_days)
    counts = metrics.Metrics()
    counts.by_words_alone(lambda: library.without_meaning)
    answers = assistant or assistant_on(library, settings, memory, counts.spent)
    for old in not_checked_lately(settings.day(), LANGUAGES):
        log.warning("%s: nobody has looked at this for more than %d days", old, GOOD_FOR.days)
    keys, runs = Keys(memory.engine), Runs()
    clerk = clerk_on(library, settings)
    slack = slack_on(settings, answers, memory, clerk)
    tried, ready = asyncio.Event(), asyncio.Event()
    visitors, opinions = Visitors(settings.trusted_proxies()), Opinions(memory)
    limits = Limits(settings.session_limit, settings.network_limit, settings.total_limit)
    pages_of_others = sessions.Sessions(keys, settings.sites())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stopped = Event()
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "work"))
        work = [
            _prepare(library, settings, tried, ready),
            _expire(memory, clerk),
            _watch(library, settings, tried, stopped),
        ]
        tasks = [asyncio.create_task(each) for each in work]
        await answers.open()
        if slack:
            await slack.start()
        yield
        stopped.set()
        if slack:
            await slack.close()
        await runs.leave(0)
        for task in tasks:
            task.cancel()
        await answers.close()

    app = FastAPI(
        title="OPINNO Guide",
        description="Careers in life sciences besides a PhD: answers with their sources.",
        lifespan=lifespan,
        max_body_size=LARGEST_BODY,
        exception_handlers=HANDLERS,
        docs_url=None,
        redoc_url=None,
    )
    desk = answering.Desk(
        assistant=answers,
        memory=memory,
        messages=Messages(memory, keys),
        runs=runs,
        admission=Admission(_AT_ONCE_WITH_MODEL if is_wanted(settings) else _AT_ONCE, _WAITING),
        limits=limits,
        streams=Streams(_STREAMS_OF_ONE),
        visitors=visitors,
        counted=counts.count,
        longest=settings.question_limit,
        contacts=settings.contacts,
    )
    for routes in (
        sessions.router(pages_of_others, settings.conversation_days, settings.contacts),
        chat.router(desk),
        conversations.router(memory, runs),
        cv.router(text_of, partial(_on_cv, library, settings), memory, limits, visitors),
        feedback.router(opinions),
        saved_searches.router(clerk, memory, limits, visitors),
        sharing.router(opinions),
        search.router(library, settings.day),
        listings_api.router(library, settings.day),
        partner_api.router(library, settings.day),
        partner_api.side_door(library, settings.day),
        side_door.router(library, settings),
        slack.routes() if slack else not_set_up(),
        pages.router(_PAGE, settings.sites()),
    ):
        app.include_router(routes)
    _add_health(app, ready, counts, opinions)
    # Around the application, not among its middleware: that would not see the answer to an error inside it.
    return Application(Doorkeeper(Origins(app, pages_of_others, visitors), tried, visitors), runs)


def run(library: Library, settings: Settings, host: str, port: int) -> None:
    """Serve an open library until the process is told to stop, and leave word of where it is reached."""
    sys.setswitchinterval(_TURN)
    Server(build(library, settings), settings.log_level, library, host, port).run()


class Server(uvicorn.Server):
    """Serves the application, says where, and ends kindly."""

    def __init__(self, application: Application, log_level: str, library: Library, host: str, port: int) -> None:
        self._application, self._library = application, library
        config = uvicorn.Config(
            application,
            host=host,
            port=port,
            log_level=log_level,
            # Both are done here: addresses stay out of the log, and only proxies that are named are believed.
            access_log=False,
            proxy_headers=False,
            server_header=False,
            # Without it one open stream keeps the process from ever ending.
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)

    async def startup(self, sockets: Any = None) -> None:
        """Listen, and leave word of where."""
        await super().startup(sockets)
        if not self.servers:
            return
        listening = self.servers[0].sockets[0].getsockname()[1]
        # A server that listens everywhere is reached over loopback.
        host = "127.0.0.1" if self.config.host in ("0.0.0.0", "::") else self.config.host  # noqa: S104
        address, key = f"http://{host}:{listening}", secrets.token_urlsafe(24)
        self._library.ownership.introduce(Owner(os.getpid(), "serve", address, key))

    async def shutdown(self, sockets: Any = None) -> None:
        """Take nobody new, and tell those who read to come back before their connections close."""
        for server in self.servers:
            server.close()
        await self._application.leave()
        await super().shutdown(sockets)


def _on_cv(library: Library, settings: Settings, text: str, language: Language | None, conversation: str) -> Answer:
    return answer_to(text, library, settings.day(), language, conversation)


async def _prepare(library: Library, settings: Settings, tried: asyncio.Event, ready: asyncio.Event) -> None:
    try:
        await asyncio.to_thread(stock_all, library, settings)
        await asyncio.to_thread(library.warm_up)
        ready.set()
    except LibraryError as error:
        log.error("the library could not be stocked: %s", error)
    except Exception:
        log.exception("the library could not be stocked")
    finally:
        # Questions are answered from what there is: one that waits for ever would be worse.
        tried.set()


async def _watch(library: Library, settings: Settings, tried: asyncio.Event, stopped: Event) -> None:
    if settings.watch == "on":
        await tried.wait()
        # Daemonic: a site that stalls must not keep the server from ending.
        Thread(target=watch, args=(library, settings, stopped), daemon=True).start()


async def _expire(memory: Memory, clerk: Clerk) -> None:
    while True:
        try:
            await asyncio.to_thread(memory.expire, now())
            await asyncio.to_thread(clerk.expire)
        except Exception:
            # The next hour tries again; what is too old is not looked at in any case.
            log.exception("old conversations and searches could not be deleted")
        await asyncio.sleep(_HOURLY)


def _add_health(app: FastAPI, ready: asyncio.Event, counts: metrics.Metrics, opinions: Opinions) -> None:
    @app.get("/health/live")
    async def live() -> dict[str, str]:
        """The process runs."""
        return {"status": "ok"}

    @app.get("/health/ready")
    async def is_ready() -> JSONResponse:
        """The library is stocked, so that a question is answered at once; 503 until then."""
        if ready.is_set():
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "stocking the library"}, status_code=503)

    @app.get("/metrics", include_in_schema=False)
    def show_metrics() -> Response:
        counts.opinions(*opinions.counts())
        return Response(counts.text(), media_type=metrics.CONTENT_TYPE)
