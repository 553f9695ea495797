"""JSON of no known kind: lists of things, one thing, and what schema.org describes."""

from __future__ import annotations

import json

import pytest

from ingest.readers import Content, Unreadable, readings


def read(data: object) -> list[str]:
    return [found.text for found in readings(Content(json.dumps(data).encode()), "places.json")]


def test_a_list_of_things_is_a_table_with_their_names_as_columns() -> None:
    (text,) = read([{"house": "Reed", "rooms": 3, "owner": {"name": "Ada"}}, {"house": "Fen", "pets": True}])
    assert "| house | rooms | owner name | pets |" in text
    assert "| Fen |  |  | yes |" in text


def test_one_thing_is_told_fact_by_fact() -> None:
    assert "- opening hours: 9 to 5" in read({"name": "Desk", "opening_hours": "9 to 5"})[0]


def test_a_course_is_told_with_all_that_it_says() -> None:
    course = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": "Mosses",
        "hasCourseInstance": {"startDate": "2027-04-12", "instructor": {"@type": "Person", "name": "Femi Ade"}},
        "offers": {"price": "175", "priceCurrency": "EUR"},
    }
    (text,) = read([course])
    assert "instructor: Femi Ade" in text and "start date: 2027-04-12" in text and "price: 175 EUR" in text


@pytest.mark.parametrize(("content", "reason"), [(b'{"a":', "valid JSON"), (b"[1, 2]", "without a list")])
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        list(readings(Content(content), "x.json"))
