"""Plain questions about vacancies, events and courses: whether one is still open, and what there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fakes import FakeEmbeddings, document, stock
from talking import Guide

from ingest.verdicts import verdicts
from knowledge.library import Library
from knowledge.records import Course, Document, Event, Vacancy
from knowledge.same_vacancy import same_vacancies
from prompts import reply


def thing(facts: Vacancy | Event | Course, kind: Any, *, expires: date | None = None, **more: Any) -> Document:
    title = facts.title if isinstance(facts, Vacancy) else facts.name
    text = f"# {title}\n\nYou meet people who do this work."
    return document(
        text, address=f"{facts.id}.md", title=title, kind=kind, work=f"{kind}/{facts.id}", facts=facts,
        expires=expires, **more,
    )  # fmt: skip


def job(id: str, title: str, employer: str, *places: str, **record: Any) -> Document:
    facts = Vacancy(id, title, employer, places=places, **record)
    return thing(facts, "vacancy", expires=facts.closes)


STOCK = [
    job("open", "Marine biologist", "Coast Lab", "Ostend", closes=date(2026, 12, 18)),
    job("undated", "Student sampler", "", "Diepenbeek"),
    job("shut", "Postdoctoral researcher RNA delivery", "Sample Therapeutics", "Ghent", closes=date(2026, 11, 15)),
    job("filled", "Cell therapy specialist", "Demo Cells", "Diest", closes=date(2027, 1, 31), closed="filled"),
    job("namur", "Quality officer", "Placeholder Pharma", "Namur", posted=date(2026, 11, 16)),
    thing(Event("fair", "Career fair", "Biovia", starts=date(2026, 12, 1), place="Gent"), "event"),
    thing(Event("day", "Protein day", "Biovia", starts=date(2027, 1, 28), place="Leuven"), "event"),
    thing(Course("gmp", "GMP basics", "Helis", starts=date(2027, 1, 12), place="Niel"), "course"),
    thing(Course("elisa", "ELISA", "Helis", starts=date(2026, 3, 12), place="Gent"), "course"),
]


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guide]:
    library = Library(tmp_path_factory.mktemp("plainly"), FakeEmbeddings())
    stock(library, *STOCK)
    yield Guide.on(library, today=lambda: date(2026, 11, 23))
    library.close()


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("Can I still apply as marine biologist at Coast Lab?", "until 18 December 2026", "closed"),
        ("Kan ik nog solliciteren als marine biologist bij Coast Lab?", "tot en met 18 december 2026", "gesloten"),
        ("Can I still apply for postdoctoral researcher RNA delivery at Sample?", "was 15 November 2026", "Yes"),
        ("Can I still apply for cell therapy specialist at Demo Cells?", "it is filled", "31 January"),
    ],
)
def test_whether_one_can_still_apply_is_answered(guide: Guide, question: str, said: str, unsaid: str) -> None:
    text = guide.ask(question)["text"]
    assert said in text
    assert unsaid not in text


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("offres à Namur", {"namur"}),
        ("vacancies posted since 15 November 2026", {"namur"}),
        ("vacatures in Diepenbeek", {"undated"}),
    ],
)
def test_places_and_months_are_criteria_and_no_strange_names(guide: Guide, question: str, ids: set[str]) -> None:
    assert {card["id"] for card in guide.ask(question)["cards"]} == ids


def test_that_no_employer_is_named_is_said(guide: Guide) -> None:
    assert "werkgever niet genoemd" in guide.ask("vacatures in Diepenbeek")["text"]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Which events are there in December?", {"fair"}),
        ("Welke evenementen komen eraan?", {"fair", "day"}),
        ("Quels événements y a-t-il à Louvain ?", {"day"}),
        ("Which courses are there?", {"gmp"}),
    ],
)
def test_what_is_to_come_is_listed_by_day(guide: Guide, question: str, ids: set[str]) -> None:
    assert {card["id"] for card in guide.ask(question)["cards"]} == ids


def test_the_title_of_a_job_opens_no_section() -> None:
    found = verdicts("# PhD position in structural biology\n\n- Master's degree in biochemistry or a related field")
    assert (found["degree"].need, found["degree"].detail, found["phd"].need) == ("required", "master", "not asked")


def test_what_would_be_a_plus_after_a_comma_is_no_list() -> None:
    found = verdicts("- Very good English, Dutch would be an advantage")
    assert (found["en"].need, found["nl"].need) == ("required", "preferred")


def test_one_posting_with_and_without_its_title_in_the_address_is_one() -> None:
    address = "https://jobs.board.example/Acme/744000087650011"
    listed = job("a", "Analyst", "Acme", "Ghent", addresses=(address,))
    page = job("b", "Analyst", "Acme", "Ghent", addresses=(f"{address}-analyst-ghent",))
    assert len(same_vacancies([listed, page])) == 1


def test_two_jobs_without_an_employer_are_not_one() -> None:
    assert len(same_vacancies([job("a", "Analyst", "", "Ghent"), job("b", "Analyst", "", "Ghent")])) == 2


def test_a_day_is_said_in_the_language_of_the_reader() -> None:
    day = date(2027, 2, 1)
    said = [reply(language, "list.checked", day=day) for language in ("en", "nl", "fr")]
    assert [day in text for day, text in zip(("1 February", "1 februari", "1er février"), said, strict=True)] == [
        True
    ] * 3
