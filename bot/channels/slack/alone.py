"""An answer that one person alone sees: below their command, in a channel without the others, or directly."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from time import time
from typing import Any

from bot.channels.slack.blocks import Message, poorer
from bot.channels.slack.calls import Calls, Refused, SlackFailed
from bot.channels.slack.delivery import TOO_RICH, Note
from bot.channels.slack.ledger import Job

log = logging.getLogger(__name__)

_POSTS = 4
"""Slack takes five for a command, and one says that it was received."""
_GOOD_FOR = 25 * 60.0
"""Seconds after which a response_url is not relied on any more: Slack ends it after thirty minutes."""
_QUIET = {"unfurl_links": False, "unfurl_media": False}


class Alone:
    """The messages of one answer for one person."""

    def __init__(self, calls: Calls, job: Job, note: Note, *, in_thread: bool = False) -> None:
        """`in_thread`: where it was asked for all to see."""
        self._calls, self._job, self._note, self._in_thread = calls, job, note, in_thread
        # What stands in a thread for all is not what is delivered here.
        self._sent = [dict(each) for each in job.sent if each.get("alone")]
        self._direct: str | None = None

    async def finish(self, messages: Sequence[Message]) -> None:
        """Deliver the messages that were not delivered yet. Raises SlackFailed."""
        for message in messages[len(self._sent) :]:
            await self._deliver(message, len(messages))
            self._sent.append({"ts": None, "alone": True})
            await self._note(self._sent)

    async def _deliver(self, message: Message, of: int) -> None:
        ways: list[Callable[[dict[str, Any]], Awaitable[None]]] = [self._directly]
        if self._job.channel and not self._job.channel.startswith("D"):
            ways.insert(0, self._ephemerally)
        if self._job.about.get("response_url") and of <= _POSTS and time() - self._job.at < _GOOD_FOR:
            ways.insert(0, self._respond)
        for way in ways[:-1]:
            try:
                return await self._richest(message, way)
            except SlackFailed as error:
                log.info("Slack: %s; another way is tried", error)
        return await self._richest(message, ways[-1])

    async def _richest(self, message: Message, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        bodies = poorer(message)
        for body in bodies[:-1]:
            try:
                return await send(body)
            except Refused as error:
                if error.error not in TOO_RICH and not error.error.startswith("http_400"):
                    raise
        return await send(bodies[-1])

    async def _respond(self, body: dict[str, Any]) -> None:
        address = str(self._job.about["response_url"])
        await self._calls.respond(address, response_type="ephemeral", replace_original=False, **body, **_QUIET)

    async def _ephemerally(self, body: dict[str, Any]) -> None:
        thread = self._job.thread if self._in_thread else self._job.about.get("reply_to")
        place: dict[str, Any] = {
            "channel": self._job.channel,
            "user": self._job.person,
            **({"thread_ts": thread} if thread else {}),
        }
        await self._calls.call("chat_postEphemeral", again=False, **place, **body)

    async def _directly(self, body: dict[str, Any]) -> None:
        if self._direct is None:
            opened = await self._calls.call("conversations_open", users=self._job.person)
            self._direct = str((opened.get("channel") or {}).get("id") or self._job.person)
        await self._calls.call("chat_postMessage", again=False, channel=self._direct, **body, **_QUIET)
