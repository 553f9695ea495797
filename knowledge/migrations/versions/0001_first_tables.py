"""The first tables: documents, passages, keywords, the ledger, stamps, conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("source", sa.Text, nullable=False, index=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, index=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("checked", sa.Date, nullable=False),
        sa.Column("says_checked", sa.Boolean, nullable=False),
        sa.Column("work", sa.Text, index=True),
        sa.Column("link", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("expires", sa.Date),
        sa.Column("facts", sa.JSON),
        sa.Column("references", sa.JSON, nullable=False),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.UniqueConstraint("source", "address"),
    )
    op.create_table(
        "passages",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("heading", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sentences", sa.JSON, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "intents",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("passage_id", sa.String(64), nullable=False),
    )
    op.create_table(
        "stamps",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(2)),
        sa.Column("last_turn", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    # Stems are written by us (knowledge/keywords.py): FTS5 itself knows English stemming only.
    op.execute("create virtual table keywords using fts5(title, heading, text, tokenize='unicode61')")
    op.execute("create virtual table keyword_counts using fts5vocab(keywords, 'row')")


def downgrade() -> None:
    for table in ("keyword_counts", "keywords", "turns", "conversations", "stamps", "intents", "passages", "documents"):
        op.drop_table(table)
