"""The catalogue: documents, passages with their vectors, keywords and the ledger, in one database. The truth."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select

from knowledge import keywords, migrations
from knowledge.database import open_database, translated
from knowledge.embeddings import Vectors
from knowledge.kept import document_of, document_row, passage_of
from knowledge.records import Document, Kind, Passage
from knowledge.tables import documents, intents, passages, stamps

# SQLite takes at most 32,766 values a statement; this many also keep one statement short.
_MANY = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage on its way in, with one vector a sentence: shape (sentences, dimension)."""

    passage: Passage
    vectors: Vectors


class Catalogue:
    """The database of the library. Reads may run in any thread; writes must not overlap."""

    def __init__(self, file: Path) -> None:
        """Open the database, bringing its tables up to date. Raises LibraryError if it cannot be used."""
        self.engine = open_database(file)
        with translated(), self.engine.begin() as connection:
            migrations.upgrade(connection)

    # Writing

    def replace(self, document: Document, entries: Sequence[Entry]) -> None:
        """Put a document with its passages in place of the one of the same source and address, all or nothing.

        What Chroma has to learn is noted in the same transaction, see `pending`.
        """
        with translated(), self.engine.begin() as connection:
            identity = document_id(document.source, document.address)
            _take_out(connection, [identity])
            connection.execute(insert(documents), document_row(document, identity))
            for position, entry in enumerate(entries):
                _put_in(connection, document, entry, position)

    def remove(self, ids: Sequence[str]) -> None:
        """Take documents out, with everything that belongs to them."""
        with translated(), self.engine.begin() as connection:
            _take_out(connection, ids)

    def recheck(self, ids: Sequence[str], day: date) -> None:
        """Note that documents were looked at again and had not changed; not of those that state the day themselves."""
        with translated(), self.engine.begin() as connection:
            for some in _batches(ids):
                seen = documents.c.id.in_(some) & documents.c.says_checked.is_(False)
                connection.execute(documents.update().where(seen).values(checked=day))

    def intend(self, passage_ids: Sequence[str]) -> None:
        """Enter passages in the ledger: Chroma has to be told of them again."""
        with translated(), self.engine.begin() as connection:
            for some in _batches(passage_ids):
                connection.execute(insert(intents), [{"passage_id": id} for id in some])

    def settle(self, passage_ids: Sequence[str]) -> None:
        """Strike passages off the ledger: Chroma says the same as the catalogue."""
        with translated(), self.engine.begin() as connection:
            for some in _batches(passage_ids):
                connection.execute(delete(intents).where(intents.c.passage_id.in_(some)))

    def stamp(self, name: str, value: str) -> None:
        """Remember one thing about the library."""
        with translated(), self.engine.begin() as connection:
            connection.execute(delete(stamps).where(stamps.c.name == name))
            connection.execute(insert(stamps).values(name=name, value=value))

    # Reading

    def stamped(self, name: str) -> str | None:
        """What was remembered under a name."""
        with self.engine.connect() as connection:
            return connection.execute(select(stamps.c.value).where(stamps.c.name == name)).scalar()

    def pending(self) -> list[str]:
        """Passages whose place in Chroma may not yet be what the catalogue says, oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(intents.c.passage_id).order_by(intents.c.id))
            return list(dict.fromkeys(row.passage_id for row in rows))

    def fingerprints(self, source: str) -> dict[str, str]:
        """The address and fingerprint of every document of a source."""
        query = select(documents.c.address, documents.c.fingerprint).where(documents.c.source == source)
        with self.engine.connect() as connection:
            return {row.address: row.fingerprint for row in connection.execute(query)}

    def documents(
        self, *, kinds: Sequence[Kind] | None = None, works: Sequence[str] | None = None, today: date | None = None
    ) -> list[Document]:
        """Documents of these kinds or works, in the order of their addresses; without those expired before `today`."""
        query = select(documents).order_by(documents.c.address)
        if kinds is not None:
            query = query.where(documents.c.kind.in_(kinds))
        if works is not None:
            query = query.where(documents.c.work.in_(works))
        if today is not None:
            query = query.where(_open_on(today))
        with self.engine.connect() as connection:
            return [document_of(row) for row in connection.execute(query)]

    def documents_by_id(self, ids: Sequence[str]) -> dict[str, Document]:
        """Those documents of these ids that exist."""
        query = select(documents).where(documents.c.id.in_(ids))
        with self.engine.connect() as connection:
            return {row.id: document_of(row) for row in connection.execute(query)}

    def by_keywords(self, terms: Sequence[str], limit: int) -> dict[int, float]:
        """Numbers of passages with any of these stems, and their weight."""
        with self.engine.connect() as connection:
            return keywords.find(connection, terms, limit)

    def term_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        with self.engine.connect() as connection:
            return keywords.counts(connection, terms)

    def candidates(
        self,
        *,
        ids: Sequence[str] = (),
        numbers: Sequence[int] = (),
        today: date | None = None,
        kinds: Sequence[Kind] | None = None,
        works: Sequence[str] | None = None,
        within: Sequence[str] | None = None,
    ) -> list[Row[Any]]:
        """What scoring needs of passages known by id or number, filtered in SQL: see `unpack` for the vectors."""
        found: dict[str, Row[Any]] = {}
        with self.engine.connect() as connection:
            for column, wanted in ((passages.c.id, ids), (passages.c.number, numbers)):
                for some in _batches(wanted):
                    query = _narrowed(_CANDIDATES.where(column.in_(some)), today, kinds, works, within)
                    found |= {row.id: row for row in connection.execute(query)}
        return list(found.values())

    def candidates_of(
        self,
        most: int,
        today: date | None,
        *,
        kinds: Sequence[Kind] | None = None,
        works: Sequence[str] | None = None,
        within: Sequence[str] | None = None,
    ) -> list[Row[Any]] | None:
        """What scoring needs of every passage of these kinds, works and document ids; None if it is of over `most`."""
        # Counted first: the vectors of passages that are too many would be read for nothing.
        ids = select(passages.c.id).select_from(passages.join(documents)).limit(most + 1)
        count = select(func.count()).select_from(_narrowed(ids, today, kinds, works, within).subquery())
        with self.engine.connect() as connection:
            if connection.execute(count).scalar_one() > most:
                return None
            return list(connection.execute(_narrowed(_CANDIDATES, today, kinds, works, within)))

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Those passages of these ids that exist."""
        found: dict[str, Passage] = {}
        with self.engine.connect() as connection:
            for some in _batches(ids):
                rows = connection.execute(_PASSAGES.where(passages.c.id.in_(some)))
                found |= {row.id: passage_of(row) for row in rows}
        return found

    def openings(self, ids: Sequence[str]) -> dict[str, str]:
        """The title and the first passage of those documents of these ids that exist."""
        query = select(documents.c.id, documents.c.title, passages.c.text).join(documents)
        found: dict[str, str] = {}
        with self.engine.connect() as connection:
            for some in _batches(ids):
                rows = connection.execute(query.where(passages.c.position == 0, documents.c.id.in_(some)))
                found |= {row.id: f"{row.title} {row.text}" for row in rows}
        return found

    def passages_of_work(self, work: str, today: date) -> list[Passage]:
        """Every passage of a work's pages, in reading order."""
        query = _narrowed(_PASSAGES, today, works=[work]).order_by(passages.c.position)
        with self.engine.connect() as connection:
            return [passage_of(row) for row in connection.execute(query)]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The sentence vectors of those passages that exist."""
        found: dict[str, Vectors] = {}
        with self.engine.connect() as connection:
            for some in _batches(ids):
                query = select(passages.c.id, passages.c.vectors, _SENTENCES).where(passages.c.id.in_(some))
                found |= {row.id: unpack(row) for row in connection.execute(query)}
        return found

    def passage_ids(self) -> set[str]:
        """The id of every passage."""
        with self.engine.connect() as connection:
            return set(connection.execute(select(passages.c.id)).scalars())

    def passage_count(self) -> int:
        """How many passages there are."""
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(passages)).scalar_one()

    def counts(self) -> dict[str, int]:
        """How many documents there are of each kind."""
        query = select(documents.c.kind, func.count().label("documents")).group_by(documents.c.kind)
        with self.engine.connect() as connection:
            return {row.kind: row.documents for row in connection.execute(query)}

    def close(self) -> None:
        """Let go of the file; the last connection folds the write-ahead log into it."""
        self.engine.dispose()


def document_id(source: str, address: str) -> str:
    """The identity of a document: where it was listed and its address there."""
    return hashlib.sha256(f"{source}\0{address}".encode()).hexdigest()[:20]


def unpack(row: Any) -> Vectors:
    """The sentence vectors of a passage's row, shape (sentences, dimension)."""
    return np.frombuffer(row.vectors, dtype=np.float16).reshape(row.many, -1).astype(np.float32)


