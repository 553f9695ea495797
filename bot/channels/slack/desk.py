"""What is done at once with what comes in: written down, forgotten, rated, shown; the answers are made elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from time import time
from typing import Any

from bot.channels.slack import home
from bot.channels.slack.asked import Deleted, Heard, Question, Stop, team_of
from bot.channels.slack.blocks import Block
from bot.channels.slack.calls import SlackFailed
from bot.channels.slack.ledger import Ledger
from bot.channels.slack.people import People
from bot.channels.slack.reading import CallsOf, Reader
from bot.channels.slack.searches import Searches
from bot.channels.slack.working import Apart, Workers
from bot.memory import UnknownConversation
from knowledge.language import language_of
from knowledge.records import Language
from prompts import reply

log = logging.getLogger(__name__)

_RATINGS = ("up", "down")
_RECENT = 10
_FOR_A_LANGUAGE = 0.4
"""Seconds that a command waits for somebody's language: Slack waits three for the guide."""


class Desk:
    """Where everything from Slack comes in first."""

    def __init__(
        self, ledger: Ledger, people: People, workers: Workers, reader: Reader, do: Apart, calls_of: CallsOf,
        forget: Callable[[str], None], *, days: int,
        searches: Searches | None = None,
    ) -> None:  # fmt: skip
        """`forget` deletes a conversation of the guide."""
        self._ledger, self._people, self._workers, self._reader = ledger, people, workers, reader
        self._do, self._calls_of, self._forget, self._days = do, calls_of, forget, days
        self._searches = searches
        self._soon: set[asyncio.Task[None]] = set()
        self._bot_users: dict[str, str | None] = {}

    async def hear(self, delivery: str, heard: Heard) -> None:
        """Write down a message, if it is for the guide."""
        own = f"{heard.question.team}:{delivery}" if delivery else ""
        if await self._do(self._ledger.hear, own, heard, time()):
            self._workers.wake()

    async def take(self, question: Question) -> bool:
        """Write down what a command or a button asks; where nobody asks, there is nobody to answer. Tells whether it
        is new."""
        is_new = bool(question.person and await self._do(self._ledger.take, question, time()))
        if is_new:
            self._workers.wake()
        return is_new

    async def share(self, question: Question) -> None:
        """Write down that an answer is to be seen by everyone; once is enough, and whoever presses again is told."""
        address = question.about.get("response_url")
        if not await self.take(question) and address:
            self.soon(self._was_shared(question, str(address)))

    async def _was_shared(self, question: Question, address: str) -> None:
        if calls := await self._calls_of(question.team):
            language = await self._reader.language_of_person(question.team, question.person, calls)
            own = {"response_type": "ephemeral", "replace_original": False}
            await calls.respond(address, text=reply(language, "slack.share_done"), **own)

    async def go_on(self, question: Question) -> None:
        """Write down what a button below an answer asks, in that answer's thread even if it is not named."""
        thread = await self._do(self._ledger.thread_of, question.team, question.channel, question.thread)
        await self.take(replace(question, thread=thread or question.thread))

    async def stop(self, stop: Stop) -> None:
        """Let go of what is being answered in a thread."""
        under_way = await self._do(self._ledger.stop, stop)
        self._workers.halt(under_way)
        self._workers.wake()
        if not under_way:
            self.soon(self._set_active(stop))

    async def _set_active(self, stop: Stop) -> None:
        if calls := await self._calls_of(stop.team):
            where = {"channel_id": stop.channel, "thread_ts": stop.thread or None}
            await calls.optional("agents_sessions_setStatus", status="active", **where)

    async def deleted(self, deleted: Deleted) -> None:
        """Forget a message that its writer took back, and what was said to it."""
        gone = await self._do(self._ledger.drop, deleted)
        if gone is None:
            return
        self._workers.halt([gone.id])
        if gone.words:
            where = (deleted.team, deleted.channel, gone.thread, gone.words)
            await self._do(self._people.forget_question, *where)

    async def forget(self, team: str, person: str) -> None:
        """Delete all that is kept of somebody."""
        await self._forget_conversations(team, person)
        if self._searches:
            await self._searches.forget(team, person)
        await self._do(self._people.forget, team, person)

    async def leave(self, team: str) -> None:
        """Delete all that is kept of a workspace, or of an organisation, that took the guide out."""
        for each in reversed(await self._do(self._people.left_with, team)):
            await self._forget_conversations(each)
            if self._searches:
                await self._searches.forget(each)
            # Last: until then it is known what else there is, whatever breaks in between.
            await self._do(self._people.leave, each)

    async def searches(self, team: str, person: str, language: Language) -> list[Block]:
        """Somebody's saved searches as blocks; nothing where there are none to be saved."""
        return await self._searches.listed(team, person, language) if self._searches else []

    async def change_search(self, body: Mapping[str, Any], what: str, id: str) -> None:
        """Pause, resume, keep or delete a saved search, and show how they stand now."""
        if self._searches is None:
            return
        team, person = team_of(body), str((body.get("user") or {}).get("id") or "")
        await self._searches.change(team, person, what, id)
        self.soon(self._show_searches(team, person, body))

    async def _show_searches(self, team: str, person: str, body: Mapping[str, Any]) -> None:
        calls = await self._calls_of(team)
        if not calls:
            return
        if not body.get("response_url") or (body.get("container") or {}).get("type") == "view":
            await self.publish(team, person)
            return
        language = await self._reader.language_of_person(team, person, calls)
        blocks = await self.searches(team, person, language)
        own = {"response_type": "ephemeral", "replace_original": False}
        await calls.respond(str(body["response_url"]), text=reply(language, "saved.title"), blocks=blocks, **own)

    async def _forget_conversations(self, team: str, person: str | None = None) -> None:
        for conversation in await self._do(self._people.conversations, team, person):
            with suppress(UnknownConversation):
                # One that has run out is gone already.
                await self._do(self._forget, conversation)

    async def language(self, team: str, person: str, words: str) -> Language:
        """The language to speak to somebody in: that of their words, else the one that is known of them."""
        known: Language | None = await self._do(self._people.language, team, person)
        if known is None:
            learning = self.soon(self._learn_language(team, person))
            if not words:
                # Nothing else tells it, and somebody waits for the first words that the guide says to them.
                await asyncio.wait([learning], timeout=_FOR_A_LANGUAGE)
                known = await self._do(self._people.language, team, person)
        return language_of(words, known or "en") if words else known or "en"

    async def _learn_language(self, team: str, person: str) -> None:
        if calls := await self._calls_of(team):
            await self._reader.language_of_person(team, person, calls)

    async def bot_user(self, team: str) -> str | None:
        """The guide's own name in a workspace, if it is known by now; it is asked for once."""
        if team not in self._bot_users:
            self._bot_users[team] = None
            self.soon(self._learn_bot_user(team))
        return self._bot_users[team]

    async def _learn_bot_user(self, team: str) -> None:
        calls = await self._calls_of(team)
        found = await calls.optional("auth_test") if calls else None
        self._bot_users[team] = str(found["user_id"]) if found and found.get("user_id") else None
        if found is None:
            self._bot_users.pop(team)

    async def rate(self, body: Mapping[str, Any], value: str) -> None:
        """Keep what somebody thinks of an answer; ask why where they do not like it, thank them where they do."""
        rating, _, ref = value.partition(" ")
        place = _place_of(body)
        if rating not in _RATINGS or not place["ts"]:
            return
        job = await self._do(self._ledger.of, ref)
        await self._do(self._people.rate, place, job.answer["id"] if job and job.answer else ref, rating, time())
        language: Language = job.answer["language"] if job and job.answer else "en"
        shown = (body.get("container") or {}, body.get("message") or {})
        thread = next((str(each["thread_ts"]) for each in shown if each.get("thread_ts")), "")
        if rating == "down" and body.get("trigger_id"):
            about = {**place, "thread": thread, "language": language}
            self.soon(self._ask_why(place["team"], str(body["trigger_id"]), language, about))
        else:
            self.soon(self._thank(place, thread, language))

    async def _ask_why(self, team: str, trigger: str, language: Language, about: Mapping[str, str]) -> None:
        if calls := await self._calls_of(team):
            await calls.call("views_open", again=False, trigger_id=trigger, view=home.why(language, about))

    async def explain(self, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        """Keep why somebody did not like an answer, and thank them."""
        about, reasons, comment = home.why_said(view)
        thread, language = about.pop("thread", ""), about.pop("language", "en")
        mine = about.get("person") == str((body.get("user") or {}).get("id")) and about.get("team") == team_of(body)
        if mine:
            await self._do(self._people.explain, about, reasons, comment)
            self.soon(self._thank(about, thread, "nl" if language == "nl" else "fr" if language == "fr" else "en"))

    async def _thank(self, place: Mapping[str, str], thread: str, language: Language) -> None:
        calls = await self._calls_of(place["team"])
        if calls and place["channel"]:
            where = {"channel": place["channel"], "user": place["person"], **({"thread_ts": thread} if thread else {})}
            await calls.optional("chat_postEphemeral", text=reply(language, "slack.thanks"), **where)

    async def publish(self, team: str, person: str) -> None:
        """Show somebody their Home."""
        calls = await self._calls_of(team)
        if calls and person:
            language = await self._reader.language_of_person(team, person, calls)
            recent = await self._do(self._people.recent, team, person, _RECENT)
            listed = await self.searches(team, person, language)
            await calls.call("views_publish", user_id=person, view=home.home(language, recent, self._days, listed))

    async def prompt(self, team: str, person: str, channel_id: str, thread_ts: str = "") -> None:
        """Offer somebody who opens the conversation something to ask."""
        calls = await self._calls_of(team)
        if calls and channel_id:
            language = await self._reader.language_of_person(team, person, calls)
            prompts = [{"title": prompt, "message": prompt} for prompt in home.prompts(language)]
            # An agent has no threads of its own: with one, Slack does nothing and does not say so.
            place = {"channel_id": channel_id, **({"thread_ts": thread_ts} if thread_ts else {})}
            await calls.optional("assistant_threads_setSuggestedPrompts", **place, prompts=prompts)

    def soon(self, what: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something pleasant after Slack was told that it was heard."""
        task = asyncio.create_task(_unharmed(what))
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)
        return task

    async def close(self) -> None:
        """Let what is being done come to its end, shortly."""
        if self._soon:
            await asyncio.wait(self._soon, timeout=1)
        for task in self._soon:
            task.cancel()


async def _unharmed(what: Coroutine[Any, Any, None]) -> None:
    try:
        await what
    except SlackFailed as error:
        log.warning("Slack: %s", error)
    except Exception:
        log.exception("Slack: something beside the answers failed")


def _place_of(body: Mapping[str, Any]) -> dict[str, str]:
    container = body.get("container") or {}
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id")
    ts = container.get("message_ts") or (body.get("message") or {}).get("ts")
    person = (body.get("user") or {}).get("id")
    return {"team": team_of(body), "channel": str(channel or ""), "ts": str(ts or ""), "person": str(person or "")}
