"""Conversations in the database: recall, keep, forget, expire."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from bot.conversation import Conversation, Topic, Turn
from knowledge.records import Language
from knowledge.tables import conversations, handovers, turns

# Enough for any follow-up; what lies further back is not what "it" means.
_TURNS_RECALLED = 6


def now() -> datetime:
    """The time as conversations keep it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class UnknownConversation(Exception):
    """There is no conversation of that id: it was never begun here, or it has expired."""


class Memory:
    """Conversations, each known by an id that cannot be guessed."""

    def __init__(self, engine: Engine, keep_days: int) -> None:
        self._engine, self._keep = engine, timedelta(days=keep_days)

    def begin(self, now: datetime) -> Conversation:
        """A new conversation."""
        conversation = Conversation(id=secrets.token_urlsafe(18))
        with self._engine.begin() as connection:
            connection.execute(insert(conversations).values(id=conversation.id, language=None, last_turn=now))
        return conversation

    def recall(self, id: str, now: datetime) -> Conversation:
        """What was said in a conversation, its latest turns. Raises UnknownConversation."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(conversations).where(conversations.c.id == id, conversations.c.last_turn > now - self._keep)
            ).first()
            if row is None:
                raise UnknownConversation
            latest = connection.execute(
                select(turns).where(turns.c.conversation_id == id).order_by(turns.c.id.desc()).limit(_TURNS_RECALLED)
            ).all()
        said = tuple(Turn(turn.question, turn.answer, turn.at) for turn in reversed(latest))
        return Conversation(id, row.language, said)

    def keep(self, id: str, question: str, answer: dict[str, Any], language: Language, now: datetime) -> None:
        """Add a turn to a conversation."""
        with self._engine.begin() as connection:
            connection.execute(insert(turns).values(conversation_id=id, question=question, answer=answer, at=now))
            connection.execute(
                update(conversations).where(conversations.c.id == id).values(language=language, last_turn=now)
            )

    def note_handover(self, id: str, topic: Topic, language: Language, now: datetime) -> None:
        """Note that somebody was told how to reach a person, and about what; it goes with the conversation."""
        row = {"conversation_id": id, "topic": topic, "language": language, "at": now}
        with self._engine.begin() as connection:
            connection.execute(insert(handovers).values(**row))

    def forget(self, id: str) -> None:
        """Delete a conversation with everything said in it."""
        with self._engine.begin() as connection:
            connection.execute(delete(conversations).where(conversations.c.id == id))

    def expire(self, now: datetime) -> int:
        """Delete the conversations that are too old. Gives their number."""
        with self._engine.begin() as connection:
            gone = connection.execute(delete(conversations).where(conversations.c.last_turn <= now - self._keep))
        return gone.rowcount
