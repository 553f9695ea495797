"""Vectors of sentences: computed once, ahead where there is time, and given up when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import Any

import numpy as np
from fakes import TODAY, FakeEmbeddings
from test_guard import passage

from bot.checking import Given, asked_for, checked
from bot.meaning import Meanings


class Counted:
    """The fake embeddings, and what they were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.embedded = Event()

    def __call__(self, texts: Sequence[str]) -> Any:
        self.asked += texts
        self.embedded.set()
        return FakeEmbeddings().sentences(texts)


def test_a_sentence_is_embedded_once() -> None:
    counted = Counted()
    meanings = Meanings(counted, seconds=60)
    alike = meanings.alike()
    near = alike(["one", "two"], ["two", "three"])
    assert near.shape == (2, 2)
    assert near[1, 0] > 0.99
    meanings.alike()(["three"], ["one"])
    assert sorted(counted.asked) == ["one", "three", "two"]


def test_once_the_time_is_up_nothing_is_near_but_the_same_words_and_the_rest_is_not_computed() -> None:
    counted = Counted()
    near = Meanings(counted, seconds=-1).alike()(["one"], [*(f"sentence {n}" for n in range(99)), "All in one."])
    assert near.shape == (1, 100)
    assert near[0, -1] == 1
    assert not np.any(near[0, :-1])
    assert counted.asked == []


def test_what_is_looked_at_ahead_is_ready_and_what_is_left_is_left() -> None:
    counted = Counted()
    meanings = Meanings(counted, seconds=60)
    with meanings.ahead() as ahead:
        assert ahead.look(lambda: ["one", "two"])
        assert counted.embedded.wait(20)
    ahead.look(lambda: ["three"])
    meanings.alike()(["one"], ["two"])
    assert "three" not in counted.asked


def test_all_that_a_check_asks_for_is_known_ahead() -> None:
    given = Given([passage(), passage("Two sentences stand here.")], "What does it cost?", TODAY)
    text = "The Harbour Course costs 250 euros. [1] Alumni pay more, and guests pay nothing at all. [1][2]"
    ready, asked = set(asked_for(text, given)), set[str]()

    def alike(left: Sequence[str], right: Sequence[str]) -> Any:
        asked.update(left, right)
        return np.zeros((len(left), len(right)))

    checked(text, given, alike)
    assert asked
    assert asked <= ready
