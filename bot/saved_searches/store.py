"""Saved searches in the database: whose they are, and what each has met."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Engine, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.criteria import Criteria
from bot.memory import now as this_moment
from knowledge.catalogue import document_id
from knowledge.database import wipe_log
from knowledge.keywords import words
from knowledge.records import Document, Language
from knowledge.saved_search_tables import saved_search_matches, saved_search_notices, saved_searches
from knowledge.tables import conversations
from knowledge.vacancies import vacancy_of

MOST = 20
"""So many one keeps at a time."""
NEW, KNOWN, TOLD = "new", "known", "told"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a search is: a person's of a channel, or a conversation's, with which it goes."""

    name: str
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """What somebody wants to be told of. Nothing else of them is kept."""

    id: str
    owner: str
    criteria: Criteria
    language: Language
    paused: bool
    saved: datetime
    until: datetime
    warned: bool = False


class Full(Exception):
    """Somebody has as many saved searches as are kept."""


class Store:
    """The saved searches. Every method is one transaction."""

    def __init__(self, engine: Engine, days: int, conversation_days: int) -> None:
        """Each is kept so many days, over the web no longer than its conversation."""
        self._engine, self._days, self._conversation_days = engine, days, conversation_days

    def save(
        self, owner: Owner, criteria: Criteria, language: Language, known: Sequence[Document], now: datetime
    ) -> tuple[SavedSearch, bool]:
        """Keep a search; `known` meet it already. Tells whether it is new; an old one goes on. Raises Full."""
        with self._engine.begin() as connection:
            mine = _of(connection, owner.name)
            if same := next((each for each in mine if each.criteria == criteria), None):
                connection.execute(_at(same.id).values(paused=False))
                return replace(self._kept_on(connection, same, now), paused=False), False
            if len(mine) >= MOST:
                raise Full
            search = SavedSearch(
                secrets.token_urlsafe(9), owner.name, criteria, language, False, now, self._until(owner.name, now)
            )
            row = asdict(search) | {"conversation_id": owner.conversation, "criteria": criteria_json(criteria)}
            connection.execute(insert(saved_searches).values(**row))
            self._note(connection, search.id, known, KNOWN, now)
            _keep_conversation_of(connection, search.id)
        return search, True

    def of(self, owner: str, now: datetime) -> list[SavedSearch]:
        """Somebody's searches, oldest first."""
        with self._engine.connect() as connection:
            return [each for each in _of(connection, owner) if each.until > now]

    def watching(self, now: datetime) -> list[SavedSearch]:
        """Every search that is not paused and has not ended."""
        rows = select(saved_searches).where(saved_searches.c.until > now, saved_searches.c.paused.is_(False))
        with self._engine.connect() as connection:
            return [search_of(row) for row in connection.execute(rows.order_by(saved_searches.c.id))]

    def pause(self, owner: str, id: str, paused: bool, now: datetime) -> bool:
        """Pause a search, or go on with it. Tells whether it is theirs."""
        with self._engine.begin() as connection:
            mine = _mine(connection, owner, id)
            if mine:
                connection.execute(_at(id).values(paused=paused))
                # What was about to be told of it waits, too.
                begun = select(saved_search_notices.c.id).where(saved_search_notices.c.begun)
                new = (saved_search_matches.c.search_id == id, saved_search_matches.c.state == NEW)
                unsent = (*new, saved_search_matches.c.notice.not_in(begun))
                connection.execute(update(saved_search_matches).where(*unsent).values(notice=None))
                if not paused:
                    self._kept_on(connection, mine, now)
        return mine is not None

    def keep_on(self, owner: str, id: str, now: datetime) -> bool:
        """Keep a search as long again, from now. Tells whether it is theirs."""
        with self._engine.begin() as connection:
            mine = _mine(connection, owner, id)
            if mine:
                self._kept_on(connection, mine, now)
        return mine is not None

    def delete(self, owner: str, id: str) -> bool:
        """Delete a search and all that it has met. Tells whether it was theirs."""
        with self._engine.begin() as connection:
            mine = (saved_searches.c.id == id, saved_searches.c.owner == owner)
            was_theirs = bool(connection.execute(delete(saved_searches).where(*mine)).rowcount)
        wipe_log(self._engine)
        return was_theirs

    def forget(self, owner: str) -> None:
        """Delete all that is kept of somebody."""
        self._forget(saved_searches.c.owner == owner, saved_search_notices.c.owner == owner)

    def forget_all(self, beginning: str) -> None:
        """Delete all that is kept of those whose names begin so: a workspace that left."""
        begins = [t.c.owner.startswith(beginning, autoescape=True) for t in (saved_searches, saved_search_notices)]
        self._forget(*begins)

    def _forget(self, searches: Any, notices: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(saved_searches).where(searches))
            connection.execute(delete(saved_search_notices).where(notices))
        wipe_log(self._engine)

    def expire(self, now: datetime) -> int:
        """Delete the searches that have ended. Gives their number."""
        with self._engine.begin() as connection:
            gone = connection.execute(delete(saved_searches).where(saved_searches.c.until <= now))
        return gone.rowcount

    def marks(self, id: str) -> dict[str, tuple[str, set[str]]]:
        """Vacancies that a search has met: id -> their state, and all that they are known by."""
        rows = select(saved_search_matches).where(saved_search_matches.c.search_id == id)
        with self._engine.connect() as connection:
            return {row.vacancy: (row.state, set(row.marks)) for row in connection.execute(rows)}

    def found(self, id: str, vacancies: Sequence[Document], gone: Collection[str], now: datetime) -> None:
        """Note what a search meets for the first time, and what it did not tell of and meets no more."""
        with self._engine.begin() as connection:
            if not connection.execute(select(exists().where(saved_searches.c.id == id))).scalar():
                return
            self._note(connection, id, vacancies, NEW, now)
            lost = (saved_search_matches.c.search_id == id, saved_search_matches.c.vacancy.in_(gone))
            untold = (saved_search_matches.c.state == NEW, saved_search_matches.c.notice.is_(None))
            connection.execute(delete(saved_search_matches).where(*lost, *untold))

    def seen(self, owner: str, id: str) -> bool:
        """Somebody has seen what is new of a search. Tells whether it is theirs."""
        with self._engine.begin() as connection:
            mine = _mine(connection, owner, id)
            new = (saved_search_matches.c.search_id == id, saved_search_matches.c.state == NEW)
            if mine:
                connection.execute(update(saved_search_matches).where(*new).values(state=TOLD))
        return mine is not None

    def _note(self, connection: Connection, id: str, vacancies: Sequence[Document], state: str, now: datetime) -> None:
        dialect: Any = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        for each in vacancies:
            own = document_id(each.source, each.address)
            row = {"search_id": id, "vacancy": own, "marks": sorted(marks_of(each))}
            added = dialect.insert(saved_search_matches).values(**row, state=state, at=now)
            connection.execute(added.on_conflict_do_nothing())

    def _kept_on(self, connection: Connection, search: SavedSearch, now: datetime) -> SavedSearch:
        until = max(search.until, self._until(search.owner, now))
        connection.execute(_at(search.id).values(until=until, warned=False))
        _keep_conversation_of(connection, search.id)
        return replace(search, until=until, warned=False)

    def _until(self, owner: str, now: datetime) -> datetime:
        days = min(self._days, self._conversation_days) if owner.startswith("web:") else self._days
        return now + timedelta(days=days)


