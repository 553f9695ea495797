from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fakes import TODAY, document

from bot.criteria import Criteria
from bot.matching import Meets, matched, meets_one, parts, without
from knowledge.records import Document, Vacancy, Verdict

UNKNOWN, REQUIRED, PREFERRED, UNASKED = (Verdict(need) for need in ("unknown", "required", "preferred", "not asked"))
FAMILIES = {"quality-control": "quality", "medical-writer": "medical"}


def vacancy(name: str = "a", text: str = "", **record: Any) -> Document:
    facts = Vacancy(
        name, record.pop("title", f"Analyst {name}"), record.pop("employer", "Sample Biologics NV"), **record
    )
    return document(text or f"# {facts.title}", address=f"{name}.md", title=facts.title, kind="vacancy", facts=facts)


def asks(**verdicts: Verdict) -> Document:
    return vacancy(verdicts=verdicts)


def meets(criteria: Criteria, one: Document) -> Meets:
    (part,) = parts(criteria)
    return meets_one(part, one, TODAY, FAMILIES)


@pytest.mark.parametrize(
    ("criteria", "aspect"),
    [
        (Criteria(without_languages=("nl",)), "nl"),
        (Criteria(phd="none"), "phd"),
        (Criteria(no_licence=True), "driving_licence"),
        (Criteria(sponsored=True), "work_permit"),
        (Criteria(experience=0), "experience"),
    ],
)
def test_what_is_not_asked_or_only_preferred_does_and_what_is_not_said_stays_open(
    criteria: Criteria, aspect: str
) -> None:
    said = [meets(criteria, asks(**{aspect: verdict})) for verdict in (UNASKED, PREFERRED, REQUIRED, UNKNOWN)]
    assert said == [True, True, False, None]
    assert meets(criteria, asks()) is None


@pytest.mark.parametrize(
    ("held", "asked", "enough"),
    [
        ("professional bachelor", "professional bachelor", True),
        ("professional bachelor", "academic bachelor", False),
        ("bachelor", "professional bachelor", True),
        ("academic bachelor", "professional bachelor", True),
        ("master", "academic bachelor", True),
        ("master", "PhD", False),
        ("PhD", "master", True),
        ("none", "professional bachelor", False),
    ],
)
def test_a_degree_is_enough_or_it_is_not(held: str, asked: str, enough: bool) -> None:
    assert meets(Criteria(degree=held), asks(degree=Verdict("required", None, asked))) == enough


def test_a_degree_is_not_enough_where_a_phd_is_required_beside_it() -> None:
    both = asks(degree=Verdict("required", None, "master"), phd=REQUIRED)
    assert meets(Criteria(degree="master"), both) is False
    assert meets(Criteria(degree="PhD"), both) is True
    assert meets(Criteria(degree="master"), asks(degree=Verdict("preferred", None, "PhD"))) is True
    assert meets(Criteria(degree="master"), asks(degree=REQUIRED)) is None
    assert meets(Criteria(degree="master"), asks()) is None


@pytest.mark.parametrize(
    ("years", "detail", "does"),
    [(2, "2", True), (2, "3-5 years", False), (0, "1", False), (5, None, None), (0, None, False)],
)
def test_years_of_experience_are_compared(years: int, detail: str | None, does: Meets) -> None:
    assert meets(Criteria(experience=years), asks(experience=Verdict("required", None, detail))) is does


@pytest.mark.parametrize(
    ("criteria", "places", "does"),
    [
        (Criteria(places=("Ghent",)), ("9052 Zwijnaarde",), True),
        (Criteria(places=("East Flanders",)), ("Gent",), True),
        (Criteria(places=("Antwerp province",)), ("Geel, Antwerpen",), True),
        (Criteria(places=("Antwerp",)), ("Geel, Antwerpen",), False),
        (Criteria(places=("Ghent",)), ("Flanders",), None),
        (Criteria(places=("Ghent",)), (), None),
        (Criteria(places=("Ghent", "Leuven")), ("Bruges", "Louvain"), True),
        (Criteria(places=("Zonnegem",)), ("Zonnegem (Sint-Lievens-Houtem)",), True),
        (Criteria(near="Ghent"), ("Aalter",), True),
        (Criteria(near="Ghent"), ("Leuven",), False),
        (Criteria(near="Ghent", radius=80), ("Leuven",), True),
        (Criteria(near="Ghent"), ("Belgium",), None),
        (Criteria(places=("Leuven",), near="Ghent"), ("Aalter",), True),
        (Criteria(not_places=("Brussels",)), ("Anderlecht",), False),
        (Criteria(not_places=("Brussels",)), ("Leuven", "Brussels"), False),
        (Criteria(not_places=("Brussels",)), ("Leuven",), True),
        (Criteria(not_places=("Brussels",)), ("Belgium",), None),
    ],
)  # fmt: skip
def test_places_are_met_by_what_lies_in_them(criteria: Criteria, places: tuple[str, ...], does: Meets) -> None:
    assert meets(criteria, vacancy(places=places)) is does


