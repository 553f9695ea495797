from __future__ import annotations

import pytest
from fakes import TODAY, document, stock
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.library_page import page
from ingest.split import split
from knowledge import front_matter
from knowledge.library import Library

VACANCY = """---
id: v1
kind: vacancy
title: Quality analyst
employer: Sample Biologics
places:
  - Ghent
  - Leuven
sources:
- title: A report
contract: ""
closes: 2027-01-01
"hours": full-time
notes: {long}
tags: [a, b]
---
# Quality analyst

You check medicines.
""".replace("{long}", "very " * 70)


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in front_matter.fields(text)]


def test_the_fields_are_told_and_those_about_the_file_empty_or_long_are_not() -> None:
    assert told(VACANCY) == [
        "employer: Sample Biologics",
        "places:\n  - Ghent\n  - Leuven",
        "closes: 2027-01-01",
        '"hours": full-time',
    ]


def test_a_short_name_is_searched_with_what_it_stands_for_and_quoted_without() -> None:
    assert front_matter.meant_by("closes: 2027-01-01").startswith("closes (closing date")
    assert front_matter.meant_by("closes: 2027-01-01").endswith(": 2027-01-01")
    assert front_matter.meant_by("colour: red") == "colour: red"


def test_the_key_facts_are_the_last_passage_and_quote_the_text_word_for_word() -> None:
    first, last = split(document(VACANCY, kind="vacancy", title="Quality analyst"))
    assert first.passage.quote(0) == "You check medicines."
    assert last.passage.heading == "Key facts"
    assert [last.passage.quote(n) for n in range(len(last.texts))] == told(VACANCY)
    assert last.passage.text in VACANCY


@pytest.mark.parametrize(("language", "heading"), [("en", "Key facts"), ("nl", "Kerngegevens"), ("fr", "En bref")])
def test_the_key_facts_are_headed_in_the_language_of_the_page(language: str, heading: str) -> None:
    assert split(document(VACANCY, language=language))[-1].passage.heading == heading


def test_a_career_path_tells_its_facts_in_its_sections() -> None:
    assert [piece.passage.heading for piece in split(document(VACANCY, kind="path"))] == ["Quality analyst"]


def test_a_fact_is_found_by_the_words_in_which_people_ask_for_it(library: Library) -> None:
    stock(library, document(VACANCY, title="Quality analyst"), document("Fungi grow in the dark.", address="f.md"))
    best = library.search("what is the deadline to apply?", today=TODAY)[0]
    nearest = max(range(len(best.nearness)), key=lambda number: best.nearness[number])
    assert best.passage.quote(nearest) == "closes: 2027-01-01"


def test_a_page_is_shown_without_its_front_matter() -> None:
    shown = page(document(VACANCY, title="Quality analyst"))
    assert "You check medicines." in shown
    assert "employer" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A page\n\nText.",
        "---\n\nAfter a rule.\n\n---\n",
        "Text.\n\n---\nemployer: X\n---\n",
        "---\nkey: x\n\nText.",
    ],
    ids=["empty", "a page", "a rule", "further down", "never closed"],
)
def test_without_front_matter_nothing_is_told_and_nothing_is_cut(text: str) -> None:
    assert told(text) == []
    assert front_matter.below(text) == text


def test_only_what_opens_and_never_ends_is_never_closed() -> None:
    assert front_matter.is_never_closed("---\ntitle: a\n\ntext")
    assert not front_matter.is_never_closed(VACANCY)
    assert not front_matter.is_never_closed("---\n\nAfter a rule.")


@given(st.text(alphabet="ab:-.#'\" \n\t[]", max_size=80).map("---\n".__add__))
def test_any_front_matter_is_told_in_order_and_without_overlap(text: str) -> None:
    last = 0
    for start, end in front_matter.fields(text):
        assert last <= start < end
        last = end
    assert text.endswith(front_matter.below(text))
