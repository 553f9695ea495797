"""Which sentences an answer tells: lists whole, every part of a question, two documents that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fakes import document, stock
from talking import Guide, open_library, unweighed

from bot.attributes import asked_parts
from bot.choosing import Bearing, fit
from bot.citations import Paragraph
from bot.compose.telling import best_told, told
from bot.conversation import Conversation
from bot.evidence import Line
from bot.naming import Paths
from bot.understand import Request, understand
from ingest.split import split
from knowledge.records import Passage


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = open_library(tmp_path_factory.mktemp("telling") / "library")
    stock(library, *PAGES)
    yield Guide.on(library)
    library.close()


HARBOUR = """# The harbour traineeship

The traineeship of Kaapstand lasts a year. Trainees live in Ostend.

## Pay

Trainees of Kaapstand receive 2,345 euro gross a month.

## Applying

Send a letter to Kaapstand before 3 May 2027.

## What you get

- a bicycle
- a room with a view of the sea
- boots and a coat
- a ticket for the ferry
"""
WAGES = """# Wages at sea

| Job | Answers | Gross at the start | Gross after five years |
|---|---|---|---|
| Lighthouse keeper | 12 | 2345 | 2890 |
| Tide reckoner | 31 | 2610 | 3140 |
"""
PAGES = [
    document(HARBOUR, title="The harbour traineeship", address="pages/harbour.md", kind="page"),
    document(WAGES, title="Wages at sea", address="pages/wages.md", kind="page"),
]


def passage(text: str, **fields: str) -> Passage:
    return split(document(text, **fields))[-1].passage


def line(where: Passage, number: int, score: float, *, has_asked: bool = True) -> Line:
    return replace(unweighed(where, number), score=score, has_asked=has_asked)


def asked(question: str) -> Request:
    return understand(question, Conversation("c"), Paths(()), None)


def texts(paragraphs: list[Paragraph]) -> str:
    return " ".join(paragraph.text for paragraph in paragraphs)


LISTED = passage("# Sea\n\n## Gear\n\nBring this along:\n\n- a rope\n- a warm coat\n- sea boots\n- a compass\n")


def test_a_list_that_is_begun_is_told_to_its_end() -> None:
    other = passage("# Land\n\nWhoever works on land needs other gear than a sailor.")
    lines = [line(other, 0, 40), line(LISTED, 1, 39), line(LISTED, 2, 38.9), *(line(LISTED, n, 30) for n in (3, 4))]
    said = texts(told(asked("What gear does a sailor bring along?"), lines, ()))
    assert all(word in said for word in ("rope", "warm coat", "sea boots", "compass"))


def test_of_a_list_of_prices_only_the_one_that_was_asked_for_is_told() -> None:
    prices = passage("# Shop\n\n- a rope: 12 euro\n- a coat: 90 euro\n- boots: 75 euro\n- a compass: 31 euro\n")
    other = passage("# Land\n\nWhoever works on land pays 3 euro for a map.")
    lines = [line(other, 0, 40), line(prices, 2, 39), *(line(prices, n, 30) for n in (0, 1, 3))]
    assert "12 euro" not in texts(told(asked("How much are boots?"), lines, ()))


def test_an_answer_has_no_more_long_sentences_than_one_reads() -> None:
    words = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november".split()
    long = [passage(f"# P{n}\n\n{' '.join(f'{word}{n}' for word in words)}.") for n in range(12)]
    lines = [line(where, 0, 40 - n / 10) for n, where in enumerate(long)]
    assert len(told(asked("What is alpha?"), lines, ())) == 6


def test_short_lines_may_be_a_few_more() -> None:
    short = [passage(f"# P{n}\n\nalpha{n} bravo{n} charlie{n}.") for n in range(12)]
    assert len(told(asked("What is alpha?"), [line(where, 0, 40 - n / 10) for n, where in enumerate(short)], ())) == 9


def test_two_documents_with_other_numbers_are_both_told() -> None:
    old = passage("# Prices 2025\n\nThe knot course costs 980 euro.", address="old.md")
    new = passage("# Prices 2026\n\nThe knot course costs 1190 euro.", address="new.md")
    said = texts(told(asked("How much is the knot course?"), [line(old, 0, 40), line(new, 0, 39)], ()))
    assert "980" in said and "1190" in said


def test_a_heading_that_names_what_is_asked_for_speaks_for_a_sentence() -> None:
    assert fit(30.0, Bearing(label=1.0)) > fit(30.0, Bearing())
    lines = [
        replace(line(LISTED, 1, 30.0), bearing=Bearing()),
        replace(line(LISTED, 2, 29.5), bearing=Bearing(label=1)),
    ]
    assert [each.number for each in best_told(lines)] == [2, 1]


def test_every_part_of_a_question_is_answered(guide: Guide) -> None:
    said = guide.ask("Until when can I apply at Kaapstand, and how much do trainees earn?")["text"]
    assert "3 May" in said and "2,345" in said


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("When and where is it?", ["time", "place"]),
        ("Wat kost de cursus en hoe lang duurt die?", ["amount", "long"]),
        ("C'est quand, et qui donne le cours ?", ["time", "person"]),
        ("What does it cost for students and for others?", []),
    ],
)
def test_the_parts_of_a_question_are_what_it_asks_for(question: str, kinds: list[str]) -> None:
    assert [kind for _, kind in asked_parts(question)] == kinds


def test_a_cell_of_a_table_is_told_with_the_name_of_its_column(guide: Guide) -> None:
    said = guide.ask("What does a tide reckoner earn after five years?")["text"]
    assert "Gross after five years 3140" in said


def test_what_only_a_page_knows_is_no_search_for_vacancies(guide: Guide) -> None:
    answer = guide.ask("Which things do you get in the traineeship at Kaapstand?")
    assert answer["outcome"] == "answered"
    assert "bicycle" in answer["text"] and "boots" in answer["text"]


def test_the_names_of_the_columns_stand_in_a_tables_passage() -> None:
    found = [piece.passage for piece in split(PAGES[1])]
    assert any("Gross after five years" in each.text and "Tide reckoner" in each.text for each in found)
    assert all(each.text in PAGES[1].text for each in found)


def test_what_goes_on_without_a_name_is_looked_for_where_the_last_answer_was(guide: Guide) -> None:
    first = guide.ask("How much do trainees of Kaapstand earn?")
    assert first["citations"][0]["document"] == "pages/harbour.md"
    answer = guide.ask("where would I live?", first["conversation"])
    assert "Ostend" in answer["text"]
