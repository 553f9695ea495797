"""Saved searches with what each has met and the messages about it; tokens of Slack renewed by one process at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    # The table of revision 0008 was in no release; it did not say what its owners had been told.
    op.drop_table("saved_searches")
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("owner", sa.String(120), nullable=False, index=True),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
        sa.Column("criteria", sa.JSON, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("saved", sa.DateTime, nullable=False),
        sa.Column("until", sa.DateTime, nullable=False, index=True),
        sa.Column("warned", sa.Boolean, nullable=False),
    )
    op.create_table(
        "saved_search_matches",
        sa.Column("search_id", sa.String(24), sa.ForeignKey("saved_searches.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("vacancy", sa.String(64), primary_key=True),
        sa.Column("marks", sa.JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("notice", sa.String(32), index=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "saved_search_notices",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(120), nullable=False, index=True),
        sa.Column("ending", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("lease", sa.DateTime),
        sa.Column("begun", sa.Boolean, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
    )
    op.add_column("slack_installations", sa.Column("renewing", sa.Float))
    op.create_table(
        "slack_workspaces",
        sa.Column("team", sa.String(32), primary_key=True),
        sa.Column("enterprise", sa.String(32), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_column("slack_installations", "renewing")
    for table in ("slack_workspaces", "saved_search_notices", "saved_search_matches", "saved_searches"):
        op.drop_table(table)
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
