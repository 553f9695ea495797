"""Slack, as the tests need it: a Web API on 127.0.0.1 that records every call and fails when told, and a workspace
that delivers signed events, commands and buttons."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from aiohttp import WSMsgType, web

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT = "T1", "UBOT"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fails:
    """How a call goes wrong: an error that Slack names, a status, a connection that drops."""

    error: str = ""
    status: int = 200
    retry_after: float | None = None
    drops: bool = False
    done: bool = False
    """It happens all the same."""
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API."""

    method: str
    sent: Json
    token: str
    at: float


@dataclass
class Message:
    """A message as it stands in a channel."""

    channel: str
    ts: str
    thread: str | None
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    streaming: bool = False
    streamed: str = ""
    for_one: str | None = None

    @property
    def shown(self) -> str:
        """All that a person reads."""
        return "\n".join([self.streamed or "", *texts(self.blocks)]) if self.blocks or self.streamed else self.text

    @property
    def markdown(self) -> str:
        """The Markdown of it."""
        return self.streamed + "".join(b["text"] for b in self.blocks if b["type"] == "markdown")


def texts(thing: Any) -> list[str]:
    """Every text in blocks, in order."""
    if isinstance(thing, list):
        return [text for each in thing for text in texts(each)]
    if isinstance(thing, dict):
        own = [thing["text"]] if isinstance(thing.get("text"), str) else []
        return own + [t for name, each in thing.items() if name != "text" or not own for t in texts(each)]
    return []


