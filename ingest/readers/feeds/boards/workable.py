"""Workable: apply.workable.com/api/v1/widget/accounts/<employer>?details=true."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, parts, readings, sections
from ingest.readers.feeds.json_streams import Object, Shape, objects, shape
from ingest.readers.feeds.streams import Ahead
from ingest.readers.postings import contract, country_code, hours, known, places, remote, vacancy
from ingest.readers.reading import Reading

HOSTS = r"(?:\A|\.)workable\.com\Z"


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing."""
    empty = shape.has("name", "jobs") and not any(name.startswith("jobs.item") for name in shape.names)
    return shape.has("jobs.item.shortcode") or empty


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy of the account."""
    ahead = Ahead(stream)
    seen = shape(ahead.head)
    employer = (seen.texts.get("name") if seen else None) or named_in(address, HOSTS, 4)
    return readings(objects(ahead, "jobs.item"), partial(_posting, address, employer), "workable")


def _posting(address: str, employer: str | None, job: Object) -> Reading | None:
    if job.get("state") in ("draft", "closed", "archived"):
        return None
    link = job.get("url") or job.get("shortlink")
    at = job.get("location") if isinstance(job.get("location"), dict) else job
    shown = [one for one in parts(job, "locations") if not part(one, "hidden")]
    towns = [part(one, "city") for one in shown]
    codes = [part(at, "country_code"), part(at, "country"), *(part(one, "countryCode") for one in shown)]
    manner = job.get("workplace_type") or job.get("workplace") or part(at, "workplace_type")
    fields = known(
        address,
        id=job.get("shortcode") or job.get("id"),
        title=job.get("title") or job.get("full_title"),
        employer=job.get("company") or employer,
        contract=contract(job.get("employment_type")),
        hours=hours(job.get("employment_type")),
        posted=job.get("published_on") or job.get("created_at"),
        apply=job.get("application_url") or link,
        link=link,
        country=next(filter(None, map(country_code, codes)), None),
        remote=remote(manner, part(at, "telecommuting"), job.get("telecommuting")),
    )
    described = [job.get(name) or part(job, "details", name) for name in ("description", "requirements", "benefits")]
    where = places([town for town in towns if town] or part(at, "city"))
    return vacancy(where | fields, sections(*((None, text) for text in described)))
