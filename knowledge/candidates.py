"""The passages that a search looks at, with their vectors: read from the database and kept within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, Engine, Row, Select, func, literal, or_, select

from knowledge.records import Kind
from knowledge.tables import documents, passages


@dataclass(frozen=True, slots=True)
class Narrow:
    """Only documents of these kinds, works or ids, and none that expired before `today`; None stands for any."""

    today: date | None = None
    kinds: Sequence[Kind] | None = None
    works: Sequence[str] | None = None
    within: Sequence[str] | None = None

    @property
    def is_narrow(self) -> bool:
        """It leaves out more than the expired."""
        return not (self.kinds is self.works is self.within is None)

    def admits(self, row: Any) -> bool:
        """Whether a candidate is within bounds."""
        if self.today is not None and row.expires is not None and row.expires < self.today:
            return False
        # Asked of some hundred candidates many times a question, so that nothing is looked at that does not matter.
        return (
            (self.kinds is None or row.kind in self.kinds)
            and (self.works is None or row.work in self.works)
            and (self.within is None or row.document_id in self.within)
        )

    def on(self, query: Select[Any]) -> Select[Any]:
        """A query that joins the documents, narrowed."""
        columns = ((documents.c.kind, self.kinds), (documents.c.work, self.works), (documents.c.id, self.within))
        for column, wanted in columns:
            if wanted is not None:
                query = query.where(column.in_(wanted))
        if self.today is not None:
            query = query.where(or_(documents.c.expires.is_(None), documents.c.expires >= self.today))
        return query


_CANDIDATES: Select[Any] = select(
    passages.c.id,
    passages.c.number,
    passages.c.vectors,
    passages.c.document_id,
    documents.c.language,
    documents.c.work,
    documents.c.kind,
    documents.c.expires,
).join(documents)


def known_as(engine: Engine, ids: Sequence[str], numbers: Sequence[int], narrow: Narrow) -> list[Row[Any]]:
    """The passages of these ids and those of these numbers, as far as they are within bounds; each once."""
    found: dict[str, Row[Any]] = {}
    with engine.connect() as connection:
        for column, wanted in ((passages.c.id, ids), (passages.c.number, numbers)):
            if wanted:
                # Narrowed here: asked for a kind too, SQLite walks through all of that kind, three times as long.
                query = _CANDIDATES.where(column.in_(_listed(wanted)))
                found |= {row.id: row for row in connection.execute(query)}
    return [row for row in found.values() if narrow.admits(row)]


def all_of(engine: Engine, narrow: Narrow, most: int) -> list[Row[Any]] | None:
    """Every passage within bounds; None if there are more than `most`."""
    # Counted first: the vectors of passages that are too many would be read for nothing.
    ids = select(passages.c.id).select_from(passages.join(documents)).limit(most + 1)
    count = select(func.count()).select_from(narrow.on(ids).subquery())
    with engine.connect() as connection:
        if connection.execute(count).scalar_one() > most:
            return None
        return list(connection.execute(narrow.on(_CANDIDATES)))


def _listed(values: Sequence[Any]) -> Any:
    # One parameter however many values, so that the statement is prepared once and has no upper bound.
    return select(func.json_each(literal(list(values), JSON)).table_valued("value").c.value)
