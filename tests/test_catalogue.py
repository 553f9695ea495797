from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import TODAY, YESTERDAY, FakeEmbeddings, document, entries

from knowledge import candidates
from knowledge.catalogue import Catalogue, document_id
from knowledge.errors import LibraryError
from knowledge.records import CareerPath, Course, Document, Event, Reference, Vacancy, Verdict

TEXT = "# A page\n\n## Work\n\nThe work is in a laboratory.\n\n## Pay\n\nThe pay is fair for a beginner."
RECORDS = [
    CareerPath(
        id="market-access",
        family="business",
        names={"en": "Market access", "nl": "Markttoegang"},
        aliases={"en": ("pricing", "HEOR"), "nl": ()},
        entry={"master": "usual", "professional bachelor": "rare"},
        phd="a plus",
        esco="2431.1",
        isco="2431",
    ),
    Vacancy(
        id="v1",
        title="Analyst",
        employer="Sample Biologics",
        places=("Ghent", "Leuven"),
        country="BE",
        verdicts={"degree": Verdict("required", "You hold a master.", "master"), "phd": Verdict("not asked")},
        closed="filled",
        addresses=("https://example.org/jobs/v1",),
        posted=date(2026, 11, 1),
        closes=date(2027, 1, 1),
        example=True,
    ),
    Course(id="c1", name="GMP", provider="ViTalent", skills=("GMP",), starts=date(2027, 2, 1), paths=("gmp-operator",)),
    Event(
        id="e1",
        name="Knowledge for Growth",
        organiser="Biovia",
        starts_at=datetime(2027, 5, 1, 9, tzinfo=UTC),
        ends=date(2027, 5, 2),
        cancelled=True,
    ),
]
KINDS = {CareerPath: "path", Vacancy: "vacancy", Course: "course", Event: "event"}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "library.db")
    yield opened
    opened.close()


def put(catalogue: Catalogue, page: Document) -> list[str]:
    there = entries(page, FakeEmbeddings())
    catalogue.replace(page, there)
    return [entry.passage.id for entry in there]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_document_comes_back_as_it_was_put(catalogue: Catalogue, record: object) -> None:
    page = document(
        TEXT,
        kind=KINDS[type(record)],
        facts=record,
        work="work/1",
        link="https://example.org",
        published=YESTERDAY,
        expires=TODAY,
        references=(Reference("A report", "Someone", None, "2017"), Reference("Another")),
        aliases=("one", "two"),
    )
    put(catalogue, page)
    assert catalogue.documents() == [page]
    identity = document_id(page.source, page.address)
    assert catalogue.documents_by_id([identity, "unknown"]) == {identity: page}


def test_a_document_without_a_record_comes_back_without_one(catalogue: Catalogue) -> None:
    put(catalogue, document(TEXT))
    assert catalogue.documents()[0].facts is None


def test_putting_again_replaces(catalogue: Catalogue) -> None:
    old = put(catalogue, document(TEXT))
    new = put(catalogue, document(TEXT.replace("fair", "low"), fingerprint="2"))
    assert catalogue.passage_ids() == set(new) != set(old)
    assert catalogue.fingerprints("tests") == {"page.md": {"page.md": "2"}}


def test_the_same_address_in_another_source_is_another_document(catalogue: Catalogue) -> None:
    put(catalogue, document(TEXT, source="one"))
    put(catalogue, document(TEXT, source="two"))
    assert catalogue.counts() == {"page": 2}
    assert list(catalogue.fingerprints("one")) == ["page.md"]


def test_it_knows_whether_there_is_anything_of_a_kind_from_elsewhere(catalogue: Catalogue) -> None:
    put(catalogue, document(TEXT, source="ours"))
    put(catalogue, document(TEXT, source="theirs", kind="vacancy"))
    assert not catalogue.holds_from_elsewhere("ours", ["page", "event"])
    put(catalogue, document(TEXT, source="theirs", kind="event", address="event.md"))
    assert catalogue.holds_from_elsewhere("ours", ["page", "event"])


