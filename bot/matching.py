"""Which vacancies meet criteria: an exact set in an order that can be explained, the same for everybody (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any

from bot.criteria import Criteria
from bot.since import first_day
from bot.whereabouts import NEAR
from knowledge import keywords, places
from knowledge.places import Place
from knowledge.records import CareerPath, Document, Vacancy, Verdict
from knowledge.same_vacancy import employer_key
from knowledge.vacancies import vacancy_of

Meets = bool | None
"""None where the vacancy does not say."""
Families = Mapping[str, str]
"""Career path -> its family."""

_DEGREES = ("none", "professional bachelor", "academic bachelor", "master", "PhD")
_UNASKED = ("not asked", "preferred")
_YEARS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Loosened:
    """What leaving out one criterion would free."""

    criterion: Criteria
    """The one alone, or two where only both together hold others back."""
    rest: Criteria
    """What is asked without it."""
    frees: int


@dataclass(frozen=True, slots=True)
class Matched:
    """The vacancies that meet criteria, in order, and those that might: none of what they say speaks against them."""

    meeting: Sequence[Document] = ()
    silent: Sequence[Document] = ()
    loosen: Sequence[Loosened] = ()
    """Criteria that hold others back, those that hold back most first."""


def matched(criteria: Criteria, vacancies: Sequence[Document], today: date, families: Families) -> Matched:
    """The vacancies that meet the criteria: the nearest first where a place to be near to is one, else the newest."""
    singly = parts(criteria)
    meets = [[meets_one(part, v, today, families) for part in singly] for v in vacancies]
    ordered = sorted(zip(vacancies, meets, strict=True), key=lambda pair: _order(pair[0], criteria))
    meeting = [vacancy for vacancy, said in ordered if all(said)]
    silent = [vacancy for vacancy, said in ordered if None in said and False not in said]
    loosen = [
        Loosened(part, without(criteria, part), sum(not m[n] and all(m[:n]) and all(m[n + 1 :]) for m in meets))
        for n, part in enumerate(singly)
    ]
    found = [one for one in loosen if one.frees]
    if not meeting and not found:
        found = _pairs(criteria, singly, meets)
    return Matched(meeting, silent, sorted(found, key=lambda one: -one.frees))


def _pairs(criteria: Criteria, singly: Sequence[Criteria], meets: Sequence[Sequence[Meets]]) -> list[Loosened]:
    """What leaving out two criteria would free, where no single one frees anything."""
    found = []
    for n, m in combinations(range(len(singly)), 2):
        frees = sum(all(said for k, said in enumerate(each) if k not in (n, m)) for each in meets)
        if frees:
            rest = without(without(criteria, singly[n]), singly[m])
            found.append(Loosened(_together(singly[n], singly[m]), rest, frees))
    return found


def _together(one: Criteria, other: Criteria) -> Criteria:
    """Two parts of criteria as one; of two languages to do without, both."""
    said = {f.name: getattr(other, f.name) for f in fields(other) if getattr(other, f.name) != f.default}
    both: dict[str, Any] = {
        name: (*getattr(one, name), *value) if isinstance(value, tuple) else value for name, value in said.items()
    }
    return replace(one, **both)


def parts(criteria: Criteria) -> list[Criteria]:
    """The criteria one by one. A place and what it should be near to are one, and every language is one."""
    found: list[Criteria] = []
    for field in fields(criteria):
        value = getattr(criteria, field.name)
        if value == field.default or field.name in ("near", "radius"):
            continue
        if field.name in ("without_languages", "not_places", "not_employers", "title_words", "words"):
            found += [_alone(field.name, (one,)) for one in value]
        elif field.name != "places":
            found.append(_alone(field.name, value))
    where = Criteria(places=criteria.places, near=criteria.near, radius=criteria.radius)
    return [where, *found] if where.places or where.near else found


def _alone(name: str, value: Any) -> Criteria:
    return Criteria(**{name: value})


def without(criteria: Criteria, part: Criteria) -> Criteria:
    """The criteria without one of them."""
    left: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if value != field.default:
            every = getattr(criteria, field.name)
            one_of_several = isinstance(value, tuple) and value != every
            left[field.name] = tuple(v for v in every if v not in value) if one_of_several else field.default
    if part.near:
        left["radius"] = NEAR
    return replace(criteria, **left)


def meets_one(part: Criteria, document: Document, today: date, families: Families) -> Meets:
    """Whether a vacancy meets one criterion; None where it does not say."""
    record = vacancy_of(document)
    if part.places or part.near:
        return _is_there(part, record)
    if part.fields or part.not_fields:
        return _is_of(part, record, families)
    if part.title_words:
        return _has(part.title_words, f"{record.title} {record.employer}")
    if part.words:
        return _has(part.words, f"{record.title} {record.employer}") or _has(part.words, document.text)
    name = next((field.name for field in fields(part) if getattr(part, field.name) != field.default), None)
    return _CHECKS[name](part, record, today) if name else True


def _not_there(part: Criteria, record: Vacancy, _: date) -> Meets:
    said = [_in_area(name, part.not_places) for name in record.places]
    if True in said:
        return False
    return None if None in said or not said else True


def _is_there(part: Criteria, record: Vacancy) -> Meets:
    said = [_in_area(name, part.places) for name in record.places] if part.places else []
    middle = places.place(part.near) if part.near else None
    said += [_is_near(name, middle, part.radius) for name in record.places] if middle else []
    if True in said:
        return True
    return None if None in said or not said else False


def _in_area(name: str, areas: Sequence[str]) -> Meets:
    """A place of a record is in one of the areas; None if it is too large to say, or no place that is known."""
    there = places.located(name)
    wanted = [known for known in map(places.place, areas) if known]
    if any(places.lies_in(place, area) for place in there for area in wanted) or _is_called(name, areas):
        return True
    if any(place.name in area.within for place in there for area in wanted):
        return None
    return False if there or len(wanted) < len(areas) else None


def _is_called(name: str, areas: Sequence[str]) -> bool:
    """The place has the name of one that the gazetteer does not know."""
    spoken = f" {' '.join(keywords.words(name))} "
    return any(f" {' '.join(keywords.words(area))} " in spoken for area in areas if places.place(area) is None)


def _is_near(name: str, middle: Place, radius: int) -> Meets:
    far = [places.kilometres(place, middle) for place in places.located(name)]
    known = [kilometres for kilometres in far if kilometres is not None]
    if any(kilometres <= radius for kilometres in known):
        return True
    return False if known else None


def _remote(part: Criteria, record: Vacancy, _: date) -> Meets:
    if record.remote is None:
        return None
    return record.remote in (("partly", "full") if part.remote == "any" else (part.remote,))


def _hours(part: Criteria, record: Vacancy, _: date) -> Meets:
    return None if record.hours is None else part.hours in re.split(r"\s*(?:[,/]|\bor\b|\band\b)\s*", record.hours)


def _degree(part: Criteria, record: Vacancy, _: date) -> Meets:
    """What the person holds is enough. A PhD that is required is a degree, too."""
    held = _rank(part.degree)
    asked = record.verdict("degree")
    if record.verdict("phd").need == "required" and held < _rank("PhD"):
        return False
    if asked.need in _UNASKED:
        return True
    if asked.need == "unknown" or asked.detail is None:
        return None
    return held >= _rank(asked.detail)


def _rank(degree: str | None) -> int:
    # A bachelor of either kind: a vacancy that takes any bachelor takes the professional one.
    return _DEGREES.index(degree) if degree in _DEGREES else 1


def _phd(part: Criteria, record: Vacancy, _: date) -> Meets:
    need = record.verdict("phd").need
    if part.phd == "none":
        return _unasked(record.verdict("phd"))
    return (
        None if need == "unknown" else need in (("required",) if part.phd == "required" else ("required", "preferred"))
    )


def _experience(part: Criteria, record: Vacancy, _: date) -> Meets:
    asked, has = record.verdict("experience"), part.experience or 0
    if asked.need != "required":
        return _unasked(asked)
    years = _YEARS.search(asked.detail or "")
    if years:
        return int(years[0]) <= has
    return False if has == 0 else None


def _unasked(verdict: Verdict) -> Meets:
    return None if verdict.need == "unknown" else verdict.need in _UNASKED


def _speaks_not(part: Criteria, record: Vacancy, _: date) -> Meets:
    return _unasked(record.verdict(part.without_languages[0]))


def _speaks(part: Criteria, record: Vacancy, _: date) -> Meets:
    needs = [record.verdict(language).need for language in part.languages]
    if any(need in ("required", "preferred") for need in needs):
        return True
    return None if "unknown" in needs else False


def _is_of(part: Criteria, record: Vacancy, families: Families) -> Meets:
    """It is a job of one of the career paths or families. One whose title names none is not known to be."""
    of = {record.path, families.get(record.path or "")}
    return not of.isdisjoint(part.fields) if part.fields else of.isdisjoint(part.not_fields)


def _has(wanted: Sequence[str], text: str) -> bool:
    return all(not _stems(text).isdisjoint(keywords.query_stems(word)) for word in wanted)


def in_a_title(word: str, vacancies: Sequence[Document]) -> bool:
    """Some vacancy has the word in its title or employer."""
    records = map(vacancy_of, vacancies)
    return any(_has((word,), f"{record.title} {record.employer}") for record in records)


def in_any(word: str, vacancies: Sequence[Document]) -> bool:
    """Some vacancy has the word in its text."""
    return any(_has((word,), vacancy.text) for vacancy in vacancies)


def families_of(paths: Sequence[Document]) -> dict[str, str]:
    """Career path -> its family."""
    return {path.facts.id: path.facts.family for path in paths if isinstance(path.facts, CareerPath)}


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(keywords.query_stems(text))


def _posted(part: Criteria, record: Vacancy, today: date) -> Meets:
    return None if record.posted is None else record.posted >= first_day(part.posted or "P0D", today)


def is_at(name: str, record: Vacancy) -> bool:
    """The vacancy is of the employer of this name, or the name is a part of its employer's."""
    return f" {employer_key(name)} " in f" {employer_key(record.employer)} "


