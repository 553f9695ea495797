"""Keys in the database, so that every process signs alike: made when first needed, and renewed."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from bot.memory import now
from knowledge.tables import keys

_RENEWED = timedelta(days=1)
# What an old key signed is short-lived, so it is soon of no use.
_ACCEPTED = timedelta(days=2)
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A secret of ours, and what it is called by."""

    id: str
    key: bytes
    made: datetime


class Keys:
    """The keys of a purpose, newest first."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, threading.Lock()
        self._known: dict[str, tuple[Key, ...]] = {}

    def newest(self, purpose: str) -> Key:
        """What to sign with: a day old at most."""
        known = self._known.get(purpose, ())
        if known and now() - known[0].made < _RENEWED:
            return known[0]
        with self._lock:
            return self._renewed(purpose, _RENEWED)

    def named(self, purpose: str, id: str) -> Key | None:
        """A key by its name, if it is still accepted."""
        found = next((key for key in self._known.get(purpose, ()) if key.id == id), None)
        if found is None:
            # Another process may have made it.
            found = next((key for key in self._read(purpose) if key.id == id), None)
        return found if found and now() - found.made < _ACCEPTED else None

    def lasting(self, purpose: str) -> bytes:
        """The one key of a purpose that is never renewed."""
        known = self._known.get(purpose)
        if known:
            return known[-1].key
        with self._lock:
            self._renewed(purpose, None)
            return self._known[purpose][-1].key

    def _read(self, purpose: str) -> tuple[Key, ...]:
        query = select(keys).where(keys.c.purpose == purpose).order_by(keys.c.made.desc(), keys.c.id)
        with self._engine.connect() as connection:
            found = tuple(Key(row.id, row.key, row.made) for row in connection.execute(query))
        self._known[purpose] = found
        return found

    def _renewed(self, purpose: str, every: timedelta | None) -> Key:
        found = self._read(purpose)
        if found and (every is None or now() - found[0].made < every):
            return found[0]
        row = {"id": secrets.token_hex(8), "purpose": purpose, "key": secrets.token_bytes(_LENGTH), "made": now()}
        with self._engine.begin() as connection:
            connection.execute(insert(keys).values(**row))
            if every is not None:
                old = (keys.c.purpose == purpose) & (keys.c.made < now() - 2 * _ACCEPTED)
                connection.execute(delete(keys).where(old))
        return self._read(purpose)[0]
