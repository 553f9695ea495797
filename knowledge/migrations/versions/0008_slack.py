"""The tables of Slack, and the searches that people save there and elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "slack_events",
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "slack_jobs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("ref", sa.String(32), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("team", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("thread", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("worker", sa.String(32)),
        sa.Column("lease", sa.Float),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("sent", sa.JSON, nullable=False),
        sa.Column("failure", sa.Text),
        sa.Column("at", sa.Float, nullable=False, index=True),
    )
    op.create_index("slack_jobs_by_state", "slack_jobs", ["state", "due"])
    op.create_index("slack_jobs_by_thread", "slack_jobs", ["team", "channel", "thread"])
    op.create_index("slack_jobs_by_person", "slack_jobs", ["team", "person"])
    op.create_table(
        "slack_threads",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("thread", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("conversation", sa.Text),
        sa.Column("language", sa.String(2)),
        sa.Column("quiet", sa.Boolean, nullable=False),
        sa.Column("personal", sa.Boolean, nullable=False),
        sa.Column("at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "slack_people",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "slack_feedback",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("ts", sa.String(32), primary_key=True),
        sa.Column("person", sa.String(32), primary_key=True),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("rating", sa.String(4), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("at", sa.Float, nullable=False, index=True),
    )
    op.create_table(
        "slack_installations",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("enterprise", sa.String(32)),
        sa.Column("bot_user", sa.String(32)),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.Float),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "slack_states",
        sa.Column("state", sa.String(64), primary_key=True),
        sa.Column("until", sa.Float, nullable=False),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False, index=True),
        sa.Column("criteria", sa.JSON, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("told", sa.Float, nullable=False),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "saved_searches",
        "slack_states",
        "slack_installations",
        "slack_feedback",
        "slack_people",
        "slack_threads",
        "slack_jobs",
        "slack_events",
    ):
        op.drop_table(table)
