from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ranking import across_languages, fuse, share_out

# Cosines as a model gives them: a few decimals, not the noise of the last bit.
COSINES = st.integers(-1000, 1000).map(lambda value: value / 1000)
WEIGHTS = st.integers(0, 3000).map(lambda value: value / 100)
# Each candidate's cosine and keyword weight.
CANDIDATES = st.lists(st.tuples(COSINES, WEIGHTS), max_size=15)
RANKED = st.lists(st.tuples(st.integers(0, 4), st.integers()), max_size=40)
Candidates = list[tuple[float, float]]


def fused(candidates: Candidates) -> list[float]:
    return fuse([meaning for meaning, _ in candidates], [words for _, words in candidates])


@given(CANDIDATES)
def test_every_candidate_gets_one_score(candidates: Candidates) -> None:
    scores = fused(candidates)
    assert len(scores) == len(candidates)
    assert all(score == score and abs(score) < 1000 for score in scores)


@given(CANDIDATES)
def test_better_in_both_is_never_worse_in_the_end(candidates: Candidates) -> None:
    scores = fused(candidates)
    for one, (near, worded) in enumerate(candidates):
        for other, (less_near, less_worded) in enumerate(candidates):
            if near >= less_near and worded >= less_worded:
                assert scores[one] >= scores[other] - 1e-9


@given(st.lists(COSINES, max_size=15))
def test_without_words_the_order_is_that_of_meaning(meaning: list[float]) -> None:
    scores = fuse(meaning, [0.0] * len(meaning))
    for one, near in enumerate(meaning):
        for other, less_near in enumerate(meaning):
            if near > less_near:
                assert scores[one] > scores[other]


@given(CANDIDATES, st.integers(1, 50))
def test_only_proportions_count_so_no_scale_of_keyword_weights_wins(candidates: Candidates, times: int) -> None:
    scaled = fused([(meaning, words * times) for meaning, words in candidates])
    assert scaled == pytest.approx(fused(candidates), abs=1e-6)


@given(CANDIDATES)
def test_the_order_in_which_candidates_come_does_not_matter(candidates: Candidates) -> None:
    assert fused(candidates[::-1])[::-1] == pytest.approx(fused(candidates), abs=1e-6)


def test_meaning_counts_more_than_words() -> None:
    meant, worded = fuse([1.0, 0.0], [0.0, 20.0])
    assert meant > worded


def test_words_decide_between_equals() -> None:
    scores = fuse([0.8, 0.8, 0.8], [0.0, 3.0, 0.0])
    assert max(scores) == scores[1] > scores[0] == scores[2]


def test_nothing_to_rank_is_no_fault() -> None:
    assert fuse([], []) == []


def shares(ranked: list[tuple[int, int]], most: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """What each group has within its share, and what beyond it."""
    before = [[group for group, _ in ranked[:place]].count(group) for place, (group, _) in enumerate(ranked)]
    within = [item for item, earlier in zip(ranked, before, strict=True) if earlier < most]
    return within, [item for item, earlier in zip(ranked, before, strict=True) if earlier >= most]


@given(RANKED, st.integers(1, 5), st.integers(0, 20))
def test_what_a_group_has_beyond_its_share_stands_behind_the_others(
    ranked: list[tuple[int, int]], most: int, limit: int
) -> None:
    within, beyond = shares(ranked, most)
    assert share_out(ranked, group=lambda item: item[0], most=most, limit=limit) == [*within, *beyond][:limit]


@given(RANKED, st.integers(1, 5), st.integers(0, 60))
def test_no_place_is_left_empty_while_anybody_is_left(ranked: list[tuple[int, int]], most: int, limit: int) -> None:
    chosen = share_out(ranked, group=lambda item: item[0], most=most, limit=limit)
    assert len(chosen) == min(limit, len(ranked))
    assert not Counter(chosen) - Counter(ranked)


@given(RANKED, st.integers(1, 20))
def test_the_best_is_always_first(ranked: list[tuple[int, int]], limit: int) -> None:
    assert share_out(ranked, group=lambda item: item[0], most=1, limit=limit)[:1] == ranked[:1]


NEAR = np.array([0.80 + place / 1000 for place in range(8)] + [0.70, 0.71, 0.72, 0.75])
SPOKEN = ["nl"] * 8 + ["en"] * 4


def test_what_only_another_language_has_is_lifted_to_where_the_reader_looks() -> None:
    lifted = across_languages(NEAR, SPOKEN, [True] * 12, "nl")
    assert lifted[:8].tolist() == NEAR[:8].tolist()
    assert (lifted[8:] > NEAR[8:] + 0.05).all()
    # By as much each, so that among themselves they keep their places, and the best of them is now the best of all.
    assert np.allclose(np.diff(lifted[8:]), np.diff(NEAR[8:]))
    assert lifted.argmax() == 11


@pytest.mark.parametrize(
    ("alone", "own"),
    [([True] * 8 + [False] * 4, "nl"), ([True] * 12, "fr"), ([True] * 12, None)],
    ids=["there is a page in the reader's language", "nothing is in it", "it is not known"],
)
def test_cosines_stay_as_they_are_where_there_is_nothing_to_make_good(alone: list[bool], own: str | None) -> None:
    assert across_languages(NEAR, SPOKEN, alone, own).tolist() == NEAR.tolist()


def test_a_language_that_is_nearer_already_is_not_pushed_away() -> None:
    assert across_languages(1 - NEAR, SPOKEN, [True] * 12, "nl").tolist() == (1 - NEAR).tolist()
