"""A question from Slack in words and in a language: its files read, its text fetched where only its place was kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import time
from typing import Any

from bot.channels.slack.calls import Calls
from bot.channels.slack.inert import said
from bot.channels.slack.ledger import Job
from bot.channels.slack.people import People
from knowledge.language import language_of
from knowledge.records import Language
from prompts import reply

_LARGEST_FILE = 64_000
_TEXT = ("text/plain", "text/markdown", "text/csv")
Do = Callable[..., Awaitable[Any]]
"""Runs something that waits for the database, without the others having to wait."""
CallsOf = Callable[..., Awaitable[Calls | None]]
"""The calls of a workspace, and of its organisation if that is known."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """There is no question to be read; `text` says why, or how to ask."""

    text: str
    personal: bool = False


class Reader:
    """Reads questions."""

    def __init__(self, people: People, do: Do, limit: int) -> None:
        self._people, self._do, self._limit = people, do, limit

    async def words(self, job: Job, calls: Calls, language: Language) -> str | Unreadable:
        """The words of a question, those of its files among them."""
        words = job.words if job.words is not None else await self._fetched(job, calls)
        if words is None:
            return Unreadable(reply(language, "slack.unread"))
        files = job.about.get("files") or []
        if files:
            texts = [await self._file(each, calls) for each in files]
            if any(text is None for text in texts):
                size = _LARGEST_FILE // 1000
                return Unreadable(reply(language, "slack.file_unread", size=size), personal=True)
            words = "\n\n".join([words, *(text for text in texts if text)]).strip()
            if len(words) > self._limit:
                return Unreadable(reply(language, "slack.file_long", limit=self._limit), personal=True)
        if words.strip():
            return words
        return Unreadable(reply(language, "slack.shortcut_empty" if job.kind == "shortcut" else "slack.help"))

    async def _file(self, file: Mapping[str, Any], calls: Calls) -> str | None:
        kind = str(file.get("mimetype") or "").partition(";")[0]
        is_text = kind in _TEXT or file.get("filetype") in ("text", "markdown")
        if not is_text or int(file.get("size") or 0) > _LARGEST_FILE:
            return None
        return await calls.text_file(str(file.get("url_private") or ""), _LARGEST_FILE)

    async def _fetched(self, job: Job, calls: Calls) -> str | None:
        """The words of a message of which only the place was kept."""
        where = {"channel": job.channel, "ts": job.thread, "oldest": job.ts, "latest": job.ts, "inclusive": True}
        found = await calls.optional("conversations_replies", **where, limit=5)
        meant = (each for each in (found or {}).get("messages") or [] if each.get("ts") == job.ts)
        message = next(meant, None)
        return said(str(message.get("text") or ""), job.about.get("bot_user"), False) if message else None

    async def hint(self, job: Job, calls: Calls, words: str) -> Language | None:
        """The language of a question whose words do not tell it: that of the person's Slack."""
        if language_of(words, "en") == language_of(words, "nl"):
            return None
        return language_of(words, await self.language_of_person(job.team, job.person, calls))

    async def language_of_person(self, team: str, person: str, calls: Calls) -> Language:
        """The language that somebody has set in Slack; English where it is none of ours."""
        known: Language | None = await self._do(self._people.language, team, person)
        if known:
            return known
        found = await calls.optional("users_info", user=person, include_locale=True)
        locale = str(((found or {}).get("user") or {}).get("locale") or "")[:2].lower()
        language: Language = "nl" if locale == "nl" else "fr" if locale == "fr" else "en"
        if found:
            await self._do(self._people.speaks, team, person, language, time())
        return language
