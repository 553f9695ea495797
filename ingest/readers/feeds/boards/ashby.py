"""Ashby: api.ashbyhq.com/posting-api/job-board/<employer>?includeCompensation=true."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, parts, readings, sections
from ingest.readers.feeds.json_streams import Object, Shape, objects
from ingest.readers.postings import contract, country_code, hours, known, places, remote, vacancy
from ingest.readers.reading import Reading

HOSTS = r"(?:\A|\.)ashbyhq\.com\Z"


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing."""
    return shape.has("jobs.item.jobUrl") or shape.has("apiVersion", "jobs")


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy that the board lists."""
    return readings(objects(stream, "jobs.item"), partial(_posting, address), "ashby")


def _posting(address: str, job: Object) -> Reading | None:
    if job.get("isListed") is False:
        return None
    link, kind = job.get("jobUrl"), job.get("employmentType")
    others = parts(job, "secondaryLocations")
    homes = [part(one, "address", "postalAddress") for one in (job, *others)]
    named = [job.get("location"), *(part(one, "location") for one in others)]
    towns = [part(home, "addressLocality") or name for home, name in zip(homes, named, strict=True)]
    fields = known(
        address,
        id=job.get("id"),
        title=job.get("title"),
        employer=job.get("companyName") or named_in(link, HOSTS) or named_in(address, HOSTS, 2),
        contract=contract(kind),
        hours=hours(kind),
        salary=_salary(job),
        posted=job.get("publishedAt") or job.get("publishedDate"),
        closes=job.get("applicationDeadline"),
        apply=job.get("applyUrl") or link,
        link=link,
        country=next(filter(None, (country_code(part(home, "addressCountry")) for home in homes)), None),
        remote=remote(job.get("workplaceType"), job.get("isRemote")),
    )
    return vacancy(places(towns) | fields, sections((None, job.get("descriptionHtml") or job.get("descriptionPlain"))))


def _salary(job: Object) -> object:
    # An employer may choose to show no pay; the interface then still tells it.
    if job.get("shouldDisplayCompensationOnJobPostings") is False:
        return None
    pay = job.get("compensation")
    return part(pay, "compensationTierSummary") or part(pay, "scrapeableCompensationSalarySummary")
