from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes import TODAY, YESTERDAY, FakeEmbeddings, document, stock

from knowledge.library import Library
from knowledge.records import CareerPath, Document, Vacancy, Verdict
from knowledge.same_vacancy import canonical, employer_key, title_key
from knowledge.vacancies import is_open, merged, vacancies_of, vacancy_of, with_paths

PAGE = "https://www.example.com/jobs/4711-qc-analyst"
WEEK = timedelta(days=7)


def vacancy(address: str, *, checked: date = YESTERDAY, link: str | None = None, **record: Any) -> Document:
    facts = Vacancy(
        record.pop("id", address),
        record.pop("title", "QC analyst"),
        record.pop("employer", "Sample Biologics"),
        **record,
    )
    return document(
        f"# {facts.title}\n\n{address}", address=address, title=facts.title, kind="vacancy", facts=facts,
        link=link, checked=checked, work=f"vacancy/{facts.id}",
    )  # fmt: skip


def page(**fields: Any) -> Document:
    return vacancy(PAGE, **{"places": ("Gent",), **fields})


def item(number: int = 1, **fields: Any) -> Document:
    return vacancy(f"feed.json#{number}", **{"places": ("Ghent, Belgium",), **fields})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.com/jobs/12345/", "http://example.com/jobs/12345?utm_source=x&gh_src=y#apply"),
        ("https://jobs.lever.co/acme/0b5e-1/apply?lever-source=LinkedIn", "https://jobs.lever.co/acme/0b5e-1"),
        ("https://acme.com/careers?gh_jid=4711", "https://job-boards.greenhouse.io/acme/jobs/4711"),
        ("https://acme.recruitee.com/o/qc-analyst/c/new", "https://acme.recruitee.com/o/qc-analyst"),
        ("https://acme.be/jobs/Qc-Analyst.html?lang=nl", "https://acme.be/jobs/qc-analyst"),
    ],
)
def test_one_page_has_one_canonical_address(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize("address", ["mailto:jobs@example.com", "", "jobs/1.html", "javascript:alert(1)"])
def test_what_is_no_page_has_none(address: str) -> None:
    assert canonical(address) is None


def test_titles_and_employers_are_the_same_without_their_trimmings() -> None:
    assert title_key("QC Analyst (m/v/x)") == title_key("QC-analyst") == title_key("qc analyst M/F/X")
    assert employer_key("Sample Biologics NV") == employer_key("SAMPLE BIOLOGICS (Belgium)")
    assert employer_key("Group NV") == "group nv"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (page(), item(link=f"{PAGE}?utm_source=feed", title="Analyst quality control")),
        (page(apply="https://boards.greenhouse.io/acme/jobs/99887"), item(title="Analist", apply="https://boards.greenhouse.io/acme/jobs/99887#app")),
        (page(), item(title="QC Analyst (M/F/X)", employer="Sample Biologics NV")),
        (page(), item(link="https://boards.greenhouse.io/acme/jobs/99887")),
    ],
)  # fmt: skip
def test_the_same_job_from_a_page_and_a_feed_is_one(one: Document, other: Document) -> None:
    assert len(merged([one, other])) == len(merged([other, one])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (item(1), item(2)),
        (item(1, apply="https://acme.com/apply-for-a-job-here"), item(2, apply="https://acme.com/apply-for-a-job-here")),
        (page(), item(places=("Leuven",))),
        (page(), item(places=())),
        (page(), item(employer="Placeholder Pharma")),
        (page(), item(title="QA officer", apply="https://acme.com/careers")),
        (page(apply="https://acme.com/careers-form-for-all"), item(title="QA officer", apply="https://acme.com/careers-form-for-all")),
        (page(), vacancy("https://www.example.com/jobs/4712-qc-analyst", places=("Ghent",))),
        (page(closes=date(2025, 1, 1)), item(posted=date(2026, 11, 1))),
    ],
)  # fmt: skip
def test_two_openings_stay_two(one: Document, other: Document) -> None:
    assert len(merged([one, other])) == 2


