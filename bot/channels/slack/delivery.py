"""An answer in its thread, once: written as a stream where Slack takes one, and in the end always as it stands."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any

from bot.channels.slack.blocks import MARKER, Message, poorer
from bot.channels.slack.calls import Busy, Calls, Refused, SlackFailed, Unclear
from bot.channels.slack.ledger import Job
from bot.channels.slack.streaming import Pieces, rest

log = logging.getLogger(__name__)

TOO_RICH = {
    "invalid_blocks", "msg_blocks_too_long", "msg_blocks_too_many", "msg_too_long", "invalid_blocks_format",
    "markdown_text_conflict", "invalid_arguments",
}  # fmt: skip
_NAMESPACE = uuid.UUID("8d6b2c9e-6f0a-4c57-9a3f-0b8a5f3f6f11")
_START = "chat_startStream"
_QUIET = {"unfurl_links": False, "unfurl_media": False}

Note = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Writes down which messages show the answer."""
Known = Callable[[], Awaitable[set[str]]]
"""The messages of the thread that are known to be ours."""


class Stopped(Exception):
    """Somebody pressed Stop while it was written."""


class InThread:
    """The messages of one answer in a thread."""

    def __init__(self, calls: Calls, job: Job, note: Note, known: Known, asked: str = "") -> None:
        self._calls, self._job, self._note, self._known = calls, job, note, known
        self._sent: list[dict[str, Any]] = [dict(each) for each in job.sent if not each.get("alone")]
        self._place = {"channel": job.channel, "thread_ts": job.thread or job.about.get("reply_to")}
        self._pieces = Pieces(asked)
        self._streams = not self._sent and bool(self._place["thread_ts"]) and not calls.lacks(_START, job.channel)
        self._live = False
        """The stream is open, and what stands there is what we know."""
        self.was_stopped = False
        """Slack told so."""

    @property
    def begun(self) -> bool:
        """Something of it is to be seen."""
        return any(each.get("ts") for each in self._sent)

    async def show(self, delta: str) -> None:
        """Go on with the text. Raises Stopped; whatever else fails is made good at the end."""
        if not self._streams:
            return
        piece = self._pieces.take(delta, monotonic())
        if not piece:
            return
        try:
            await (self._append(piece) if self._live else self._start(piece))
            self._pieces.gave(piece, monotonic())
        except Busy:
            # Later, with more; where not even a beginning is to be had, the answer is posted whole.
            self._streams = self._live
        except Refused as error:
            if error.error == "stopped_by_user":
                self._streams = self._live = False
                self.was_stopped = True
                raise Stopped from error
            self._calls.note_lack(_START, self._job.channel, error.error)
            self._streams = self._live = False
            log.info("Slack: %s; the answer is posted whole", error)
        except SlackFailed as error:
            self._streams = self._live = False
            log.info("Slack: %s; the answer is made good at its end", error)

    async def _start(self, piece: str) -> None:
        whom = {"recipient_team_id": self._job.about.get("home_team") or self._job.team}
        whom["recipient_user_id"] = self._job.person
        # Written down before: if this process ends now, the next one looks for it.
        self._sent = [{"ts": None, "stream": True}]
        await self._note(self._sent)
        try:
            made = await self._calls.call(
                _START, again=False, waits=False, **self._place, **whom, chunks=_chunks(piece)
            )
            if not made.get("ts"):
                # What cannot be named can be neither gone on with nor closed.
                raise Refused(_START, "not_implemented")
        except Unclear:
            await self._find()
            raise
        except (Busy, Refused):
            self._sent = []
            await self._note([])
            raise
        self._sent[0]["ts"] = made["ts"]
        await self._note(self._sent)
        self._live = True

    async def _append(self, piece: str) -> None:
        # An append that may have happened is not repeated: the end makes it good.
        await self._calls.call(
            "chat_appendStream", again=False, waits=False, channel=self._job.channel, ts=self._sent[0]["ts"],
            chunks=_chunks(piece),
        )  # fmt: skip

    async def finish(self, messages: Sequence[Message]) -> None:
        """Let the thread show just these messages, once each. Raises SlackFailed; it can be called again then."""
        await self._find()
        for n, message in enumerate(messages):
            if n < len(self._sent):
                await self._complete(n, message)
            else:
                await self._post(n, message)
        for extra in self._sent[len(messages) :]:
            await self._take_away(extra)
        self._sent = self._sent[: len(messages)]
        await self._note(self._sent)

    async def _complete(self, n: int, message: Message) -> None:
        sent = self._sent[n]
        missing = rest(message.markdown, self._pieces.shown) if self._live and n == 0 else None
        if sent.get("stream"):
            stopped = await self._stop_stream(sent, missing, message if missing is not None else None)
            self._live = False
            if stopped and missing is not None:
                sent["stream"] = False
                return
            if missing is not None:
                # Perhaps its blocks were too much, or nobody was there: closed without them it can be written anew.
                await self._stop_stream(sent, None, None)
        await self._update(sent, message)
        sent["stream"] = False

    async def _stop_stream(self, sent: dict[str, Any], missing: str | None, message: Message | None) -> bool:
        last: dict[str, Any] = {"chunks": _chunks(missing)} if missing else {}
        if message:
            last |= {"blocks": list(message.below), "metadata": self._marker(0)}
        try:
            await self._calls.call("chat_stopStream", channel=self._job.channel, ts=sent["ts"], **last)
            return True
        except SlackFailed as error:
            log.info("Slack: %s; the message is written anew", error)
            return False

    async def _update(self, sent: dict[str, Any], message: Message) -> None:
        async def update(body: dict[str, Any]) -> None:
            await self._calls.call("chat_update", channel=self._job.channel, ts=sent["ts"], **body)

        try:
            await richest(message, update)
        except Refused as error:
            if error.error not in ("message_not_found", "cant_update_message", "edit_window_closed"):
                raise
            log.info("Slack: %s; it is posted anew", error)
            await self._post(self._sent.index(sent), message)

    async def _post(self, n: int, message: Message) -> None:
        async def post(body: dict[str, Any]) -> None:
            # Written down before: if this process ends now, the next one looks for it.
            self._sent[n : n + 1] = [{"ts": None, "stream": False}]
            await self._note(self._sent)
            own = str(uuid.uuid5(_NAMESPACE, f"{self._job.ref} {n}"))
            whole = {**self._placed(), **body, **_QUIET, "metadata": self._marker(n), "client_msg_id": own}
            try:
                made = await self._calls.call("chat_postMessage", again=False, **whole)
            except (Refused, Busy):
                del self._sent[n]
                await self._note(self._sent)
                raise
            self._sent[n] = {"ts": made.get("ts") or "unknown", "stream": False}
            await self._note(self._sent)

        for last in (False, False, True):
            try:
                return await richest(message, post)
            except Unclear:
                await self._find()
                if len(self._sent) > n:
                    return None
                if last:
                    raise
        return None

    def _placed(self) -> dict[str, Any]:
        return {name: value for name, value in self._place.items() if value}

    async def _find(self) -> None:
        """Where it is not known whether a message was made, look for it in the thread."""
        open_ones = [n for n, each in enumerate(self._sent) if not each.get("ts")]
        if not open_ones:
            return
        there = await self._ours_in_thread()
        known = await self._known() | {str(each["ts"]) for each in self._sent if each.get("ts")}
        for n in open_ones:
            marked = (m for m in there if _mark(m) == (self._job.ref, n))
            bare = (m for m in there if m.get("ts") not in known and not _mark(m)[0])
            found = next(marked, next(bare, None))
            if found:
                self._sent[n]["ts"] = found["ts"]
                known.add(found["ts"])
        # What was not found was not made, nor what should follow it.
        self._sent = [each for each in self._sent if each.get("ts")]
        await self._note(self._sent)

    async def _ours_in_thread(self) -> list[dict[str, Any]]:
        """Raises SlackFailed where it can be looked later: to post before would be to post twice."""
        thread, since = self._place["thread_ts"], self._job.ts
        method = "conversations_replies" if thread else "conversations_history"
        where: dict[str, Any] = {"channel": self._job.channel, **({"ts": thread} if thread else {})}
        try:
            found = await self._calls.call(method, **where, oldest=since, include_all_metadata=True, limit=100)
        except Refused as error:
            # It cannot be looked at all: better a message twice than none.
            log.info("Slack: %s", error)
            found = {}
        bot_user = self._job.about.get("bot_user")
        return [
            message
            for message in found.get("messages") or []
            if str(message.get("ts")) > since
            and (message.get("bot_id") or (bot_user and message.get("user") == bot_user) or _mark(message)[0])
        ]

    def _marker(self, n: int) -> dict[str, Any]:
        return {"event_type": MARKER, "event_payload": {"ref": self._job.ref, "part": n}}

    async def _take_away(self, sent: dict[str, Any]) -> None:
        await self._calls.optional("chat_delete", channel=self._job.channel, ts=sent["ts"])

    async def withdraw(self) -> None:
        """Take away what is to be seen of it: it was for one person alone, or its question is gone."""
        await self._find()
        for sent in self._sent:
            if sent.get("stream"):
                await self._stop_stream(sent, None, None)
            await self._take_away(sent)
        self._sent, self._streams, self._live = [], False, False
        await self._note([])

    @property
    def shown(self) -> str:
        """What of the text is to be seen, as Markdown that is safe."""
        return self._pieces.shown


def _chunks(text: str) -> list[dict[str, str]]:
    return [{"type": "markdown_text", "text": text}]


def _mark(message: dict[str, Any]) -> tuple[str | None, int | None]:
    marker = message.get("metadata") or {}
    payload = marker.get("event_payload") or {}
    return (payload.get("ref"), payload.get("part")) if marker.get("event_type") == MARKER else (None, None)


async def richest(message: Message, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """Send a message with all its blocks, or with as many as the workspace takes."""
    bodies = poorer(message)
    for body in bodies[:-1]:
        try:
            return await send(body)
        except Refused as error:
            if error.error not in TOO_RICH:
                raise
            log.warning("Slack: %s; the message goes out plainer", error)
    return await send(bodies[-1])
