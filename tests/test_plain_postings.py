"""Vacancies on pages without markup for machines."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.documents import document_from
from ingest.readers import html
from ingest.readers.html.plain_postings import posting_in
from knowledge.records import Vacancy

LABELLED = """# Vacature: Marien bioloog

Werkgever: Kustlab
Standplaats: Oostende
Contract: bepaalde duur, voltijds
Solliciteren tot: 18/12/2026
"""
PROSE = """# We are hiring: Lab Manager

Kempen Peptides is looking for a full-time lab manager for its site in Turnhout.

Send your CV before 12 December 2026.
"""


def test_labels_tell_the_terms_of_a_job() -> None:
    found = posting_in("Vacature: Marien bioloog", LABELLED)
    assert found is not None
    assert (found["title"], found["employer"], found["places"]) == ("Marien bioloog", "Kustlab", ["Oostende"])
    assert (found["contract"], found["hours"], found["closes"]) == ("fixed term", "full-time", "2026-12-18")


def test_a_sentence_tells_who_is_looking_for_whom_and_where() -> None:
    found = posting_in("We are hiring: Lab Manager", PROSE)
    assert found is not None
    assert (found["title"], found["employer"], found["places"]) == ("Lab Manager", "Kempen Peptides", ["Turnhout"])
    assert found["closes"] == "2026-12-12"


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Career fair", "Location: Ghent\nDeadline: 4 January 2027\nOrganiser: VIB"),
        ("Visit us", "Location: Ghent\nHours: 9:00 to 17:00"),
        ("Jobs at Acme", "Contract: permanent\nLocation: Ghent\n\nContract: fixed term\nLocation: Leuven"),
        ("Position paper on GMP", "We welcome comments."),
        ("How to write a CV", "Send your CV before the interview."),
    ],
)
def test_any_other_page_stays_a_page(heading: str, text: str) -> None:
    assert posting_in(heading, text) is None


def test_a_page_without_an_employer_is_a_vacancy_all_the_same() -> None:
    page = "<html lang=en><body><h1>Vacancy: Analyst</h1><p>Location: Ghent<br>Contract: permanent</p></body></html>"
    document = document_from(html.read(page.encode()), "folder", "analyst.html", date(2026, 11, 23))
    assert isinstance(document.facts, Vacancy)
    assert (document.facts.title, document.facts.employer) == ("Analyst", "")
