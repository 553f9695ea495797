"""Second sources: what a page from elsewhere says beside the shelf, and what contradicts what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fakes import document
from talking import unweighed, weighing

from bot.compose import compose
from bot.conversation import Conversation
from bot.evidence import Line
from bot.gather import Findings
from bot.naming import Paths
from bot.understand import understand
from ingest.split import split
from prompts import reply

COST = "What does the harbour course cost?"


def answering(text: str, **fields: Any) -> Line:
    """A sentence that answers beyond doubt."""
    where = split(document(text, **fields))[-1].passage
    sure = {"near": 0.95, "near_of_passage": 0.95, "above": 1.0, "around": 1.0, "rest": 1.0, "numbers": 1.0}
    return weighing(unweighed(where, 0), stands_out=3.0, asked=1.0, **sure)


def said(question: str, *lines: Line, dated: dict[str, date] | None = None) -> list[str]:
    request = understand(question, Conversation("c"), Paths(()), "en")
    draft = compose(Findings(request, lines=lines, dated=dated or {}))
    return [getattr(piece, "text", "") for piece in draft.paragraphs]


OLD = answering("The harbour course costs 250 euros.", address="old.md", title="Old page")
NEW = answering("The harbour course costs 300 euros.", address="new.md", title="New page")
DATED = {OLD.passage.document_id: date(2021, 1, 1), NEW.passage.document_id: date(2026, 1, 1)}


@pytest.mark.parametrize("lines", [(OLD, NEW), (NEW, OLD)])
def test_of_two_pages_that_differ_the_newer_comes_first_and_the_other_is_shown(lines: tuple[Line, ...]) -> None:
    texts = said(COST, *lines, dated=DATED)
    assert texts[0] == NEW.text
    assert texts.count(reply("en", "frame.conflict", title="Old page", quote=OLD.text)) == 1


def test_the_shelf_comes_before_a_page_however_new() -> None:
    curated = answering(
        "The harbour course costs 275 euros.", address="courses/harbour.md", title="Shelf", kind="course"
    )
    texts = said(COST, NEW, curated, dated=DATED)
    assert texts[0] == curated.text
    assert reply("en", "frame.conflict", title="New page", quote=NEW.text) in texts


def test_pages_that_agree_or_speak_of_something_else_are_in_no_conflict() -> None:
    same = answering("For 250 euros one takes the harbour course.", address="same.md")
    other = weighing(answering("The harbour boat costs 80 euros.", address="boat.md"), rest=0.2)
    for texts in (said(COST, OLD, same), said(COST, OLD, other)):
        assert not any("says otherwise" in text for text in texts)


def test_two_languages_of_one_page_are_in_no_conflict() -> None:
    one = answering("The harbour course costs 250 euros.", address="a.md", work="course/a", kind="course")
    two = answering("De havencursus kost 300 euro.", address="a.nl.md", work="course/a", kind="course", language="nl")
    assert not any("says otherwise" in text for text in said(COST, one, two))


def test_a_page_that_says_as_much_as_the_shelf_is_quoted_beside_it() -> None:
    shelf = answering("The harbour course teaches ropes.", address="courses/a.md", kind="course")
    page = answering("One learns ropes and tides there.", address="page.md", title="A visit")
    texts = said("What is the harbour known for?", shelf, page)
    assert texts[0] == shelf.text
    assert sum(page.text in text for text in texts) == 1
