"""What came in over the web: at most so many postings a day, and a repeated request gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select

from console.partners import Partner
from knowledge.database import translated
from knowledge.tables import partner_requests

MOST_A_DAY = 100
# Repeated ones with keys of their own, which are kept, too.
_MOST_KEPT = 1_000
_KEPT = timedelta(days=2)


class KeyReused(Exception):
    """The same Idempotency-Key came with another body."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request was answered with."""

    status: int
    answer: dict[str, Any]


class Requests:
    """The postings that came in over the web, in the database of a library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answered(self, partner: Partner, key: str, body: str) -> Answered | None:
        """The answer that a request with this key and the digest of its body got. Raises KeyReused."""
        same = (partner_requests.c.partner_id == partner.id) & (partner_requests.c.key == key)
        with translated(), self._engine.connect() as connection:
            row = connection.execute(select(partner_requests).where(same)).first()
        if row is None:
            return None
        if row.body != body:
            raise KeyReused
        return Answered(row.status, row.answer)

    def has_posted_enough(self, partner: Partner, day: date) -> bool:
        """Whether no more postings of a partner are taken in on a day."""
        c = partner_requests.c
        query = (
            select(c.status, func.count().label("taken"))
            .where(c.partner_id == partner.id, c.day == day)
            .group_by(c.status)
        )
        with translated(), self._engine.connect() as connection:
            counts: dict[int, int] = {row.status: row.taken for row in connection.execute(query)}
        return counts.get(201, 0) >= MOST_A_DAY or sum(counts.values()) >= _MOST_KEPT

    def keep(self, partner: Partner, day: date, key: str | None, body: str, answered: Answered) -> None:
        """Remember a request for two days."""
        row = {"partner_id": partner.id, "day": day, "key": key, "body": body, "status": answered.status}
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(partner_requests).where(partner_requests.c.day < day - _KEPT))
            connection.execute(
                insert(partner_requests).values(**row, answer=answered.answer if key is not None else None)
            )
