"""Slips of the keys: mended where the library knows better, said in the answer, and names left alone."""

from __future__ import annotations

import pytest
from fakes import document, stock
from talking import Guide

from bot.slips import mentioning, read_as, respelled
from knowledge.library import Library
from knowledge.records import Language
from prompts import reply

PAGE = "# Harbour\n\nThe laboratory of the harbour hires a bioinformatician, and membership costs 250 euros a year.\n"


@pytest.fixture
def harbour(library: Library) -> Library:
    stock(library, document(PAGE, address="harbour.md", title="Harbour"))
    return library


@pytest.mark.parametrize(
    ("question", "wrong", "right"),
    [
        ("What does membreship cost?", "membreship", "membership"),
        ("kan ik een memberhsip krijgen?", "memberhsip", "membership"),
        ("wat verdient een bioinformatican?", "bioinformatican", "bioinformatician"),
    ],
)
def test_a_slip_is_read_as_the_word_that_was_meant(harbour: Library, question: str, wrong: str, right: str) -> None:
    slips = read_as(question, harbour)
    assert slips == {wrong: right}
    assert respelled(question, slips) == question.replace(wrong, right)


@pytest.mark.parametrize(
    "question", ["What is the Labratory?", "Who leads Harbor?", "what does membership cost", "xyzzy"]
)
def test_names_known_words_and_words_like_none_are_left_alone(harbour: Library, question: str) -> None:
    assert read_as(question, harbour) == {}


def test_a_question_without_slips_stays_as_it_is() -> None:
    assert respelled("What is it?", {}) == "What is it?"


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_the_answer_says_what_was_read(language: Language) -> None:
    (said,) = mentioning({"membreship": "membership"}, language)
    assert "membreship" in said.text
    assert "membership" in said.text
    assert said.evidence is None


def test_another_ending_is_not_worth_a_line() -> None:
    assert mentioning({"membership": "memberships"}, "en") == []


def test_the_answer_to_a_question_with_a_slip_ends_with_what_was_read(harbour: Library) -> None:
    answer = Guide.on(harbour).answer("How much does the harbour membreship cost a year?")
    assert answer.text.endswith(reply("en", "frame.read_as", wrong="membreship", right="membership"))
