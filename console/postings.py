"""Vacancies that partners posted, and what was decided about each. Only what was approved is ever shown."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, insert, select, update

from console.offers import shown_until
from console.partners import NotDone, Partner, now
from knowledge.database import translated
from knowledge.tables import partners, postings

State = Literal["waiting", "visible", "refused", "withdrawn", "closed"]
Outcome = Literal["new", "changed", "unchanged"]
Fields = Mapping[str, Any]

# Every change reads before it writes. One process holds the library, so one lock will do.
_CHANGING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Posting:
    """A vacancy of a partner: as offered last and, if an adviser approved one, the version that is shown."""

    id: str
    partner: str
    reference: str | None
    kept: Literal["waiting", "approved", "refused", "withdrawn"]
    """What was decided about the version offered last."""
    edition: int
    """Counts the versions, so that nobody approves what they have not seen."""
    offered: Fields
    approved: Fields | None
    """`fields`, `until` and the day on which they were `checked`."""
    posted: date
    until: date
    decisions: Sequence[Mapping[str, Any]]

    def state(self, today: date) -> State:
        """What became of the version offered last."""
        if self.kept in ("waiting", "approved") and self.until < today:
            return "closed"
        return "visible" if self.kept == "approved" else self.kept

    def is_visible(self, today: date) -> bool:
        """Whether any version of it is in the guide."""
        return self.approved is not None and date.fromisoformat(self.approved["until"]) >= today

    @property
    def reason(self) -> str | None:
        """Why it was refused."""
        return str(self.decisions[-1]["reason"]) if self.kept == "refused" else None


_Change = Callable[[Posting], Mapping[str, Any]]
"""From what a posting is to the columns that a decision changes; raises NotDone where it cannot be taken."""


class Postings:
    """What partners posted, in the database of a library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def offer(self, partner: Partner, fields: Fields, today: date, via: str = "web") -> tuple[Posting, Outcome]:
        """Take a vacancy in, to wait for an adviser. One with the same reference is changed, if it differs."""
        fields = {"employer": partner.name, **fields}
        digest, until = _digest(fields), shown_until(fields, today)
        with _CHANGING, translated(), self._engine.begin() as connection:
            known = _same(connection, partner, fields.get("reference"), digest)
            if known and known.digest == digest and _posting(known).state(today) not in ("withdrawn", "closed"):
                return _posting(known), "unchanged"
            values: dict[str, Any] = {"offered": fields, "digest": digest, "until": until, "via": via}
            if known is None:
                id = secrets.token_hex(6)
                _insert(connection, id, partner, fields.get("reference"), today, values)
                return _one(connection, id), "new"
            # Back to what was approved needs no second approval, unless its time is up.
            approved = known.approved and _digest(known.approved["fields"]) == digest
            again = approved and date.fromisoformat(known.approved["until"]) >= today
            values |= {"state": "approved" if again else "waiting", "edition": known.edition + 1}
            values |= {"until": date.fromisoformat(known.approved["until"])} if again else {}
            connection.execute(update(postings).where(postings.c.id == known.id).values(**values))
            return _one(connection, known.id), "changed"

    def approve(self, id: str, by: str, today: date, edition: int | None = None) -> Posting:
        """Let the version offered last be shown. Raises NotDone if it does not wait, or is not the one looked at."""

        def change(posting: Posting) -> dict[str, Any]:
            if posting.state(today) != "waiting":
                raise NotDone(f"{id} does not wait for approval: it is {posting.state(today)}.")
            if edition not in (None, posting.edition):
                raise NotDone(f"{id} was changed by the partner meanwhile; look at it again.")
            kept = {"fields": posting.offered, "until": posting.until.isoformat(), "checked": today.isoformat()}
            return {"state": "approved", "approved": kept}

        return self._decide(id, "approved", by, None, change)

    def refuse(self, id: str, by: str, reason: str, today: date) -> Posting:
        """Refuse what waits; what was approved before stays. What does not wait and is shown is taken out."""
        if not reason.strip():
            raise NotDone("Say why it is refused, so that the partner can mend it.")

        def change(posting: Posting) -> dict[str, Any]:
            if posting.state(today) not in ("waiting", "visible"):
                raise NotDone(f"{id} cannot be refused: it is {posting.state(today)}.")
            return {"state": "refused", **({} if posting.kept == "waiting" else {"approved": None})}

        return self._decide(id, "refused", by, " ".join(reason.split())[:1000], change)

    def withdraw(self, id: str, by: str) -> Posting:
        """Take a posting back, with the version that is shown. Doing it again changes nothing."""
        posting = self.one(id)
        if posting.kept == "withdrawn":
            return posting
        return self._decide(id, "withdrawn", by, None, lambda _: {"state": "withdrawn", "approved": None})

    def withdraw_partner(self, partner: Partner, by: str, *, keep: bool) -> int:
        """Take all of a partner's postings back, or only those that wait. Gives the number of those taken back."""
        taken = 0
        for posting in self.of(partner):
            if keep and posting.approved and posting.kept != "approved":
                back = _as_approved(posting)
                self._decide(posting.id, "change withdrawn", by, None, partial(_take, back))
            elif posting.kept == "waiting" or (posting.approved and not keep):
                taken += 1
                self.withdraw(posting.id, by)
        return taken

    def one(self, id: str, partner: Partner | None = None) -> Posting:
        """A posting, if it is of this partner. Raises NotDone."""
        query = _ALL.where(postings.c.id == id)
        if partner is not None:
            query = query.where(postings.c.partner_id == partner.id)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotDone(f"There is no posted vacancy {id[:40]}.")
        return _posting(row)

    def of(self, partner: Partner, *, via: str | None = None) -> list[Posting]:
        """Every posting of a partner, newest first."""
        mine = postings.c.partner_id == partner.id
        return self._every(mine if via is None else mine & (postings.c.via == via))

    def page(
        self, partner: Partner, today: date, state: State | None, limit: int, offset: int
    ) -> tuple[int, list[Posting]]:
        """How many postings a partner has in a state, and a part of them, newest first."""
        meant = postings.c.partner_id == partner.id
        if state:
            meant &= _in_state(state, today)
        counted = select(func.count()).select_from(postings).where(meant)
        with translated(), self._engine.connect() as connection:
            total = connection.execute(counted).scalar_one()
            rows = connection.execute(_ALL.where(meant).order_by(*_NEWEST).limit(limit).offset(offset)).all()
        return total, [_posting(row) for row in rows]

    def waiting(self, today: date) -> list[Posting]:
        """What waits for an adviser, oldest first."""
        return self._every(_in_state("waiting", today))[::-1]

    def approved(self, partner: Partner) -> list[Posting]:
        """The postings of a partner of which a version is to be shown."""
        return self._every((postings.c.partner_id == partner.id) & postings.c.approved.is_not(None))

    def _every(self, meant: ColumnElement[bool]) -> list[Posting]:
        with translated(), self._engine.connect() as connection:
            return [_posting(row) for row in connection.execute(_ALL.where(meant).order_by(*_NEWEST))]

    def _decide(self, id: str, decision: str, by: str, reason: str | None, change: _Change) -> Posting:
        with _CHANGING, translated(), self._engine.begin() as connection:
            posting = _one(connection, id)
            noted = {"decision": decision, "by": by[:100], "at": now().isoformat(), "edition": posting.edition}
            decisions = [*posting.decisions, noted | ({"reason": reason} if reason else {})]
            values = {**change(posting), "decisions": decisions}
            connection.execute(update(postings).where(postings.c.id == id).values(**values))
            return _one(connection, id)


