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
    Index,
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

slack_events = Table(
    # Deliveries that came in, so that the same one is never taken twice.
    "slack_events",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("at", Float, nullable=False, index=True),
)

slack_jobs = Table(
    # What somebody asked in Slack and what became of it: written before Slack is told that it was received.
    "slack_jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # What makes it the same question, however often and by whatever event it is delivered.
    Column("key", Text, nullable=False, unique=True),
    # Known to buttons: it cannot be guessed.
    Column("ref", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("team", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("thread", String(32), nullable=False),
    # Its place among those of its thread.
    Column("ts", String(32), nullable=False),
    Column("person", String(32), nullable=False),
    # Nothing where the words are still to be fetched, or were deleted.
    Column("words", Text),
    Column("about", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due", Float, nullable=False),
    Column("worker", String(32)),
    Column("lease", Float),
    Column("tries", Integer, nullable=False),
    Column("stopped", Boolean, nullable=False),
    # The Answer as JSON, once there is one: it is delivered again, never made again.
    Column("answer", JSON(none_as_null=True)),
    # The messages of ours that show it, in order.
    Column("sent", JSON, nullable=False),
    Column("failure", Text),
    Column("at", Float, nullable=False, index=True),
    Index("slack_jobs_by_state", "state", "due"),
    Index("slack_jobs_by_thread", "team", "channel", "thread"),
    Index("slack_jobs_by_person", "team", "person"),
)

slack_threads = Table(
    # The conversation of one person in one thread. In a channel it is also what makes follow-ups heard.
    "slack_threads",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("thread", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("conversation", Text),
    Column("language", String(2)),
    # Somebody else has spoken since: nothing is answered until the guide is addressed again.
    Column("quiet", Boolean, nullable=False),
    # The last answer was for the person alone.
    Column("personal", Boolean, nullable=False),
    Column("at", Float, nullable=False, index=True),
)

slack_people = Table(
    # The language in which the guide speaks to somebody outside of a conversation.
    "slack_people",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("at", Float, nullable=False, index=True),
)

slack_feedback = Table(
    # What somebody thinks of an answer; a second opinion takes the place of the first.
    "slack_feedback",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("ts", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("answer", String(32), nullable=False),
    Column("rating", String(4), nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("comment", Text),
    Column("at", Float, nullable=False, index=True),
)

slack_installations = Table(
    # Workspaces that installed the guide. Their tokens are sealed: the key is not in the database.
    "slack_installations",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("enterprise", String(32)),
    Column("bot_user", String(32)),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires", Float),
    # Counts renewals, so that of two processes one renews.
    Column("edition", Integer, nullable=False),
    Column("at", Float, nullable=False),
)

slack_states = Table(
    # Installations under way: each state is good for one return, for a few minutes.
    "slack_states",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("until", Float, nullable=False),
)

saved_searches = Table(
    # What somebody wants to be told of: their own criteria, and nothing of themselves.
    "saved_searches",
    metadata,
    Column("id", String(32), primary_key=True),
    # What their channel calls them.
    Column("owner", Text, nullable=False, index=True),
    Column("criteria", JSON, nullable=False),
    Column("language", String(2), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("told", Float, nullable=False),
    # The vacancies that they know of.
    Column("seen", JSON, nullable=False),
    Column("at", Float, nullable=False),
)