class SlackApi:
    """The Web API."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: list[Message] = []
        self.responses: list[tuple[str, Json]] = []
        self.homes: dict[str, Json] = {}
        self.script: dict[str, list[Fails]] = defaultdict(list)
        self.always: dict[str, Fails] = {}
        self.locales: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.slow: dict[str, float] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.expired: set[str] = set()
        self.sockets: list[web.WebSocketResponse] = []
        self.socket_replies: list[Json] = []
        self.url = ""
        self._numbers = itertools.count(1)

    # What the tests ask

    def of(self, method: str) -> list[Json]:
        """What was sent with each call of a method."""
        return [call.sent for call in self.calls if call.method == method]

    def in_thread(self, channel: str, thread: str) -> list[Message]:
        """The guide's messages in a thread."""
        return [m for m in self.messages if (m.channel, m.thread) == (channel, thread) and not m.for_one]

    def fails(self, method: str, *how: Fails) -> None:
        """The next calls of a method go wrong."""
        self.script[method].extend(how)

    # What the product calls

    @asynccontextmanager
    async def served(self) -> AsyncIterator[SlackApi]:
        """Served on a free port."""
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/response/{id}", self._responded)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/link", self._link)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        sent = await _sent(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(method, sent, token, time.time()))
        await asyncio.sleep(self.slow.get(method, 0))
        how = self.script[method].pop(0) if self.script[method] else self.always.get(method)
        if token in self.expired:
            return web.json_response({"ok": False, "error": "token_expired"})
        if how and not how.done:
            return self._failed(request, how)
        name = "do_" + method.replace(".", "_")
        if not hasattr(self, name):
            return web.json_response({"ok": False, "error": "unknown_method"}, status=404)
        result = getattr(self, name)(sent, token)
        return self._failed(request, how) if how else web.json_response(result)

    def _failed(self, request: web.Request, how: Fails) -> web.Response:
        if how.drops:
            assert request.transport
            request.transport.abort()
        headers = {"Retry-After": str(how.retry_after)} if how.retry_after is not None else {}
        if how.body is not None:
            return web.Response(text=how.body, status=how.status, headers=headers)
        return web.json_response({"ok": False, "error": how.error}, status=how.status, headers=headers)

    async def _responded(self, request: web.Request) -> web.Response:
        how = self.script["response_url"].pop(0) if self.script["response_url"] else None
        if how:
            return web.Response(status=how.status, text=how.error, headers={"Retry-After": str(how.retry_after or 0)})
        self.responses.append((request.match_info["id"], await request.json()))
        return web.Response(text="ok")

    async def _file(self, request: web.Request) -> web.Response:
        self.calls.append(Call("file", {}, request.headers.get("Authorization", ""), time.time()))
        return web.Response(body=self.files[request.match_info["name"]])

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT and message.data.startswith("{"):
                self.socket_replies.append(json.loads(message.data))
        return socket

    def _next_ts(self) -> str:
        return f"1900000000.{next(self._numbers):06d}"

    def _added(self, sent: Json, **more: Any) -> Message:
        message = Message(
            sent["channel"], self._next_ts(), sent.get("thread_ts"), sent.get("text") or "",
            sent.get("blocks") or [], sent.get("metadata"), **more,
        )  # fmt: skip
        self.messages.append(message)
        return message

    def _there(self, sent: Json) -> Message | None:
        return next((m for m in self.messages if (m.channel, m.ts) == (sent["channel"], sent["ts"])), None)

    def do_auth_test(self, sent: Json, token: str) -> Json:
        return {"ok": True, "user_id": BOT, "bot_id": "BBOT", "team_id": TEAM, "url": "https://x.slack.com/"}

    def do_chat_postMessage(self, sent: Json, token: str) -> Json:
        if error := too_much(sent):
            return {"ok": False, "error": error}
        message = self._added(sent)
        return {"ok": True, "channel": sent["channel"], "ts": message.ts}

    def do_chat_postEphemeral(self, sent: Json, token: str) -> Json:
        if error := too_much(sent):
            return {"ok": False, "error": error}
        return {"ok": True, "message_ts": self._added(sent, for_one=sent["user"]).ts}

    def do_chat_update(self, sent: Json, token: str) -> Json:
        message = self._there(sent)
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if message.streaming:
            return {"ok": False, "error": "streaming_state_conflict"}
        if error := too_much(sent):
            return {"ok": False, "error": error}
        message.text, message.blocks, message.streamed = sent.get("text") or "", sent.get("blocks") or [], ""
        return {"ok": True, "ts": message.ts}

    def do_chat_delete(self, sent: Json, token: str) -> Json:
        self.messages = [m for m in self.messages if (m.channel, m.ts) != (sent["channel"], sent["ts"])]
        return {"ok": True}

    def do_chat_startStream(self, sent: Json, token: str) -> Json:
        if not sent["channel"].startswith("D") and not (
            sent.get("recipient_user_id") and sent.get("recipient_team_id")
        ):
            return {"ok": False, "error": "missing_recipient_user_id"}
        message = self._added(sent, streaming=True, streamed=chunks_of(sent))
        return {"ok": True, "channel": sent["channel"], "ts": message.ts}

    def do_chat_appendStream(self, sent: Json, token: str) -> Json:
        message = self._there(sent)
        if message is None or not message.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        message.streamed += chunks_of(sent)
        return {"ok": True, "ts": message.ts}

    def do_chat_stopStream(self, sent: Json, token: str) -> Json:
        message = self._there(sent)
        if message is None or not message.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        message.streamed += chunks_of(sent)
        message.streaming, message.blocks = False, sent.get("blocks") or []
        message.metadata = sent.get("metadata")
        return {"ok": True, "ts": message.ts}

    def do_conversations_replies(self, sent: Json, token: str) -> Json:
        found = [m for m in self.messages if m.thread == sent["ts"] and not m.for_one]
        ours = [{"ts": m.ts, "user": BOT, "bot_id": "BBOT", "text": m.text, "metadata": m.metadata} for m in found]
        return {"ok": True, "messages": [*self.written.get(sent["ts"], []), *ours], "has_more": False}

    def do_conversations_history(self, sent: Json, token: str) -> Json:
        found = [m for m in self.messages if m.channel == sent["channel"] and not m.thread and not m.for_one]
        ours = [{"ts": m.ts, "user": BOT, "bot_id": "BBOT", "text": m.text, "metadata": m.metadata} for m in found]
        return {"ok": True, "messages": ours[::-1][: int(sent.get("limit", 100))], "has_more": False}

    written: Mapping[str, list[Json]] = {}

    def do_conversations_open(self, sent: Json, token: str) -> Json:
        return {"ok": True, "channel": {"id": f"D-{sent['users']}"}}

    def do_users_info(self, sent: Json, token: str) -> Json:
        return {"ok": True, "user": {"id": sent["user"], "locale": self.locales.get(sent["user"], "en-US")}}

    def do_views_publish(self, sent: Json, token: str) -> Json:
        self.homes[sent["user_id"]] = sent["view"]
        return {"ok": True}

    def _fine(self, sent: Json, token: str) -> Json:
        return {"ok": True}

    do_views_open = do_agents_sessions_setStatus = do_assistant_threads_setStatus = _fine
    do_assistant_threads_setSuggestedPrompts = _fine

    def do_apps_connections_open(self, sent: Json, token: str) -> Json:
        return {"ok": True, "url": f"ws{self.url.removeprefix('http')}/link"}

    def do_oauth_v2_access(self, sent: Json, token: str) -> Json:
        if sent.get("grant_type") == "refresh_token":
            team = self.refresh_tokens.pop(sent["refresh_token"], None)
            if team is None:
                return {"ok": False, "error": "invalid_refresh_token"}
            own = f"{team}-{next(self._numbers)}"
            self.refresh_tokens[f"xoxe-1-{own}"] = team
            tokens = {"access_token": f"xoxe.xoxb-{own}", "refresh_token": f"xoxe-1-{own}", "expires_in": 43_200}
            return {"ok": True, "token_type": "bot", "bot_user_id": BOT, **tokens}
        team = sent["code"].removeprefix("code-")
        self.refresh_tokens[f"xoxe-1-{team}"] = team
        return {
            "ok": True, "access_token": f"xoxb-{team}-secret", "refresh_token": f"xoxe-1-{team}", "expires_in": 43_200,
            "token_type": "bot", "scope": "chat:write", "bot_user_id": BOT, "app_id": "A1",
            "team": {"id": team, "name": team}, "enterprise": None, "authed_user": {"id": "U1"},
            "is_enterprise_install": False,
        }  # fmt: skip


