"""Saved searches in Slack: listed, changed with a button, and told of in one direct message a day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.channels.slack import inert, limits
from bot.channels.slack.blocks import ASK, Block, Message, button, context, note, saved_search, section
from bot.channels.slack.calls import Busy, Calls, Refused, SlackFailed
from bot.channels.slack.delivery import richest
from bot.channels.slack.reading import CallsOf, Do
from bot.gather import vacancy_of
from bot.saved_searches import Clerk, Notice, SavedSearch, Told
from knowledge.records import Document, Language
from prompts import reply

log = logging.getLogger(__name__)

MARKER = "opinno_saved_search"
_OURS = "slack:"
_TOLD = 10
"""Vacancies in one message."""
_READ = 100
"""Messages among which it is looked whether one was sent."""
_QUIET = {"unfurl_links": False, "unfurl_media": False}


def owner_of(team: str, person: str = "") -> str:
    """What somebody is called as the owner of a search; how all of a workspace begin."""
    return f"{_OURS}{team}:{person}"


class Searches:
    """The saved searches of those who use Slack."""

    def __init__(self, clerk: Clerk, do: Do, calls_of: CallsOf, site: str) -> None:
        self._clerk, self._do, self._calls_of, self._site = clerk, do, calls_of, site

    async def listed(self, team: str, person: str, language: Language) -> list[Block]:
        """Somebody's searches, each with what can be done with it."""
        mine = await self._do(self._clerk.store.of, owner_of(team, person), self._clerk.now())
        if not mine:
            example = reply(language, "saved.example")
            return [section(inert.escaped(reply(language, "saved.none", example=example)))]
        heading = section(f"*{inert.escaped(reply(language, 'saved.title'))}*")
        cards = [self._clerk.teller.card(search, language) for search in mine]
        each = [saved_search({"id": card.id, "title": card.title, **card.details}, language) for card in cards]
        return [heading, *(block for blocks in each for block in blocks)]

    async def change(self, team: str, person: str, what: str, id: str) -> None:
        """Pause, resume, keep or delete a search, if it is theirs."""
        await self._do(self._clerk.change, owner_of(team, person), id, what)

    async def forget(self, team: str, person: str = "") -> None:
        """Delete the searches of somebody, or of a whole workspace."""
        store = self._clerk.store
        await self._do(store.forget if person else store.forget_all, owner_of(team, person))

    async def tell(self) -> None:
        """Tell everybody whose day it is what opened since."""
        for notice in await asyncio.to_thread(self._clerk.watch.due, self._clerk.now(), _OURS):
            try:
                await self._tell(notice)
            except SlackFailed as error:
                # It is written down, and comes again.
                log.warning("Slack: a saved search: %s", error)

    async def _tell(self, notice: Notice) -> None:
        _, team, person = notice.owner.split(":")
        calls = await self._calls_of(team)
        if calls is None:
            return
        opened = await calls.call("conversations_open", users=person)
        channel = str((opened.get("channel") or {}).get("id") or person)
        watch = self._clerk.watch
        if notice.begun and await _was_sent(calls, channel, notice):
            await self._do(watch.sent, notice)
            return
        told = await asyncio.to_thread(watch.begin, notice, self._clerk.now())
        if told is None:
            return
        marker = {"event_type": MARKER, "event_payload": {"notice": notice.id}}

        async def post(body: dict[str, Any]) -> None:
            whole = {**body, **_QUIET, "channel": channel, "metadata": marker}
            await calls.call("chat_postMessage", again=False, **whole)

        try:
            await richest(self._message(told), post)
        except (Refused, Busy):
            await self._do(watch.put_back, notice)
            raise
        await self._do(watch.sent, notice)

    def _message(self, told: Told) -> Message:
        searches = list({each.id: each for each in (*(search for search, _ in told.found), *told.ending)}.values())
        language = searches[0].language
        below, left = list[Block](), _TOLD
        for search, vacancies in told.found:
            below.append(_line(reply(language, "saved.notice", criteria=self._words(search, language))))
            below += [self._card(vacancy, language) for vacancy in vacancies[:left]]
            left -= len(vacancies[:left])
        more = sum(len(vacancies) for _, vacancies in told.found) - (_TOLD - left)
        below += [context(reply(language, "saved.notice_more", count=more))] if more else []
        for search in told.ending:
            words, until = self._words(search, language), search.until.date()
            below.append(_line(reply(language, "saved.ending", criteria=words, until=until)))
        lead = note(f"**{inert.markdown(reply(language, 'saved.title'))}**")
        return Message(lead.markdown, (*below[: limits.BLOCKS - 2], self._changes(searches, language)))

    def _words(self, search: SavedSearch, language: Language) -> str:
        return self._clerk.teller.words(search.criteria, language)

    def _card(self, document: Document, language: Language) -> Block:
        record = vacancy_of(document)
        address = record.apply or document.link or document.address
        until = [reply(language, "saved.notice_until", day=record.closes)] if record.closes else []
        facts = [each for each in (record.employer, ", ".join(record.places[:3]), *until) if each]
        told = " · ".join(inert.mrkdwn(each, 150) for each in facts)
        return section(f"*{inert.link(address, document.title, self._site)}*" + (f"\n{told}" if told else ""))

    def _changes(self, searches: Sequence[SavedSearch], language: Language) -> Block:
        """What can be done with the one search, or the way to all of them."""
        if len(searches) > 1:
            show = reply(language, "saved.show")
            return {"type": "actions", "elements": [button(show, f"{ASK}_searches", show)]}
        card = self._clerk.teller.card(searches[0], language)
        return saved_search({"id": card.id, "title": card.title, **card.details}, language)[-1]


def _line(text: str) -> Block:
    return section(inert.mrkdwn(text, 1000))


async def _was_sent(calls: Calls, channel: str, notice: Notice) -> bool:
    """Whether a message stands that may have been sent. Where that cannot be looked up it is taken to: never twice."""
    try:
        found = await calls.call("conversations_history", channel=channel, limit=_READ, include_all_metadata=True)
    except Refused as error:
        log.warning("Slack: %s; whether somebody was told is not known, and they are not told again", error)
        return True
    marks = [message.get("metadata") or {} for message in found.get("messages") or []]
    return any(
        mark.get("event_type") == MARKER and (mark.get("event_payload") or {}).get("notice") == notice.id
        for mark in marks
    )
