"""Addresses that a document claims: only those that a reader may be sent to are kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fakes import TODAY

from ingest.documents import document_from
from ingest.readers import read
from ingest.run import ingest
from knowledge.library import Library

HARMLESS = ["https://example.org/a", "http://example.org", "mailto:jobs@example.org"]
HARMFUL = ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:alert(1)", "//example.org/x", "file:///etc/passwd"]


def vacancy(address: str) -> str:
    front = f"kind: vacancy\ntitle: Lab technician\nemployer: A laboratory\napply: {address!r}\nlink: {address!r}"
    return f"---\n{front}\nsources: [{{title: A page, address: {address!r}}}]\n---\nWe look for a technician."


@pytest.mark.parametrize("address", HARMLESS)
def test_an_ordinary_address_is_kept(address: str) -> None:
    document = document_from(read(vacancy(address).encode(), "a.md"), "tests", "a.md", TODAY)
    assert (document.link, document.facts.apply, document.references[0].address) == (address, address, address)


@pytest.mark.parametrize("address", HARMFUL)
def test_an_address_that_could_run_something_is_dropped(address: str) -> None:
    document = document_from(read(vacancy(address).encode(), "a.md"), "tests", "a.md", TODAY)
    assert (document.link, document.facts.apply, document.references[0].address) == (None, None, None)


def test_two_records_of_the_same_file_name_in_two_folders_are_two() -> None:
    one, other = (
        document_from(read(vacancy("https://example.org").encode(), name), "tests", name, TODAY)
        for name in ("one/index.md", "other/index.md")
    )
    assert one.work != other.work
    assert one.title == other.title == "Lab technician"


def test_a_day_that_a_document_states_is_not_made_younger_by_finding_it_unchanged(library: Library, tmp_path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "stated.md").write_text("---\nchecked: 2026-01-05\n---\nA sentence about the laboratory.")
    (folder / "seen.md").write_text("A sentence about the cleanroom.")
    ingest(library, [str(folder)], TODAY)
    later = TODAY + timedelta(days=30)
    ingest(library, [str(folder)], later)
    checked = {document.address: document.checked for document in library.catalogue.documents()}
    assert checked == {"stated.md": date(2026, 1, 5), "seen.md": later}
