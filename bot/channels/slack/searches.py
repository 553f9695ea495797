"""Saved searches in Slack: confirmed in words, listed, paused, deleted, and told of in a direct message once a day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from time import time

from bot.channels.slack import inert, limits
from bot.channels.slack.blocks import ASK, Block, Message, button, context, note, poorer, section
from bot.channels.slack.calls import SlackFailed
from bot.channels.slack.reading import CallsOf, Do
from bot.gather import vacancy_of
from bot.saved_searches import Saved, SavedSearches, wish
from knowledge.records import Document, Language
from prompts import reply

log = logging.getLogger(__name__)

CHANGE = "opinno_search"
_OURS = "slack:"
_TOLD = 10
"""Vacancies in one message."""
_LISTED = 15


def owner_of(team: str, person: str) -> str:
    """What somebody is called as the owner of a search."""
    return f"{_OURS}{team}:{person}:"


class Searches:
    """The saved searches of those who use Slack."""

    def __init__(self, saved: SavedSearches, do: Do, calls_of: CallsOf, site: str) -> None:
        self._saved, self._do, self._calls_of, self._site = saved, do, calls_of, site

    async def asked(self, team: str, person: str, words: str, language: Language) -> list[Message] | None:
        """What is said to a wish to be told of vacancies; None where something else is asked."""
        wanted = wish(words)
        if wanted is None:
            return None
        criteria = await asyncio.to_thread(self._saved.criteria, wanted, language)
        if not criteria:
            return [note(reply(language, "saved.unclear"))]
        saved, now = await self._do(self._saved.save, owner_of(team, person), criteria, language, time())
        told = self._saved.words(criteria, language)
        text = inert.markdown(reply(language, "saved.kept", criteria=told))
        open_now = reply(language, "saved.now", count=now) if now else reply(language, "saved.now_none")
        question = reply(language, "suggest.search", criteria=told)
        show = [button(question, f"{ASK}_now", question)] if now else []
        changes = {"type": "actions", "elements": [*show, *_changes(saved, language)]}
        return [note(text, below=[context(inert.escaped(open_now)), changes])]

    async def listed(self, team: str, person: str, language: Language) -> list[Block]:
        """Somebody's searches, each with what can be done with it."""
        found = await self._do(self._saved.of, owner_of(team, person))
        if not found:
            return [section(inert.escaped(reply(language, "saved.empty")))]
        heading = section(f"*{inert.escaped(reply(language, 'saved.list'))}*")
        return [heading, *(block for saved in found[-_LISTED:] for block in self._of_one(saved, language))]

    def _of_one(self, saved: Saved, language: Language) -> list[Block]:
        paused = f" ({reply(language, 'saved.paused')})" if saved.paused else ""
        words = inert.mrkdwn(self._saved.words(saved.criteria, language), 1000)
        return [section(f"• {words}{paused}"), {"type": "actions", "elements": _changes(saved, language)}]

    async def change(self, team: str, person: str, what: str, id: str) -> None:
        """Pause, resume or delete a search, if it is theirs."""
        owner = owner_of(team, person)
        if what == "delete":
            await self._do(self._saved.delete, owner, id)
        else:
            await self._do(self._saved.pause, owner, id, what == "pause")

    async def forget(self, team: str, person: str = "") -> None:
        """Delete the searches of somebody, or of a whole workspace."""
        await self._do(self._saved.forget, owner_of(team, person) if person else f"{_OURS}{team}:")

    async def tell(self) -> None:
        """Tell everybody whose day is over of what opened since."""
        for saved in await self._do(self._saved.due, _OURS, time()):
            try:
                await self._tell_one(saved)
            except SlackFailed as error:
                # What nobody was told of is told tomorrow.
                log.warning("Slack: a saved search: %s", error)

    async def _tell_one(self, saved: Saved) -> None:
        news = await asyncio.to_thread(self._saved.news, saved)
        if not news:
            return
        _, team, person, _ = saved.owner.split(":")
        calls = await self._calls_of(team)
        if calls is None or not await self._do(self._saved.take_on, saved, time()):
            return
        opened = await calls.call("conversations_open", users=person)
        channel = str((opened.get("channel") or {}).get("id") or person)
        message = self._news(saved, news)
        body = poorer(message)[0]
        await calls.call(
            "chat_postMessage", again=False, channel=channel, **body, unfurl_links=False, unfurl_media=False
        )
        await self._do(self._saved.knows, saved, news)

    def _news(self, saved: Saved, news: Sequence[Document]) -> Message:
        language = saved.language
        lead = reply(language, "saved.news", criteria=self._saved.words(saved.criteria, language))
        cards = [section(self._card(document)) for document in news[:_TOLD]]
        rest = len(news) - len(cards)
        more = [context(reply(language, "saved.more", count=rest))] if rest > 0 else []
        below = [*cards, *more, {"type": "actions", "elements": _changes(saved, language)}]
        return note(inert.markdown(lead), below=below[: limits.BLOCKS - 1])

    def _card(self, document: Document) -> str:
        record = vacancy_of(document)
        address = record.apply or document.link or document.address
        places = ", ".join(record.places[:3])
        told = " · ".join(inert.mrkdwn(each, 150) for each in (record.employer or "", places) if each)
        return f"*{inert.link(address, document.title, self._site)}*" + (f"\n{told}" if told else "")


def _changes(saved: Saved, language: Language) -> list[Block]:
    pause = "resume" if saved.paused else "pause"
    ways = (pause, "delete")
    return [button(reply(language, f"saved.{way}"), f"{CHANGE}_{way}", saved.id) for way in ways]
