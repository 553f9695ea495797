"""The library: stock it, search it, look after it. One process at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from knowledge import context, keywords, spelling
from knowledge.at_hand import Kept
from knowledge.candidates import Narrow
from knowledge.catalogue import Catalogue, Entry, document_id
from knowledge.context import Earlier
from knowledge.editions import Editions
from knowledge.embeddings import Embeddings, Vectors
from knowledge.errors import EmbeddingsDown
from knowledge.keyword_form import renew_keywords
from knowledge.laid_out import LaidOut
from knowledge.ownership import Ownership
from knowledge.records import Document, Kind, Language, Match, Passage
from knowledge.search import MOST_OF_ONE_WORK, Search
from knowledge.shortening import directions_for, form_of
from knowledge.stamp import Stamp
from knowledge.vectors import VectorIndex

log = logging.getLogger(__name__)

# One write of 200 rows to Chroma costs a quarter of 25 writes of eight.
_SETTLED_TOGETHER = 200
# Passages in which the spelling of a stem's word is looked for.
_LOOKED_INTO = 4
# Of a word on more passages, those where it weighs most.
_ENOUGH_TO_TELL = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage and, for each of its sentences, the texts to embed: what it stands under, and the sentence."""

    passage: Passage
    texts: tuple[tuple[str, str], ...]


FILE = "library.db"
"""The database within the folder of a library."""


