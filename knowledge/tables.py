"""The tables of the database, all in one place. Changes to them are migrations (`knowledge/migrations`)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(16), nullable=False, index=True),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("checked", Date, nullable=False),
    Column("says_checked", Boolean, nullable=False),
    Column("work", Text, index=True),
    Column("link", Text),
    Column("published", Date),
    Column("expires", Date),
    Column("facts", JSON),
    Column("references", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
    UniqueConstraint("source", "address"),
)

passages = Table(
    "passages",
    metadata,
    # The number is the row of the keyword index; the id is what Chroma knows.
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("document_id", String(32), ForeignKey("documents.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sentences", JSON, nullable=False),
    # One vector a sentence, as `knowledge.packing` writes them: a rebuild embeds nothing.
    Column("vectors", LargeBinary, nullable=False),
)

intents = Table(
    # Passages whose place in Chroma may not yet be what the catalogue says.
    "intents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("passage_id", String(64), nullable=False),
)

stamps = Table(
    # What wrote this library: the embedding model, the shelf's edition.
    "stamps",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("language", String(2)),
    Column("last_turn", DateTime, nullable=False, index=True),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("at", DateTime, nullable=False),
)

handovers = Table(
    # Who was told how to reach a person, and about what: never a word of what was said.
    "handovers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("topic", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("at", DateTime, nullable=False),
)