def test_a_failed_replacement_leaves_the_old_document_as_it_was(catalogue: Catalogue) -> None:
    ids = put(catalogue, document(TEXT))
    catalogue.settle(ids)
    broken = [
        replace(entry, passage=replace(entry.passage, heading=None))  # type: ignore[arg-type]
        for entry in entries(document(TEXT), FakeEmbeddings())
    ]
    with pytest.raises(Exception, match=r"NOT NULL|None"):
        catalogue.replace(document(TEXT, title="Other"), broken)
    assert catalogue.documents() == [document(TEXT)]
    assert catalogue.passage_ids() == set(ids)
    assert catalogue.pending() == []
    assert catalogue.by_keywords(["laboratori", "laboratory"], 5)


def test_what_chroma_must_learn_is_pending_until_it_is_settled(catalogue: Catalogue) -> None:
    ids = put(catalogue, document(TEXT))
    assert catalogue.pending() == ids
    catalogue.settle(ids[:1])
    assert catalogue.pending() == ids[1:]


def test_what_is_taken_out_is_pending_too(catalogue: Catalogue) -> None:
    ids = put(catalogue, document(TEXT))
    catalogue.settle(ids)
    catalogue.remove([document_id("tests", "page.md")])
    assert set(catalogue.pending()) == set(ids)
    assert catalogue.passage_ids() == set()
    assert catalogue.documents() == []


def test_removing_what_is_not_there_is_no_fault(catalogue: Catalogue) -> None:
    catalogue.remove([])
    catalogue.remove(["unknown"])
    assert catalogue.pending() == []


def test_vectors_keep_their_shape_and_nearly_their_values(catalogue: Catalogue) -> None:
    page = document("One sentence about the laboratory. Another sentence about the pay. A third one about the hours.")
    (id,) = put(catalogue, page)
    (entry,) = entries(page, FakeEmbeddings())
    found = catalogue.vectors([id])[id]
    assert found.shape == entry.vectors.shape == (3, 48)
    assert np.allclose(found, entry.vectors, atol=1 / 127)
    assert np.allclose((found * entry.vectors).sum(axis=1) / np.linalg.norm(found, axis=1), 1, atol=1e-3)


def test_more_ids_than_a_statement_can_take_are_no_fault(catalogue: Catalogue) -> None:
    ids = put(catalogue, document(TEXT))
    many = [f"unknown {n}" for n in range(40_000)]
    assert catalogue.vectors([*many, *ids]).keys() == set(ids)
    rows = candidates.Candidates(catalogue.engine).known_as([*ids, *many], list(range(40_000)))
    assert {row.id for row in rows} == set(ids)
    catalogue.settle([*many, *ids])
    catalogue.recheck([*many], TODAY)
    assert catalogue.pending() == []


def test_documents_can_be_narrowed_by_kind_and_day(catalogue: Catalogue) -> None:
    put(catalogue, document(TEXT, address="open.md", kind="vacancy", expires=TODAY))
    put(catalogue, document(TEXT, address="closed.md", kind="vacancy", expires=YESTERDAY))
    put(catalogue, document(TEXT, address="page.md"))
    assert {d.address for d in catalogue.documents(today=TODAY)} == {"open.md", "page.md"}
    assert {d.address for d in catalogue.documents(kinds=["vacancy"])} == {"open.md", "closed.md"}


def test_looking_again_moves_the_day_of_checking_only(catalogue: Catalogue) -> None:
    put(catalogue, document(TEXT))
    catalogue.recheck([document_id("tests", "page.md")], TODAY)
    assert catalogue.documents() == [document(TEXT, checked=TODAY)]


def test_a_stamp_says_what_was_said_last(catalogue: Catalogue) -> None:
    assert catalogue.stamped("shelf") is None
    catalogue.stamp("shelf", "one")
    catalogue.stamp("shelf", "two")
    assert catalogue.stamped("shelf") == "two"


@pytest.mark.parametrize("name", ["with space", "what?x=1", "100%", "a#b", "Brønsted & Løvaas", "%20"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    catalogue = Catalogue(folder / "library.db")
    put(catalogue, document(TEXT))
    catalogue.close()
    assert (folder / "library.db").stat().st_size > 0


def test_a_file_that_is_no_database_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"this is not a database, but it is long enough to look like a header. " * 20)
    with pytest.raises(LibraryError, match="database"):
        Catalogue(tmp_path / "library.db")


def test_a_closed_database_leaves_nothing_beside_its_file(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "library.db")
    put(catalogue, document(TEXT))
    catalogue.close()
    assert [file.name for file in tmp_path.iterdir()] == ["library.db"]
