from __future__ import annotations

import pytest
from fakes import document, stock
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Library
from knowledge.spelling import is_slip, near_stems

TEXT = "A toxicologist works in pharmacovigilance. The salaries are fair, and the visa is free. Epidemiology is near."


@pytest.fixture
def stocked(library: Library) -> Library:
    stock(library, document(TEXT, title="Medicines"))
    return library


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("salareis", "salaries"),
        ("medicnes", "medicines"),
        ("toxiicologist", "toxicologist"),
        ("toxocologist", "toxicologist"),
        ("pharmacovegilance", "pharmacovigilance"),
        ("pharmacovegilanse", "pharmacovigilance"),
        ("epidmeiologi", "epidemiology"),
    ],
    ids=["swapped", "missing", "too many", "wrong", "one in a long word", "two in a long word", "swapped and missing"],
)
def test_a_slip_is_read_as_the_word_that_it_is_nearest_to(stocked: Library, slip: str, meant: str) -> None:
    assert stocked.slips_in([slip]) == {slip: meant}


@pytest.mark.parametrize("word", ["medcnes", "visas2", "vsa", "viza", "poxicologist", "farmacovigilance", "zebra"])
def test_short_words_other_beginnings_and_too_many_mistakes_are_left_alone(stocked: Library, word: str) -> None:
    assert stocked.slips_in([word]) == {}


@pytest.mark.parametrize("word", ["salaries", "salary", "toxicologists", "medicine"])
def test_a_word_that_the_library_knows_is_never_changed(stocked: Library, word: str) -> None:
    stock(stocked, document("The salarier is another word, and so is toxicologisk.", address="other.md"))
    assert stocked.slips_in([word]) == {}


def test_a_word_is_known_from_the_write_that_brings_it(stocked: Library) -> None:
    assert stocked.slips_in(["biostatistcs"]) == {}
    stock(stocked, document("Biostatistics is another field.", address="other.md"))
    assert stocked.slips_in(["biostatistcs"]) == {"biostatistcs": "biostatistics"}


WORD = st.text(alphabet="abcdeé", min_size=1, max_size=14)


@given(WORD, WORD)
def test_a_word_is_no_slip_of_itself_and_a_slip_keeps_its_first_letter(word: str, other: str) -> None:
    assert not is_slip(word, word)
    assert not is_slip(word, other) or word[0] == other[0]


@given(WORD, st.dictionaries(WORD, st.integers(1, 9), max_size=20))
def test_only_known_stems_of_the_same_first_letter_are_near(word: str, known: dict[str, int]) -> None:
    near = near_stems(word, known)
    assert set(near) <= known.keys()
    assert all(stem[0] == word[0] for stem in near)
    assert len(word) >= 6 or near == []