# Counted by the database: a search looks at hundreds of passages, and reading the JSON of each costs more
# than all the rest.
_SENTENCES = func.json_array_length(passages.c.sentences).label("many")
_CANDIDATES: Select[Any] = select(
    passages.c.id,
    passages.c.number,
    passages.c.vectors,
    _SENTENCES,
    passages.c.document_id,
    documents.c.language,
    documents.c.work,
).join(documents)
_PASSAGES: Select[Any] = select(
    passages.c.id,
    passages.c.document_id,
    passages.c.heading,
    passages.c.text,
    passages.c.sentences,
    documents.c.title,
    documents.c.address,
    documents.c.link,
    documents.c.kind,
    documents.c.language,
    documents.c.checked,
    documents.c.work,
    documents.c.expires,
).join(documents)


def _narrowed(
    query: Select[Any],
    today: date | None,
    kinds: Sequence[Kind] | None = None,
    works: Sequence[str] | None = None,
    within: Sequence[str] | None = None,
) -> Select[Any]:
    """The query on documents of these kinds, works and ids only, and without those expired before `today`."""
    for column, wanted in ((documents.c.kind, kinds), (documents.c.work, works), (documents.c.id, within)):
        if wanted is not None:
            query = query.where(column.in_(wanted))
    return query if today is None else query.where(_open_on(today))


