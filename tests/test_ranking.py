from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ranking import fuse, share_out

IDS = st.text(alphabet="abcdefgh", min_size=1, max_size=3)
# Cosines as a model gives them: a few decimals, not the noise of the last bit.
COSINES = st.integers(-1000, 1000).map(lambda value: value / 1000)
WEIGHTS = st.integers(0, 3000).map(lambda value: value / 100)
MEANING = st.dictionaries(IDS, COSINES, max_size=15)
WORDS = st.dictionaries(IDS, WEIGHTS, max_size=15)
RANKED = st.lists(st.tuples(st.integers(0, 4), st.integers()), max_size=40)


@given(MEANING, WORDS)
def test_everything_that_has_a_meaning_gets_one_score(meaning: dict[str, float], words: dict[str, float]) -> None:
    scores = fuse(meaning, words)
    assert scores.keys() == meaning.keys()
    assert all(score == score and abs(score) < 1000 for score in scores.values())


@given(MEANING, WORDS)
def test_better_in_both_is_never_worse_in_the_end(meaning: dict[str, float], words: dict[str, float]) -> None:
    scores = fuse(meaning, words)
    for one in meaning:
        for other in meaning:
            if meaning[one] >= meaning[other] and words.get(one, 0) >= words.get(other, 0):
                assert scores[one] >= scores[other] - 1e-9


@given(MEANING)
def test_without_words_the_order_is_that_of_meaning(meaning: dict[str, float]) -> None:
    scores = fuse(meaning, {})
    for one in meaning:
        for other in meaning:
            if meaning[one] > meaning[other]:
                assert scores[one] > scores[other]


@given(MEANING, WORDS, st.integers(1, 50))
def test_only_proportions_count_so_no_scale_of_keyword_weights_wins(
    meaning: dict[str, float], words: dict[str, float], times: int
) -> None:
    scaled = fuse(meaning, {id: weight * times for id, weight in words.items()})
    assert scaled == pytest.approx(fuse(meaning, words), abs=1e-6)


@given(MEANING, WORDS)
def test_the_order_in_which_candidates_come_does_not_matter(meaning: dict[str, float], words: dict[str, float]) -> None:
    turned = dict(reversed(meaning.items()))
    assert fuse(turned, words) == pytest.approx(fuse(meaning, words), abs=1e-6)


def test_meaning_counts_more_than_words() -> None:
    scores = fuse({"meant": 1.0, "worded": 0.0}, {"worded": 20.0})
    assert scores["meant"] > scores["worded"]


def test_words_decide_between_equals() -> None:
    scores = fuse({"a": 0.8, "b": 0.8, "c": 0.8}, {"b": 3.0})
    assert max(scores, key=lambda id: scores[id]) == "b"


def test_nothing_to_rank_is_no_fault() -> None:
    assert fuse({}, {}) == fuse({}, {"a": 1.0}) == {}


@given(RANKED, st.integers(1, 5), st.integers(0, 20))
def test_no_group_takes_more_than_its_share(ranked: list[tuple[int, int]], most: int, limit: int) -> None:
    chosen = share_out(ranked, group=lambda item: item[0], most=most, limit=limit)
    assert len(chosen) <= limit
    assert all(count <= most for count in Counter(group for group, _ in chosen).values())


@given(RANKED, st.integers(1, 5), st.integers(0, 20))
def test_what_is_chosen_keeps_its_order(ranked: list[tuple[int, int]], most: int, limit: int) -> None:
    rest = iter(ranked)
    assert all(item in rest for item in share_out(ranked, group=lambda item: item[0], most=most, limit=limit))


@given(RANKED, st.integers(1, 5))
def test_places_are_left_empty_only_when_nobody_may_take_them(ranked: list[tuple[int, int]], most: int) -> None:
    chosen = share_out(ranked, group=lambda item: item[0], most=most, limit=1000)
    groups = Counter(group for group, _ in ranked)
    assert len(chosen) == sum(min(count, most) for count in groups.values())


@given(RANKED, st.integers(1, 20))
def test_the_best_is_always_first(ranked: list[tuple[int, int]], limit: int) -> None:
    assert share_out(ranked, group=lambda item: item[0], most=1, limit=limit)[:1] == ranked[:1]