class Library:
    """Documents in, passages out. Searching is safe in any thread; writing happens one call at a time."""

    def __init__(self, folder: Path, embeddings: Embeddings, *, doing: str = "serve", any_model: bool = False) -> None:
        """Open the library in a folder, made if need be, and finish what a crash left undone.

        Raises LibraryInUse if another process has it, WrongEmbedding if another model wrote it
        (unless `any_model`, for a rebuild), LibraryError if the folder or database cannot be used.
        """
        self._ownership = Ownership(folder, doing)
        self._folder, self._embeddings, self._writing = folder, embeddings, threading.Lock()
        self._kept = Kept()
        try:
            self.catalogue = Catalogue(folder / FILE)
            self._stamp = Stamp(self.catalogue, embeddings, folder)
            self.same_model = self._stamp.check(any_model)
            self._directions = directions_for(embeddings.name, embeddings.dimension)
            # Chroma is opened by the first search, not here: it takes most of a second.
            self._search = Search(self.catalogue, embeddings, lambda *near: self._index.nearest(*near))
            self._check_form()
        except BaseException:
            self._ownership.release()
            raise

    @property
    def ownership(self) -> Ownership:
        """The right by which this process holds the library."""
        return self._ownership

    @cached_property
    def _index(self) -> VectorIndex:
        return VectorIndex(self._folder / "chroma", self._directions)

    def warm_up(self) -> None:
        """Load what the first question would wait for, and replay the ledger."""
        self.catch_up()
        # Opening Chroma is most of it.
        _ = self._index
        try:
            self._embeddings.question("warm")
        except EmbeddingsDown as error:
            log.warning("questions are answered by words alone for now: %s", error)

    @property
    def without_meaning(self) -> int:
        """How many searches had to do with words alone, because the endpoint that embeds was down."""
        return self._search.without_meaning

    def search(
        self,
        question: str,
        *,
        today: date,
        earlier: Earlier | None = None,
        language: Language | None = None,
        kinds: Sequence[Kind] | None = None,
        works: Sequence[str] | None = None,
        within: Sequence[str] | None = None,
        limit: int = 8,
        most_of_one: int = MOST_OF_ONE_WORK,
    ) -> list[Match]:
        """The passages that fit a question best, best first, never one that expired before `today`.

        Only those of some kinds or works or within some documents, if given. At most three of one work, whatever its
        language, while there are others. `language` is the reader's: it tips the balance between passages that
        fit alike. `earlier` is what was said before, if the question leans on it.
        """
        narrow = Narrow(today, kinds, works, within)
        return self._search.best(
            question, narrow, earlier=earlier, language=language, limit=limit, most_of_one=most_of_one
        )

    def openings(self, ids: Sequence[str]) -> dict[str, str]:
        """The title and the first passage of documents, by id: what they say they are about."""
        return self.catalogue.openings(ids)

    def ids_at(self, addresses: Sequence[str]) -> list[str]:
        """The ids of the documents at these addresses, and of those that say the same in other languages."""
        return self.catalogue.ids_at(addresses) if addresses else []

    def slips_in(self, words: Sequence[str]) -> dict[str, str]:
        """Those of the words that the library has never seen, and the word of the library that each is nearest to."""
        stems = {word: keywords.query_stems(word) for word in words}
        known = self.term_counts([stem for forms in stems.values() for stem in forms])
        found = {word: self._meant_by(word) for word, forms in stems.items() if known.keys().isdisjoint(forms)}
        return {word: meant for word, meant in found.items() if meant}

    def only_on_pages(self, word: str) -> bool:
        """Whether a word is known, and only from pages that were read from elsewhere than the shelf."""
        numbers = list(self.catalogue.by_keywords(keywords.query_stems(word), _ENOUGH_TO_TELL))
        rows = self._search.candidates.known_as((), numbers)
        return bool(rows) and all(row.kind == "page" for row in rows)

    def _meant_by(self, word: str) -> str | None:
        """The word of the library that a word is a slip away from."""
        for stem in spelling.near_stems(word, self._known_stems()):
            with_it = list(self.catalogue.by_keywords([stem], _LOOKED_INTO))
            for row in self._search.candidates.known_as((), with_it):
                passage = self.catalogue.passages([row.id])[row.id]
                spelled = keywords.words(f"{passage.title} {passage.heading} {passage.text}")
                for other in spelled:
                    if spelling.is_slip(word, other):
                        return other
        return None

    def _known_stems(self) -> Mapping[str, int]:
        kept = self._kept
        if kept.vocabulary is None:
            kept.vocabulary = self.catalogue.vocabulary()
        return kept.vocabulary

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
        every = self._kept.page_in(self.catalogue, work, today)
        spoken = [passage for passage in every if passage.language == language]
        return spoken or [passage for passage in every if passage.language == "en"]

    def laid_out(self, ids: Sequence[str]) -> list[LaidOut]:
        """Documents with their tables, in this order; kept at hand until the next write."""
        return self._kept.laid_out_in(self.catalogue, ids)

    def records(self, kind: Kind) -> list[Document]:
        """The documents of a kind that carry a record, in the order of their addresses; kept until the next write."""
        return self._kept.records_in(self.catalogue, kind)

    def editions(self) -> Editions:
        """The pages that are editions of one thing, by the id of each; kept until the next write."""
        return self._kept.editions_in(self.catalogue)

    def term_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each stem occurs; stems that occur nowhere are left out."""
        return self.catalogue.term_counts(terms)

    def put(self, document: Document, pieces: Sequence[Piece], *, settle: bool = True) -> None:
        """Put a document in place of the one with its source and address. What has a vector is not embedded again.

        Without `settle` Chroma learns of it with later ones, at the latest by `catch_up`; until then
        it is found by its words alone.
        """
        self.put_many([(document, pieces)], settle=settle)

    def put_many(self, many: Sequence[tuple[Document, Sequence[Piece]]], *, settle: bool = True) -> None:
        """As `put`, but embedded and written all together: all are in, or none."""
        every = [piece for _, pieces in many for piece in pieces]
        known = self.catalogue.vectors([piece.passage.id for piece in every]) if self.same_model else {}
        known |= self._embedded([piece for piece in every if piece.passage.id not in known])
        entries = [[Entry(piece.passage, known[piece.passage.id]) for piece in pieces] for _, pieces in many]
        with self._writing:
            self.catalogue.replace_many([(document, of_it) for (document, _), of_it in zip(many, entries, strict=True)])
            self._settle(at_least=1 if settle else _SETTLED_TOGETHER)

    def _embedded(self, pieces: Sequence[Piece]) -> dict[str, Vectors]:
        """The vectors of passages, by id: each sentence's, turned to what it stands under. Texts are embedded once."""
        texts = list(dict.fromkeys(text for piece in pieces for pair in piece.texts for text in pair))
        rows = self._embeddings.sentences(texts)
        if texts and self.same_model:
            self._stamp.check_dimension(rows.shape[1])
        vectors = dict(zip(texts, rows, strict=True))
        return {
            piece.passage.id: np.stack([context.under(vectors[above], vectors[said]) for above, said in piece.texts])
            for piece in pieces
        }

    def forget(self, source: str, addresses: Sequence[str], *, settle: bool = True) -> None:
        """Take documents of a source out: they are found no more, though without `settle` Chroma learns of it later."""
        if not addresses:
            return
        with self._writing:
            self.catalogue.remove([document_id(source, address) for address in addresses])
            self._settle(at_least=1 if settle else _SETTLED_TOGETHER)

    def rebuild_index(self) -> int:
        """Fill Chroma anew from the catalogue; embeds nothing. Gives the number of passages."""
        with self._writing:
            ids = sorted(self.catalogue.passage_ids())
            # Noted first, so that a crash while the index is half full is made good like any other.
            self.catalogue.intend(ids)
            self._index.clear()
            self._tell_index(ids)
            self.catalogue.settle(self.catalogue.pending())
            self._stamp.renew()
            self._forget_what_was_read()
        self.same_model = True
        return len(ids)

    def embedding_anew(self) -> None:
        """Mark the library as one that is being embedded anew: until `rebuild_index` no model may open it for use."""
        self._stamp.begin_anew()

    def close(self) -> None:
        """Let go of the library, so that it can be copied or opened elsewhere."""
        self.catalogue.close()
        self._ownership.release()

    def _check_form(self) -> None:
        """Fill an index or keywords of another form anew, from the catalogue; that embeds nothing."""
        renew_keywords(self.catalogue)
        form = form_of(self._directions)
        if self.catalogue.stamped("index") != form:
            ids = sorted(self.catalogue.passage_ids())
            # Noted first, so that a crash in the middle is made good by the next `catch_up`.
            self.catalogue.intend(ids)
            self.catalogue.stamp("index", form)
            if ids:
                self.catch_up()

    def catch_up(self) -> None:
        """Bring Chroma in line with the ledger. Safe to repeat, so a crash in the middle does no harm."""
        with self._writing:
            self._settle()

    def _settle(self, at_least: int = 1) -> None:
        try:
            self._tell_pending(at_least)
        finally:
            self._forget_what_was_read()

    def _tell_pending(self, at_least: int) -> None:
        # Vectors of another model do not fit into the index: they wait for `rebuild_index`.
        pending = self.catalogue.pending() if self.same_model else []
        if len(pending) >= at_least:
            self._tell_index(pending)
            self.catalogue.settle(pending)

    def _forget_what_was_read(self) -> None:
        # After Chroma was told, or a search in between would keep the neighbours of before. Nothing is emptied:
        # who reads meanwhile puts what was true before the write where nobody looks any more.
        self._kept = Kept()
        self._search.forget()

    def _tell_index(self, ids: Sequence[str]) -> None:
        # The vectors of all sentences are many times those of their passages.
        for start in range(0, len(ids), _SETTLED_TOGETHER):
            self._tell_some(ids[start : start + _SETTLED_TOGETHER])

    def _tell_some(self, ids: Sequence[str]) -> None:
        there = self.catalogue.vectors(ids)
        present = [id for id in ids if id in there]
        if present:
            self._index.put(present, np.stack([context.of_passage(there[id]) for id in present]))
        self._index.remove([id for id in ids if id not in there])
