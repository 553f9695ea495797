from __future__ import annotations

from datetime import date, datetime

import pytest

from ingest import facts
from ingest.readers import Unreadable
from knowledge.records import CareerPath, Course, Event, Reference, Vacancy, Verdict

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
    assert (record.places, record.closes, record.example) == (("Ghent",), date(2027, 1, 31), True)
    assert record.verdict("degree") == Verdict("required", "You hold a master.", "master")
    assert record.verdict("phd") == Verdict("not asked")
    assert record.verdict("nl") == Verdict("required")


def test_a_vacancy_that_is_silent_about_a_phd_is_not_guessed_at() -> None:
    record = facts.facts_of({"id": "v", "kind": "vacancy", "title": "A", "employer": "B"})
    assert isinstance(record, Vacancy)
    assert record.verdict("phd") == Verdict("unknown")
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


VACANCY = {"id": "v", "kind": "vacancy", "title": "Analyst", "employer": "Sample Biologics"}
READ = {
    "phd": Verdict("not asked", "No PhD is needed."),
    "nl": Verdict("required", "You speak Dutch."),
    "fr": Verdict("unknown"),
    "degree": Verdict("unknown"),
}


def vacancy(text: str = "", **stated: object) -> Vacancy:
    record = facts.facts_of(VACANCY | stated, text, lambda _: READ)
    assert isinstance(record, Vacancy)
    return record


def test_what_a_vacancy_asks_is_read_in_its_text() -> None:
    record = vacancy("You speak Dutch.")
    assert record.verdict("nl") == Verdict("required", "You speak Dutch.")
    assert record.verdict("experience") == Verdict("unknown")


def test_what_is_stated_wins_over_what_was_read() -> None:
    record = vacancy(phd={"verdict": "required", "line": "A PhD."}, verdicts={"nl": {"need": "preferred"}})
    assert record.verdict("phd") == Verdict("required", "A PhD.")
    assert record.verdict("nl") == Verdict("preferred")


def test_what_is_stated_without_its_line_gets_the_line_that_says_so() -> None:
    record = vacancy(languages={"Dutch": "required", "en": "Required"}, verdicts={"phd": "not asked"})
    assert record.verdict("nl") == Verdict("required", "You speak Dutch.")
    assert record.verdict("phd") == Verdict("not asked", "No PhD is needed.")
    assert record.verdict("en") == Verdict("required")


def test_a_list_of_languages_is_the_whole_list() -> None:
    assert vacancy(languages={"en": "required"}).verdict("fr") == Verdict("not asked")
    assert vacancy(languages={"en": "required"}).verdict("nl").need == "required"
    assert vacancy().verdict("fr") == Verdict("unknown")


def test_a_verdict_that_is_none_says_nothing() -> None:
    assert vacancy(phd={"verdict": "perhaps"}).verdict("phd") == Verdict("unknown")


def test_the_words_of_a_posting_are_read_below_its_front_matter() -> None:
    heard: list[str] = []

    def read(text: str) -> dict[str, Verdict]:
        heard.append(text)
        return {}

    facts.facts_of(VACANCY, "---\nphd: required\n---\n# Analyst\n\nNo PhD.\n", read)
    assert "required" not in heard[0]
    assert "No PhD." in heard[0]


def test_a_vacancy_of_a_feed_keeps_what_the_feed_says() -> None:
    record = vacancy(
        country="BE", remote="Partly", contract="Fixed term", hours="part-time", salary="€ 3,000", closed="filled",
        link="https://example.org/jobs/1", apply="javascript:alert(1)", posted="2026-11-02",
    )  # fmt: skip
    assert (record.country, record.remote, record.contract, record.hours) == ("BE", "partly", "fixed term", "part-time")
    assert (record.salary, record.closed, record.posted) == ("€ 3,000", "filled", date(2026, 11, 2))
    assert (record.addresses, record.apply) == (("https://example.org/jobs/1",), None)
    assert vacancy(remote="sometimes").remote is None


def test_an_event_keeps_its_time_with_its_zone() -> None:
    said = {
        "id": "e",
        "kind": "event",
        "title": "Café",
        "organiser": "Biovia",
        "starts_at": "2026-12-03T18:30:00+01:00",
    }
    event = facts.facts_of(said | {"online": True, "ends_at": "late"})
    assert isinstance(event, Event)
    assert event.starts_at == datetime.fromisoformat("2026-12-03T18:30:00+01:00")
    assert (event.starts, event.ends_at, event.online) == (date(2026, 12, 3), None, True)


def test_a_course_keeps_its_price_and_the_language_of_teaching() -> None:
    said = {"id": "c", "kind": "course", "title": "GMP", "provider": "Helis", "language": "nl", "price": "€ 250"}
    course = facts.facts_of(said | {"duration": "2 days", "place": "Niel", "ends": "2027-02-02"})
    page = facts.facts_of(said | {"taught_in": []})
    assert isinstance(course, Course)
    assert isinstance(page, Course)
    assert (course.language, course.price, course.duration, course.place) == ("nl", "€ 250", "2 days", "Niel")
    assert page.language is None
