"""The door for pages of other sites: those that may, with a token, and the headers that browsers ask for."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.problems import language_of_headers, problem
from bot.channels.web.sessions import Sessions
from bot.channels.web.visitors import Visitors
from prompts import reply

_MINE = "/api/"
_BEGINS = "/api/session"
# Partners post from their servers, with a key that belongs in no page.
_FOR_SERVERS = "/api/partner/"
_MAY = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Accept-Language, Authorization, Content-Type, Last-Event-ID, X-Conversation",
    "Access-Control-Max-Age": "600",
}


class Origins:
    """Requests without an origin, or of our own, pass as they are; others if their site may and their token holds."""

    def __init__(self, app: ASGIApp, sessions: Sessions, visitors: Visitors) -> None:
        self._app, self._sessions, self._visitors = app, sessions, visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_MINE):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        foreign = origin is not None and not self._visitors.is_own(origin, scope)
        if not foreign or origin is None:
            await self._app(scope, receive, _adding({"Vary": "Origin"}, send))
            return
        granted = {"Vary": "Origin"}
        if not self._sessions.may(origin) or scope["path"].startswith(_FOR_SERVERS):
            await self._refuse(403, "http.origin", scope, receive, _adding(granted, send))
            return
        granted |= {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"}
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_MAY)(scope, receive, _adding(granted, send))
            return
        scope.setdefault("state", {})["origin"] = origin
        if scope["path"] != _BEGINS:
            session = self._sessions.read(_token(headers), origin)
            if session is None:
                await self._refuse(401, "http.session", scope, receive, _adding(granted, send))
                return
            scope["state"]["session"] = session.id
        await self._app(scope, receive, _adding(granted, send))

    async def _refuse(self, status: int, why: str, scope: Scope, receive: Receive, send: Send) -> None:
        more = {"WWW-Authenticate": "Bearer"} if status == 401 else None
        detail = reply(language_of_headers(Headers(scope=scope)), why)
        await problem(status, detail, more)(scope, receive, send)


def _token(headers: Headers) -> str:
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _adding(more: Mapping[str, str], send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in more.items():
                if name == "Vary":
                    headers.add_vary_header(value)
                else:
                    headers[name] = value
        await send(message)

    return sent