def _open_on(today: date) -> Any:
    return or_(documents.c.expires.is_(None), documents.c.expires >= today)


def _put_in(connection: Connection, document: Document, entry: Entry, position: int) -> None:
    passage = entry.passage
    number = connection.execute(
        insert(passages).returning(passages.c.number),
        {
            "id": passage.id,
            "document_id": passage.document_id,
            "position": position,
            "heading": passage.heading,
            "text": passage.text,
            "sentences": [[s.start, s.end] for s in passage.sentences],
            "vectors": entry.vectors.astype(np.float16).tobytes(),
        },
    ).scalar_one()
    title = " ".join((document.title, *document.aliases))
    keywords.index(connection, number, title, passage.heading, passage.text, document.language)
    connection.execute(insert(intents).values(passage_id=passage.id))


def _take_out(connection: Connection, ids: Sequence[str]) -> None:
    for some in _batches(ids):
        gone = connection.execute(
            select(passages.c.id, passages.c.number).where(passages.c.document_id.in_(some))
        ).all()
        if gone:
            keywords.remove(connection, [row.number for row in gone])
            connection.execute(insert(intents), [{"passage_id": row.id} for row in gone])
            connection.execute(delete(passages).where(passages.c.document_id.in_(some)))
        connection.execute(delete(documents).where(documents.c.id.in_(some)))


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _MANY):
        yield items[start : start + _MANY]
