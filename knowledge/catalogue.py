"""The catalogue: documents, passages with their vectors, keywords and the ledger, in one database. The truth."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from knowledge import keywords, migrations
from knowledge.candidates import Narrow
from knowledge.database import open_database, translated
from knowledge.embeddings import Vectors
from knowledge.kept import document_of, document_row, passage_of
from knowledge.packing import pack, unpack
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
        self.replace_many([(document, entries)])

    def replace_many(self, many: Sequence[tuple[Document, Sequence[Entry]]]) -> None:
        """As `replace`, of several documents in one transaction: all of them or none."""
        # Of what comes twice, the last.
        by_id = {document_id(document.source, document.address): (document, entries) for document, entries in many}
        if not by_id:
            return
        with translated(), self.engine.begin() as connection:
            _take_out(connection, list(by_id))
            connection.execute(insert(documents), [document_row(document, id) for id, (document, _) in by_id.items()])
            _put_in(connection, [(document, entry) for document, entries in by_id.values() for entry in entries])

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

    def fingerprints(self, source: str) -> dict[str, dict[str, str]]:
        """Address of a file or page of a source -> the address and fingerprint of each document that came of it."""
        query = select(documents.c.address, documents.c.part_of, documents.c.fingerprint)
        found: dict[str, dict[str, str]] = {}
        with self.engine.connect() as connection:
            for row in connection.execute(query.where(documents.c.source == source)):
                found.setdefault(row.part_of or row.address, {})[row.address] = row.fingerprint
        return found

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
            query = Narrow(today).on(query)
        with self.engine.connect() as connection:
            return [document_of(row) for row in connection.execute(query)]

    def documents_by_id(self, ids: Sequence[str]) -> dict[str, Document]:
        """Those documents of these ids that exist."""
        query = select(documents).where(documents.c.id.in_(ids))
        with self.engine.connect() as connection:
            return {row.id: document_of(row) for row in connection.execute(query)}

    def ids_at(self, addresses: Sequence[str]) -> list[str]:
        """The ids of the documents at these addresses, and of those that say the same in other languages."""
        here = documents.c.address.in_(addresses)
        works = select(documents.c.work).where(here, documents.c.work.is_not(None))
        with self.engine.connect() as connection:
            return list(connection.execute(select(documents.c.id).where(here | documents.c.work.in_(works))).scalars())

    def by_keywords(self, terms: Sequence[str], limit: int) -> dict[int, float]:
        """Numbers of passages with any of these stems, and their weight."""
        with self.engine.connect() as connection:
            return keywords.find(connection, terms, limit)

    def by_keywords_each(self, many: Sequence[Sequence[str]], limit: int) -> list[dict[int, float]]:
        """As `by_keywords`, of several lists of stems."""
        with self.engine.connect() as connection:
            return keywords.find_each(connection, many, limit)

    def vocabulary(self) -> dict[str, int]:
        """Every stem that occurs, and in how many passages."""
        with self.engine.connect() as connection:
            return keywords.vocabulary(connection)

    def term_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        with self.engine.connect() as connection:
            return keywords.counts(connection, terms)

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
        query = Narrow(today, works=[work]).on(_PASSAGES).order_by(passages.c.position)
        with self.engine.connect() as connection:
            return [passage_of(row) for row in connection.execute(query)]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Every passage of a document, in reading order."""
        query = _PASSAGES.where(passages.c.document_id == document_id).order_by(passages.c.position)
        with self.engine.connect() as connection:
            return [passage_of(row) for row in connection.execute(query)]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The sentence vectors of those passages that exist."""
        found: dict[str, Vectors] = {}
        with self.engine.connect() as connection:
            for some in _batches(ids):
                query = select(passages.c.id, passages.c.vectors, passages.c.sentences).where(passages.c.id.in_(some))
                found |= {row.id: unpack(row.vectors, len(row.sentences)) for row in connection.execute(query)}
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

    def holds_from_elsewhere(self, source: str, kinds: Sequence[Kind]) -> bool:
        """Whether there is a document of these kinds from another source than this."""
        query = select(documents.c.id).where(documents.c.kind.in_(kinds), documents.c.source != source).limit(1)
        with self.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def close(self) -> None:
        """Let go of the file; the last connection folds the write-ahead log into it."""
        self.engine.dispose()


def document_id(source: str, address: str) -> str:
    """The identity of a document: where it was listed and its address there."""
    return hashlib.sha256(f"{source}\0{address}".encode()).hexdigest()[:20]


_PASSAGES: Select[Any] = select(
    passages.c.id,
    passages.c.document_id,
    passages.c.heading,
    passages.c.text,
    passages.c.sentences,
    documents.c.title,
    documents.c.address,
    documents.c.part_of,
    documents.c.link,
    documents.c.kind,
    documents.c.language,
    documents.c.checked,
    documents.c.work,
    documents.c.expires,
).join(documents)


def _put_in(connection: Connection, many: Sequence[tuple[Document, Entry]]) -> None:
    """Put passages in, in the order of their documents. A few statements for all of them: each has its price."""
    if not many:
        return
    positions: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for _, entry in many:
        rows.append(_passage_row(entry, positions[entry.passage.document_id]))
        positions[entry.passage.document_id] += 1
    connection.execute(insert(passages), rows)
    numbers: dict[str, int] = {}
    for some in _batches([row["id"] for row in rows]):
        known = select(passages.c.id, passages.c.number).where(passages.c.id.in_(some))
        numbers.update((row.id, row.number) for row in connection.execute(known).all())
    keywords.index(connection, [_found_by(numbers[entry.passage.id], document, entry) for document, entry in many])
    connection.execute(insert(intents), [{"passage_id": row["id"]} for row in rows])


def _passage_row(entry: Entry, position: int) -> dict[str, Any]:
    passage = entry.passage
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "position": position,
        "heading": passage.heading,
        "text": passage.text,
        "sentences": [[s.start, s.end] for s in passage.sentences],
        "vectors": pack(entry.vectors),
    }


def _found_by(number: int, document: Document, entry: Entry) -> keywords.Indexed:
    passage = entry.passage
    return keywords.found_by(number, document.title, document.aliases, passage.heading, passage.text, document.language)


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
