"""The tables of the guide in Slack. Changes to them are migrations (`knowledge/migrations`)."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from knowledge.tables import metadata

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
    # Counts renewals, so that what was renewed meanwhile is not overwritten.
    Column("edition", Integer, nullable=False),
    # Until then one process renews its tokens, and no other: a refresh token is good once.
    Column("renewing", Float),
    Column("at", Float, nullable=False),
)

slack_workspaces = Table(
    # The organisation of a workspace: the guide may be installed there for all of them.
    "slack_workspaces",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("enterprise", String(32), nullable=False, index=True),
)

slack_states = Table(
    # Installations under way: each state is good for one return, for a few minutes.
    "slack_states",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("until", Float, nullable=False),
)
