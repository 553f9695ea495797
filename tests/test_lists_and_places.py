"""Lists and rows asked for by their place, by how many they are, or where a cell is empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fakes import TODAY
from talking import Guide, open_library

from bot.tables.columns import columns_of
from bot.tables.enumerated import enumerated, place_in
from ingest.run import ingest
from knowledge.grids import grids_of
from knowledge.listed import lists_of

WEIR = """\
# Weir School 2027

Invented example.

## Modules

1. Nets and ropes (Ada Fenwick)
2. Reading water (Wim Hoste)
3. Mending hulls (Lotte Brams)

## Ferrymen

| Ferryman | Berth | Fare (€) |
| --- | --- | --- |
| Pauwel | East | 4 |
| Jorinde | – | 6 |
| Total | | 10 |

## Grant

| Year | Grant (net a month) |
| --- | --- |
| 1 | €910 |
| 2 | €945 |
| 3 | €980 |
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    folder = tmp_path_factory.mktemp("places")
    pages = folder / "pages"
    pages.mkdir()
    (pages / "weir-school.md").write_text(WEIR, encoding="utf-8")
    library = open_library(folder / "library")
    try:
        assert not ingest(library, [str(pages)], TODAY).unreadable
        yield Guide.on(library)
    finally:
        library.close()


def test_the_third_of_a_list_is_told_alone(guide: Guide) -> None:
    answer = guide.answer("What is the third module of the Weir School?")
    assert "Mending hulls" in answer.text and "Reading water" not in answer.text


def test_a_list_that_ends_sooner_has_no_seventh(guide: Guide) -> None:
    answer = guide.answer("What is the seventh module of the Weir School?")
    assert answer.outcome == "abstained" and "Mending hulls" not in answer.text


def test_what_is_counted_in_a_list_is_counted(guide: Guide) -> None:
    answer = guide.answer("How many modules does the Weir School have?")
    assert "3:" in answer.text and "Nets and ropes" in answer.text


def test_an_empty_cell_is_said_to_be_empty_and_no_neighbour_stands_for_it(guide: Guide) -> None:
    answer = guide.answer("What is the berth of Jorinde at the Weir School?")
    assert answer.outcome == "abstained" and "East" not in answer.text


def test_a_year_is_the_row_of_that_number(guide: Guide) -> None:
    answer = guide.answer("What is the net grant a month at the Weir School in the second year?")
    assert "945" in answer.text and "910" not in answer.text


def test_items_under_an_item_are_told_with_it_and_are_a_list_of_their_own() -> None:
    both, gold = lists_of("# Sponsors\n\n- Gold\n  - Alder\n  - Birch\n- Silver\n  - Cedar\n")
    assert [row.cells for row in both.rows] == [("Gold", "Alder", "Birch"), ("Silver", "Cedar", "")]
    assert gold.headings[-1] == "Gold" and [row.cells for row in gold.rows] == [("Alder",), ("Birch",)]


def test_a_list_goes_on_under_the_same_heading() -> None:
    (one,) = lists_of("# Page\n\n## Benefits\n\n- Boat\n- Oar\n\n## Benefits (suite)\n\n- Net\n")
    assert [row.cells[0] for row in one.rows] == ["Boat", "Oar", "Net"]


def test_a_list_with_letters_under_a_line_without_marks_is_read() -> None:
    (one,) = lists_of("RULES\n\nWho may fish\na) members\nb) their guests\n")
    assert one.headings == ("Who may fish",) and [row.cells[0] for row in one.rows] == ["members", "their guests"]


def test_a_row_that_only_names_a_group_is_a_cell_of_the_rows_below_it() -> None:
    rows = "| First year | | |\n| Nets | Ada | 4 |\n| Second year | | |\n| Hulls | Wim | 6 |\n"
    (grid,) = grids_of("| Course | By | Weeks |\n| --- | --- | --- |\n" + rows)
    assert [row.cells for row in grid.rows] == [
        ("Nets", "Ada", "4", "First year"),
        ("Hulls", "Wim", "6", "Second year"),
    ]


def test_a_sum_in_the_head_of_a_column_or_above_the_table_makes_its_numbers_money() -> None:
    (named,) = grids_of("| Boat | Rent (€) |\n| --- | --- |\n| Reed | 18 |\n| Grebe | 44 |\n")
    (paid,) = grids_of("# Salary scales\n\n| Years | Master |\n| --- | --- |\n| 0 | 2 905 |\n| 1 | 2 960 |\n")
    assert columns_of(named)[1].holds == columns_of(paid)[1].holds == "money"


@pytest.mark.parametrize(
    ("question", "place"),
    [(" who gives the third module ", 3), (" wat is de laatste stap ", -1), (" et la deuxieme etape ", 2),
     (" and in year five ", 5), (" in t 1e jaar ", 1), (" which modules are there ", None)],
)  # fmt: skip
def test_a_place_is_heard_in_three_languages(question: str, place: int | None) -> None:
    assert enumerated(question).place == place


def test_a_label_has_a_place() -> None:
    assert [place_in(label) for label in ("second year", "tweede jaar", "Year 2", "2", "Ferrymen")] == [
        2,
        2,
        2,
        2,
        None,
    ]
