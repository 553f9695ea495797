"""Around the whole application: security headers, the limit of a body, and a log without addresses or ids."""

from __future__ import annotations

import asyncio
import logging
import re
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.problems import language_of_headers, problem
from bot.channels.web.visitors import Visitors
from prompts import reply

log = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = 6_000_000
"""Of a CV, with what a form puts around it."""
UPLOADS = "/api/cv"
# A reader that takes nothing for so long has gone, whatever its connection says.
_STALLED = 60.0
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HSTS = "max-age=31536000"
# What stands in an address for one person's message, answer or event.
_IDS = re.compile(r"(?<=/)(?:[A-Za-z0-9_~.-]{16,})(?=/|$)")


class Doorkeeper:
    """Lets questions wait until the library is stocked, and looks at all that goes in and out."""

    def __init__(self, app: ASGIApp, tried: asyncio.Event, visitors: Visitors) -> None:
        self._app, self._tried, self._visitors = app, tried, visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY.items():
                    headers.setdefault(name, value)
                if self._visitors.scheme(scope) == "https":
                    headers.setdefault("Strict-Transport-Security", _HSTS)
            async with asyncio.timeout(_STALLED):
                await send(message)

        try:
            await self._let_in(scope, receive, with_headers)
        except TimeoutError:
            log.info("a reader that took nothing was left")
        finally:
            path = _IDS.sub("...", scope["path"].encode("unicode_escape").decode())[:200]
            log.info("%s %s %s in %.0f ms", scope["method"], path, status, (perf_counter() - started) * 1000)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        most = LARGEST_UPLOAD if scope["path"] == UPLOADS else LARGEST_BODY
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            # The framework would say so in plain text; it still counts the bodies that hide their length.
            detail = reply(language_of_headers(headers), "http.too_large", limit=most)
            await problem(413, detail)(scope, receive, send)
            return
        if scope["path"].startswith("/api/"):
            await self._tried.wait()
        await self._app(scope, receive, send)
