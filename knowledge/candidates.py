"""The passages that a search looks at, with their vectors: read from the database and kept within bounds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, func, or_, select

from knowledge.records import Kind
from knowledge.tables import documents, passages

# As much as a few thousand passages: a small library is read once.
_KEPT_BYTES = 6 * 2**20


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
        return any(bound is not None for bound in (self.kinds, self.works, self.within))

    def admits(self, row: Candidate) -> bool:
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


class Candidate(NamedTuple):
    """A passage as a search sees it, with its document's bounds."""

    id: str
    number: int
    vectors: bytes
    """Of its sentences, packed."""
    document_id: str
    language: str
    work: str | None
    kind: Kind
    expires: date | None


class Candidates:
    """Reads candidates, and keeps those that were read, up to some megabytes, until the next write."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._by_id: dict[str, Candidate] = {}
        self._by_number: dict[int, Candidate] = {}
        self._bytes = 0

    def known_as(self, ids: Sequence[str], numbers: Sequence[int]) -> list[Candidate]:
        """The passages of these ids and those of these numbers; each once."""
        by_id, by_number = self._by_id, self._by_number
        strange = [id for id in ids if id not in by_id], [number for number in numbers if number not in by_number]
        read = self._read(*strange) if any(strange) else []
        for each in read:
            self._keep(each)
        fresh_ids, fresh_numbers = {each.id: each for each in read}, {each.number: each for each in read}
        by_names = (by_id.get(id) or fresh_ids.get(id) for id in ids)
        found = {each.number: each for each in by_names if each}
        for number in numbers:
            if number not in found and (known := by_number.get(number) or fresh_numbers.get(number)):
                found[number] = known
        return list(found.values())

    def _read(self, ids: Sequence[str], numbers: Sequence[int]) -> list[Candidate]:
        with self._engine.connect() as connection:
            return [
                _candidate(row)
                for statement, wanted in ((_OF_IDS, ids), (_OF_NUMBERS, numbers))
                if wanted
                # One parameter however many values, so that the statement is prepared once and has no upper bound.
                for row in connection.exec_driver_sql(statement, (json.dumps(wanted),)).all()
            ]

    def _keep(self, each: Candidate) -> None:
        if self._bytes > _KEPT_BYTES:
            # The dictionaries that another thread looks through stay as they are.
            self._by_id, self._by_number, self._bytes = {}, {}, 0
        self._by_id[each.id] = self._by_number[each.number] = each
        self._bytes += len(each.vectors)


_COLUMNS = "p.id, p.number, p.vectors, p.document_id, d.language, d.work, d.kind, d.expires"
# Narrowed afterwards: asked for a kind too, SQLite walks through all of that kind, three times as long.
_OF_IDS, _OF_NUMBERS = (
    f"select {_COLUMNS} from json_each(?) wanted join passages p on p.{name} = wanted.value "
    "join documents d on d.id = p.document_id"
    for name in ("id", "number")
)
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


def all_of(engine: Engine, narrow: Narrow, most: int) -> list[Candidate] | None:
    """Every passage within bounds; None if there are more than `most`."""
    # Counted first: the vectors of passages that are too many would be read for nothing.
    ids = select(passages.c.id).select_from(passages.join(documents)).limit(most + 1)
    count = select(func.count()).select_from(narrow.on(ids).subquery())
    with engine.connect() as connection:
        if connection.execute(count).scalar_one() > most:
            return None
        return [Candidate._make(row) for row in connection.execute(narrow.on(_CANDIDATES)).all()]


def _candidate(row: Any) -> Candidate:
    """A row as the driver gives it: days are text."""
    *values, expires = row
    return Candidate._make((*values, date.fromisoformat(expires) if expires else None))
