"""The files and pages that documents were read from, and the runs that read them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("documents", sa.Column("part_of", sa.Text))
    op.create_table(
        "origins",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.Text, nullable=False, index=True),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("ended", sa.DateTime, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.Column("unreadable", sa.JSON, nullable=False),
        sa.Column("failure", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("runs")
    op.drop_table("origins")
    op.drop_column("documents", "part_of")
