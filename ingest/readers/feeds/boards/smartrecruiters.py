"""SmartRecruiters: api.smartrecruiters.com/v1/companies/<employer>/postings, a listing or one posting of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, readings, sections
from ingest.readers.feeds.json_streams import Object, Shape, objects, shape
from ingest.readers.feeds.streams import Ahead
from ingest.readers.postings import contract, country_code, hours, known, places, remote, vacancy, web
from ingest.readers.reading import Reading

HOSTS = r"(?:\A|\.)smartrecruiters\.com\Z"

_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing, or such a posting."""
    listed = shape.has("content") and shape.has("totalFound")
    return listed or shape.has("content.item.name", "content.item.company") or shape.has("jobAd", "name")


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy of the listing."""
    ahead = Ahead(stream)
    seen = shape(ahead.head)
    within = "" if seen and seen.has("jobAd") else "content.item"
    return readings(objects(ahead, within), partial(_posting, address), "smartrecruiters")


def _posting(address: str, job: Object) -> Reading | None:
    if job.get("active") is False:
        return None
    at = job.get("location")
    company = part(job, "company", "identifier")
    kind = [part(job, "typeOfEmployment", name) for name in ("id", "label")]
    link = web(job.get("postingUrl"))
    if link is None and isinstance(company, str) and job.get("id"):
        link = f"https://jobs.smartrecruiters.com/{company}/{job['id']}"
    fields = known(
        address,
        id=job.get("id") or job.get("uuid"),
        title=job.get("name"),
        employer=part(job, "company", "name") or named_in(link, HOSTS) or named_in(address, HOSTS, 2),
        contract=contract(kind),
        hours=hours(kind),
        posted=job.get("releasedDate") or job.get("createdOn"),
        apply=job.get("applyUrl") or link,
        link=link,
        language=str(part(job, "language", "code") or "")[:2].lower(),
        country=country_code(part(at, "country")),
        remote="partly" if part(at, "hybrid") is True else remote(part(at, "remote")),
    )
    ad = [part(job, "jobAd", "sections", name) for name in _SECTIONS]
    where = places(part(at, "city") or part(at, "fullLocation"))
    return vacancy(where | fields, sections(*((part(one, "title"), part(one, "text")) for one in ad)))
