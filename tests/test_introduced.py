"""What somebody tells of themselves before asking is not what they ask about."""

from __future__ import annotations

import pytest

from bot.introduced import from_where_it_asks, without_origins


@pytest.mark.parametrize(
    ("question", "gone", "kept"),
    [
        ("I'm from India and study at KU Leuven. May I stay in Belgium?", ("India", "Leuven"), "stay in Belgium?"),
        ("Ik kom uit Marokko en studeer aan UGent. Mag ik blijven?", ("Marokko", "UGent"), "Mag ik blijven?"),
    ],
)
def test_where_somebody_comes_from_and_studies_is_not_searched(question: str, gone: tuple[str, ...], kept: str) -> None:
    said = without_origins(question)
    assert not any(name in said for name in gone)
    assert kept in said


@pytest.mark.parametrize(
    "question",
    [
        "I live in Ghent. Are there jobs near?",
        "I'm from Antwerp. Are there vacancies nearby?",
        "I have a diploma from India. What is the deadline?",
        "Are there jobs at KU Leuven?",
    ],
)
def test_where_somebody_lives_and_what_is_asked_about_stays(question: str) -> None:
    assert without_origins(question) == question


def test_what_is_told_before_a_question_is_no_part_of_what_goes_on() -> None:
    assert from_where_it_asks("I hold a master. Can I stay? The zoekjaar") == "Can I stay? The zoekjaar"
    assert from_where_it_asks("bioinformatics jobs") == "bioinformatics jobs"