_ALL = select(postings, partners.c.name.label("partner")).join(partners)
_NEWEST = (postings.c.posted.desc(), postings.c.id)


def _in_state(state: State, today: date) -> ColumnElement[bool]:
    kept, on_time = postings.c.state, postings.c.until >= today
    match state:
        case "closed":
            return and_(kept.in_(("waiting", "approved")), ~on_time)
        case "visible":
            return and_(kept == "approved", on_time)
        case "waiting":
            return and_(kept == "waiting", on_time)
        case _:
            return kept == state


def _same(connection: Connection, partner: Partner, reference: str | None, digest: str) -> Row[Any] | None:
    """The posting that is meant: of the same reference or, where it has none, one that says the same."""
    query = _ALL.where(postings.c.partner_id == partner.id)
    if reference is not None:
        return connection.execute(query.where(postings.c.reference == reference)).first()
    alike = query.where(postings.c.reference.is_(None), postings.c.digest == digest)
    return connection.execute(alike.order_by(*_NEWEST)).first()


def _insert(
    connection: Connection, id: str, partner: Partner, reference: str | None, today: date, values: dict[str, Any]
) -> None:
    row = {"id": id, "partner_id": partner.id, "reference": reference, "state": "waiting", "edition": 1}
    connection.execute(insert(postings).values(**row, **values, posted=today, decisions=[]))


def _one(connection: Connection, id: str) -> Posting:
    row = connection.execute(_ALL.where(postings.c.id == id)).first()
    if row is None:
        raise NotDone(f"There is no posted vacancy {id[:40]}.")
    return _posting(row)


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        id=row.id,
        partner=row.partner,
        reference=row.reference,
        kept=row.state,
        edition=row.edition,
        offered=row.offered,
        approved=row.approved,
        posted=row.posted,
        until=row.until,
        decisions=tuple(row.decisions),
    )


def _as_approved(posting: Posting) -> dict[str, Any]:
    """The columns of a posting whose last change is dropped."""
    assert posting.approved
    fields, until = posting.approved["fields"], date.fromisoformat(posting.approved["until"])
    return {"state": "approved", "offered": fields, "digest": _digest(fields), "until": until}


def _take(values: Mapping[str, Any], _: Posting) -> Mapping[str, Any]:
    return values


def _digest(fields: Fields) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
