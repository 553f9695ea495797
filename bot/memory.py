"""Conversations in the database: recall, keep, forget, expire. Each opens to who holds its secret alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.conversation import Conversation, Topic, Turn
from knowledge.database import wipe_log
from knowledge.records import Language
from knowledge.tables import conversations, handovers, messages, turns

# Enough for any follow-up; what lies further back is not what "it" means.
_TURNS_RECALLED = 6
_NOBODY = hashlib.sha256(b"nobody").hexdigest()


def now() -> datetime:
    """The time as conversations keep it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class UnknownConversation(Exception):
    """There is no conversation that this opens: it was never begun here, it has expired, or the secret is wrong."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that is kept of a conversation, oldest turn first."""

    language: Language | None
    turns: tuple[Turn, ...]
    until: datetime


class Memory:
    """Conversations. `id.secret`, one string, opens one: the database has the id and a digest of the secret."""

    def __init__(self, engine: Engine, keep_days: int) -> None:
        self.engine, self.keep_for = engine, timedelta(days=keep_days)

    def begin(self, now: datetime) -> Conversation:
        """A new conversation."""
        with self.engine.begin() as connection:
            return Conversation(begun(connection, secrets.token_urlsafe(24), now))

    def recall(self, conversation: str, now: datetime) -> Conversation:
        """What was said in a conversation, its latest turns. Raises UnknownConversation."""
        with self.engine.connect() as connection:
            row = self.opened(connection, conversation, now)
            latest = connection.execute(
                select(turns)
                .where(turns.c.conversation_id == row.id)
                .order_by(turns.c.id.desc())
                .limit(_TURNS_RECALLED)
            ).all()
        said = tuple(Turn(turn.question, turn.answer, turn.at) for turn in reversed(latest))
        return Conversation(conversation, row.language, said)

    def knows(self, conversation: str, now: datetime) -> bool:
        """There is such a conversation, and this opens it."""
        try:
            with self.engine.connect() as connection:
                self.opened(connection, conversation, now)
        except UnknownConversation:
            return False
        return True

    def whole(self, conversation: str, now: datetime) -> Whole:
        """All that was said in a conversation, and until when it is kept. Raises UnknownConversation."""
        with self.engine.connect() as connection:
            row = self.opened(connection, conversation, now)
            every = connection.execute(
                select(turns).where(turns.c.conversation_id == row.id).order_by(turns.c.id)
            ).all()
        said = tuple(Turn(turn.question, {**turn.answer, "conversation": conversation}, turn.at) for turn in every)
        return Whole(row.language, said, row.last_turn + self.keep_for)

    def keep(
        self, conversation: str, question: str, answer: Mapping[str, Any], language: Language, now: datetime
    ) -> None:
        """Add a turn to a conversation. Raises UnknownConversation if it is there no more."""
        # The answer names its conversation with the secret in it, which is not ours to keep.
        told = {name: value for name, value in answer.items() if name != "conversation"}
        id, answer_id = id_of(conversation), told.get("id")
        with self.engine.begin() as connection:
            latest = update(conversations).where(conversations.c.id == id).values(language=language, last_turn=now)
            if not connection.execute(latest).rowcount:
                raise UnknownConversation
            turn = {"conversation_id": id, "question": question, "answer": told, "at": now, "answer_id": answer_id}
            connection.execute(insert(turns).values(**turn))
            # In the same transaction: a message is answered when its turn is kept, and never again.
            open_message = (messages.c.conversation_id == id) & (messages.c.asked == digest(question))
            connection.execute(
                update(messages).where(open_message, messages.c.answer_id.is_(None)).values(answer_id=answer_id)
            )

    def note_handover(self, conversation: str, topic: Topic, language: Language, now: datetime) -> None:
        """Note that somebody was told how to reach a person, and about what; it goes with the conversation."""
        row = {"conversation_id": id_of(conversation), "topic": topic, "language": language, "at": now}
        with self.engine.begin() as connection:
            connection.execute(insert(handovers).values(**row))

    def forget(self, conversation: str) -> None:
        """Delete a conversation with everything said in it, to the last byte. Raises UnknownConversation."""
        with self.engine.begin() as connection:
            row = self.opened(connection, conversation, datetime.min)
            connection.execute(delete(conversations).where(conversations.c.id == row.id))
        wipe_log(self.engine)

    def expire(self, now: datetime) -> int:
        """Delete the conversations that are too old. Gives their number."""
        with self.engine.begin() as connection:
            gone = connection.execute(delete(conversations).where(conversations.c.last_turn <= now - self.keep_for))
            alone = messages.c.conversation_id.is_(None) & (messages.c.at <= now - timedelta(days=1))
            connection.execute(delete(messages).where(alone))
        # Hourly, so that what a reader held back when it was deleted goes now.
        wipe_log(self.engine)
        return gone.rowcount

    def opened(self, connection: Connection, conversation: str, now: datetime) -> Any:
        """The row of a conversation, to who knows its secret. Raises UnknownConversation."""
        id, secret = _parted(conversation)
        oldest = now - self.keep_for if now != datetime.min else now
        row = connection.execute(
            select(conversations).where(conversations.c.id == id, conversations.c.last_turn > oldest)
        ).first()
        # Compared in any case, so that the time that it takes does not tell which ids there are.
        right = hmac.compare_digest((row.secret if row is not None else None) or _NOBODY, digest(secret))
        if row is None or not right:
            raise UnknownConversation
        return row


def begun(connection: Connection, secret: str, now: datetime) -> str:
    """A new conversation with this secret, and the string that opens it."""
    id = secrets.token_urlsafe(12)
    row = {"id": id, "secret": digest(secret), "language": None, "last_turn": now}
    connection.execute(insert(conversations).values(**row))
    return f"{id}.{secret}"


def id_of(conversation: str) -> str:
    """The public part of what opens a conversation."""
    return _parted(conversation)[0]


def digest(text: str) -> str:
    """What is kept in place of a text that must not be."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _parted(conversation: str) -> tuple[str, str]:
    id, dot, secret = conversation.encode("ascii", "replace").decode().replace("\0", "?").partition(".")
    if dot:
        return id, secret
    # From before there were secrets, when an id opened a conversation: it is the secret now (revision 0007).
    return hashlib.sha256(b"conversation\0" + id.encode()).hexdigest()[:16], id
