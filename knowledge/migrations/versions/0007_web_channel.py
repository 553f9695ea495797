"""Secrets of conversations, messages answered once, feedback, shared answers, and the keys of the web channel."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OWNED = "conversations.id"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("secret", sa.String(64)))
    op.add_column("turns", sa.Column("answer_id", sa.String(32)))
    op.create_index("ix_turns_answer_id", "turns", ["answer_id"])
    op.create_table(
        "messages",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("asked", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey(_OWNED, ondelete="CASCADE"), index=True),
        sa.Column("began", sa.Boolean, nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("answer_id", sa.String(32)),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey(_OWNED, ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("answer_id", sa.String(32), nullable=False),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("conversation_id", "answer_id"),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey(_OWNED, ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("answer_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("conversation_id", "answer_id"),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("purpose", sa.String(16), nullable=False, index=True),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
    )
    _hide_secrets()


def downgrade() -> None:
    for table in ("keys", "shares", "feedback", "messages"):
        op.drop_table(table)
    op.drop_index("ix_turns_answer_id", "turns")
    op.drop_column("turns", "answer_id")
    op.drop_column("conversations", "secret")


def _hide_secrets() -> None:
    """An id alone used to open a conversation: it becomes the secret, of which only a digest stays."""
    connection = op.get_bind()
    for row in connection.execute(sa.text("select id, language, last_turn from conversations")).all():
        values = {
            "old": row.id,
            "id": hashlib.sha256(b"conversation\0" + row.id.encode()).hexdigest()[:16],
            "secret": hashlib.sha256(row.id.encode()).hexdigest(),
            "language": row.language,
            "last_turn": row.last_turn,
        }
        insert = (
            "insert into conversations (id, secret, language, last_turn) values (:id, :secret, :language, :last_turn)"
        )
        connection.execute(sa.text(insert), values)
        for table in ("turns", "handovers"):
            connection.execute(
                sa.text(f"update {table} set conversation_id = :id where conversation_id = :old"),
                {"id": values["id"], "old": row.id},
            )
        connection.execute(sa.text("delete from conversations where id = :old"), {"old": row.id})
    for row in connection.execute(sa.text("select id, answer from turns")).all():
        answer = json.loads(row.answer)
        answer.pop("conversation", None)
        connection.execute(
            sa.text("update turns set answer = :answer, answer_id = :answer_id where id = :id"),
            {"answer": json.dumps(answer), "answer_id": answer.get("id"), "id": row.id},
        )
