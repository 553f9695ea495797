from __future__ import annotations

from datetime import date

import pytest
from fakes import TODAY, YESTERDAY, document, stock

from knowledge import candidates
from knowledge.candidates import Narrow
from knowledge.catalogue import document_id
from knowledge.library import Library

TEXT = "The work is in a laboratory."
OPEN, CLOSED, PAGE, COURSE = (document_id("tests", f"{name}.md") for name in ("open", "closed", "page", "course"))


@pytest.fixture
def stocked(library: Library) -> Library:
    """A vacancy that is open today for the last time, one that closed yesterday, a page, and a course."""
    stock(
        library,
        document(TEXT, address="open.md", kind="vacancy", work="vacancy/open", expires=TODAY),
        document(TEXT, address="closed.md", kind="vacancy", work="vacancy/closed", expires=YESTERDAY),
        document(TEXT, address="page.md"),
        document(TEXT, address="course.md", kind="course", work="course/gmp"),
    )
    return library


def documents_of(library: Library, narrow: Narrow) -> set[str]:
    """The documents within bounds, which are the same however they are looked for."""
    engine = library.catalogue.engine
    every = candidates.all_of(engine, narrow, 10)
    assert every is not None
    known = candidates.Candidates(engine).known_as(sorted(library.catalogue.passage_ids()), list(range(100)))
    assert sorted(row for row in known if narrow.admits(row)) == sorted(every)
    return {row.document_id for row in every}


@pytest.mark.parametrize(
    ("narrow", "within"),
    [
        (Narrow(), {OPEN, CLOSED, PAGE, COURSE}),
        (Narrow(TODAY), {OPEN, PAGE, COURSE}),
        (Narrow(YESTERDAY), {OPEN, CLOSED, PAGE, COURSE}),
        (Narrow(date(2030, 1, 1)), {PAGE, COURSE}),
        (Narrow(kinds=["vacancy"]), {OPEN, CLOSED}),
        (Narrow(TODAY, kinds=["vacancy", "course"]), {OPEN, COURSE}),
        (Narrow(works=["course/gmp", "vacancy/closed"]), {COURSE, CLOSED}),
        (Narrow(TODAY, works=["vacancy/closed"]), set()),
        (Narrow(within=[PAGE, "unknown"]), {PAGE}),
        (Narrow(kinds=["vacancy"], within=[PAGE]), set()),
        (Narrow(kinds=[]), set()),
        (Narrow(within=[]), set()),
    ],
)
def test_what_is_within_bounds_fits_all_of_them(stocked: Library, narrow: Narrow, within: set[str]) -> None:
    assert documents_of(stocked, narrow) == within


def test_bounds_are_narrow_only_if_they_leave_out_more_than_the_expired() -> None:
    assert not Narrow().is_narrow
    assert not Narrow(TODAY).is_narrow
    assert all(narrow.is_narrow for narrow in (Narrow(kinds=["page"]), Narrow(works=[]), Narrow(within=["a"])))


def test_a_passage_that_is_known_in_two_ways_comes_once(stocked: Library) -> None:
    (row,) = candidates.all_of(stocked.catalogue.engine, Narrow(within=[PAGE]), 10) or []
    there = candidates.Candidates(stocked.catalogue.engine)
    for _ in ("read", "kept"):
        assert there.known_as([row.id], [row.number]) == [row]
        assert there.known_as([], [row.number]) == [row]


def test_what_was_read_is_not_kept_without_end(stocked: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "_KEPT_BYTES", 1)
    there = candidates.Candidates(stocked.catalogue.engine)
    ids = sorted(stocked.catalogue.passage_ids())
    for _ in range(3):
        assert sorted(row.id for row in there.known_as(ids, [])) == ids
    assert len(there._by_id) < len(ids)


def test_too_many_passages_are_told_apart_from_none(stocked: Library) -> None:
    engine = stocked.catalogue.engine
    assert candidates.all_of(engine, Narrow(kinds=["vacancy"]), 1) is None
    assert len(candidates.all_of(engine, Narrow(kinds=["vacancy"]), 2) or []) == 2
    assert candidates.all_of(engine, Narrow(kinds=["path"]), 1) == []