def _keep_conversation_of(connection: Connection, search: str) -> None:
    """Whoever keeps a search over the web keeps the conversation that it goes with."""
    used_at = this_moment()
    own = select(saved_searches.c.conversation_id).where(saved_searches.c.id == search).scalar_subquery()
    used = update(conversations).where(conversations.c.id == own, conversations.c.last_turn < used_at)
    connection.execute(used.values(last_turn=used_at))


def marks_of(vacancy: Document) -> set[str]:
    """All that a vacancy is known by, whichever source tells of it."""
    record = vacancy_of(vacancy)
    # An employer may give one address for all its vacancies.
    title = " ".join(words(record.title))
    return {document_id(vacancy.source, vacancy.address), *(f"{address} {title}" for address in record.addresses)}


def criteria_json(criteria: Criteria) -> dict[str, Any]:
    """Criteria as they are kept: what was said, and nothing else."""
    plain = {field.name: getattr(criteria, field.name) for field in fields(Criteria)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in plain.items()
        if value != getattr(Criteria(), name)
    }


def criteria_of(kept: Mapping[str, Any]) -> Criteria:
    """Criteria as they were kept."""
    known = {field.name for field in fields(Criteria)}
    plain: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in kept.items()}
    return Criteria(**{name: value for name, value in plain.items() if name in known})


def search_of(row: Any) -> SavedSearch:
    """A saved search as it was kept."""
    return SavedSearch(
        row.id, row.owner, criteria_of(row.criteria), cast("Language", row.language), row.paused, row.saved, row.until,
        row.warned,
    )  # fmt: skip


def _of(connection: Connection, owner: str) -> list[SavedSearch]:
    rows = select(saved_searches).where(saved_searches.c.owner == owner)
    return [search_of(row) for row in connection.execute(rows.order_by(saved_searches.c.saved, saved_searches.c.id))]


def _mine(connection: Connection, owner: str, id: str) -> SavedSearch | None:
    rows = select(saved_searches).where(saved_searches.c.owner == owner, saved_searches.c.id == id)
    row = connection.execute(rows).first()
    return search_of(row) if row is not None else None


def _at(id: str) -> Any:
    return update(saved_searches).where(saved_searches.c.id == id)
