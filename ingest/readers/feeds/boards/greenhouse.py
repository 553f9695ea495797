"""Greenhouse: boards-api.greenhouse.io/v1/boards/<employer>/jobs?content=true."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, parts, readings
from ingest.readers.feeds.json_streams import Object, Shape, objects
from ingest.readers.postings import contract, hours, known, places, remote, vacancy
from ingest.readers.reading import Reading

HOSTS = r"(?:\A|\.)greenhouse\.io\Z"


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing."""
    return shape.has("jobs.item.absolute_url") or shape.names == {"jobs", "meta", "meta.total"}


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy on the board."""
    return readings(objects(stream, "jobs.item"), partial(_posting, address), "greenhouse")


def _posting(address: str, job: Object) -> Reading:
    link = job.get("absolute_url")
    where = places(part(job, "location", "name"))
    if not where.get("places"):
        offices = [part(office, "location") or part(office, "name") for office in parts(job, "offices")]
        where = places(offices) | where
    facts = {str(part(fact, "name")).lower(): part(fact, "value") for fact in parts(job, "metadata")}
    kinds = [value for name, value in facts.items() if "employment" in name or "contract" in name or "type" in name]
    away = next((remote(value) for name, value in facts.items() if "remote" in name or "workplace" in name), None)
    fields = known(
        address,
        id=job.get("id"),
        title=job.get("title"),
        employer=job.get("company_name") or named_in(link, HOSTS) or named_in(address, HOSTS, 2),
        contract=contract(kinds),
        hours=hours(kinds),
        posted=job.get("first_published"),
        closes=job.get("application_deadline"),
        apply=link,
        link=link,
        language=str(job.get("language") or "")[:2].lower(),
        remote=away,
    )
    return vacancy(where | fields, job.get("content"))
