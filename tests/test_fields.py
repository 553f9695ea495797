"""Facts of a front matter, told as a reader would say them."""

from __future__ import annotations

import pytest

from bot.compose.fields import told
from knowledge.records import Language
from prompts import reply


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes: 2027-03-01", "2027-03-01"),
        ('places: ["Ghent", "Leuven"]', "Ghent, Leuven"),
        ("fee: 250 euros: VAT included", "250 euros: VAT included"),
    ],
)
def test_a_usual_field_has_its_name_in_the_language_of_the_reader(language: Language, field: str, value: str) -> None:
    name = reply(language, f"field.{field.partition(':')[0]}")
    assert told(field, language) == f"{name}: {value}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Dutch: required, English: a plus"),
        ("nl", "Nederlands: required, Engels: a plus"),
        ("fr", "néerlandais: required, anglais: a plus"),
    ],
)
def test_the_codes_of_languages_are_spelled_out(language: Language, said: str) -> None:
    assert told("languages: {nl: required, en: a plus}", language).partition(": ")[2] == said


def test_a_field_that_nobody_foresaw_keeps_its_name() -> None:
    assert told("room_number: 12", "nl") == "Room number: 12"
