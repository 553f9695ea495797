"""Things side by side: each told of in its own place, a table, and which has more where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fakes import TODAY
from talking import Guide, open_library

from bot.conversation import Answer
from bot.foremost import amount_in, foremost
from bot.measured import Measure, measured
from bot.sides import sides_of
from ingest.run import ingest
from knowledge.records import Language

OSPREY = """\
<!doctype html><html lang="en"><head><title>Traineeship at the Osprey Institute</title></head><body><main>
<h1>Traineeship at the Osprey Institute</h1>
<p>The Osprey Institute takes in graduates for a traineeship in river ecology.</p>
<h2>Duration</h2><p>The traineeship lasts nine months.</p>
<h2>Allowance</h2><p>Trainees are paid 1,450 euro a month.</p>
</main></body></html>
"""
VENLIN = """\
# Stage bij Venlin Waterlabo

Venlin Waterlabo in Geel zoekt twee stagiairs.

De stage duurt 14 weken en begint op 1 maart 2027.

Je krijgt een vergoeding van 300 euro per maand.
"""
COURSES = """\
# Short courses at the Tern Academy

## Otter tracking

This course costs 210 euro. It is given in Ghent.

## Bat acoustics

This course costs 340 euro. There is an exam on the last day.

## Moss identification

Participants bring their own lens. This course is full at 16 participants.
"""
PRICES = """\
Course,Fee,Credits
Pond chemistry,290 euro,2
Soil sampling,120 euro,1
"""
BOTH = """\
# Heath fund or Moor fund?

The Heath fund pays 900 euro and the Moor fund pays 1,100 euro.
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """A guide on five documents that nobody wrote for it, in three formats and two languages."""
    pages = tmp_path_factory.mktemp("pages")
    written = {"osprey.html": OSPREY, "venlin.md": VENLIN, "tern.md": COURSES, "prices.csv": PRICES, "funds.md": BOTH}
    for name, text in written.items():
        (pages / name).write_text(text, encoding="utf-8")
    library = open_library(tmp_path_factory.mktemp("compared"))
    try:
        ingest(library, [str(pages)], TODAY)
        library.catch_up()
        yield Guide.on(library)
    finally:
        library.close()


def table_of(answer: Answer) -> list[list[str]]:
    """The cells of the one table of an answer, row by row, without the line of strokes."""
    rows = [line for line in answer.text.splitlines() if line.startswith("|") and "---" not in line]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize(
    ("question", "columns", "cells", "first"),
    [
        (
            "Which is longer, the Osprey traineeship or the Venlin one?",
            ["Osprey Institute", "Venlin Waterlabo"],
            ["lasts nine months", "14 weken"],
            "Osprey",
        ),
        ("Is otter tracking cheaper than bat acoustics?", ["Otter", "Bat"], ["210 euro", "340 euro"], "Otter tracking"),
        (
            "Wat kost meer, otter tracking of bat acoustics?",
            ["Otter", "Bat"],
            ["210 euro", "340 euro"],
            "Bat acoustics",
        ),
        (
            "Lequel paie mieux, le stage chez Osprey ou le stage chez Venlin ?",
            ["Osprey", "Venlin"],
            ["1,450 euro", "300 euro"],
            "Osprey",
        ),
        (
            "Compare the fee of pond chemistry and bat acoustics.",
            ["Pond chemistry", "Bat acoustics"],
            ["290 euro", "340 euro"],
            "Bat acoustics",
        ),
        ("Soil sampling vs otter tracking: price?", ["Soil", "Otter"], ["120 euro", "210 euro"], "Otter tracking"),
    ],
)
def test_two_things_are_told_side_by_side_and_the_greater_first(
    guide: Guide, question: str, columns: list[str], cells: list[str], first: str
) -> None:
    answer = guide.answer(question)
    head, row = table_of(answer)
    assert all(name in cell for name, cell in zip(columns, head[1:], strict=True)), head
    assert all(said in cell and re.search(r"\[\d\]", cell) for said, cell in zip(cells, row[1:], strict=True)), row
    assert f"**{first}" in answer.text.split("|")[0].replace("**otter", "**Otter")
    assert answer.outcome == "answered"


def test_each_cell_is_borne_out_by_the_quote_that_it_names(guide: Guide) -> None:
    answer = guide.answer("What is the difference between the Osprey traineeship and the one at Venlin?")
    quotes = {citation.number: citation.quote for citation in answer.citations}
    rows = table_of(answer)[1:]
    cells = [cell for row in rows for cell in row[1:] if "[" in cell]
    assert len(rows) >= 2 and len(cells) >= 4
    for cell in cells:
        numbers = re.findall(r"\d[\d.,]*\d|\d", re.sub(r"\[\d\]", "", cell))
        quote = quotes[int(re.findall(r"\[(\d)\]", cell)[-1])]
        assert all(number in quote for number in numbers), cell


