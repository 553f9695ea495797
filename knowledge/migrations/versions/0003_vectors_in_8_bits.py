"""The vectors of passages in 8 bits and a scale each, where they were 16-bit floats."""

from collections.abc import Callable

import numpy as np
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SCALE = 4
_LARGEST = 127
_AT_ONCE = 500


def upgrade() -> None:
    _rewrite(_to_8_bits)


def downgrade() -> None:
    _rewrite(_to_16_bits)


def _rewrite(change: Callable[[bytes, int], bytes]) -> None:
    connection = op.get_bind()
    read = sa.text(
        "select number, vectors, json_array_length(sentences) as many from passages "
        "where number > :last order by number limit :at_once"
    )
    write = sa.text("update passages set vectors = :vectors where number = :number")
    last = -1
    # Some at a time: those of a large library do not fit into memory.
    while rows := connection.execute(read, {"last": last, "at_once": _AT_ONCE}).all():
        changed = [{"number": row.number, "vectors": change(row.vectors, row.many)} for row in rows if row.many]
        if changed:
            connection.execute(write, changed)
        last = rows[-1].number


def _to_8_bits(floats: bytes, many: int) -> bytes:
    # Between two versions 8 bits were written under revision 0002. Only floats have a length of one.
    vectors = _floats(floats, many)
    if vectors is None or not _have_length_one(vectors):
        return floats
    scales = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12).astype("<f4") / _LARGEST
    numbers = np.round(vectors / scales).astype(np.int8)
    return np.hstack((scales.view(np.uint8), numbers.view(np.uint8))).tobytes()


def _floats(packed: bytes, many: int) -> np.ndarray | None:
    if len(packed) % (2 * many):
        return None
    return np.frombuffer(packed, dtype="<f2").reshape(many, -1).astype(np.float32)


def _have_length_one(vectors: np.ndarray) -> bool:
    # What is no float at all may come out as infinite.
    with np.errstate(invalid="ignore", over="ignore"):
        return np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)


def _to_16_bits(packed: bytes, many: int) -> bytes:
    rows = np.frombuffer(packed, dtype=np.uint8).reshape(many, -1)
    scales = rows[:, :_SCALE].copy().view("<f4")
    return (rows[:, _SCALE:].view(np.int8) * scales).astype("<f2").tobytes()
