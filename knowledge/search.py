"""Searching: by meaning and by words, with what was said before, and one list in the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge import candidates, context, keywords, packing, ranking
from knowledge.candidates import Candidate, Candidates, Narrow
from knowledge.catalogue import Catalogue
from knowledge.context import Earlier
from knowledge.embeddings import Embeddings, Remote, Vectors
from knowledge.errors import EmbeddingsDown
from knowledge.nearness import by_words
from knowledge.records import Language, Match, Passage
from tracing import step

log = logging.getLogger(__name__)

MOST_OF_ONE_WORK = 3
# How many neighbours Chroma is asked for: enough to lose some to filters. 200 cost 3 ms among 100,000.
_NEIGHBOURS = 200
_KEYWORD_MATCHES = 100
# So many passages within bounds among the neighbours are the nearest there are; with fewer, others may be nearer ...
_ENOUGH_WITHIN = 24
# ... and up to this many are then all scored exactly, without Chroma.
_SCORED_EXACTLY = 1500
# Between two passages that say the same, the one in the reader's language wins; a better one still beats it.
_OWN_LANGUAGE_BONUS = 0.1
# A translation may be of another meaning of the word, but what nobody translated is found by nothing else.
_TRANSLATED, _TRANSLATED_ALONE = 0.7, 1.0
# The document that answered the question before may well answer the next one, further on.
_SAME_DOCUMENT_BONUS = 0.8
# So many passages more are looked at, to make good for those that say the same word for word.
_COPIES = 4
# Enough for the ways in which one question is searched, by a few people at a time.
_SOUGHT_KEPT = 16

Nearest = Callable[[Vectors, int], Sequence[str]]
"""The ids of so many passages nearest to a vector, nearest first."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a question looks for: its vector, the keyword weights by passage number, and the nearest passages."""

    vector: Vectors | None
    """None while the endpoint that embeds is down: then words alone decide."""
    words: Mapping[int, float]
    translated: Mapping[int, float]
    """The weights by what the question's words are called in the other languages."""
    near: Sequence[str]
    rows: Sequence[Candidate]
    """All of these, to be narrowed: one question is searched in several ways."""
    cosines: Sequence[Vectors | None]
    """Of the sentences of each row."""
    before: Candidate | None = None
    """The passage that the question before finds first."""

    def weight(self, row: Candidate, language: Language | None) -> float:
        """How much the words speak for a passage; translated ones only for one in another language."""
        own = self.words.get(row.number, 0.0)
        if row.language == language or row.number not in self.translated:
            return own
        return own + (_TRANSLATED if row.work else _TRANSLATED_ALONE) * self.translated[row.number]

    def bonus(self, row: Candidate, language: Language | None) -> float:
        """What speaks for a passage beside nearness and words, in standard deviations."""
        own = _OWN_LANGUAGE_BONUS if row.language == language else 0.0
        before = self.before
        further_on = before is not None and row.document_id == before.document_id and row.number != before.number
        return own + (_SAME_DOCUMENT_BONUS if further_on else 0.0)


_Scored = tuple[Candidate, Vectors | None]
"""A candidate, and the cosine of each of its sentences."""


