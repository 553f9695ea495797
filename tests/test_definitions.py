"""Which questions ask what a word means, and which sentences say it."""

from __future__ import annotations

import pytest

from bot.definitions import defines, term_asked


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is GMP?", "gmp"),
        ("what does ATMP stand for", "atmp"),
        ("ICSR meaning?", "icsr"),
        ("Wat betekent CAPA precies?", "capa"),
        ("Waar staat GCP voor?", "gcp"),
        ("Que veut dire BPF ?", "bpf"),
        ("Qu'est-ce qu'un promoteur ?", "promoteur"),
        ("What is the entry degree for a QP in Belgium now?", None),
        ("Which events are there?", None),
        ("GMP?", None),
        ("What is", None),
    ],
)
def test_a_question_for_a_meaning_names_what_it_asks_after(question: str, term: str | None) -> None:
    assert term_asked(question) == term


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("GMP, good manufacturing practice, is the minimum standard.", "gmp"),
        ("**An SOP** is a written instruction.", "sop"),
        ("Een ICSR (individual case safety report) is het verslag.", "icsr"),
        ("Les BPF ou GMP, bonnes pratiques de fabrication, sont la norme.", "bpf"),
        ("Trial master file: the documents of a trial.", "trial master file"),
    ],
)
def test_a_sentence_that_opens_with_the_word_and_says_what_it_is_defines_it(sentence: str, term: str) -> None:
    assert defines(sentence, term)


@pytest.mark.parametrize("sentence", ["GMP operators weigh raw materials.", "You work by GMP.", "GMPX is a brand."])
def test_a_sentence_that_merely_names_it_does_not(sentence: str) -> None:
    assert not defines(sentence, "gmp")