_CHECKS: Mapping[str, Callable[[Criteria, Vacancy, date], Meets]] = {
    "not_places": _not_there,
    "remote": _remote,
    "contracts": lambda part, record, _: None if record.contract is None else record.contract in part.contracts,
    "not_contracts": lambda part, record, _: (
        None if record.contract is None else record.contract not in part.not_contracts
    ),
    "hours": _hours,
    "degree": _degree,
    "phd": _phd,
    "without_languages": _speaks_not,
    "languages": _speaks,
    "employers": lambda part, record, _: any(is_at(name, record) for name in part.employers),
    "not_employers": lambda part, record, _: not any(is_at(name, record) for name in part.not_employers),
    "posted": _posted,
    "salary": lambda _, record, __: record.salary is not None,
    "no_licence": lambda _, record, __: _unasked(record.verdict("driving_licence")),
    "experience": _experience,
    "sponsored": lambda _, record, __: _unasked(record.verdict("work_permit")),
}


def _order(document: Document, criteria: Criteria) -> tuple[float, int, str, str]:
    """Nearest first where a place to be near to is asked for, then the newest, then by title."""
    record = vacancy_of(document)
    middle = places.place(criteria.near) if criteria.near else None
    there = [place for name in record.places for place in places.located(name)]
    far = [far for place in there if middle and (far := places.kilometres(place, middle)) is not None]
    age = -record.posted.toordinal() if record.posted else 0
    return min(far, default=float("inf") if middle else 0.0), age, record.title.casefold(), document.address
