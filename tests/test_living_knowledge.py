"""From a folder of feeds, boards and pages to the answers of the API: every open job once, with what it says."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbeddings
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.channels.listings_api import router
from bot.channels.problems import HANDLERS
from ingest.readers import Unreadable, read
from ingest.run import ingest
from knowledge import places
from knowledge.library import Library

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)
TRUTH: list[dict[str, Any]] = json.loads((DATA / "living.json").read_text(encoding="utf-8"))
OPEN = [job for job in TRUTH if job["open"]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("data"), FakeEmbeddings(), doing="test")
    report = ingest(library, [str(DATA / "living")], TODAY)
    assert not report.unreadable
    yield library
    library.close()


def asked(library: Library, path: str, today: date = TODAY) -> list[dict[str, Any]]:
    """Every item, page by page."""
    app = FastAPI(exception_handlers=HANDLERS)
    app.include_router(router(library, lambda: today))
    client, items, following = TestClient(app), [], path
    while following:
        page = client.get(following).json()
        items += page["items"]
        following = page["next"]
    return items


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def names(towns: list[str]) -> set[str]:
    return {known.name if (known := places.named(town)) else town for town in towns}


def found(items: list[dict[str, Any]], job: dict[str, Any]) -> list[dict[str, Any]]:
    """The items that are this job: by an address of it, or by its title and place where its source gives none."""
    if job["addresses"]:
        return [item for item in items if set(job["addresses"]) & {item["address"], *item["addresses"]}]
    return [
        item
        for item in items
        if plain(item["title"]) == plain(job["title"]) and names(item["places"]) == names(job["places"])
    ]


def wrong(item: dict[str, Any], job: dict[str, Any]) -> list[str]:
    """The fields of an item that differ from what its sources say."""
    fields = [name for name in ("closes", "hours", "remote", "posted") if job.get(name, item[name]) != item[name]]
    checks = {
        "title": plain(item["title"]).startswith(plain(job["title"])),
        "employer": plain(item["employer"] or "").startswith(plain(job["employer"])),
        "places": names(item["places"]) == names(job["places"]),
        "contract": job.get("contract", item["contract"]) == item["contract"],
        "addresses": set(job["addresses"]) <= {item["address"], *item["addresses"]},
        **{aspect: item["verdicts"][aspect]["need"] == need for aspect, need in job["verdicts"].items()},
    }
    return fields + [name for name, right in checks.items() if not right]


def test_every_open_vacancy_is_found_once_and_no_other(library: Library) -> None:
    items = asked(library, "/api/vacancies?limit=7")
    assert {job["title"]: len(found(items, job)) for job in OPEN if len(found(items, job)) != 1} == {}
    assert len(items) == len(OPEN)


@pytest.mark.parametrize("job", OPEN, ids=[f"{job['title']}, {job['employer']}" for job in OPEN])
def test_its_fields_are_those_of_its_sources(library: Library, job: dict[str, Any]) -> None:
    (item,) = found(asked(library, "/api/vacancies?limit=100"), job)
    assert wrong(item, job) == [], item


def test_a_job_of_a_board_and_of_a_page_keeps_both_addresses(library: Library) -> None:
    twice = [job for job in OPEN if len(job["addresses"]) > 1]
    items = asked(library, "/api/vacancies?limit=100")
    assert len(twice) >= 3
    assert all(set(job["addresses"]) <= set(found(items, job)[0]["addresses"]) for job in twice)


@pytest.mark.parametrize("day", ["2026-11-24", "2026-12-16", "2027-02-16"])
def test_what_closes_before_the_day_is_gone_on_it(library: Library, day: str) -> None:
    items = asked(library, "/api/vacancies?limit=100", date.fromisoformat(day))
    still = [job for job in OPEN if job.get("closes", day) >= day]
    assert len(items) == len(still)
    assert all(len(found(items, job)) == 1 for job in still)


def test_orders_that_no_visitor_sees_are_in_nothing_that_is_told(library: Library) -> None:
    kept = " ".join(document.text for document in library.records("vacancy"))
    told = json.dumps(asked(library, "/api/vacancies?limit=100"))
    assert not any(word in kept + told for word in ("previous instructions", "evil.example", "SYSTEM:", "<script"))


def test_events_and_courses_that_are_over_are_not_listed(library: Library) -> None:
    events = {(item["title"], item["starts"]) for item in asked(library, "/api/events")}
    courses = {item["title"]: item["language"] for item in asked(library, "/api/courses")}
    assert ("BioNet Café (moved)", "2026-12-15") in events
    assert (
        not {("BioNet Café", "2026-12-10"), ("BioNet Café", "2027-01-14"), ("Lab tour autumn", "2026-11-05")} & events
    )
    assert courses == {"Basiscursus GMP": "nl", "Introductie klinische studies": "nl", "Python voor biologen": "en"}


def test_a_text_as_long_as_many_books_is_refused_with_the_reason() -> None:
    with pytest.raises(Unreadable, match="longer"):
        read(b"lorem ipsum " * 400_000, "long.txt")
