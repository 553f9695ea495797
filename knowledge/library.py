"""The library: stock it, search it, look after it. One process at a time."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Row

from knowledge import candidates, context, keywords, packing, ranking, spelling
from knowledge.candidates import Narrow
from knowledge.catalogue import Catalogue, Entry, document_id
from knowledge.context import Earlier
from knowledge.embeddings import Embeddings, Vectors
from knowledge.errors import WrongEmbedding
from knowledge.ownership import Ownership
from knowledge.records import LANGUAGES, Document, Kind, Language, Match, Passage
from knowledge.vectors import VectorIndex

# How many neighbours Chroma is asked for: enough to lose some to filters. 200 cost 3 ms among 100,000.
_NEIGHBOURS = 200
_KEYWORD_MATCHES = 100
# So many passages within bounds among the neighbours are the nearest there are; with fewer, others may be nearer ...
_ENOUGH_WITHIN = 24
# ... and up to this many are then all scored exactly, without Chroma.
_SCORED_EXACTLY = 1500
# Between two passages that say the same, the one in the reader's language wins; a better one still beats it.
_OWN_LANGUAGE_BONUS = 0.2
_MOST_OF_ONE_WORK = 3
# So many passages more are looked at, to make good for those that say the same word for word.
_COPIES = 4
# One write of 200 rows to Chroma costs a quarter of 25 writes of eight.
_SETTLED_TOGETHER = 200
# Enough for the ways in which one question is searched, by a few people at a time.
_SOUGHT_KEPT = 16
# Passages in which the spelling of a stem's word is looked for.
_LOOKED_INTO = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage and, for each of its sentences, the texts to embed: what it stands under, and the sentence."""

    passage: Passage
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a question looks for: its vector, the keyword weights by passage number, and the nearest passages."""

    vector: Vectors
    words: Mapping[int, float]
    near: Sequence[str]


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
        self._vocabulary: dict[str, int] | None = None
        self._sought: dict[tuple[str, Earlier | None, date], _Sought] = {}
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
        earlier: Earlier | None = None,
        language: Language | None = None,
        kinds: Sequence[Kind] | None = None,
        works: Sequence[str] | None = None,
        within: Sequence[str] | None = None,
        limit: int = 8,
        most_of_one: int = _MOST_OF_ONE_WORK,
    ) -> list[Match]:
        """The passages that fit a question best, best first, never one that expired before `today`.

        Only those of some kinds or works or within some documents, if given. At most three of one work, whatever its
        language, while there are others. `language` is the reader's: it tips the balance between passages that
        fit alike. `earlier` is what was said before, if the question leans on it.
        """
        sought = self._look_up(question, earlier, today)
        rows = self._candidates(sought, Narrow(today, kinds, works, within))
        near = packing.cosines([row.vectors for row in rows], sought.vector)
        scores = ranking.fuse(
            [float(cosines.max()) for cosines in near], [sought.words.get(r.number, 0.0) for r in rows]
        )
        ranked = sorted(
            zip(scores, rows, near, strict=True),
            key=lambda scored: (-scored[0] - _OWN_LANGUAGE_BONUS * (scored[1].language == language), scored[1].id),
        )
        chosen = ranking.share_out(
            ranked,
            group=lambda scored: scored[1].work or scored[1].document_id,
            most=most_of_one,
            limit=limit + _COPIES,
        )
        found = self.catalogue.passages([row.id for _, row, _ in chosen])
        matches = [
            Match(found[row.id], tuple(map(float, cosines)), sought.words.get(row.number, 0.0))
            for _, row, cosines in chosen
            # A write may have come in between.
            if row.id in found
        ]
        return _without_copies(matches)[:limit]

    def _look_up(self, question: str, earlier: Earlier | None, today: date) -> _Sought:
        """What does not depend on how a search is narrowed: one question is often searched in several ways."""
        key = (question, earlier, today)
        known = self._sought.get(key)
        if known is None:
            known = self._looked_up(question, earlier, today)
            if len(self._sought) >= _SOUGHT_KEPT:
                self._sought.clear()
            self._sought[key] = known
        return known

    def _looked_up(self, question: str, earlier: Earlier | None, today: date) -> _Sought:
        vector = self._embeddings.question(question)
        weights = self.catalogue.by_keywords(keywords.query_stems(question), _KEYWORD_MATCHES)
        if earlier:
            vector = context.blend(vector, self._said(earlier, today), earlier)
            said = set(keywords.query_stems(question))
            for share, words in context.terms(said, earlier):
                for number, weight in self.catalogue.by_keywords(words, _KEYWORD_MATCHES).items():
                    weights[number] = weights.get(number, 0.0) + share * weight
        return _Sought(vector, weights, self._index.nearest(vector, _NEIGHBOURS))

    def _said(self, earlier: Earlier, today: date) -> Vectors:
        """The direction of what was said last: of the answer, or of the passage that the question before finds."""
        if earlier.answer:
            said: Vectors = self._embeddings.sentences([earlier.answer[: context.ANSWER_READ]])[0]
            return said
        before = self._look_up(earlier.questions[0], None, today)
        there = list(self.catalogue.vectors(before.near[:1]).values())
        return _of_passage(there[0]) if there else before.vector

    def _candidates(self, sought: _Sought, narrow: Narrow) -> list[Row[Any]]:
        # Filters run in SQL: inside Chroma they cost 65 to 340 ms among 100,000.
        found = candidates.known_as(self.catalogue.engine, sought.near, list(sought.words), narrow)
        if narrow.is_narrow and len(found) < _ENOUGH_WITHIN:
            every = candidates.all_of(self.catalogue.engine, narrow, _SCORED_EXACTLY)
            return found if every is None else every
        return found

    def openings(self, ids: Sequence[str]) -> dict[str, str]:
        """The title and the first passage of documents, by id: what they say they are about."""
        return self.catalogue.openings(ids)

    def ids_at(self, addresses: Sequence[str]) -> list[str]:
        """The ids of the documents at these addresses, and of those that say the same in other languages."""
        return self.catalogue.ids_at(addresses) if addresses else []

    def slips_in(self, words: Sequence[str]) -> dict[str, str]:
        """Those of the words that the library has never seen, and the word of the library that each is nearest to."""
        unknown = [w for w in words if not self.term_counts(keywords.query_stems(w))]
        if unknown and self._vocabulary is None:
            self._vocabulary = self.catalogue.vocabulary()
        found = {word: self._meant_by(word) for word in unknown}
        return {word: meant for word, meant in found.items() if meant}

    def _meant_by(self, word: str) -> str | None:
        """The word of the library that a word is a slip away from."""
        for stem in spelling.near_stems(word, self._vocabulary or {}):
            with_it = list(self.catalogue.by_keywords([stem], _LOOKED_INTO))
            for row in candidates.known_as(self.catalogue.engine, (), with_it, Narrow()):
                passage = self.catalogue.passages([row.id])[row.id]
                spelled = keywords.words(f"{passage.title} {passage.heading} {passage.text}")
                for other in spelled:
                    if spelling.is_slip(word, other):
                        return other
        return None

    def has_phrase(self, name: str) -> bool:
        """Whether a name of several words stands anywhere just so, whatever the language of its stems."""
        return self.catalogue.with_phrase([keywords.stems(name, language) for language in LANGUAGES])

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
        known |= self._embedded(fresh)
        with self._writing:
            self.catalogue.replace(document, [Entry(piece.passage, known[piece.passage.id]) for piece in pieces])
            self._settle(at_least=1 if settle else _SETTLED_TOGETHER)

    def _embedded(self, pieces: Sequence[Piece]) -> dict[str, Vectors]:
        """The vectors of passages, by id: each sentence's, turned to what it stands under. No text is embedded twice."""
        texts = list(dict.fromkeys(text for piece in pieces for pair in piece.texts for text in pair))
        vectors = dict(zip(texts, self._embeddings.sentences(texts), strict=True))
        return {
            piece.passage.id: np.stack([context.under(vectors[above], vectors[said]) for above, said in piece.texts])
            for piece in pieces
        }

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
        self._sought.clear()
        self._vocabulary = None
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


def _without_copies(matches: Sequence[Match]) -> list[Match]:
    """Of passages that have the same words, the best: a text that was published twice is one."""
    first: dict[tuple[str, ...], Match] = {}
    for match in matches:
        first.setdefault(tuple(keywords.words(match.passage.text)), match)
    return list(first.values())


def _of_passage(sentences: Vectors) -> Vectors:
    """A passage's vector: the mean of its sentences', so that one embedding serves search and quoting."""
    mean = sentences.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
