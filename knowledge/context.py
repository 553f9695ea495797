"""What a sentence stands under, and what was said before a question, as a search takes them into account (pure).

The latter is level with having a model rewrite the question, in the measurements that we started from; plain
concatenation of the last two questions loses. See docs/decisions.md, "Follow-ups in a search".
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

import numpy as np

from knowledge import keywords
from knowledge.embeddings import Vectors

ANSWER_READ = 600
"""Characters of an earlier answer that are looked at: it says first what it has to say."""
# The words of the question before count for three quarters, of the one before that for .45, ...
_WORDS, _FADING = 0.75, 0.6
_ANSWER, _PASSAGE = 0.3, 0.2


@dataclass(frozen=True, slots=True)
class Earlier:
    """The questions before, the latest first, and what the guide said last. `weight` is how much a question leans
    on them: 1 where it points back, less where it could stand alone."""

    questions: tuple[str, ...]
    answer: str | None = None
    weight: float = 1.0


# Nearly as much as the sentence itself. Embedding both as one text finds no better, and costs 40 % more.
_ABOVE = 0.7


def under(above: Vectors, sentence: Vectors) -> Vectors:
    """A sentence's direction, turned to that of its title and heading. Unit vectors, shape (dimension,)."""
    turned = sentence + _ABOVE * above
    return np.asarray(turned / np.linalg.norm(turned), dtype=np.float32)


def of_passage(sentences: Vectors) -> Vectors:
    """A passage's direction: the mean of its sentences', so that one embedding serves search and quoting."""
    mean = sentences.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def blend(question: Vectors, said: Vectors, earlier: Earlier) -> Vectors:
    """The question's direction, turned a little to that of what was said last. Unit vectors, shape (dimension,)."""
    turned = question + earlier.weight * (_ANSWER if earlier.answer else _PASSAGE) * said
    return np.asarray(turned / np.linalg.norm(turned), dtype=np.float32)


def terms(said: Set[str], earlier: Earlier) -> Iterator[tuple[float, list[str]]]:
    """The words of each question before that were not said since, with the share that they count for."""
    known = set(said)
    for turn, question in enumerate(earlier.questions):
        absent = [stem for stem in keywords.query_stems(question) if stem not in known]
        known.update(absent)
        if absent:
            yield earlier.weight * _WORDS * _FADING**turn, absent
