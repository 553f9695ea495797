"""Partners and their keys. A key is shown once; what is kept of it opens nothing."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, Row, insert, select, update

from knowledge.database import translated
from knowledge.errors import LibraryError
from knowledge.tables import partners

PREFIX = "opinno_partner_"
# The name is that of a source and of a folder, too.
_NAME = re.compile(r"[^\W_](?:[^\W_]|[ .,&'’+()_-]){0,78}(?:[^\W_]|[.)])")
_MAILBOX = re.compile(r"[^@\s<>]{1,64}@[\w-]+(?:\.[\w-]+)+")
_NOBODY = "0" * 64


class NotDone(LibraryError):
    """What was asked about partners or postings cannot be done; the text says why."""


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that posts vacancies."""

    id: int
    name: str
    contact: str | None
    added: datetime
    renewed: datetime | None = None
    withdrawn: datetime | None = None

    @property
    def source(self) -> str:
        """The source of its vacancies in the library."""
        return f"partner/{self.name}"


class Partners:
    """The partners of a library, by their keys and names."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, contact: str | None = None) -> str:
        """A new partner, or one that was withdrawn; gives its key, once. Raises NotDone."""
        name, contact = _named(name), _mailbox(contact)
        known = self._find(name)
        if known and not known.withdrawn:
            raise NotDone(f"{known.name} is a partner already; `opinno partner renew` gives it a new key.")
        key, when = _new_key(), now()
        values: dict[str, object] = {"contact": contact, "key_digest": _digest(key), "withdrawn": None}
        with translated(), self._engine.begin() as connection:
            if known:
                values |= {"renewed": when, "contact": contact or known.contact}
                connection.execute(update(partners).where(partners.c.id == known.id).values(**values))
            else:
                connection.execute(insert(partners).values(name=name, known_as=_known_as(name), added=when, **values))
        return key

    def renew(self, name: str) -> str:
        """A new key for a partner; the old one is refused from now on. Raises NotDone."""
        partner = self.named(name)
        if partner.withdrawn:
            raise NotDone(f"{partner.name} was withdrawn; `opinno partner add` takes it in again.")
        key = _new_key()
        self._change(partner, key_digest=_digest(key), renewed=now())
        return key

    def withdraw(self, name: str) -> Partner:
        """Refuse a partner's key from now on. Raises NotDone if there is no such partner."""
        partner = self.named(name)
        if not partner.withdrawn:
            self._change(partner, withdrawn=now())
        return partner

    def by_key(self, key: str) -> Partner | None:
        """The partner whose key this is, withdrawn or not. Takes as long for a wrong key as for a right one."""
        digest = _digest(key)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(partners).where(partners.c.key_digest == digest)).first()
        right = secrets.compare_digest(digest, row.key_digest if row else _NOBODY)
        return _partner(row) if row and right else None

    def named(self, name: str) -> Partner:
        """The partner of this name, however it is capitalised. Raises NotDone."""
        found = self._find(name)
        if found is None:
            raise NotDone(f"There is no partner called {' '.join(name.split())[:80]}.")
        return found

    def every(self) -> list[Partner]:
        """All partners by name, withdrawn ones too."""
        with translated(), self._engine.connect() as connection:
            return [_partner(row) for row in connection.execute(select(partners).order_by(partners.c.known_as))]

    def _find(self, name: str) -> Partner | None:
        query = select(partners).where(partners.c.known_as == _known_as(name))
        with translated(), self._engine.connect() as connection:
            row = connection.execute(query).first()
        return _partner(row) if row else None

    def _change(self, partner: Partner, **values: object) -> None:
        with translated(), self._engine.begin() as connection:
            connection.execute(update(partners).where(partners.c.id == partner.id).values(**values))


def now() -> datetime:
    """The time as the tables keep it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def _digest(key: str) -> str:
    # A key is random and long, so that a plain digest cannot be turned back.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _known_as(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _named(name: str) -> str:
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not _NAME.fullmatch(tidy):
        raise NotDone("A partner's name has 2 to 80 letters, digits, spaces or signs such as & and -, and no stroke.")
    return tidy


def _mailbox(contact: str | None) -> str | None:
    if contact and not _MAILBOX.fullmatch(contact):
        raise NotDone(f"The contact is not an e-mail address: {contact[:80]}.")
    return contact or None


def _partner(row: Row[tuple[object, ...]]) -> Partner:
    return Partner(row.id, row.name, row.contact, row.added, row.renewed, row.withdrawn)