@pytest.mark.parametrize(
    ("criteria", "record", "does"),
    [
        (Criteria(remote="any"), {"remote": "partly"}, True),
        (Criteria(remote="full"), {"remote": "partly"}, False),
        (Criteria(remote="none"), {}, None),
        (Criteria(hours="part-time"), {"hours": "full-time or part-time"}, True),
        (Criteria(hours="part-time"), {"hours": "full-time"}, False),
        (Criteria(contracts=("internship",)), {"contract": "traineeship"}, False),
        (Criteria(not_contracts=("internship",)), {"contract": "permanent"}, True),
        (Criteria(not_contracts=("internship",)), {}, None),
        (Criteria(employers=("sample biologics",)), {}, True),
        (Criteria(employers=("Sample",)), {}, True),
        (Criteria(not_employers=("Biologics",)), {}, False),
        (Criteria(employers=("Bio",)), {}, False),
        (Criteria(fields=("quality",)), {"path": "quality-control"}, True),
        (Criteria(fields=("quality-control",)), {"path": None}, False),
        (Criteria(not_fields=("quality",)), {"path": "quality-control"}, False),
        (Criteria(posted="P7D"), {"posted": date(2026, 11, 16)}, True),
        (Criteria(posted="P7D"), {"posted": date(2026, 11, 15)}, False),
        (Criteria(posted="2026-11-01"), {}, None),
        (Criteria(salary=True), {}, False),
        (Criteria(salary=True), {"salary": "€ 3,200 a month"}, True),
        (Criteria(title_words=("analysts",)), {}, True),
        (Criteria(words=("chromatography",)), {}, False),
    ],
)
def test_the_other_criteria_are_met_by_what_a_record_says(
    criteria: Criteria, record: dict[str, Any], does: Meets
) -> None:
    assert meets(criteria, vacancy(**record)) is does


def test_those_that_do_not_say_are_neither_in_nor_out() -> None:
    every = [vacancy("a", verdicts={"nl": UNASKED}), vacancy("b"), vacancy("c", verdicts={"nl": REQUIRED})]
    found = matched(Criteria(without_languages=("nl",)), every, TODAY, {})
    assert [v.address for v in found.meeting] == ["a.md"]
    assert [v.address for v in found.silent] == ["b.md"]


def test_the_newest_come_first_and_of_one_day_by_title() -> None:
    every = [
        vacancy("old", posted=date(2026, 10, 1)),
        vacancy("undated"),
        vacancy("z", posted=date(2026, 11, 1)),
        vacancy("b", posted=date(2026, 11, 1)),
    ]
    assert [v.address for v in matched(Criteria(), every, TODAY, {}).meeting] == [
        "b.md",
        "z.md",
        "old.md",
        "undated.md",
    ]


def test_the_nearest_come_first_where_a_place_to_be_near_to_is_asked_for() -> None:
    every = [
        vacancy("far", places=("Mechelen",), posted=TODAY),
        vacancy("there", places=("Leuven",)),
        vacancy("close", places=("Herent",)),
    ]
    found = matched(Criteria(near="Leuven", radius=30), every, TODAY, {})
    assert [v.address for v in found.meeting] == ["there.md", "close.md", "far.md"]


def test_each_criterion_says_how_many_it_holds_back_alone() -> None:
    every = [
        vacancy("a", places=("Leuven",), hours="full-time"),
        vacancy("b", places=("Leuven",), hours="full-time"),
        vacancy("c", places=("Ghent",), hours="part-time"),
        vacancy("d", places=("Ghent",), hours="full-time"),
    ]
    criteria = Criteria(places=("Leuven",), hours="part-time")
    found = matched(criteria, every, TODAY, {})
    assert not found.meeting
    assert [(one.criterion, one.rest, one.frees) for one in found.loosen] == [
        (Criteria(hours="part-time"), Criteria(places=("Leuven",)), 2),
        (Criteria(places=("Leuven",)), Criteria(hours="part-time"), 1),
    ]
    for one in found.loosen:
        assert len(matched(one.rest, every, TODAY, {}).meeting) == one.frees


def test_criteria_come_apart_and_one_can_be_left_out() -> None:
    criteria = Criteria(near="Ghent", radius=40, without_languages=("nl", "fr"), phd="none")
    singly = parts(criteria)
    assert len(singly) == 4
    assert without(criteria, Criteria(without_languages=("nl",))) == Criteria(
        near="Ghent", radius=40, without_languages=("fr",), phd="none"
    )
    assert without(criteria, singly[0]) == Criteria(without_languages=("nl", "fr"), phd="none")
    assert parts(Criteria()) == []


def test_where_only_two_together_hold_everything_back_both_are_named() -> None:
    one = vacancy("a", places=("Ghent",), hours="full-time", contract="permanent", verdicts={"nl": REQUIRED})
    criteria = Criteria(places=("Ghent",), hours="part-time", without_languages=("nl",))
    (found,) = matched(criteria, [one], TODAY, FAMILIES).loosen
    assert (found.criterion, found.rest, found.frees) == (
        Criteria(hours="part-time", without_languages=("nl",)),
        Criteria(places=("Ghent",)),
        1,
    )
    assert [v.address for v in matched(found.rest, [one], TODAY, FAMILIES).meeting] == ["a.md"]


def test_two_languages_that_hold_back_together_are_both_named() -> None:
    one = vacancy("a", verdicts={"nl": REQUIRED, "fr": REQUIRED, "en": UNASKED})
    (found,) = matched(Criteria(without_languages=("nl", "fr", "en")), [one], TODAY, FAMILIES).loosen
    assert (found.criterion.without_languages, found.rest.without_languages) == (("nl", "fr"), ("en",))
