"""Facts of a front matter, told as a reader would say them."""

from __future__ import annotations

import pytest

from bot.compose.fields import in_a_sentence, told
from knowledge.records import Language
from prompts import reply


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours: 38 a week", "38 a week"),
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


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Closing date: 1 March 2027"), ("nl", "Uiterste datum: 1 maart 2027"), ("fr", "1er mars 2027")],
)
def test_a_day_is_told_in_words(language: Language, said: str) -> None:
    assert told("closes: 2027-03-01", language).endswith(said)


def test_a_day_that_is_none_stays_as_it_is_written() -> None:
    assert told("closes: 2027-13-41", "en").endswith("2027-13-41")


def test_an_answer_does_not_open_with_the_name_of_a_field() -> None:
    assert in_a_sentence("starts: 2027-02-01", "The course", "en") == "The course starts on 1 February 2027."
    assert in_a_sentence("room_number: 12", "The course", "en").startswith("Of The course its source says")


def test_a_field_that_nobody_foresaw_keeps_its_name() -> None:
    assert told("room_number: 12", "nl") == "Room number: 12"
