"""Slips of ordinary words are mended, and names are left alone."""

from __future__ import annotations

import pytest

from bot.ordinary import is_ordinary, meant_by
from knowledge.records import Language


@pytest.mark.parametrize(
    ("slip", "language", "meant"),
    [
        ("wich", "en", "which"),
        ("offce", "en", "office"),
        ("langauge", "en", "language"),
        ("ondrzoek", "nl", "onderzoek"),
        ("formaton", "fr", "formation"),
    ],
)
def test_a_slip_of_an_ordinary_word_is_read_as_that_word(slip: str, language: Language, meant: str) -> None:
    assert meant_by(slip, language) == meant


@pytest.mark.parametrize("name", ["merck", "roche", "lonza", "argenx", "imec", "ucb", "novo"])
def test_a_name_in_small_letters_is_no_slip(name: str) -> None:
    assert {meant_by(name, language) for language in ("en", "nl", "fr")} == {None}


@pytest.mark.parametrize(("word", "language"), [("trop", "fr"), ("tard", "fr"), ("apart", "nl"), ("once", "en")])
def test_a_word_that_is_in_no_list_is_not_made_another(word: str, language: Language) -> None:
    assert meant_by(word, language) is None


def test_an_ordinary_word_is_left_as_it_is() -> None:
    assert is_ordinary("office")
    assert meant_by("office", "en") is None
