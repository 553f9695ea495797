from __future__ import annotations

import pytest

from knowledge import lexicon
from knowledge.keywords import asked_terms, query_stems, stems, translated_stems
from knowledge.records import LANGUAGES


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("Who is the supervisor?", "nl", "begeleider"),
        ("Wat is het ziekteverzuim?", "en", "sickness"),
        ("Combien de congés ai-je ?", "en", "leave"),
        ("Wie is de begeleider?", "fr", "promoteur"),
    ],
)
def test_a_question_also_looks_for_what_its_words_are_called_in_the_other_languages(
    question: str, language: str, word: str
) -> None:
    assert stems(word, language)[0] in translated_stems(question)  # type: ignore[arg-type]


def test_the_words_of_a_question_are_kept_apart_from_their_translations() -> None:
    [asked] = asked_terms("Hoeveel verlof?")
    assert "leav" in asked.elsewhere
    assert "leav" not in asked.forms
    assert "leav" not in query_stems("Hoeveel verlof?")


def test_a_word_that_the_languages_share_is_not_looked_for_twice() -> None:
    assert not set(translated_stems("mentor")) & set(query_stems("mentor"))


def test_every_row_of_the_lexicon_names_one_thing_in_each_language() -> None:
    rows = lexicon.rows()
    assert len(rows) > 1_000
    for row in rows:
        assert set(row) == set(LANGUAGES)
        assert all(name == name.strip() and name for names in row.values() for name in names), row
