"""Builds the web application out of its parts, and runs it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated, Any

import uvicorn
from fastapi import FastAPI, Header, HTTPException, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from pydantic import BaseModel, SecretStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import widget
from bot.assistant import Assistant
from bot.channels import listings_api, metrics, web
from bot.channels.problems import HANDLERS, problem
from bot.channels.slack.setup import Setup, SetupWrong, not_set_up
from bot.memory import Memory, now
from bot.saved_searches import SavedSearches
from console import partner_api
from console.intake import stock_all, take_in, watch
from ingest.sources import SourcesWrong
from knowledge.errors import LibraryError
from knowledge.library import Library
from knowledge.ownership import Owner
from knowledge.records import LANGUAGES
from prompts.care import GOOD_FOR, not_checked_lately
from settings import Settings, SettingsWrong

if TYPE_CHECKING:
    from bot.channels.slack.channel import Slack

log = logging.getLogger(__name__)

_LARGEST_BODY = 1_000_000
_PAGE = Path(widget.__file__).parent
_HOURLY = 3600
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def build(library: Library, settings: Settings) -> ASGIApp:
    """The application on an open library, which it stocks while health checks are answered already."""
    memory = Memory(library.catalogue.engine, settings.conversation_days)
    assistant = Assistant(
        library, memory, today=settings.day, question_limit=settings.question_limit, contacts=settings.contacts
    )
    for old in not_checked_lately(settings.day(), LANGUAGES):
        log.warning("%s: nobody has looked at this for more than %d days", old, GOOD_FOR.days)
    slack = _slack(settings, assistant, library, memory)
    counts = metrics.Metrics()
    tried, ready = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stopped = Event()
        work = [_prepare(library, settings, tried, ready), _expire(memory), _watch(library, settings, tried, stopped)]
        tasks = [asyncio.create_task(each) for each in work]
        if slack:
            await slack.start()
        yield
        stopped.set()
        if slack:
            await slack.close()
        for task in tasks:
            task.cancel()

    app = FastAPI(
        title="OPINNO Guide",
        description="Careers in life sciences besides a PhD: answers with their sources.",
        lifespan=lifespan,
        max_body_size=_LARGEST_BODY,
        exception_handlers=HANDLERS,
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(web.router(assistant, library, settings.day, counts.count))
    app.include_router(listings_api.router(library, settings.day))
    app.include_router(partner_api.router(library, settings.day))
    app.include_router(partner_api.side_door(library, settings.day))
    app.include_router(slack.routes() if slack else not_set_up())
    _add_health(app, ready, counts)
    _add_page(app)
    _add_side_door(app, library, settings)
    # Around the application, not among its middleware: that would not see the answer to an error inside it.
    return _Doorkeeper(app, tried)


def _slack(settings: Settings, assistant: Assistant, library: Library, memory: Memory) -> Slack | None:
    """The guide in Slack; nothing, and nothing of it imported, where no token of Slack's is set."""
    setup = Setup(
        bot_token=_secret(settings.slack_bot_token),
        signing_secret=_secret(settings.slack_signing_secret),
        app_token=_secret(settings.slack_app_token),
        client_id=(settings.slack_client_id or "").strip(),
        client_secret=_secret(settings.slack_client_secret),
        api_url=(settings.slack_api_url or "").strip(),
        site=settings.site,
        workers=settings.slack_workers,
        days=settings.conversation_days,
        question_limit=settings.question_limit,
    )
    if not setup.wanted:
        return None
    from bot.channels.slack.channel import Slack

    try:
        saved = SavedSearches(library, library.catalogue.engine, settings.day)
        return Slack(setup, assistant, library.catalogue.engine, memory.forget, saved=saved)
    except SetupWrong as error:
        raise SettingsWrong(str(error)) from error


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""


