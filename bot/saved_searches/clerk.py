"""Saves, shows, pauses and deletes searches as somebody says it, and says what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine

from bot.conversation import Answer, Conversation
from bot.criteria import Criteria
from bot.gather.vacancies import open_vacancies, resolved
from bot.memory import id_of
from bot.naming import known_paths
from bot.saved_searches.asked import Manage, Save, asked_in
from bot.saved_searches.notices import AHEAD, Notices
from bot.saved_searches.store import MOST, Full, Owner, SavedSearch, Store
from bot.saved_searches.told import Teller
from bot.saved_searches.watch import Watch
from bot.searches import Search
from knowledge.language import language_of
from knowledge.library import Library
from knowledge.records import Document, Language
from prompts import reply


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that was kept: whether it is new, and what meets it today."""

    search: SavedSearch
    is_new: bool
    today: Sequence[Document]


class NothingAsked(Exception):
    """There is nothing that a vacancy would have to meet."""


class Clerk:
    """Looks after saved searches."""

    def __init__(
        self, library: Library, engine: Engine, today: Callable[[], date], now: Callable[[], datetime], *, days: int,
        conversation_days: int,
    ) -> None:  # fmt: skip
        """Each search is kept so many days, over the web no longer than its conversation."""
        self.store, self.teller = Store(engine, days, conversation_days), Teller(library)
        self._notices = Notices(engine)
        self.watch = Watch(self.store, self._notices, library, today)
        self.today, self.now = today, now
        self._library = library

    def answer(
        self, question: str, conversation: Conversation, whose: str | None, wanted: Language | None
    ) -> Answer | None:
        """What is said to a question about saved searches; None if it is about something else. `whose` names who asks
        where a channel can tell them something later; otherwise a search is the conversation's."""
        asked = asked_in(question, conversation, known_paths(self._library))
        owner = Owner(whose) if whose else owner_of(conversation.id)
        language = wanted or language_of(question, conversation.language)
        if isinstance(asked, Save):
            said = self._save(asked, owner, language)
        elif isinstance(asked, Manage):
            said = self._manage(asked, self.store.of(owner.name, self.now()), owner, language)
        else:
            return None
        return replace(said, conversation=conversation.id)

    def criteria_in(self, words: str) -> Search:
        """What vacancies have to meet, as somebody says it with or without asking to be told."""
        nothing = Conversation("")
        asked = asked_in(words, nothing, known_paths(self._library))
        if not isinstance(asked, Save):
            asked = asked_in(f"Notify me of new jobs: {words}", nothing, known_paths(self._library))
        return asked.search if isinstance(asked, Save) else Search(Criteria(), (words,))

    def save(self, search: Search, owner: Owner, language: Language) -> Saved:
        """Keep a search. Raises NothingAsked, and Full."""
        criteria = self.criteria_of(search)
        if not criteria:
            raise NothingAsked
        now = self.now()
        draft = SavedSearch("", owner.name, criteria, language, False, now, now)
        today = self.watch.meeting(draft)
        kept, is_new = self.store.save(owner, criteria, language, today, now)
        return Saved(kept, is_new, today)

    def criteria_of(self, search: Search) -> Criteria:
        """The criteria with what only the library can tell. A word that is in no vacancy yet may be in one to come."""
        vacancies = open_vacancies(self._library, self.today())
        criteria, unknown = resolved(search, vacancies, self._library, self.today())
        if unknown and not criteria.fields:
            criteria = replace(criteria, title_words=(*criteria.title_words, *unknown))
        # What the library speaks of all the time says little of a vacancy, but more than nothing.
        return replace(criteria, posted=None) or Criteria(title_words=search.words)

    def _save(self, asked: Save, owner: Owner, language: Language) -> Answer:
        try:
            saved = self.save(asked.search, owner, language)
        except NothingAsked:
            example = reply(language, "saved.example")
            said = reply(language, "saved.no_criteria", example=example)
            return self.teller.answer([said], language, outcome="asked", suggestions=(example,))
        except Full:
            return self._listing([reply(language, "saved.full", most=MOST)], owner, language, "declined")
        words = self.teller.words(saved.search.criteria, language)
        first = reply(language, "saved.kept" if saved.is_new else "saved.again", criteria=words)
        where = reply(language, "saved.told_here" if owner.conversation else "saved.told_directly")
        until = reply(language, "saved.until", until=saved.search.until.date())
        quoted, shown = self.teller.vacancies(saved.search.criteria, saved.today, language, self.today())
        if not owner.conversation:
            shown = (self.teller.card(saved.search, language), *shown)
        sentences: list[Any] = [first, f"{where} {until}", _today(len(saved.today), language), *quoted]
        mine = (reply(language, "saved.show"),)
        return self.teller.answer(sentences, language, cards=shown, suggestions=mine)

    def _manage(self, asked: Manage, mine: Sequence[SavedSearch], owner: Owner, language: Language) -> Answer:
        if not mine:
            example = reply(language, "saved.example")
            return self.teller.answer(
                [reply(language, "saved.none", example=example)], language, suggestions=(example,)
            )
        if asked.what == "list":
            return self._listing([], owner, language)
        chosen = _chosen(asked, mine)
        if chosen is None:
            return self._listing([reply(language, "saved.which")], owner, language, "asked")
        if not chosen:
            return self._listing([reply(language, "saved.no_such")], owner, language, "asked")
        said = [self._change(asked.what, search, language) for search in chosen]
        return self.teller.answer(said, language, suggestions=(reply(language, "saved.show"),))

    def _change(self, what: str, search: SavedSearch, language: Language) -> str:
        words = self.teller.words(search.criteria, language)
        self.change(search.owner, search.id, what)
        if what == "keep":
            kept = next((s for s in self.store.of(search.owner, self.now()) if s.id == search.id), search)
            return reply(language, "saved.did_keep", until=kept.until.date(), criteria=words)
        return reply(language, f"saved.did_{what}", criteria=words)

    def ends_soon(self, search: SavedSearch) -> bool:
        """It is time to say that a search ends."""
        return search.until <= self.now() + AHEAD

    def expire(self) -> None:
        """Delete the searches that have ended, and what was said of them long ago."""
        self.store.expire(self.now())
        self._notices.expire(self.now())

    def change(self, owner: str, id: str, what: str) -> bool:
        """Pause, resume, keep or delete a search. Tells whether it is theirs."""
        now = self.now()
        if what == "delete":
            return self.store.delete(owner, id)
        if what == "keep":
            return self.store.keep_on(owner, id, now)
        return self.store.pause(owner, id, what == "pause", now)

    def _listing(self, first: Sequence[str], owner: Owner, language: Language, outcome: Any = "answered") -> Answer:
        mine = self.store.of(owner.name, self.now())
        lead = reply(language, "saved.one") if len(mine) == 1 else reply(language, "saved.list", count=len(mine))
        lines = "\n".join(self.teller.lines(mine, language))
        # Over the web there is nothing to press: it is said, or done over the API.
        shown = () if owner.conversation else tuple(self.teller.card(search, language) for search in mine)
        said: list[Any] = [*first, lead, lines]
        if owner.conversation:
            found, cards = self._new(owner, mine, language)
            said += found
            shown += cards
        return self.teller.answer([*said, reply(language, "saved.how")], language, outcome=outcome, cards=shown)

    def _new(self, owner: Owner, mine: Sequence[SavedSearch], language: Language) -> tuple[list[Any], tuple[Any, ...]]:
        """What is new, told here because nobody is told of it elsewhere; it is not new any more then."""
        said: list[Any] = []
        cards: tuple[Any, ...] = ()
        found = self.watch.new_of(owner.name, mine, self.now())
        for search in mine:
            if new := found.get(search.id):
                words = self.teller.words(search.criteria, language)
                said.append(reply(language, "saved.new", count=len(new), criteria=words))
                quoted, own = self.teller.vacancies(search.criteria, new, language, self.today())
                said += quoted
                cards += own
                self.store.seen(owner.name, search.id)
        return said, cards


def owner_of(conversation: str) -> Owner:
    """Whose the searches of a conversation are: its own, by its public part."""
    id = id_of(conversation)
    return Owner(f"web:{id}", id)


def _today(count: int, language: Language) -> str:
    if count == 1:
        return reply(language, "saved.today_one")
    return reply(language, "saved.today", count=count) if count else reply(language, "saved.today_none")


def _chosen(asked: Manage, mine: Sequence[SavedSearch]) -> Sequence[SavedSearch] | None:
    """Which are meant; nothing, if there is none of that number, None if it cannot be told."""
    if asked.every or (asked.number is None and len(mine) == 1):
        return mine
    if asked.number is None:
        return None
    if asked.number == -1:
        return mine[-1:]
    return mine[asked.number - 1 : asked.number] if asked.number > 0 else ()
