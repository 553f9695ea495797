"""Messages in the database: under the id that the asker's page gave it, no question is answered twice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.keys import Keys
from bot.memory import Memory, UnknownConversation, begun, digest, id_of
from knowledge.tables import conversations, messages, turns

LEASE = timedelta(seconds=120)
"""After so long a question that another process took is not being answered any more."""
ALONE = timedelta(minutes=15)
"""For so long a message that began a conversation opens its answer alone: its page may not know the secret yet."""


class OtherQuestion(Exception):
    """The message id was given to another question before."""


@dataclass(frozen=True, slots=True)
class Ours:
    """The message is ours to answer, in this conversation."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The message was answered before: the Answer as JSON, whole."""

    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another process is answering it right now."""


Claim = Ours | Answered | Elsewhere


class Messages:
    """Who answers which message, and what was answered."""

    def __init__(self, memory: Memory, keys: Keys) -> None:
        self._memory, self._keys = memory, keys
        self._me = secrets.token_hex(8)
        # An embedded library has one process: what an earlier one took, nobody is answering.
        self._alone = memory.engine.dialect.name == "sqlite"

    def claim(self, message: str, question: str, conversation: str | None, now: datetime) -> Claim:
        """Take a message, or learn what became of it. A first one begins its conversation.

        Raises UnknownConversation, and OtherQuestion if the id stands for another question.
        """
        try:
            with self._memory.engine.begin() as connection:
                return self._claim(connection, message, question, conversation, now)
        except IntegrityError:
            # Somebody was faster.
            with self._memory.engine.begin() as connection:
                return self._claim(connection, message, question, conversation, now)

    def answered(self, message: str, conversation: str | None, now: datetime) -> Mapping[str, Any] | None:
        """The Answer to a message, to who holds its conversation; to others too for a while, if it began with it."""
        with self._memory.engine.connect() as connection:
            row = connection.execute(select(messages).where(messages.c.digest == digest(message))).first()
            if row is None or row.conversation_id is None:
                return None
            if conversation is not None:
                if self._memory.opened(connection, conversation, now).id != row.conversation_id:
                    return None
            elif not row.began or now - row.at > ALONE:
                return None
            return self._answer(connection, row, message, conversation)

    def release(self, message: str) -> None:
        """Forget a message that came to nothing, and the conversation that began with it."""
        with self._memory.engine.begin() as connection:
            row = connection.execute(select(messages).where(messages.c.digest == digest(message))).first()
            if row is None or row.answer_id is not None:
                return
            connection.execute(delete(messages).where(messages.c.digest == row.digest))
            if row.began:
                said = select(turns.c.id).where(turns.c.conversation_id == row.conversation_id)
                if connection.execute(said).first() is None:
                    connection.execute(delete(conversations).where(conversations.c.id == row.conversation_id))

    def settle(self, message: str, answer_id: str) -> None:
        """Note the answer of a message whose turn does not tell it."""
        mine = (messages.c.digest == digest(message)) & messages.c.answer_id.is_(None)
        with self._memory.engine.begin() as connection:
            connection.execute(update(messages).where(mine).values(answer_id=answer_id))

    def _claim(
        self, connection: Connection, message: str, question: str, conversation: str | None, now: datetime
    ) -> Claim:
        row = connection.execute(select(messages).where(messages.c.digest == digest(message))).first()
        if row is None:
            return self._taken(connection, message, question, conversation, now)
        if row.asked != digest(question) or not self._same(connection, row, conversation, now):
            raise OtherQuestion
        whole = conversation or f"{row.conversation_id}.{self._secret(message)}"
        if row.answer_id is not None:
            answer = self._answer(connection, row, message, conversation)
            return Answered(answer) if answer else Ours(whole)
        if row.owner != self._me and not self._alone and now - row.at < LEASE:
            return Elsewhere()
        here = (messages.c.digest == row.digest) & (messages.c.owner == row.owner)
        taken = connection.execute(update(messages).where(here).values(owner=self._me, at=now))
        return Ours(whole) if taken.rowcount else Elsewhere()

    def _taken(
        self, connection: Connection, message: str, question: str, conversation: str | None, now: datetime
    ) -> Claim:
        if conversation is not None:
            self._memory.opened(connection, conversation, now)
        whole = conversation or begun(connection, self._secret(message), now)
        row = {
            "digest": digest(message),
            "asked": digest(question),
            "conversation_id": id_of(whole),
            "began": conversation is None,
            "owner": self._me,
            "at": now,
        }
        connection.execute(insert(messages).values(**row))
        return Ours(whole)

    def _same(self, connection: Connection, row: Any, conversation: str | None, now: datetime) -> bool:
        if conversation is None:
            return bool(row.began)
        try:
            return bool(self._memory.opened(connection, conversation, now).id == row.conversation_id)
        except UnknownConversation:
            return False

    def _answer(
        self, connection: Connection, row: Any, message: str, conversation: str | None
    ) -> Mapping[str, Any] | None:
        kept = connection.execute(
            select(turns.c.answer).where(
                turns.c.conversation_id == row.conversation_id, turns.c.answer_id == row.answer_id
            )
        ).scalar()
        if kept is None:
            return None
        return {**kept, "conversation": conversation or f"{row.conversation_id}.{self._secret(message)}"}

    def _secret(self, message: str) -> str:
        """The secret of the conversation that begins with a message: whoever has the message finds it again, and
        nobody finds it in the database."""
        made = hmac.new(self._keys.lasting("conversation"), message.encode("utf-8", "replace"), hashlib.sha256)
        return base64.urlsafe_b64encode(made.digest()[:24]).decode()
