"""Editions of one thing: which documents are such, and which of them a question means."""

from __future__ import annotations

from datetime import date

import pytest

from bot.editions import asked_besides, asks_only_when, meant
from knowledge.catalogue import document_id
from knowledge.editions import editions_among, in_force
from knowledge.records import Document, Language

TODAY = date(2026, 11, 23)


def page(address: str, title: str, text: str = "", language: Language = "en") -> Document:
    return Document("site", address, title, "page", language, text, "f", TODAY)


OLD = page("studies/marine-guide-2025-2026.md", "Programme guide Marine Ecology 2025-2026")
NEW = page("studies/marine-2026-2027.html", "Marine Ecology 2026-2027 | Coast University")
OTHER = page("studies/soil-2025-2026.html", "Soil Science 2025-2026 | Coast University")
EDITIONS = editions_among([OLD, NEW, OTHER])[document_id("site", NEW.address)]


def ids(*documents: Document) -> list[str]:
    return [document_id(one.source, one.address) for one in documents]


def chosen(question: str) -> list[str]:
    return [one.id for one in meant(question, EDITIONS, TODAY)]


def test_pages_whose_names_differ_in_a_year_alone_are_editions_of_one_thing() -> None:
    assert [one.id for one in EDITIONS] == ids(OLD, NEW)


def test_a_page_of_another_thing_and_year_is_no_edition() -> None:
    assert ids(OTHER)[0] not in editions_among([OLD, NEW, OTHER])


def test_what_lies_alone_in_an_archive_is_an_edition_of_the_only_page_beside_it() -> None:
    leaflet = page("club/archive/join.txt", "Join us", "Leaflet, printed in 2023")
    current = page("club/lid.html", "Lid worden", "Tarieven vanaf 1 september 2026.", "nl")
    assert [one.id for one in editions_among([leaflet, current])[ids(current)[0]]] == ids(leaflet, current)


def test_the_edition_in_force_is_the_newest_that_has_begun() -> None:
    assert in_force(EDITIONS, date(2026, 8, 1)).id == ids(OLD)[0]
    assert in_force(EDITIONS, TODAY).id == ids(NEW)[0]


def test_between_an_edition_that_is_over_and_the_next_the_next_is_meant() -> None:
    past, coming = (
        page("a/trainees-2025.md", "Trainees Compass 2025"),
        page("a/trainees-2027.md", "Trainees Compass 2027"),
    )
    assert in_force(editions_among([past, coming])[ids(past)[0]], TODAY).id == ids(coming)[0]


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("How long is the internship?", [NEW]),
        ("How long was the internship in 2025-2026?", [OLD]),
        ("I finish in summer 2027, when is the thesis due?", [NEW]),
        ("When was the thesis due in June 2026?", [OLD]),
        ("What was the fee last year?", [OLD]),
        ("Hoeveel kostte het vorig jaar?", [OLD]),
        ("Et l'année précédente ?", [OLD]),
        ("How did the fee change?", [NEW, OLD]),
        ("How did it change between the 2025 and the 2026 edition?", [NEW, OLD]),
        ("How many students were there in 2019?", []),
    ],
)
def test_a_question_means_the_edition_of_its_time(question: str, documents: list[Document]) -> None:
    assert chosen(question) == ids(*documents)


def test_a_year_that_no_edition_is_of_stays_in_the_question() -> None:
    assert asked_besides("What is the fee in 2026-2027?", EDITIONS) == "What is the fee ?"
    assert "2019" in asked_besides("What was the fee in 2019?", EDITIONS)
    assert "2027" in asked_besides("I want to start in December 2027.", EDITIONS)


@pytest.mark.parametrize("question", ["And the year before?", "En het jaar daarvoor?", "Et en 2024 ?"])
def test_a_question_for_another_edition_alone_says_nothing_else(question: str) -> None:
    assert asks_only_when(question)


@pytest.mark.parametrize("question", ["And the thesis?", "What did the thesis count last year?"])
def test_a_question_with_a_matter_of_its_own_asks_for_more_than_an_edition(question: str) -> None:
    assert not asks_only_when(question)