class Search:
    """Finds passages in a catalogue, in any thread. Whoever writes to the catalogue says so with `forget`."""

    def __init__(self, catalogue: Catalogue, embeddings: Embeddings, nearest: Nearest) -> None:
        self._catalogue, self._embeddings, self._nearest = catalogue, embeddings, nearest
        self._remote = embeddings if isinstance(embeddings, Remote) else None
        self._sought: dict[tuple[str, Earlier | None], _Sought] = {}
        self.candidates = Candidates(catalogue.engine)
        """What was read of passages holds until the next write."""
        self.without_meaning = 0
        """How many searches had to do with words alone."""

    def best(
        self,
        question: str,
        narrow: Narrow,
        *,
        earlier: Earlier | None,
        language: Language | None,
        limit: int,
        most_of_one: int,
    ) -> list[Match]:
        """The passages within bounds that fit a question best, best first; see `Library.search`."""
        with step("search") as told:
            sought = self._look_up(question, earlier)
            chosen = ranking.share_out(
                self._ranked(sought, narrow, language),
                group=lambda scored: scored[0].work or scored[0].document_id,
                most=most_of_one,
                limit=limit + _COPIES,
            )
            matches = _without_copies(self._matches(question, sought, chosen))[:limit]
            told.note(passages=len(matches))
            return matches

    def _matches(self, question: str, sought: _Sought, chosen: Sequence[_Scored]) -> list[Match]:
        found = self._catalogue.passages([row.id for row, _ in chosen])
        return [
            Match(
                found[row.id],
                self._nearness(question, cosines, found[row.id]),
                sought.words.get(row.number, 0.0),
            )
            for row, cosines in chosen
            # A write may have come in between.
            if row.id in found
        ]

    def forget(self) -> None:
        """Keep nothing of what was looked up: the library says something else now."""
        # A new one, not an emptied one: a search that began before the write puts what it found into the old one.
        self._sought, self.candidates = {}, Candidates(self._catalogue.engine)

    def _ranked(self, sought: _Sought, narrow: Narrow, language: Language | None) -> Iterator[_Scored]:
        found = self._candidates(sought, narrow)
        rows = [row for row, _ in found]
        near = np.array([0.0 if cosines is None else cosines.max() for _, cosines in found])
        nearest = ranking.across_languages(
            near, [row.language for row in rows], [row.work is None for row in rows], language
        )
        scores = ranking.fuse(nearest, [sought.weight(row, language) for row in rows])
        ranked = sorted(
            (-score - sought.bonus(row, language), row.id, place)
            for place, (row, score) in enumerate(zip(rows, scores, strict=True))
        )
        return (found[place] for *_, place in ranked)

    def _nearness(self, question: str, cosines: Vectors | None, passage: Passage) -> tuple[float, ...]:
        if cosines is None:
            return by_words(question, passage)
        return tuple((self._remote.nearness(cosines) if self._remote else cosines).tolist())

    def _candidates(self, sought: _Sought, narrow: Narrow) -> list[_Scored]:
        # Chroma is not told the bounds: filters inside it cost 65 to 340 ms among 100,000.
        found = [each for each in zip(sought.rows, sought.cosines, strict=True) if narrow.admits(each[0])]
        if narrow.is_narrow and len(found) < _ENOUGH_WITHIN:
            every = candidates.all_of(self._catalogue.engine, narrow, _SCORED_EXACTLY)
            return found if every is None else list(zip(every, _cosines(every, sought.vector), strict=True))
        return found

    def _look_up(self, question: str, earlier: Earlier | None) -> _Sought:
        """What does not depend on how a search is narrowed: one question is often searched in several ways."""
        kept, there = self._sought, self.candidates
        known = kept.get((question, earlier))
        if known is None:
            known = self._looked_up(question, earlier, there)
            if len(kept) >= _SOUGHT_KEPT:
                kept.clear()
            if known.vector is not None:
                kept[question, earlier] = known
        return known

    def _looked_up(self, question: str, earlier: Earlier | None, there: Candidates) -> _Sought:
        vector = self._meaning(question, earlier)
        stems = keywords.query_stems(question)
        said = list(context.terms(set(stems), earlier)) if earlier else []
        many = [stems, keywords.translated_stems(question), *(words for _, words in said)]
        weights, translated, *others = self._catalogue.by_keywords_each(many, _KEYWORD_MATCHES)
        for (share, _), found in zip(said, others, strict=True):
            for number, weight in found.items():
                weights[number] = weights.get(number, 0.0) + share * weight
        near = [] if vector is None else self._nearest(vector, _NEIGHBOURS)
        rows = there.known_as(near, [*weights, *translated])
        before = self._found_before(earlier) if earlier else None
        return _Sought(vector, weights, translated, near, rows, _cosines(rows, vector), before)

    def _found_before(self, earlier: Earlier) -> Candidate | None:
        """The passage that the question before finds first, itself understood from the one before it."""
        first, *others = earlier.questions
        sought = self._look_up(first, Earlier(tuple(others[:1])) if others else None)
        best = next(self._ranked(sought, Narrow(), None), None)
        return best[0] if best else None

    def _meaning(self, question: str, earlier: Earlier | None) -> Vectors | None:
        """The question's direction, with what was said before; None if it cannot be had now."""
        try:
            vector = self._embeddings.question(question)
            return context.blend(vector, self._said(earlier), earlier) if earlier else vector
        except EmbeddingsDown as error:
            self.without_meaning += 1
            log.warning("searching by words alone: %s", error)
            return None

    def _said(self, earlier: Earlier) -> Vectors:
        """The direction of what was said last: of the answer, or of the passage that the question before finds."""
        if earlier.answer:
            answer = earlier.answer[: context.ANSWER_READ]
            said: Vectors = self._remote.said(answer) if self._remote else self._embeddings.sentences([answer])[0]
            return said
        before = self._look_up(earlier.questions[0], None)
        there = list(self._catalogue.vectors(before.near[:1]).values())
        if before.vector is None:
            raise EmbeddingsDown("What was asked before has no vector.")
        return context.of_passage(there[0]) if there else before.vector


def _cosines(rows: Sequence[Candidate], vector: Vectors | None) -> Sequence[Vectors | None]:
    return [None] * len(rows) if vector is None else packing.cosines([row.vectors for row in rows], vector)


def _without_copies(matches: Sequence[Match]) -> list[Match]:
    """Of passages that have the same words, the best: a text that was published twice is one."""
    first: dict[str, Match] = {}
    for match in matches:
        first.setdefault(_said_in(match.passage.text), match)
    return list(first.values())


# One question finds the same passages in several ways.
@lru_cache(maxsize=1024)
def _said_in(text: str) -> str:
    return " ".join(keywords.words(text))
