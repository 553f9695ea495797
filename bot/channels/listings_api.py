"""Vacancies, events and courses over HTTP: exact sets by criteria, in pages; each event with its calendar entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Response

from bot.cards import in_short
from bot.channels.calendar_entry import calendar_entry
from bot.channels.listings_asked import AskedCourses, AskedEvents, AskedPage, AskedVacancies
from bot.compose.criteria import in_words
from bot.criteria import Criteria
from bot.gather import vacancy_of
from bot.gather.gone import is_past
from bot.gather.vacancies import open_vacancies
from bot.matching import families_of, matched
from bot.naming import Paths, known_paths, title_in
from bot.since import first_day
from knowledge import keywords, places
from knowledge.catalogue import document_id
from knowledge.kept import facts_json
from knowledge.library import Library
from knowledge.records import FAMILIES, Course, Document, Event
from prompts import reply

Item = dict[str, Any]
_PARAMETERS = {
    "places": "place",
    "not_places": "not_place",
    "contracts": "contract",
    "not_contracts": "not_contract",
    "without_languages": "without_language",
    "languages": "language",
    "fields": "field",
    "not_fields": "not_field",
    "employers": "employer",
    "not_employers": "not_employer",
    "posted": "posted_since",
    "title_words": "title",
    "words": "q",
}


def router(library: Library, today: Callable[[], date]) -> APIRouter:
    """The routes of the listings."""
    routes = APIRouter()

    @routes.get("/api/vacancies")
    def vacancies(asked: Annotated[AskedVacancies, Query()]) -> Item:
        """Open vacancies that meet every criterion. `loosen` says what leaving one out would free."""
        return _vacancies(library, asked, today())

    @routes.get("/api/events")
    def events(asked: Annotated[AskedEvents, Query()]) -> Item:
        """Events by day, without those that are over unless `from` is in the past; undated ones last."""
        documents = [d for d in library.records("event") if _is_asked_event(d, asked, today())]
        documents.sort(key=lambda d: (_event(d).starts or date.max, d.title.casefold(), d.address))
        order = "by day, those without one last"
        return _page("/api/events", [_event_item(d) for d in documents], asked, _query_of(asked), order)

    @routes.get("/api/courses")
    def courses(asked: Annotated[AskedCourses, Query()]) -> Item:
        """Courses by title, without those that are over unless `starts_after` is in the past."""
        documents = [d for d in library.records("course") if _is_asked_course(d, asked, today())]
        documents.sort(key=lambda d: (d.title.casefold(), d.address))
        return _page("/api/courses", [_course_item(d) for d in documents], asked, _query_of(asked), "by title")

    @routes.get("/api/events/{identity}.ics")
    def calendar(identity: str) -> Response:
        """An event for a calendar."""
        found = next((d for d in library.records("event") if _key(d) == identity or _event(d).id == identity), None)
        if found is None:
            raise HTTPException(404, "There is no such event in the library.")
        entry = calendar_entry(_event(found), _key(found), found.checked, _address(found, _event(found).address))
        if entry is None:
            raise HTTPException(404, "This event has no date yet.")
        headers = {"Content-Disposition": f'attachment; filename="{_key(found)}.ics"'}
        return Response(entry, media_type="text/calendar; charset=utf-8", headers=headers)

    return routes


def _vacancies(library: Library, asked: AskedVacancies, today: date) -> Item:
    paths = library.records("path")
    criteria = _known(asked.criteria(), library, today)
    if criteria.posted:
        criteria = replace(criteria, posted=first_day(criteria.posted, today).isoformat())
    found = matched(criteria, open_vacancies(library, today), today, families_of(paths))
    names = {path.facts.id: title_in(path, "en") for path in paths if path.facts}
    names |= {family: reply("en", f"family.{family}") for family in FAMILIES}
    order = "nearest first" if criteria.near else "newest first"
    listed = found.silent if asked.silent else found.meeting
    items = [_vacancy_item(document) for document in listed]
    query = [*as_query(criteria), *([("silent", "true")] if asked.silent else [])]
    return _page("/api/vacancies", items, asked, query, f"{order}, then by title") | {
        "criteria": in_words(criteria, "en", names),
        "do_not_say": len(found.silent),
        "loosen": [
            {
                "criterion": ", ".join(in_words(one.criterion, "en", names)),
                "frees": one.frees,
                "address": _address_of("/api/vacancies", as_query(one.rest)),
            }
            for one in found.loosen
        ],
    }


def as_query(criteria: Criteria) -> list[tuple[str, str]]:
    """The criteria as parameters of `/api/vacancies`."""
    pairs: list[tuple[str, str]] = []
    for field in fields(criteria):
        value = getattr(criteria, field.name)
        if value != field.default:
            name = _PARAMETERS.get(field.name, field.name)
            every = value if isinstance(value, tuple) else (value,)
            pairs += [(name, "true" if each is True else str(each)) for each in every]
    return pairs


def _known(criteria: Criteria, library: Library, today: date) -> Criteria:
    """The criteria with career paths by their ids. Refuses places and fields that nobody knows."""
    vacancies = open_vacancies(library, today)
    there = {word for v in vacancies for name in vacancy_of(v).places for word in keywords.words(name)}
    for name in (*criteria.places, *criteria.not_places):
        if places.place(name) is None and not there.issuperset(keywords.words(name)):
            raise HTTPException(422, f"place: no place is known by the name {name}.")
    known = known_paths(library)
    return replace(
        criteria,
        fields=tuple(_field(name, known) for name in criteria.fields),
        not_fields=tuple(_field(name, known) for name in criteria.not_fields),
    )


def _field(name: str, paths: Paths) -> str:
    if name in FAMILIES or any(path.facts.id == name for path in paths if path.facts):
        return name
    named = paths.named_in(name, refusable=False)
    if not named or not named[0].facts:
        raise HTTPException(422, f"field: {name} is neither a career path nor one of {', '.join(FAMILIES)}.")
    return str(named[0].facts.id)


def _page(path: str, items: Sequence[Item], asked: AskedPage, query: Sequence[tuple[str, str]], order: str) -> Item:
    end = asked.offset + asked.limit
    following = [*query, ("limit", str(asked.limit)), ("offset", str(end))]
    return {
        "total": len(items),
        "items": items[asked.offset : end],
        "next": _address_of(path, following) if end < len(items) else None,
        "order": order,
    }


def _address_of(path: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _query_of(asked: AskedPage) -> list[tuple[str, str]]:
    said: Mapping[str, Any] = asked.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return [
        (name, "true" if one is True else str(one))
        for name, value in said.items()
        if name not in ("limit", "offset")
        for one in (value if isinstance(value, list) else [value])
    ]


def _vacancy_item(document: Document) -> Item:
    record = vacancy_of(document)
    plain = facts_json(record) or {}
    return {
        **plain,
        "employer": record.employer or None,
        "address": _address(document, None),
        "checked": document.checked.isoformat(),
        **in_short(record),
        "verdicts": {aspect: asdict(verdict) for aspect, verdict in record.verdicts.items()},
    }


def _event_item(document: Document) -> Item:
    event = _event(document)
    plain = facts_json(event) or {}
    return {
        **plain,
        "id": _key(document),
        "title": event.name,
        "address": _address(document, event.address),
        "checked": document.checked.isoformat(),
        "ics": f"/api/events/{_key(document)}.ics" if event.starts or event.starts_at else None,
    }


def _course_item(document: Document) -> Item:
    course = _course(document)
    plain = facts_json(course) or {}
    return {
        **plain,
        "title": course.name,
        "address": _address(document, course.address),
        "checked": document.checked.isoformat(),
    }


def _is_asked_event(document: Document, asked: AskedEvents, today: date) -> bool:
    event = _event(document)
    first, last = event.starts, event.ends or event.starts
    if asked.since is None and is_past(document, today):
        return False
    if asked.since is not None and (last is None or last < asked.since):
        return False
    if asked.until is not None and (first is None or first > asked.until):
        return False
    return _is_there(event.place, asked.place) and _says(document, asked.q)


def _is_asked_course(document: Document, asked: AskedCourses, today: date) -> bool:
    course = _course(document)
    last = document.expires or course.ends or course.starts
    if last is not None and last < min(today, asked.starts_after or today):
        return False
    if asked.starts_after is not None and (course.starts is None or course.starts <= asked.starts_after):
        return False
    said = ((asked.skill, " ".join(course.skills)), (asked.provider, course.provider), (asked.format, course.format))
    if any(wanted and not _has(text or "", wanted) for wanted, text in said):
        return False
    if asked.language and not (course.language or "").casefold().startswith(asked.language.casefold()):
        return False
    return _is_there(course.place, asked.place) and _says(document, asked.q)


def _is_there(place: str | None, wanted: str | None) -> bool:
    if wanted is None:
        return True
    area = places.named(wanted)
    if area is None or place is None:
        return place is not None and _has(place, wanted)
    return any(places.lies_in(there, area) for there in places.located(place))


def _says(document: Document, q: str | None) -> bool:
    return q is None or _has(f"{document.title} {' '.join(document.aliases)} {document.text}", q)


def _has(text: str, wanted: str) -> bool:
    """Every word of what is wanted, in any form of it."""
    stems = set(keywords.query_stems(text))
    return all(not stems.isdisjoint(keywords.query_stems(word)) for word in keywords.words(wanted))


def _key(document: Document) -> str:
    """Of an event: its own id, unless that could not stand in an address."""
    own = _event(document).id
    return (
        own
        if own.replace("-", "").replace("_", "").isalnum() and own.isascii()
        else document_id(document.source, document.address)
    )


def _address(document: Document, stated: str | None) -> str:
    return stated or document.link or f"/library/{document_id(document.source, document.address)}"


def _event(document: Document) -> Event:
    assert isinstance(document.facts, Event)
    return document.facts


def _course(document: Document) -> Course:
    assert isinstance(document.facts, Course)
    return document.facts
