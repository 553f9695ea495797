"""Teamtailor: api.teamtailor.com/v1/jobs, in the shape of JSON:API. Its RSS is read as a feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, readings, sections
from ingest.readers.feeds.json_streams import Object, Shape, objects
from ingest.readers.postings import contract, country_code, hours, known, line, places, remote, vacancy
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable

HOSTS = r"(?:\A|\.)teamtailor\.com\Z"

_LARGEST = 30_000_000
"""The places of the jobs stand behind the jobs, so that a page of them is held whole. It lists thirty."""

Included = Mapping[tuple[str, str], Object]


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing."""
    return shape.has("data.item.attributes") and shape.texts.get("data.item.type") == "jobs"


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy on the page."""
    content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise Unreadable(TOO_COMPLEX)
    jobs: list[Object] = []
    included: dict[tuple[str, str], Object] = {}
    broken: Unreadable | None = None
    try:
        for one in objects(BytesIO(content), "data.item"):
            jobs.append(one)
        for one in objects(BytesIO(content), "included.item"):
            included[str(one.get("type")), str(one.get("id"))] = one
    except Unreadable as refusal:
        broken = refusal
    yield from readings(jobs, partial(_posting, address, included), "teamtailor")
    if broken:
        raise broken


def _posting(address: str, included: Included, job: Object) -> Reading | None:
    told = {str(name).replace("_", "-"): value for name, value in job["attributes"].items()}
    if told.get("status", "open") not in ("open", "published") or told.get("human-status", "published") != "published":
        return None
    link = part(job, "links", "careersite-job-url")
    offices = [office for name in ("locations", "location") for office in _related(job, name, included)]
    towns = [part(office, "city") or part(office, "name") for office in offices]
    companies = _related(job, "company", included)
    away = remote(told.get("remote-status"))
    fields = known(
        address,
        id=job.get("id"),
        title=told.get("title"),
        employer=next((part(one, "name") for one in companies), None) or told.get("company-name")
        or named_in(link, HOSTS, -1),
        contract=contract(told.get("employment-type")),
        hours=hours(told.get("employment-type"), told.get("employment-level")),
        salary=_salary(told),
        posted=told.get("start-date") or told.get("created-at"),
        closes=told.get("end-date"),
        apply=part(job, "links", "careersite-job-apply-url") or told.get("external-application-url") or link,
        link=link,
        language=str(told.get("language-code") or "")[:2].lower(),
        country=next(filter(None, (country_code(part(office, "country")) for office in offices)), None),
        remote=away,
    )  # fmt: skip
    return vacancy(places(towns) | fields, sections((None, told.get("pitch")), (None, told.get("body"))))


def _related(job: Object, name: str, included: Included) -> list[object]:
    data = part(job, "relationships", name, "data")
    ends = data if isinstance(data, list) else [data]
    found = [included.get((str(part(end, "type")), str(part(end, "id")))) for end in ends if end]
    return [part(one, "attributes") for one in found if one]


def _salary(told: Mapping[str, object]) -> str | None:
    ends = [line(told.get(name), 20) for name in ("min-salary", "max-salary")]
    amount = " – ".join(dict.fromkeys(filter(None, ends)))
    unit = line(told.get("salary-time-unit"), 20)
    said = (line(told.get("currency"), 5), amount, f"per {unit}" if unit else None)
    return " ".join(filter(None, said)) if amount else None
