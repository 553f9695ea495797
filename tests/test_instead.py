"""What is said of one thing is no answer about another of its kind."""

from __future__ import annotations

import pytest

from bot.instead import is_instead
from knowledge.keywords import every_stem, words


def instead(word: str, said: str) -> bool:
    return is_instead(every_stem(word.casefold()), {stem for one in words(said) for stem in every_stem(one)})


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("bachelor", "the master counts 120 credits"),
        ("masterproef", "de bachelorproef telt 22 studiepunten"),
        ("Dutch", "the lessons are in French"),
        ("hoogste", "het laagste loon"),
        ("tweede", "in het eerste jaar"),
        ("geologist", "a biologist earns more"),
    ],
)
def test_another_of_its_kind_is_no_answer(asked: str, said: str) -> None:
    assert instead(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("bachelor", "a bachelor or a master"),
        ("Dutch", "Dutch and French"),
        ("rent", "the master counts 120 credits"),
        ("biologist", "a biologist earns more than a chemist"),
    ],
)
def test_where_the_thing_itself_is_said_nothing_stands_in_its_place(asked: str, said: str) -> None:
    assert not instead(asked, said)
