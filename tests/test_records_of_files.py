"""One file with several things in it: found and cited as the file, gone on about as the one thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import TODAY
from openpyxl import Workbook
from talking import Guide, open_library

from bot.search import passages_json, search_in_conversation
from ingest.run import ingest
from knowledge.library import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("files")
    book = Workbook()
    book.active.title = "Harbour"
    book["Harbour"].append(["The harbour laboratory is led by Mirthe Aelbrecht. It measures salt in the water."])
    book.create_sheet("Orchard").append(["The orchard laboratory is led by Joris Vantongel. It counts bees in May."])
    book.save(folder / "laboratories.xlsx")
    library = open_library(folder / "library")
    ingest(library, [str(folder / "laboratories.xlsx")], TODAY)
    library.catch_up()
    return library


def test_a_search_names_the_file_under_which_a_sheet_was_ingested(library: Library) -> None:
    found = passages_json(search_in_conversation(library, "orchard bees", (), today=TODAY, limit=5))
    assert {Path(passage["document"]).name for passage in found} == {"laboratories.xlsx"}


def test_an_answer_cites_the_file_and_says_which_sheet(library: Library) -> None:
    answer = Guide.on(library).ask("Who leads the orchard laboratory?")
    assert "Joris Vantongel" in answer["text"]
    assert {Path(citation["document"]).name for citation in answer["citations"]} == {"laboratories.xlsx"}
    assert answer["citations"][0]["record"].endswith("laboratories.xlsx#Orchard")


def test_a_conversation_goes_on_about_the_sheet_that_was_told_of(library: Library) -> None:
    guide = Guide.on(library)
    first = guide.ask("Who leads the orchard laboratory?")
    then = guide.ask("and what does it count?", first["conversation"])
    assert "bees" in then["text"]
    assert "salt" not in then["text"]
