"""The library: stock it, search it, look after it. One process at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Row

from knowledge import keywords, ranking
from knowledge.catalogue import Catalogue, Entry, document_id, unpack
from knowledge.embeddings import Embeddings, Vectors
from knowledge.errors import WrongEmbedding
from knowledge.ownership import Ownership
from knowledge.records import Document, Kind, Language, Match, Passage
from knowledge.vectors import VectorIndex

# How many neighbours Chroma is asked for: enough to lose some to filters. 200 cost 3 ms among 100,000.
_NEIGHBOURS = 200
_KEYWORD_MATCHES = 100
# Up to this many passages of the asked kinds are all scored exactly, without Chroma.
_SCORED_EXACTLY = 1500
# Between two passages that say the same, the one in the reader's language wins; a better one still beats it.
_OWN_LANGUAGE_BONUS = 0.5
_MOST_OF_ONE_WORK = 3
# One write of 200 rows to Chroma costs a quarter of 25 writes of eight.
_SETTLED_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage and, for each of its sentences, the text to embed: the sentence with its title and heading."""

    passage: Passage
    texts: tuple[str, ...]


class Library:
    """Documents in, passages out. Searching is safe in any thread; writing happens one call at a time."""

    def __init__(self, folder: Path, embeddings: Embeddings, *, doing: str = "serve", any_model: bool = False) -> None:
        """Open the library in a folder, made if need be, and finish what a crash left undone.

        Raises LibraryInUse if another process has it, WrongEmbedding if another model wrote it
        (unless `any_model`, for a rebuild), LibraryError if the folder or database cannot be used.
        """
        self._ownership = Ownership(folder, doing)
        self._folder, self._embeddings, self._writing = folder, embeddings, threading.Lock()
        self._records: dict[Kind, list[Document]] = {}
        try:
            self.catalogue = Catalogue(folder / "library.db")
            self.same_model = self._check_stamp(any_model)
        except BaseException:
            self._ownership.release()
            raise

    @property
    def ownership(self) -> Ownership:
        """The right by which this process holds the library."""
        return self._ownership

    @cached_property
    def _index(self) -> VectorIndex:
        return VectorIndex(self._folder / "chroma")

    def warm_up(self) -> None:
        """Load what the first question would wait for, and replay the ledger."""
        self.catch_up()
        # Opening Chroma is most of it.
        _ = self._index
        self._embeddings.question("warm")

    def search(
        self,
        question: str,
        *,
        today: date,
        language: Language | None = None,
        kinds: Sequence[Kind] | None = None,
        works: Sequence[str] | None = None,
        within: Sequence[str] | None = None,
        limit: int = 8,
        most_of_one: int = _MOST_OF_ONE_WORK,
    ) -> list[Match]:
        """The passages that fit a question best, best first, never one that expired before `today`.

        Only those of some kinds or works or within some documents, if given. At most three of one work, whatever its
        language. `language` is the reader's: it tips the balance between passages that fit alike.
        """
        vector = self._embeddings.question(question)
        weights = self.catalogue.by_keywords(keywords.query_stems(question), _KEYWORD_MATCHES)
        rows = {row.id: row for row in self._candidates(vector, list(weights), kinds, works, within, today)}
        nearness = {id: unpack(row) @ vector for id, row in rows.items()}
        scores = ranking.fuse(
            {id: float(near.max()) for id, near in nearness.items()},
            {id: weights.get(row.number, 0.0) for id, row in rows.items()},
        )
        for id, row in rows.items():
            scores[id] += _OWN_LANGUAGE_BONUS * (row.language == language)
        chosen = ranking.share_out(
            sorted(rows.values(), key=lambda row: (-scores[row.id], row.id)),
            group=lambda row: row.work or row.document_id,
            most=most_of_one,
            limit=limit,
        )
        found = self.catalogue.passages([row.id for row in chosen])
        return [
            Match(found[row.id], tuple(map(float, nearness[row.id])), weights.get(row.number, 0.0))
            for row in chosen
            # A write may have come in between.
            if row.id in found
        ]

    def _candidates(
        self,
        vector: Vectors,
        worded: Sequence[int],
        kinds: Sequence[Kind] | None,
        works: Sequence[str] | None,
        within: Sequence[str] | None,
        today: date,
    ) -> list[Row[Any]]:
        if not (kinds is works is within is None):
            # Filters run here, in SQL: inside Chroma they cost 65 to 340 ms among 100,000.
            few = self.catalogue.candidates_of(_SCORED_EXACTLY, today, kinds=kinds, works=works, within=within)
            if few is not None:
                return few
        near = self._index.nearest(vector, _NEIGHBOURS)
        return self.catalogue.candidates(ids=near, numbers=worded, today=today, kinds=kinds, works=works, within=within)

    def openings(self, ids: Sequence[str]) -> dict[str, str]:
        """The title and the first passage of documents, by id: what they say they are about."""
        return self.catalogue.openings(ids)

    def passage_count(self) -> int:
        """How many passages there are."""
        return self.catalogue.passage_count()

    def document_count(self) -> int:
        """How many documents there are."""
        return sum(self.catalogue.counts().values())

    def behind(self, passages: Sequence[Passage]) -> dict[str, Document]:
        """The documents of passages, and the pages that they are translations of, by id."""
        own = self.catalogue.documents_by_id(list({passage.document_id for passage in passages}))
        works = [d.work for d in own.values() if d.work and not d.references]
        return own | {document_id(d.source, d.address): d for d in self.catalogue.documents(works=works)}

    def page(self, work: str, language: Language, today: date) -> list[Passage]:
        """Every passage of a work's page in one language, in reading order; of its English page if there is none."""
        every = self.catalogue.passages_of_work(work, today)
        spoken = [passage for passage in every if passage.language == language]
        return spoken or [passage for passage in every if passage.language == "en"]

    def records(self, kind: Kind) -> list[Document]:
        """The documents of a kind that carry a record, in the order of their addresses; kept until the next write."""
        if kind not in self._records:
            self._records[kind] = [d for d in self.catalogue.documents(kinds=[kind]) if d.facts is not None]
        return self._records[kind]

    def term_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        return self.catalogue.term_counts(terms)

    def put(self, document: Document, pieces: Sequence[Piece], *, settle: bool = True) -> None:
        """Put a document in place of the one with its source and address. What has a vector is not embedded again.

        Without `settle` Chroma learns of it with later ones, at the latest by `catch_up`; until then
        it is found by its words alone.
        """
        known = self.catalogue.vectors([piece.passage.id for piece in pieces]) if self.same_model else {}
        fresh = [piece for piece in pieces if piece.passage.id not in known]
        computed = self._embeddings.sentences([text for piece in fresh for text in piece.texts])
        start = 0
        for piece in fresh:
            known[piece.passage.id] = computed[start : start + len(piece.texts)]
            start += len(piece.texts)
        with self._writing:
            self.catalogue.replace(document, [Entry(piece.passage, known[piece.passage.id]) for piece in pieces])
            self._settle(at_least=1 if settle else _SETTLED_TOGETHER)

    def forget(self, source: str, addresses: Sequence[str]) -> None:
        """Take documents of a source out."""
        with self._writing:
            self.catalogue.remove([document_id(source, address) for address in addresses])
            self._settle()

    def rebuild_index(self) -> int:
        """Fill Chroma anew from the catalogue; embeds nothing. Gives the number of passages."""
        with self._writing:
            ids = sorted(self.catalogue.passage_ids())
            # Noted first, so that a crash while the index is half full is made good like any other.
            self.catalogue.intend(ids)
            self._index.clear()
            self._tell_index(ids)
            self.catalogue.settle(self.catalogue.pending())
            self.catalogue.stamp("embedding", self._embeddings.name)
        self.same_model = True
        return len(ids)

    def close(self) -> None:
        """Let go of the library, so that it can be copied or opened elsewhere."""
        self.catalogue.close()
        self._ownership.release()

    def _check_stamp(self, any_model: bool) -> bool:
        written_by = self.catalogue.stamped("embedding")
        if written_by is None:
            self.catalogue.stamp("embedding", self._embeddings.name)
        elif written_by != self._embeddings.name and not any_model:
            raise WrongEmbedding(
                f"The library in {self._folder} was written with the embedding model {written_by}, and this guide "
                f"uses {self._embeddings.name}. `opinno library rebuild` embeds it anew; nothing is lost."
            )
        return written_by in (None, self._embeddings.name)

    def catch_up(self) -> None:
        """Bring Chroma in line with the ledger. Safe to repeat, so a crash in the middle does no harm."""
        with self._writing:
            self._settle()

    def _settle(self, at_least: int = 1) -> None:
        self._records.clear()
        # Vectors of another model do not fit into the index: they wait for `rebuild_index`.
        pending = self.catalogue.pending() if self.same_model else []
        if len(pending) >= at_least:
            self._tell_index(pending)
            self.catalogue.settle(pending)

    def _tell_index(self, ids: Sequence[str]) -> None:
        there = self.catalogue.vectors(ids)
        present = [id for id in ids if id in there]
        if present:
            self._index.put(present, np.stack([_of_passage(there[id]) for id in present]))
        self._index.remove([id for id in ids if id not in there])


def _of_passage(sentences: Vectors) -> Vectors:
    """A passage's vector: the mean of its sentences', so that one embedding serves search and quoting."""
    mean = sentences.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
