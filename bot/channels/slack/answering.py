"""The whole path of a question in Slack: from what was written down to messages that show its answer, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import time
from typing import Any, Protocol

from bot.assistant import Piece, QuestionRefused, Status, Text, as_json
from bot.care import recognise
from bot.channels.slack.alone import Alone
from bot.channels.slack.blocks import Message, Shown, messages, note, section, stopped
from bot.channels.slack.calls import Busy, Calls, Refused, SlackFailed
from bot.channels.slack.delivery import InThread, Stopped
from bot.channels.slack.inert import mrkdwn
from bot.channels.slack.ledger import Job, Ledger
from bot.channels.slack.presence import Presence
from bot.channels.slack.reading import CallsOf, Do, Reader, Unreadable
from bot.channels.slack.searches import owner_of
from bot.conversation import Answer
from bot.memory import UnknownConversation
from bot.saved_searches import may_ask
from knowledge.language import language_of
from knowledge.records import Language
from prompts import reply

log = logging.getLogger(__name__)

MOST_TRIES = 4
"""So often a question is begun; one that ends the process each time is told to have failed."""
_LONGEST = 150.0
"""Seconds for an answer."""
_GIVEN_UP = 30 * 60.0
"""Seconds for which it is tried to reach Slack."""
_FOR_ONE = ("supported", "handed_over")
"""Outcomes that concern the person alone."""
_NOT_THERE = {
    "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_thread_locked",
    "restricted_action_read_only_channel", "restricted_action_non_threadable_channel", "messages_tab_disabled",
    "cannot_reply_to_message", "thread_not_found", "user_not_in_channel", "no_permission",
    "restricted_action_thread_only_channel", "ekm_access_denied", "team_access_not_granted",
}  # fmt: skip
_STILL_OPEN = "streaming_state_conflict"
"""Its stream could not be closed; Slack does so itself after five minutes."""
_KEYS = {
    "invalid_auth": "the token is not valid; install the app again",
    "not_authed": "no token was sent; set SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed from the workspace, or its account is inactive",
    "token_revoked": "the token was revoked; install the app again",
    "token_expired": "the token has expired; it is renewed on the next question",
    "missing_scope": "the app lacks a scope; take over deploy/slack-manifest.yaml and install it again",
}


Forget = Callable[[str | None, Job, str], None]
"""Deletes a conversation, or, of one that was there before, just the question of a job."""


class _Lost(Exception):
    """The question is another worker's by now."""


class Answers(Protocol):
    """What answers a question."""

    def reply(
        self,
        question: str,
        conversation: str | None = None,
        language: Language | None = None,
        owner: str | None = None,
    ) -> AsyncIterator[Piece]:
        """Answer piece by piece, ending with the Answer. `owner` names who can be told something later."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What will be shown."""

    messages: Sequence[Message]
    personal: bool = False


