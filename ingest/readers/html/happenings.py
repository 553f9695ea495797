"""An Event or a Course of schema.org as the fields of ours."""

from __future__ import annotations

import re
from datetime import date

from ingest.readers.html.jobs import place
from ingest.readers.html.things import Thing
from ingest.readers.markup import line
from ingest.readers.postings import known, places, times, web
from ingest.readers.postings.moments import Moment, day, moment

_MODES = {"online": "online", "onsite": "on site", "offline": "on site", "blended": "blended", "mixed": "blended"}
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")
_UNITS = ("year", "month", "week", "day", "hour", "minute")


def event(thing: Thing, base: str = "") -> dict[str, object]:
    """When, where and by whom; a postponed event has no day until it is given a new one."""
    status = _status(thing)
    starts, ends = moment(thing.first("startDate")), moment(thing.first("endDate"))
    if status == "EventPostponed":
        starts = ends = None
    where = _where(thing)
    mode = str(thing.first("eventAttendanceMode") or "").lower()
    online = where.pop("online", None) or "online" in mode or "mixed" in mode or status == "EventMovedOnline"
    parent = next(iter(thing.things("superEvent")), None)
    return {
        "kind": "event",
        **known(
            base,
            id=_identifier(thing),
            title=thing.name("name", "headline"),
            organiser=thing.name("organizer") or (parent and parent.name("organizer")) or thing.name("sponsor"),
            price=_price(thing),
            address=_offered(thing, base) or thing.first("url"),
            link=thing.first("url"),
            language=_language(thing),
            last_known=day(thing.first("previousStartDate")) if status == "EventRescheduled" else None,
        ),
        **where,
        **times(starts, ends),
        **({"online": True} if online else {}),
        "cancelled": status == "EventCancelled",
        **({"postponed": True} if status == "EventPostponed" else {}),
    }


def course(thing: Thing, base: str = "", today: date | None = None) -> dict[str, object]:
    """The course with its next run: of several, the first that is still to come."""
    run = _next_run(thing, today)
    own = (run, thing) if run else (thing,)
    where = next((found for one in own if (found := _where(one))), {})
    online = where.pop("online", None)
    mode = next((line(one.first("courseMode"), 60) for one in own if one.first("courseMode")), None)
    dates = times(
        next((when for one in own if (when := moment(one.first("startDate")))), None),
        next((when for one in own if (when := moment(one.first("endDate")))), None),
    )
    return {
        "kind": "course",
        **known(
            base,
            id=_identifier(thing) or thing.first("courseCode"),
            title=thing.name("name", "headline"),
            provider=thing.name("provider", "creator", "publisher", "organizer"),
            skills=_skills(thing),
            format=_MODES.get((mode or "").lower().rsplit("/", 1)[-1], mode) or ("online" if online else None),
            deadline=_deadline(own),
            price=next((price for one in own if (price := _price(one))), None),
            duration=next((said for one in own if (said := _duration(one))), None),
            address=_offered(run, base) or thing.first("url") if run else _offered(thing, base) or thing.first("url"),
            link=thing.first("url"),
            language=_language(thing),
        ),
        **where,
        **dates,
    }


def _next_run(thing: Thing, today: date | None) -> Thing | None:
    runs = thing.things("hasCourseInstance", "courseInstance")
    dated = sorted(((when.day, number) for number, run in enumerate(runs) if (when := moment(run.first("startDate")))))
    coming = [(when, number) for when, number in dated if today is None or when >= today]
    chosen = next(iter(coming or dated), None)
    return runs[chosen[1]] if chosen else next(iter(runs), None)


def _where(thing: Thing) -> dict[str, object]:
    names: list[str] = []
    online = False
    for value in thing.every("location"):
        if (isinstance(value, Thing) and "VirtualLocation" in value.types) or (
            isinstance(value, str)
            and re.fullmatch(r"\s*(?:online|virtueel|en ligne|https?://\S+)\s*", value, re.IGNORECASE)
        ):
            online = True
        else:
            names += _named(value)
    found: dict[str, object] = {"place": ", ".join(dict.fromkeys(names))[:160]} if names else {}
    return found | ({"online": True} if online else {})


def _named(value: object) -> list[str]:
    venue = line(value.first("name"), 120) if isinstance(value, Thing) else line(value, 160)
    if not isinstance(value, Thing):
        return [venue] if venue else []
    address = value.first("address")
    towns = [line(address, 120)] if isinstance(address, str) else []
    if isinstance(address, Thing):
        found = places(place(value)[0]).get("places")
        towns = [str(town) for town in found] if isinstance(found, list) else []
    return [name for name in (venue, *towns) if name and (name == venue or name not in (venue or ""))]


def _status(thing: Thing) -> str:
    return re.split(r"[/:#]", str(thing.first("eventStatus") or "").strip().rstrip("/"))[-1]


def _offered(thing: Thing | None, base: str) -> str | None:
    offers = thing.things("offers") if thing else ()
    return next((address for offer in offers if (address := web(offer.first("url"), base))), None)


def _deadline(own: tuple[Thing, ...]) -> str | None:
    for thing in own:
        values = [
            thing.first("applicationDeadline"),
            *(offer.first("validThrough", "availabilityEnds") for offer in thing.things("offers")),
        ]
        found: Moment | None = next(filter(None, map(moment, values)), None)
        if found:
            return found.day.isoformat()
    return None


def _price(thing: Thing) -> str | None:
    for offer in thing.things("offers"):
        amount = line(offer.first("price", "lowPrice"), 40)
        if amount:
            return " ".join(filter(None, (amount, line(offer.first("priceCurrency"), 3))))
    return "free" if thing.first("isAccessibleForFree") in (True, "true", "True") else None


def _duration(thing: Thing) -> str | None:
    said = line(thing.first("timeRequired", "courseWorkload", "duration"), 80)
    found = _DURATION.fullmatch(said or "")
    if not found or not any(found.groups()):
        return said if said and not said.startswith("PT") else None
    parts = [(int(number), unit) for number, unit in zip(found.groups(), _UNITS, strict=True) if number]
    return ", ".join(f"{number} {unit}{'s' if number != 1 else ''}" for number, unit in parts)


def _skills(thing: Thing) -> list[object]:
    said: list[object] = [*thing.words("teaches"), *thing.words("about"), *thing.words("competencyRequired")]
    pieces: list[object] = [piece for value in said if isinstance(value, str) for piece in value.split(",")]
    return pieces[:30]


def _identifier(thing: Thing) -> object | None:
    value = thing.first("identifier")
    found = value.first("value") if isinstance(value, Thing) else value
    return found if not isinstance(found, Thing) else None


def _language(thing: Thing) -> str | None:
    value = thing.name("inLanguage")
    found = re.match(r"([a-zA-Z]{2})(?:[-_]|\Z)", value) if isinstance(value, str) else None
    return found[1].lower() if found else None