def test_where_one_source_is_silent_the_cell_says_so_and_nothing_is_decided(guide: Guide) -> None:
    answer = guide.answer("Which costs more, bat acoustics or moss identification?")
    told, silent = table_of(answer)[1][1:]
    assert "340 euro" in told and "find nothing" in silent and "[" not in silent
    assert "costs the most" not in answer.text


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Is the Osprey traineeship longer than the one at Brixworth?", "Brixworth"),
        ("Wat duurt langer, de stage bij Venlin of de stage bij Dortanova?", "Dortanova"),
        ("Quelle est la différence entre le stage chez Osprey et le stage chez Pellagrin ?", "Pellagrin"),
    ],
)
def test_a_thing_that_no_source_has_is_said_to_be_unknown_and_no_neighbour_is_told(
    guide: Guide, question: str, unknown: str
) -> None:
    answer = guide.answer(question)
    assert answer.outcome == "abstained" and unknown in answer.text.split("|")[0]
    column = [unknown in cell for cell in table_of(answer)[0]].index(True)
    assert all("[" not in row[column] for row in table_of(answer)[1:])


@pytest.mark.parametrize("asked", ["And how does Venlin compare?", "And is the internship at Venlin longer?"])
def test_what_was_told_last_is_compared_with_what_is_named_now(guide: Guide, asked: str) -> None:
    before = guide.answer("How long is the traineeship at the Osprey Institute?")
    head, row = table_of(guide.answer(asked, before.conversation))
    assert "Osprey" in head[1] and "Venlin" in head[2]
    assert "nine months" in row[1] and "14 weken" in row[2]


@pytest.mark.parametrize(
    "question",
    [
        "What does otter tracking cost?",
        "Does the Heath fund pay more than the Moor fund?",
        "Can I apply for the Osprey traineeship with a master or a bachelor?",
        "I like Ghent better than Geel. What does bat acoustics cost?",
        "Which documents and letters do I send to the Osprey Institute?",
    ],
)
def test_a_question_about_one_thing_is_no_comparison(guide: Guide, question: str) -> None:
    assert "| --- |" not in guide.answer(question).text


@pytest.mark.parametrize(
    ("language", "question", "things"),
    [
        ("en", "Is A1 cheaper than B2?", ("Is A1", "B2")),
        ("en", "What's the difference between the fund of Arve and the fund of Bern?", None),
        ("en", "Compare the Arve, Bern and Cluse grants: how long are they?", ("the Arve", "Bern", "Cluse grants")),
        ("nl", "Is de beurs hoger voor Azië dan voor Europa?", ("voor Azië", "voor Europa")),
        ("fr", "Le stage dure-t-il plus longtemps chez Arve que chez Bern ?", ("chez Arve", "chez Bern")),
        ("en", "Is that longer than the Bern traineeship?", ("", "the Bern traineeship")),
    ],
)
def test_the_things_are_read_as_the_question_names_them(
    language: Language, question: str, things: tuple[str, ...] | None
) -> None:
    sides = sides_of(question, language)
    assert sides is not None
    assert sides.things == (things or ("the fund of Arve", "the fund of Bern"))


@pytest.mark.parametrize(
    ("question", "measure", "most"),
    [
        ("Which is cheaper?", "cost", False),
        ("Wat duurt langer?", "long", True),
        ("Lequel commence plus tôt ?", "time", False),
        ("Who pays better?", "pay", True),
    ],
)
def test_what_is_measured_is_told_by_the_words_for_more_and_less(question: str, measure: Measure, most: bool) -> None:
    assert measured(question) == (measure, most)


@pytest.mark.parametrize(
    ("one", "other", "measure", "which"),
    [
        ("It costs 290 euro.", "De prijs is € 1.340.", "cost", 1),
        ("It lasts 14 weeks.", "La durée est de 20 semaines.", "long", 1),
        ("It lasts four weeks.", "It lasts one month.", "long", None),
        ("1,450 euro a month", "9.000 euro per jaar", "pay", None),
        ("up to 900 euro", "1,500 euro", "sum", None),
        ("gross 2,900 euro", "2,700 euro net", "pay", None),
        ("300 to 400 euro", "500 euro", "cost", None),
        ("24 credits", "24 studiepunten", "number", -1),
        ("1 April 2027", "15 mei 2027", "time", 1),
    ],
)
def test_only_what_is_certainly_more_is_said_to_be_more(
    one: str, other: str, measure: Measure, which: int | None
) -> None:
    assert foremost([amount_in(text, measure) for text in (one, other)], most=True, measure=measure) == which
