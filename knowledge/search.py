"""Searching: by meaning and by words, with what was said before, and one list in the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from knowledge import candidates, context, keywords, packing, ranking
from knowledge.candidates import Narrow
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
_OWN_LANGUAGE_BONUS = 0.2
# A translation may be of another meaning of the word.
_TRANSLATED = 0.7
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
    rows: Sequence[Row[Any]]
    """All of these, to be narrowed: one question is searched in several ways."""

    def weight(self, row: Row[Any], language: Language | None) -> float:
        """How much the words speak for a passage; translated ones only for one in another language."""
        foreign = _TRANSLATED * self.translated.get(row.number, 0.0) if row.language != language else 0.0
        return self.words.get(row.number, 0.0) + foreign


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate with its score and the cosine of each of its sentences."""

    score: float
    row: Row[Any]
    cosines: Vectors | None


class Search:
    """Finds passages in a catalogue, in any thread. Whoever writes to the catalogue says so with `forget`."""

    def __init__(self, catalogue: Catalogue, embeddings: Embeddings, nearest: Nearest) -> None:
        self._catalogue, self._embeddings, self._nearest = catalogue, embeddings, nearest
        self._sought: dict[tuple[str, Earlier | None], _Sought] = {}
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
            found = self._best(question, narrow, earlier, language, limit, most_of_one)
            told.note(passages=len(found))
            return found

    def _best(
        self,
        question: str,
        narrow: Narrow,
        earlier: Earlier | None,
        language: Language | None,
        limit: int,
        most_of_one: int,
    ) -> list[Match]:
        sought = self._look_up(question, earlier)
        chosen = ranking.share_out(
            self._ranked(sought, narrow, language),
            group=lambda scored: scored.row.work or scored.row.document_id,
            most=most_of_one,
            limit=limit + _COPIES,
        )
        found = self._catalogue.passages([scored.row.id for scored in chosen])
        matches = [
            Match(
                found[scored.row.id],
                self._nearness(question, scored, found[scored.row.id]),
                sought.words.get(scored.row.number, 0.0),
            )
            for scored in chosen
            # A write may have come in between.
            if scored.row.id in found
        ]
        return _without_copies(matches)[:limit]

    def forget(self) -> None:
        """Keep nothing of what was looked up: the library says something else now."""
        # A new one, not an emptied one: a search that began before the write puts what it found into the old one.
        self._sought = {}

    def _ranked(self, sought: _Sought, narrow: Narrow, language: Language | None) -> list[_Scored]:
        rows = self._candidates(sought, narrow)
        near: Sequence[Vectors | None] = [None] * len(rows)
        if sought.vector is not None:
            near = packing.cosines([row.vectors for row in rows], sought.vector)
        scores = ranking.fuse(
            [0.0 if cosines is None else float(cosines.max()) for cosines in near],
            [sought.weight(row, language) for row in rows],
        )
        scored = [
            _Scored(score + _OWN_LANGUAGE_BONUS * (row.language == language), row, cosines)
            for score, row, cosines in zip(scores, rows, near, strict=True)
        ]
        return sorted(scored, key=lambda each: (-each.score, each.row.id))

    def _nearness(self, question: str, scored: _Scored, passage: Passage) -> tuple[float, ...]:
        if scored.cosines is None:
            return by_words(question, passage)
        there = self._embeddings
        return tuple(map(float, there.nearness(scored.cosines) if isinstance(there, Remote) else scored.cosines))

    def _candidates(self, sought: _Sought, narrow: Narrow) -> list[Row[Any]]:
        # Chroma is not told the bounds: filters inside it cost 65 to 340 ms among 100,000.
        found = [row for row in sought.rows if narrow.admits(row)]
        if narrow.is_narrow and len(found) < _ENOUGH_WITHIN:
            every = candidates.all_of(self._catalogue.engine, narrow, _SCORED_EXACTLY)
            return found if every is None else every
        return found

    def _look_up(self, question: str, earlier: Earlier | None) -> _Sought:
        """What does not depend on how a search is narrowed: one question is often searched in several ways."""
        kept = self._sought
        known = kept.get((question, earlier))
        if known is None:
            known = self._looked_up(question, earlier)
            if len(kept) >= _SOUGHT_KEPT:
                kept.clear()
            if known.vector is not None:
                kept[question, earlier] = known
        return known

    def _looked_up(self, question: str, earlier: Earlier | None) -> _Sought:
        vector = self._meaning(question, earlier)
        weights = self._catalogue.by_keywords(keywords.query_stems(question), _KEYWORD_MATCHES)
        translated = self._catalogue.by_keywords(keywords.translated_stems(question), _KEYWORD_MATCHES)
        if earlier:
            said = set(keywords.query_stems(question))
            for share, words in context.terms(said, earlier):
                for number, weight in self._catalogue.by_keywords(words, _KEYWORD_MATCHES).items():
                    weights[number] = weights.get(number, 0.0) + share * weight
        near = [] if vector is None else self._nearest(vector, _NEIGHBOURS)
        rows = candidates.known_as(self._catalogue.engine, near, [*weights, *translated], Narrow())
        return _Sought(vector, weights, translated, near, rows)

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
            answer, embeddings = earlier.answer[: context.ANSWER_READ], self._embeddings
            said: Vectors = (
                embeddings.said(answer) if isinstance(embeddings, Remote) else embeddings.sentences([answer])[0]
            )
            return said
        before = self._look_up(earlier.questions[0], None)
        there = list(self._catalogue.vectors(before.near[:1]).values())
        if before.vector is None:
            raise EmbeddingsDown("What was asked before has no vector.")
        return context.of_passage(there[0]) if there else before.vector


def _without_copies(matches: Sequence[Match]) -> list[Match]:
    """Of passages that have the same words, the best: a text that was published twice is one."""
    first: dict[tuple[str, ...], Match] = {}
    for match in matches:
        first.setdefault(tuple(keywords.words(match.passage.text)), match)
    return list(first.values())