def chunks_of(sent: Json) -> str:
    """The Markdown of a call of a stream."""
    return "".join(c["text"] for c in sent.get("chunks") or [] if c["type"] == "markdown_text")


def too_much(sent: Json) -> str:
    """What Slack finds wrong with a message."""
    blocks = sent.get("blocks") or []
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > 12_000:
        return "msg_too_long"
    if len(blocks) > 50:
        return "msg_blocks_too_long"
    if any(b["type"] == "section" and len(b["text"]["text"]) > 3_000 for b in blocks):
        return "invalid_blocks"
    return ""


async def _sent(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = {**request.query, **dict(await request.post())}
    return {name: json.loads(value) if str(value)[:1] in "[{" else value for name, value in form.items()}


# A workspace that delivers


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers of Slack's that go with a body."""
    now = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}


_numbers = itertools.count(1)


def event(
    inner: Json, *, id: str | None = None, team: str | None = TEAM, known: bool = True, enterprise: str | None = None
) -> Json:
    """An event as it is delivered; `known`: the delivery names the guide's user."""
    granted = [{"team_id": team, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}]
    granted[0]["enterprise_id"] = enterprise
    return {
        "token": "x", "team_id": team, "api_app_id": "A1", "type": "event_callback", "event": inner,
        "event_id": id or f"Ev{next(_numbers)}", "event_time": int(time.time()),
        **({"authorizations": granted} if known else {}),
        **({"enterprise_id": enterprise} if enterprise else {}),
    }  # fmt: skip


def new_ts() -> str:
    """The ts of a message that somebody just wrote."""
    return f"18{next(_numbers):08d}.000100"


def said(
    text: str, *, channel: str = "D1", person: str = "U1", ts: str | None = None, thread: str | None = None, **more: Any
) -> Json:
    """A message as Slack tells of it."""
    kind = "im" if channel.startswith("D") else "channel"
    place = {"channel": channel, "user": person, "text": text, "ts": ts or new_ts(), "team": TEAM}
    return {
        "type": "message", "channel_type": kind, **place, **({"thread_ts": thread} if thread else {}), **more
    }  # fmt: skip


def mentioned(text: str, *, channel: str = "C1", **more: Any) -> Json:
    """A mention as Slack tells of it."""
    return said(f"<@{BOT}> {text}", channel=channel, **more) | {"type": "app_mention"}


class Workspace:
    """People in Slack, whose deliveries go to the product."""

    def __init__(self, client: httpx.AsyncClient, api: SlackApi, secret: str = SECRET) -> None:
        self._client, self.api, self._secret = client, api, secret

    async def post(self, body: bytes, content: str = "application/json", **headers: str) -> httpx.Response:
        """A signed request."""
        own = {"Content-Type": content, **signed(body, self._secret), **headers}
        return await self._client.post("/slack/events", content=body, headers=own)

    async def deliver(self, inner: Json, **more: Any) -> Json:
        """An event, delivered; gives the event."""
        headers = more.pop("headers", {})
        response = await self.post(json.dumps(event(inner, **more)).encode(), **headers)
        assert response.status_code == 200, response.text
        return inner

    async def command(self, text: str, *, person: str = "U1", channel: str = "C1", **more: Any) -> httpx.Response:
        """`/career` with a text."""
        own = next(_numbers)
        fields = {
            "command": "/career", "text": text, "user_id": person, "team_id": TEAM, "channel_id": channel,
            "trigger_id": f"t.{own}", "response_url": f"{self.api.url}/response/{own}", **more,
        }  # fmt: skip
        return await self.post(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def press(self, action: Json, **place: Any) -> httpx.Response:
        """A button."""
        return await self.interact({"type": "block_actions", "actions": [action], **place})

    async def interact(self, payload: Json) -> httpx.Response:
        """Anything that somebody clicks."""
        own = next(_numbers)
        whole = {
            "team": {"id": TEAM}, "user": {"id": "U1", "team_id": TEAM}, "api_app_id": "A1", "trigger_id": f"t.{own}",
            "response_url": f"{self.api.url}/response/{own}", **payload,
        }  # fmt: skip
        body = urlencode({"payload": json.dumps(whole)}).encode()
        return await self.post(body, "application/x-www-form-urlencoded")


async def until(holds: Callable[[], Any], seconds: float = 15.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.01)
