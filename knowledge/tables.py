"""The tables of the database, all in one place. Changes to them are migrations (`knowledge/migrations`)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
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
    Column("part_of", Text),
    Column("work", Text, index=True),
    Column("link", Text),
    Column("published", Date),
    Column("expires", Date),
    Column("facts", JSON),
    Column("references", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
    UniqueConstraint("source", "address"),
)

origins = Table(
    # The files and pages that were read to the end, and which version of each.
    "origins",
    metadata,
    Column("source", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    # What the site told about that version, to ask whether there is a newer one.
    Column("etag", Text),
    Column("last_modified", Text),
)

runs = Table(
    # What became of each look at a source; the newest tells how it is now and when it is due again.
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False, index=True),
    Column("started", DateTime, nullable=False),
    Column("ended", DateTime, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("unreadable", JSON, nullable=False),
    # Why the place could not be listed to its end; nothing if it could.
    Column("failure", Text),
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
    # Public within the database; who knows the secret beside it may read and go on. Of that only a digest is kept.
    Column("id", String(64), primary_key=True),
    Column("language", String(2)),
    Column("last_turn", DateTime, nullable=False, index=True),
    Column("secret", String(64)),
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
    Column("answer_id", String(32), index=True),
)

messages = Table(
    # Questions under the id that the asker's page gave them, so that none is answered twice. No word of them.
    "messages",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("asked", String(64), nullable=False),
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    # Whether the conversation began with it.
    Column("began", Boolean, nullable=False),
    # The process that answers it.
    Column("owner", String(32), nullable=False),
    Column("at", DateTime, nullable=False, index=True),
    Column("answer_id", String(32)),
)

feedback = Table(
    # What people thought of an answer; a second opinion replaces the first.
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("answer_id", String(32), nullable=False),
    Column("rating", String(8), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("comment", Text),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("conversation_id", "answer_id"),
)

shares = Table(
    # Answers that somebody made a page of, to show to others.
    "shares",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("answer_id", String(32), nullable=False),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("conversation_id", "answer_id"),
)

keys = Table(
    # What signs the tokens of pages, shared by every process on this database.
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("purpose", String(16), nullable=False, index=True),
    Column("key", LargeBinary, nullable=False),
    Column("made", DateTime, nullable=False),
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

partners = Table(
    # Organisations that post vacancies. Of a key only its digest is kept.
    "partners",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("known_as", Text, nullable=False, unique=True),
    Column("contact", Text),
    Column("key_digest", String(64), nullable=False, unique=True),
    Column("added", DateTime, nullable=False),
    Column("renewed", DateTime),
    Column("withdrawn", DateTime),
)

postings = Table(
    # What partners posted: as offered last, and as an adviser approved it, which alone is shown.
    "postings",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("partner_id", Integer, ForeignKey("partners.id"), nullable=False, index=True),
    Column("reference", Text),
    Column("state", String(16), nullable=False, index=True),
    Column("edition", Integer, nullable=False),
    Column("offered", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("approved", JSON(none_as_null=True)),
    Column("posted", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("via", String(8), nullable=False),
    # Every decision with who took it and when, oldest first.
    Column("decisions", JSON, nullable=False),
    UniqueConstraint("partner_id", "reference"),
)

partner_requests = Table(
    # Postings that came in over the web: for the day's limit, and so that a repeated request changes nothing.
    "partner_requests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("partner_id", Integer, ForeignKey("partners.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("key", Text),
    Column("body", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", JSON),
    UniqueConstraint("partner_id", "key"),
)

usage = Table(
    # What each call to a model cost. Of a conversation only a digest, which nobody can turn back once it is forgotten.
    "usage",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("conversation", String(32), nullable=False, index=True),
    Column("answer", String(32)),
    Column("purpose", String(16), nullable=False),
    Column("model", Text, nullable=False),
    Column("read", Integer, nullable=False),
    Column("cached", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    # The endpoint did not tell, or the call was cut short.
    Column("estimated", Boolean, nullable=False),
    # Nothing where no price is set.
    Column("euro", Float),
    Column("outcome", String(24), nullable=False),
)