def run(library: Library, settings: Settings, host: str, port: int) -> None:
    """Serve an open library until the process is told to stop, and leave word of where it is reached."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if not self.servers:
                return
            listening = self.servers[0].sockets[0].getsockname()[1]
            # A server that listens everywhere is reached over loopback.
            reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
            address, key = f"http://{reached}:{listening}", secrets.token_urlsafe(24)
            library.ownership.introduce(Owner(os.getpid(), "serve", address, key))

    config = uvicorn.Config(
        build(library, settings),
        host=host,
        port=port,
        log_level=settings.log_level,
        # Without it one open stream keeps the process from ever ending.
        timeout_graceful_shutdown=3,
    )
    Server(config).run()


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


async def _expire(memory: Memory) -> None:
    while True:
        try:
            await asyncio.to_thread(memory.expire, now())
        except Exception:
            # The next hour tries again; a conversation that is too old is not recalled in any case.
            log.exception("old conversations could not be deleted")
        await asyncio.sleep(_HOURLY)


class _Doorkeeper:
    """Lets questions wait until the library is stocked, and adds the security headers to every response."""

    def __init__(self, app: ASGIApp, tried: asyncio.Event) -> None:
        self._app, self._tried = app, tried

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        if int(Headers(scope=scope).get("content-length", 0)) > _LARGEST_BODY:
            # The framework would say so in plain text; it still counts the bodies that hide their length.
            too_large = problem(413, f"The body is larger than {_LARGEST_BODY} bytes.")
            await too_large(scope, receive, with_headers)
            return
        if scope["path"].startswith("/api/"):
            await self._tried.wait()
        await self._app(scope, receive, with_headers)


def _add_health(app: FastAPI, ready: asyncio.Event, counts: metrics.Metrics) -> None:
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
    async def show_metrics() -> Response:
        return Response(counts.text(), media_type=metrics.CONTENT_TYPE)


def _add_page(app: FastAPI) -> None:
    for path, name in (("/", "index.html"), ("/page.css", "page.css"), ("/page.js", "page.js")):
        app.add_api_route(path, _file(_PAGE / name), include_in_schema=False)


def _file(path: Path) -> Callable[[], Awaitable[FileResponse]]:
    async def serve() -> FileResponse:
        return FileResponse(path)

    return serve


class Places(BaseModel):
    """What `opinno ingest` hands over while the server holds the library."""

    places: list[str]


def _add_side_door(app: FastAPI, library: Library, settings: Settings) -> None:
    """The way in for `opinno ingest` on the same machine: the key lies where only this user can read it."""

    @app.post("/side-door/ingest", include_in_schema=False)
    def ingest(body: Places, authorization: Annotated[str, Header()] = "") -> StreamingResponse:
        owner = library.ownership.owner
        if not owner.key or not secrets.compare_digest(authorization.encode(), f"Bearer {owner.key}".encode()):
            raise HTTPException(403, "This door is for `opinno ingest` on the server itself.")
        return StreamingResponse(_ingested(library, body.places, settings), media_type="application/x-ndjson")


def _ingested(library: Library, places: list[str], settings: Settings) -> Iterator[str]:
    """One JSON object a line: `{"done", "of", "address"}` as it goes on, and last `{"report"}` or `{"error"}`."""
    lines: SimpleQueue[dict[str, Any] | None] = SimpleQueue()

    def work() -> None:
        try:
            report = take_in(
                library,
                settings,
                places,
                lambda done, of, address: lines.put({"done": done, "of": of, "address": address}),
            )
            lines.put({"report": report.as_json(), "unreachable": bool(report.unreachable)})
        except (LibraryError, SourcesWrong) as error:
            lines.put({"error": str(error)})
        except Exception:
            log.exception("an ingest failed")
            lines.put({"error": "The run failed; the server's log has the details. What was read before is safe."})
        finally:
            lines.put(None)

    # Daemonic: a reader who goes away must not keep the run from ending, nor the run the server.
    Thread(target=work, daemon=True).start()
    while (line := lines.get()) is not None:
        yield json.dumps(line) + "\n"
