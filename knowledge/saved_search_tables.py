"""The tables of saved searches. Changes to them are migrations (`knowledge/migrations`)."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, String, Table

from knowledge.tables import metadata

saved_searches = Table(
    # What somebody wants to be told of: the criteria and nothing else of them. Over the web they are a conversation's
    # and go with it; in Slack a person's.
    "saved_searches",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("owner", String(120), nullable=False, index=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    Column("criteria", JSON, nullable=False),
    Column("language", String(2), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("saved", DateTime, nullable=False),
    Column("until", DateTime, nullable=False, index=True),
    # Its end was announced.
    Column("warned", Boolean, nullable=False),
)

saved_search_matches = Table(
    # Vacancies that a saved search has met, so that each is told once: `known` when it was saved, `new`, or `told`.
    "saved_search_matches",
    metadata,
    Column("search_id", String(24), ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True),
    Column("vacancy", String(64), primary_key=True),
    # Its ids and addresses: another source may come to tell of it.
    Column("marks", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    # The message that tells of it.
    Column("notice", String(32), index=True),
    Column("at", DateTime, nullable=False),
)

saved_search_notices = Table(
    # Messages about new matches: written down before they are sent, one a day and owner.
    "saved_search_notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(120), nullable=False, index=True),
    # The searches of which the message says that they end soon.
    Column("ending", JSON, nullable=False),
    Column("at", DateTime, nullable=False, index=True),
    # Until then one process is at it, and no other.
    Column("lease", DateTime),
    # It may have been sent: whoever goes on with it looks first whether it was.
    Column("begun", Boolean, nullable=False),
    Column("sent", Boolean, nullable=False),
)
