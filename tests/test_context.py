from __future__ import annotations

import numpy as np
import pytest
from fakes import FakeEmbeddings

from knowledge import context
from knowledge.context import Earlier
from knowledge.keywords import query_stems

FAKE = FakeEmbeddings()
QUESTION, SAID = FAKE.question("and the pay"), FAKE.question("what does a toxicologist do")
BEFORE = ("What does a toxicologist do?", "Tell me about careers in Ghent", "Is there a laboratory?")


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("answer", [None, "A toxicologist tests."])
def test_a_question_turned_to_what_was_said_keeps_length_one(weight: float, answer: str | None) -> None:
    turned = context.blend(QUESTION, SAID, Earlier(BEFORE, answer, weight))
    assert np.linalg.norm(turned) == pytest.approx(1, abs=1e-6)
    assert turned.dtype == np.float32


def test_the_more_a_question_leans_the_further_it_turns_and_it_stays_nearest_to_itself() -> None:
    turned = [context.blend(QUESTION, SAID, Earlier(BEFORE, weight=weight)) for weight in (0.0, 0.5, 1.0)]
    assert [float(vector @ SAID) for vector in turned] == sorted(float(vector @ SAID) for vector in turned)
    assert np.allclose(turned[0], QUESTION, atol=1e-6)
    assert turned[-1] @ QUESTION > turned[-1] @ SAID


def test_a_sentence_is_nearer_to_itself_than_to_what_it_stands_under() -> None:
    turned = context.under(SAID, QUESTION)
    assert np.linalg.norm(turned) == pytest.approx(1, abs=1e-6)
    assert turned @ QUESTION > turned @ SAID > QUESTION @ SAID


def test_a_passage_points_where_its_sentences_point() -> None:
    whole = context.of_passage(np.stack([QUESTION, SAID]))
    assert np.linalg.norm(whole) == pytest.approx(1, abs=1e-6)
    assert whole @ QUESTION == pytest.approx(whole @ SAID, abs=1e-5)


def test_a_word_said_again_is_not_counted_twice() -> None:
    asked = set(query_stems("and a toxicologist in Ghent?"))
    before = Earlier(("What does a toxicologist do?", "A toxicologist in a laboratory?", "A laboratory in Ghent?"))
    found = list(context.terms(asked, before))
    stems = [stem for _, stems in found for stem in stems]
    assert len(stems) == len(set(stems))
    assert not asked & set(stems)
    # Said last in the question before the last one, and only there.
    assert set(stems) == set(query_stems("laboratory"))


def test_words_count_for_less_the_longer_ago_they_were_said() -> None:
    shares = [share for share, _ in context.terms(set(), Earlier(BEFORE))]
    assert shares == pytest.approx([0.75, 0.45, 0.27])
    half = [share for share, _ in context.terms(set(), Earlier(BEFORE, weight=0.5))]
    assert half == pytest.approx([0.375, 0.225, 0.135])
