"""What people think of answers, and the answers that they show to others: both go with their conversation."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.memory import Memory
from knowledge.tables import conversations, feedback, shares, turns


class UnknownAnswer(Exception):
    """There is no such answer in this conversation."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of an answer."""

    rating: str
    reasons: Sequence[str] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """A question and its answer, shown to others."""

    question: str
    answer: Mapping[str, Any]
    at: datetime


class Opinions:
    """Feedback on answers, and pages of them."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def keep(self, conversation: str, answer: str, opinion: Opinion, now: datetime) -> None:
        """Keep an opinion in place of the one before. Raises UnknownConversation and UnknownAnswer."""
        values = {"rating": opinion.rating, "reasons": list(opinion.reasons), "comment": opinion.comment, "at": now}
        with self._memory.engine.begin() as connection:
            id = self._has(connection, conversation, answer, now)
            here = (feedback.c.conversation_id == id) & (feedback.c.answer_id == answer)
            if not connection.execute(update(feedback).where(here).values(**values)).rowcount:
                connection.execute(insert(feedback).values(conversation_id=id, answer_id=answer, **values))

    def counts(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """How many opinions there are of each rating, and for each reason."""
        ratings, reasons = Counter[str](), Counter[str]()
        with self._memory.engine.connect() as connection:
            for row in connection.execute(select(feedback.c.rating, feedback.c.reasons)):
                ratings[row.rating] += 1
                reasons.update(row.reasons)
        return ratings, reasons

    def share(self, conversation: str, answer: str, now: datetime) -> str:
        """The id of a page for an answer; one and the same, however often it is asked for.

        Raises UnknownConversation and UnknownAnswer.
        """
        with self._memory.engine.begin() as connection:
            id = self._has(connection, conversation, answer, now)
            here = (shares.c.conversation_id == id) & (shares.c.answer_id == answer)
            found = connection.execute(select(shares.c.id).where(here)).scalar()
            if found is None:
                found = secrets.token_urlsafe(16)
                row = {"id": found, "conversation_id": id, "answer_id": answer, "at": now}
                connection.execute(insert(shares).values(**row))
            return str(found)

    def unshare(self, conversation: str, share: str, now: datetime) -> None:
        """Take a page away. Raises UnknownConversation, and UnknownAnswer if it is none of this conversation's."""
        with self._memory.engine.begin() as connection:
            id = self._memory.opened(connection, conversation, now).id
            gone = connection.execute(delete(shares).where(shares.c.id == share, shares.c.conversation_id == id))
            if not gone.rowcount:
                raise UnknownAnswer

    def shared(self, share: str, now: datetime) -> Shared | None:
        """What a page shows; None once it or its conversation is gone."""
        alive = conversations.c.last_turn > now - self._memory.keep_for
        query = (
            select(turns.c.question, turns.c.answer, turns.c.at)
            .join(
                shares,
                (shares.c.conversation_id == turns.c.conversation_id) & (shares.c.answer_id == turns.c.answer_id),
            )
            .join(conversations, conversations.c.id == turns.c.conversation_id)
        )
        with self._memory.engine.connect() as connection:
            row = connection.execute(query.where(shares.c.id == share, alive)).first()
        return Shared(row.question, row.answer, row.at) if row else None

    def _has(self, connection: Connection, conversation: str, answer: str, now: datetime) -> str:
        id = self._memory.opened(connection, conversation, now).id
        told = select(turns.c.id).where(turns.c.conversation_id == id, turns.c.answer_id == answer)
        if connection.execute(told).first() is None:
            raise UnknownAnswer
        return str(id)
