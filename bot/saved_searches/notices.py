"""Messages about saved searches in the database: written down before they are sent, one of an owner and day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.saved_searches.store import NEW, TOLD, SavedSearch, search_of
from knowledge.saved_search_tables import saved_search_matches, saved_search_notices, saved_searches

PAUSE = timedelta(hours=20)
"""Between two messages to the same person: once a day, and not to the minute."""
AHEAD = timedelta(days=7)
"""So long before its end a search is said to end."""
LEASE = timedelta(minutes=5)
"""For so long nobody else sends a message; then it is tried again."""
_KEPT = timedelta(days=7)
_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to be sent. It comes again as it is until it is known to be on its way."""

    id: str
    owner: str
    begun: bool
    """It may have been sent already."""


class Notices:
    """The messages. Every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def new_of(self, owner: str) -> dict[str, set[str]]:
        """What somebody was not told of yet: search -> vacancies, by id."""
        with self._engine.connect() as connection:
            return _new(connection, saved_searches.c.owner == owner)

    def claim(self, prefix: str, now: datetime) -> list[Notice]:
        """The messages to be sent now, to those whose names begin so: written down before, and not too soon after
        their last. They are the caller's for some minutes; those that nobody saw off come again as they were."""
        with self._engine.begin() as connection:
            whose = saved_searches.c.owner.startswith(prefix, autoescape=True) & (saved_searches.c.until > now)
            waiting = _new(connection, whose & saved_searches.c.paused.is_(False))
            searches = [search_of(row) for row in connection.execute(select(saved_searches).where(whose))]
            for owner in {search.owner for search in searches}:
                self._write_down(connection, [each for each in searches if each.owner == owner], waiting, now)
            return _unsent(connection, prefix, now)

    def begin(self, notice: str) -> tuple[dict[str, set[str]], Sequence[str]] | None:
        """A message is about to be sent: from now on it may have been. Gives what it tells of (search -> vacancies,
        by id) and the searches that end; None if there is nothing to be sent any more."""
        with self._engine.begin() as connection:
            if not _unsent_is(connection, notice, begun=True):
                return None
            told = select(saved_search_matches.c.search_id, saved_search_matches.c.vacancy)
            found = _grouped(connection.execute(told.where(saved_search_matches.c.notice == notice)))
            ending = select(saved_search_notices.c.ending).where(saved_search_notices.c.id == notice)
            return found, connection.execute(ending).scalar_one()

    def put_back(self, notice: str) -> None:
        """A message was surely not sent."""
        with self._engine.begin() as connection:
            _unsent_is(connection, notice, begun=False)

    def sent(self, notice: str) -> None:
        """A message is on its way: what it tells of is told."""
        with self._engine.begin() as connection:
            told = saved_search_matches.c.notice == notice
            connection.execute(update(saved_search_matches).where(told).values(state=TOLD))
            _unsent_is(connection, notice, sent=True)

    def expire(self, now: datetime) -> None:
        """Delete what was sent long ago."""
        old = (saved_search_notices.c.at <= now - _KEPT, saved_search_notices.c.sent)
        with self._engine.begin() as connection:
            connection.execute(delete(saved_search_notices).where(*old))

    def _write_down(
        self, connection: Connection, own: Sequence[SavedSearch], waiting: Mapping[str, set[str]], now: datetime
    ) -> None:
        """Write down the message of an owner, if there is anything to be said and their last is long enough ago."""
        owner = own[0].owner
        ending = [each.id for each in own if not each.warned and each.until <= now + AHEAD]
        found = {each.id: waiting[each.id] for each in own if each.id in waiting}
        if (not found and not ending) or _heard_of_late(connection, owner, now):
            return
        # One of an owner and day, so that of two processes one writes it down.
        id = _id(owner, now)
        row = {"id": id, "owner": owner, "ending": sorted(ending), "at": now, "begun": False, "sent": False}
        dialect: Any = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        added = dialect.insert(saved_search_notices).values(**row).on_conflict_do_nothing()
        if not connection.execute(added).rowcount:
            return
        for search, vacancies in found.items():
            these = (saved_search_matches.c.search_id == search, saved_search_matches.c.vacancy.in_(vacancies))
            connection.execute(update(saved_search_matches).where(*these).values(notice=id))
        connection.execute(update(saved_searches).where(saved_searches.c.id.in_(ending)).values(warned=True))


def _id(owner: str, now: datetime) -> str:
    return hashlib.sha256(f"{owner} {now.date()}".encode()).hexdigest()[:32]


def _heard_of_late(connection: Connection, owner: str, now: datetime) -> bool:
    """Their last message is not long ago, or not sent yet."""
    # A clock that was set back does not silence anybody for ever.
    of_late = saved_search_notices.c.at.between(now - PAUSE + _A_MOMENT, now + PAUSE)
    waits = saved_search_notices.c.sent.is_(False)
    of_owner = (saved_search_notices.c.owner == owner) & (of_late | waits)
    last = exists().where((saved_search_notices.c.id == _id(owner, now)) | of_owner)
    return bool(connection.execute(select(last)).scalar())


def _unsent(connection: Connection, prefix: str, now: datetime) -> list[Notice]:
    """The messages that are to be sent and nobody is at, ours from now on."""
    whose = saved_search_notices.c.owner.startswith(prefix, autoescape=True)
    lease = saved_search_notices.c.lease
    free = lease.is_(None) | (lease <= now) | (lease > now + LEASE)
    rows = select(saved_search_notices).where(whose, saved_search_notices.c.sent.is_(False), free)
    found = connection.execute(rows.order_by(saved_search_notices.c.at)).all()
    ours = update(saved_search_notices).values(lease=now + LEASE)
    taken = [row for row in found if connection.execute(ours.where(saved_search_notices.c.id == row.id, free)).rowcount]
    return [Notice(row.id, row.owner, row.begun) for row in taken]


def _unsent_is(connection: Connection, notice: str, **values: bool) -> bool:
    unsent = (saved_search_notices.c.id == notice, saved_search_notices.c.sent.is_(False))
    return bool(connection.execute(update(saved_search_notices).where(*unsent).values(**values)).rowcount)


def _new(connection: Connection, whose: Any) -> dict[str, set[str]]:
    columns = (saved_search_matches.c.search_id, saved_search_matches.c.vacancy)
    rows = select(*columns).join(saved_searches).where(whose, saved_search_matches.c.state == NEW)
    return _grouped(connection.execute(rows.where(saved_search_matches.c.notice.is_(None))))


def _grouped(rows: Iterable[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for search, vacancy in rows:
        found.setdefault(search, set()).add(vacancy)
    return found
