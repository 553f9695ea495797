"""What goes on with a conversation though no word of it says so, what begins anew, and lists that leave things out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import TODAY
from talking import Guide, copied, open_library

from bot.follow_up import leans
from ingest.run import ingest

pytest_plugins = ["talking_fixtures"]

TRAINEESHIP = """# Traineeship at the Orvelle Agency

The Orvelle Agency takes twelve trainees a year for nine months of work on the safety of feed.

There is no age limit: whoever holds a master of the last three years may apply.

Trainees live in the agency's own house beside the canal and pay 310 euros a month for a room.
"""
REGULATION = """# Placement rules of the Tamwold faculty

A medical examination may be no older than six months, and the age of the student is no reason to refuse.

Whoever is ill tells the mentor before nine.
"""
LIST = """Reference;Title;Place;Contract;Degree required;Deadline;Remarks
BR-1;Greenhouse technician;Ghent;permanent;professional bachelor;2026-12-20;one weekend in four
BR-2;Regulatory affairs officer;Ghent;permanent;master;2027-01-10;no experience needed
"""


@pytest.fixture(scope="module")
def told(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    """The shelf beside a traineeship, another school's rules, and an employer's list that does not repeat its name."""
    folder = tmp_path_factory.mktemp("going-on")
    documents = folder / "documents"
    documents.mkdir()
    (documents / "orvelle.md").write_text(TRAINEESHIP, encoding="utf-8")
    (documents / "tamwold.md").write_text(REGULATION, encoding="utf-8")
    (documents / "vacancies-brevane.csv").write_text(LIST, encoding="utf-8")
    library = open_library(copied(stocked, folder / "library"))
    ingest(library, [str(documents)], TODAY)
    library.catch_up()
    yield Guide.on(library)
    library.close()


def test_what_could_stand_alone_is_about_what_was_told_where_that_answers_better(told: Guide) -> None:
    conversation = told.ask("Tell me about the traineeship at the Orvelle Agency.")["conversation"]
    answer = told.ask("Is there an age limit?", conversation)
    assert "no age limit" in answer["text"]
    assert answer["citations"][0]["title"] == "Traineeship at the Orvelle Agency"


def test_something_else_is_not_about_what_was_told(told: Guide) -> None:
    conversation = told.ask("Tell me about the traineeship at the Orvelle Agency.")["conversation"]
    answer = told.ask("OK, something else: what does a clinical research associate do?", conversation)
    assert all(citation["document"].endswith(".md") for citation in answer["citations"])
    assert "Orvelle" not in answer["text"]


def test_an_employer_is_known_by_the_name_of_its_list(told: Guide) -> None:
    text = told.ask("Which jobs are open at Brevane?")["text"]
    assert "Greenhouse technician" in text
    assert "Regulatory affairs officer" in text


def test_a_vacancy_of_a_list_is_found_by_the_career_path_in_its_title(told: Guide) -> None:
    text = told.ask("Which vacancies in regulatory affairs are there at Brevane?")["text"]
    assert "no experience needed" in text.casefold() or "Regulatory affairs officer" in text
    assert "Greenhouse technician" not in text


@pytest.mark.parametrize(
    ("question", "so"),
    [
        ("Do they train people in Ghent, too?", True),
        ("Geldt dat ook voor een avondcursus?", True),
        ("Does Perlinor train their people in Namur and Liège?", False),
        ("Hoeveel bezoekers kwamen naar de jobdag van Dornevelde, en hoeveel het jaar ervoor?", False),
    ],
)
def test_a_pronoun_before_any_name_points_back(question: str, so: bool) -> None:
    assert leans(question) is so
