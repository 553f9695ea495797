"""The tables of partners: their keys, what they posted, and what came in over the web."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("known_as", sa.Text, nullable=False, unique=True),
        sa.Column("contact", sa.Text),
        sa.Column("key_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("added", sa.DateTime, nullable=False),
        sa.Column("renewed", sa.DateTime),
        sa.Column("withdrawn", sa.DateTime),
    )
    op.create_table(
        "postings",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("partner_id", sa.Integer, sa.ForeignKey("partners.id"), nullable=False, index=True),
        sa.Column("reference", sa.Text),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("offered", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("approved", sa.JSON),
        sa.Column("posted", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("via", sa.String(8), nullable=False),
        sa.Column("decisions", sa.JSON, nullable=False),
        sa.UniqueConstraint("partner_id", "reference"),
    )
    op.create_table(
        "partner_requests",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("partner_id", sa.Integer, sa.ForeignKey("partners.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("body", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.UniqueConstraint("partner_id", "key"),
    )


def downgrade() -> None:
    for table in ("partner_requests", "postings", "partners"):
        op.drop_table(table)