def test_the_better_fields_win_and_every_address_is_kept() -> None:
    older = page(
        checked=TODAY - WEEK,
        salary="€ 3,000",
        hours="part-time",
        verdicts={"phd": Verdict("not asked", "No PhD."), "nl": Verdict("required", "Dutch.")},
    )
    newer = item(
        checked=TODAY,
        hours="full-time",
        link=f"{PAGE}?ref=feed",
        closes=date(2026, 12, 15),
        verdicts={"phd": Verdict("unknown"), "nl": Verdict("preferred", "Dutch is a plus.")},
    )
    (one,) = merged([older, newer])
    record = vacancy_of(one)
    assert (record.salary, record.hours, record.closes) == ("€ 3,000", "full-time", date(2026, 12, 15))
    assert record.verdict("phd") == Verdict("not asked", "No PhD.")
    assert record.verdict("nl") == Verdict("preferred", "Dutch is a plus.")
    assert record.addresses == (PAGE, f"{PAGE}?ref=feed")
    assert (one.checked, one.expires, one.address) == (TODAY, date(2026, 12, 15), PAGE)


@pytest.mark.parametrize(
    ("documents", "closed"),
    [
        ([page(closed="filled"), item(checked=TODAY)], True),
        ([page(), item(checked=TODAY, closed="filled")], True),
        ([page(checked=TODAY), item(checked=TODAY - WEEK, closed="filled")], False),
        ([page(), item()], False),
    ],
)
def test_it_is_closed_if_the_newest_or_its_own_page_says_so(documents: list[Document], closed: bool) -> None:
    (one,) = merged(documents)
    assert is_open(one, TODAY) != closed


def test_the_order_of_sources_makes_no_difference() -> None:
    every = [page(), item(1), item(2), vacancy("other.json#1", places=("Ghent",), title="QC Analyst")]
    forward, backward = merged(every), merged(every[::-1])
    assert len(forward) == len(backward) == 2


CONTROL = CareerPath(
    "quality-control",
    "quality",
    names={"en": "Quality control", "nl": "Kwaliteitscontrole"},
    aliases={"en": ("QC",)},
    entry={},
    phd="not asked",
)
WRITER = CareerPath("medical-writer", "medical", {"en": "Medical writer"}, aliases={}, entry={}, phd="a plus")
PATHS = [document("# P", kind="path", address=f"{path.id}.md", facts=path) for path in (CONTROL, WRITER)]


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Senior QC analyst (m/f/x)", "quality-control"),
        ("Medewerker kwaliteitscontrole", "quality-control"),
        ("Medical Writers", "medical-writer"),
        ("Baker", None),
        ("Writer of medical texts", None),
    ],
)
def test_the_career_path_is_the_one_that_the_title_names(title: str, path: str | None) -> None:
    (one,) = with_paths([vacancy("a", title=title)], PATHS)
    assert vacancy_of(one).path == path
    (stated,) = with_paths([vacancy("a", title=title, path="stated")], PATHS)
    assert vacancy_of(stated).path == "stated"


def test_a_library_puts_its_vacancies_together_once_until_the_next_write(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", FakeEmbeddings())
    stock(library, page(), item(link=PAGE))
    first = vacancies_of(library)
    assert len(first) == 1
    assert vacancies_of(library) is first
    stock(library, item(2, title="Baker"))
    assert len(vacancies_of(library)) == 2
    library.close()


def test_a_thousand_vacancies_are_put_together_in_a_moment() -> None:
    pages = [page_number(number) for number in range(200)]
    items = [
        vacancy(f"feed{n % 5}.json#{n}", title=f"Analyst {n % 900}", places=("Ghent",), employer="Sample")
        for n in range(800)
    ]
    started = time.process_time()
    assert len(merged([*pages, *items])) == 800
    assert time.process_time() - started < 2


def page_number(number: int) -> Document:
    return vacancy(
        f"https://www.example.com/jobs/{number + 1000}", title=f"Analyst {number}", places=("Gent",), employer="Sample"
    )
