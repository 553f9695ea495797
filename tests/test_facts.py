from __future__ import annotations

from datetime import date, datetime

import pytest

from ingest import facts
from ingest.readers import Unreadable
from knowledge.records import CareerPath, Course, Event, Reference, Vacancy

PATH = {
    "id": "market-access",
    "kind": "path",
    "family": "business",
    "names": {"en": "Market access", "nl": "Markttoegang", "de": "Marktzugang"},
    "aliases": {"en": ["pricing", "HEOR"], "nl": "prijszetting"},
    "entry": {"master": "usual", "professional bachelor": "rare", "doctor": "usual"},
    "phd": "a plus",
    "esco": {"code": "2431.1", "title": "market analyst"},
    "isco": 2431,
}


@pytest.mark.parametrize("kind", ["path", "programme", "course", "event", "vacancy"])
def test_the_front_matter_says_the_kind(kind: str) -> None:
    assert facts.kind_of({"kind": kind}) == kind


@pytest.mark.parametrize("kind", [None, "", "recipe", "Vacancy", 7, ["path"], {"path": 1}])
def test_any_other_kind_is_a_page(kind: object) -> None:
    assert facts.kind_of({"kind": kind}) == "page"
    assert facts.facts_of({"kind": kind, "family": "x"}) is None


def test_a_career_path_keeps_what_its_pages_share() -> None:
    record = facts.facts_of(PATH)
    assert record == CareerPath(
        id="market-access",
        family="business",
        names={"en": "Market access", "nl": "Markttoegang"},
        aliases={"en": ("pricing", "HEOR"), "nl": ("prijszetting",)},
        entry={"professional bachelor": "rare", "master": "usual"},
        phd="a plus",
        esco="2431.1",
        isco="2431",
    )


def test_a_path_without_a_code_says_so() -> None:
    record = facts.facts_of(PATH | {"esco": None, "isco": None})
    assert isinstance(record, CareerPath)
    assert (record.esco, record.isco) == (None, None)


def test_a_vacancy_keeps_its_verdicts_with_their_lines() -> None:
    record = facts.facts_of(
        {
            "id": "v1",
            "kind": "vacancy",
            "title": "Analyst",
            "employer": "Sample Biologics",
            "places": "Ghent",
            "languages": {"nl": "required"},
            "degree": {"asks": "master", "verdict": "required", "line": "You hold a master."},
            "phd": {"verdict": "not asked", "line": None},
            "posted": date(2026, 11, 2),
            "closes": "2027-01-31",
            "example": True,
        }
    )
    assert isinstance(record, Vacancy)
    assert (record.places, record.degree, record.degree_line) == (("Ghent",), "master", "You hold a master.")
    assert (record.phd, record.phd_line, record.closes) == ("not asked", None, date(2027, 1, 31))
    assert record.example
    assert record.languages == {"nl": "required"}


def test_a_vacancy_that_is_silent_about_a_phd_is_not_guessed_at() -> None:
    record = facts.facts_of({"id": "v", "kind": "vacancy", "title": "A", "employer": "B"})
    assert isinstance(record, Vacancy)
    assert record.phd == "unknown"
    assert record.closes is None


def test_a_course_and_an_event_leave_unknown_dates_open() -> None:
    course = facts.facts_of({"id": "c", "kind": "course", "title": "GMP", "provider": "X", "starts": None})
    event = facts.facts_of({"id": "e", "kind": "event", "title": "Fair", "organiser": "X", "starts": ""})
    assert isinstance(course, Course)
    assert course.starts is None
    assert isinstance(event, Event)
    assert event.starts is None
    assert not event.cancelled


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        (PATH | {"family": None}, "family"),
        (PATH | {"phd": ""}, "phd"),
        (PATH | {"names": ["one"]}, "names"),
        (PATH | {"entry": "master"}, "entry"),
        (PATH | {"esco": "2431.1"}, "esco"),
        ({"id": "v", "kind": "vacancy", "title": "A", "places": []}, "employer"),
        ({"id": "v", "kind": "vacancy", "title": "A", "employer": "B", "phd": "no"}, "phd"),
        ({"id": "v", "kind": "vacancy", "title": "A", "employer": "B", "closes": "soon"}, "closes"),
        ({"id": "c", "kind": "course", "title": "A", "skills": []}, "provider"),
        ({"id": "e", "kind": "event", "title": "A", "place": "Ghent"}, "organiser"),
    ],
)
def test_a_field_that_is_wrong_is_named(metadata: dict[str, object], field: str) -> None:
    with pytest.raises(Unreadable, match=f"`{field}`"):
        facts.facts_of(metadata)


@pytest.mark.parametrize("kind", ["path", "course", "event", "vacancy"])
def test_a_translation_carries_no_record_of_its_own(kind: str) -> None:
    page = {"id": "x", "kind": kind, "language": "nl", "title": "X", "checked": date(2026, 11, 22)}
    assert facts.facts_of(page) is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2026, 1, 2), date(2026, 1, 2)),
        (datetime(2026, 1, 2, 10, 30), date(2026, 1, 2)),
        ("2026-01-02", date(2026, 1, 2)),
        ("2026-01-02T10:30:00Z", date(2026, 1, 2)),
        (None, None),
        ("", None),
        (True, None),
    ],
)
def test_a_day_may_be_written_in_several_ways(value: object, day: date | None) -> None:
    assert facts.day({"closes": value}, "closes") == day


@pytest.mark.parametrize("value", ["soon", "01/02/2026", 2026, 20261301, "2026-13-01", ["2026-01-02"]])
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(Unreadable, match="`closes`"):
        facts.day({"closes": value}, "closes")


def test_names_and_aliases_of_all_languages_come_once_each() -> None:
    assert facts.aliases_of(PATH) == ("Market access", "Markttoegang", "Marktzugang", "pricing", "HEOR", "prijszetting")
    assert facts.aliases_of({"aliases": {"en": ["CTA"], "nl": ["CTA"]}}) == ("CTA",)
    assert facts.aliases_of({}) == ()


@pytest.mark.parametrize("aliases", [["one", "two"], {"en": ["one"], "nl": "two"}])
def test_aliases_may_be_a_list_as_other_programs_have_it(aliases: object) -> None:
    assert facts.aliases_of({"aliases": aliases}) == ("one", "two")


def test_references_keep_what_a_reader_needs_to_check_them() -> None:
    sources = [{"title": "A report", "publisher": "VIB", "address": None, "as_of": 2017}, {"title": "Another"}]
    assert facts.references_of({"sources": sources}) == (
        Reference("A report", "VIB", None, "2017"),
        Reference("Another"),
    )


@pytest.mark.parametrize(
    "sources", [None, [], "https://example.org", ["https://example.org"], [{"url": "x"}], {"a": "b"}, 7]
)
def test_sources_in_another_shape_are_no_references(sources: object) -> None:
    assert facts.references_of({"sources": sources}) == ()