class Answering:
    """Takes a question from the ledger to its end."""

    def __init__(
        self,
        assistant: Answers,
        ledger: Ledger,
        reader: Reader,
        do: Do,
        calls_of: CallsOf,
        *,
        site: str,
        forget: Forget,
    ) -> None:
        self._assistant, self._ledger, self._reader, self._do = assistant, ledger, reader, do
        self._calls_of, self._site, self._forget = calls_of, site, forget

    async def work(self, job: Job, halt: asyncio.Event) -> None:
        """Bring a question to one visible end. `halt` is set when somebody stops or deletes it."""
        try:
            calls = await self._calls_of(job.team, job.about.get("enterprise"))
            if calls is None:
                await self._do(self._ledger.finish, job.id, "failed", "the guide is not installed there")
                return
            await self._end(await self._spoken(job, calls), calls, halt)
        except _Lost:
            log.warning("Slack: a question was taken on by another worker")
        except Busy as error:
            await self._later(job, error.after, error)
        except Refused as error:
            if error.error == _STILL_OPEN:
                await self._later(job, 20.0, error)
                return
            log.error("Slack: %s (%s)", error, _KEYS.get(error.error, "the question was not answered"))
            await self._do(self._ledger.finish, job.id, "failed", str(error))
        except SlackFailed as error:
            await self._later(job, min(60.0, 2.0 + (time() - job.at) / 4), error)

    async def _spoken(self, job: Job, calls: Calls) -> Job:
        """A question with the language that its asker has set in Slack, where its own words do not tell one."""
        hint = None if job.about.get("language") else await self._reader.hint(job, calls, job.words or "")
        return replace(job, about={**job.about, "language": hint}) if hint else job

    async def _later(self, job: Job, after: float, error: SlackFailed) -> None:
        if time() - job.at > _GIVEN_UP:
            log.error("Slack: %s; given up", error)
            await self._do(self._ledger.finish, job.id, "failed", str(error))
        else:
            log.warning("Slack: %s; tried again in %.0f s", error, after)
            await self._do(self._ledger.put_back, job.id, time() + after)

    async def _end(self, job: Job, calls: Calls, halt: asyncio.Event) -> None:
        if job.kind == "share":
            await self._share(job, calls)
        elif job.about.get("alone"):
            alone = Alone(calls, job, self._noting(job))
            made = await self._made(job, calls, None, None)
            await alone.finish(made.messages)
        else:
            await self._do(self._ledger.finish, job.id, await self._in_thread(job, calls, halt))
            return
        await self._do(self._ledger.finish, job.id, "done")

    async def _in_thread(self, job: Job, calls: Calls, halt: asyncio.Event) -> str:
        """Answer where everybody in the thread sees it, or the person alone where it concerns nobody else."""
        asked = job.words or "" if job.kind == "button" else ""
        known = self._knowing(job)
        shown = InThread(calls, job, self._noting(job), known, asked)
        async with Presence(calls, job, self._language(job)) as presence:
            making = asyncio.create_task(self._made(job, calls, shown, presence))
            made = await _unless(halt, making)
            if made is None:
                await self._stopped(job, shown)
                return "stopped"
            if made.personal and not job.about.get("direct"):
                await shown.withdraw()
                await Alone(calls, job, self._noting(job), in_thread=True).finish(made.messages)
            else:
                await self._finish(job, calls, shown, made)
        return "done"

    async def _finish(self, job: Job, calls: Calls, shown: InThread, made: Made) -> None:
        try:
            await shown.finish(made.messages)
        except Refused as error:
            if error.error not in _NOT_THERE or job.about.get("direct"):
                raise
            log.warning("Slack: %s; the answer goes to the person directly", error)
            lead = section(reply(self._language(job), "slack.elsewhere"))
            first, *others = made.messages
            told = [Message(first.markdown, (*first.below, lead)), *others]
            await Alone(calls, job, self._noting(job), in_thread=True).finish(told)

    async def _stopped(self, job: Job, shown: InThread) -> None:
        if await self._do(self._ledger.state, job.id) == "dropped":
            # The question is gone, and with it what was said to it.
            await shown.withdraw()
            return
        if not shown.was_stopped and not await self._do(self._ledger.is_stopped, job.id):
            raise _Lost
        await shown.finish([stopped(shown.shown, self._language(job))])

    async def _made(self, job: Job, calls: Calls, shown: InThread | None, presence: Presence | None) -> Made:
        """What is to be shown: the answer that was made already, else a new one, else that it failed."""
        if job.answer is not None:
            return await self._of(job, job.answer)
        if await self._do(self._ledger.is_stopped, job.id):
            return Made([stopped("", self._language(job))])
        if job.tries > MOST_TRIES:
            return self._failed(job)
        try:
            words = await self._reader.words(job, calls, self._language(job))
            if isinstance(words, Unreadable):
                return Made([note(words.text)], words.personal)
            async with asyncio.timeout(_LONGEST):
                return await self._answered(job, calls, words, shown, presence)
        except (SlackFailed, Stopped, _Lost):
            raise
        except QuestionRefused as refused:
            return Made([note(mrkdwn(str(refused), 1000))])
        except Exception:
            # The log has the trace and never the question; the person gets kind words.
            log.exception("a question in Slack failed")
            return self._failed(job)

    def _failed(self, job: Job) -> Made:
        return Made([note(reply(self._language(job), "say.failed"))])

    async def _answered(
        self, job: Job, calls: Calls, words: str, shown: InThread | None, presence: Presence | None
    ) -> Made:
        thread = await self._do(self._ledger.thread, job)
        # A command asks anew; what is asked with a button below its answer goes on with it.
        conversation = None if job.kind in ("command", "shortcut") else thread.conversation
        language = await self._reader.hint(job, calls, words) if conversation is None else None
        in_public = shown is not None and not job.about.get("direct")
        stream = shown if not in_public or not (thread.personal or await _is_personal(words)) else None
        answer: Answer | None = None
        async with aclosing(self._pieces(job, words, conversation, language)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Status) and presence:
                    presence.step(piece.step)
                elif isinstance(piece, Text) and stream:
                    await stream.show(piece.delta)
                elif isinstance(piece, Answer):
                    answer = piece
        assert answer is not None
        told = as_json(answer)
        if not await self._do(self._ledger.note_answer, job, told, _is_for_one(told), time()):
            # What was said to a question that is gone must not stay either.
            await self._do(self._forget, answer.conversation if conversation is None else None, job, words)
            raise _Lost
        return await self._of(job, told, first=conversation is None)

    async def _pieces(self, job: Job, words: str, conversation: str | None, language: Language | None) -> Any:
        owner = owner_of(job.team, job.person)
        try:
            async for piece in self._assistant.reply(words, conversation, language, owner):
                yield piece
        except UnknownConversation:
            async for piece in self._assistant.reply(words, None, language, owner):
                yield piece

    async def _of(self, job: Job, answer: Mapping[str, Any], first: bool = False) -> Made:
        personal = _is_for_one(answer)
        alone = bool(job.about.get("alone"))
        may_share = alone and not personal and bool(job.channel) and not job.about.get("direct")
        asked = (job.words or "") if alone or job.kind == "button" else ""
        shown = Shown(job.ref, self._site, asked, first, share=may_share and answer["outcome"] != "failed")
        return Made(messages(answer, shown), personal)

    async def _share(self, job: Job, calls: Calls) -> None:
        shared: Job | None = await self._do(self._ledger.of, str(job.about.get("of")))
        answer = shared.answer if shared else None
        mine = shared and (shared.team, shared.person) == (job.team, job.person)
        if not shared or answer is None or not mine or _is_for_one(answer):
            gone = note(reply(self._language(job), "slack.share_gone"))
            await Alone(calls, job, self._noting(job)).finish([gone])
            return
        shown = Shown(shared.ref, self._site, shared.words or "", by=job.person)
        open_to_all = InThread(calls, job, self._noting(job), self._knowing(job))
        await self._finish(job, calls, open_to_all, Made(messages(answer, shown)))

    def _language(self, job: Job) -> Language:
        if job.answer:
            return job.answer["language"]  # type: ignore[no-any-return]
        return language_of(job.words or "", job.about.get("language") or "en")

    def _noting(self, job: Job) -> Callable[[Sequence[dict[str, Any]]], Awaitable[None]]:
        async def noted(sent: Sequence[dict[str, Any]]) -> None:
            await self._do(self._ledger.note_sent, job.id, list(sent))

        return noted

    def _knowing(self, job: Job) -> Callable[[], Awaitable[set[str]]]:
        async def known() -> set[str]:
            return set(await self._do(self._ledger.shown_in, job))

        return known


def _is_for_one(answer: Mapping[str, Any]) -> bool:
    return answer["outcome"] in _FOR_ONE or bool(answer.get("personal"))


async def _is_personal(words: str) -> bool:
    """The question concerns the person alone, as far as it tells itself: the engine has the last word."""
    if may_ask(words):
        return True
    care = await asyncio.to_thread(recognise, words, language_of(words))
    return care is not None and care.outcome in _FOR_ONE


async def _unless(halt: asyncio.Event, making: asyncio.Task[Made]) -> Made | None:
    """What is made, or nothing once somebody stops it."""
    halted = asyncio.create_task(halt.wait())
    try:
        await asyncio.wait({making, halted}, return_when=asyncio.FIRST_COMPLETED)
        if making.done() and not isinstance(making.exception(), Stopped):
            return making.result()
        return None
    finally:
        for task in (making, halted):
            task.cancel()
        await asyncio.gather(making, halted, return_exceptions=True)
