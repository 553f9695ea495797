"""Lever: api.lever.co/v0/postings/<employer>?mode=json."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, parts, readings, sections
from ingest.readers.feeds.json_streams import Object, Shape, objects
from ingest.readers.postings import contract, country_code, hours, known, line, places, remote, vacancy
from ingest.readers.reading import Reading

HOSTS = r"(?:\A|\.)lever\.co\Z"


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing."""
    return shape.is_list and shape.has("item.text") and bool(shape.names & {"item.hostedUrl", "item.categories"})


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy on the board."""
    return readings(objects(stream, "item"), partial(_posting, address), "lever")


def _posting(address: str, job: Object) -> Reading | None:
    if job.get("state") not in (None, "published"):
        return None
    link, kind = job.get("hostedUrl"), part(job, "categories", "commitment")
    where = places(part(job, "categories", "location"), parts(job, "categories", "allLocations"))
    away = remote(job.get("workplaceType"))
    fields = known(
        address,
        id=job.get("id"),
        title=job.get("text"),
        employer=named_in(link, HOSTS) or named_in(address, HOSTS, 2),
        contract=contract(kind),
        hours=hours(kind),
        salary=_salary(job),
        posted=job.get("createdAt"),
        apply=job.get("applyUrl") or link,
        link=link,
        country=country_code(job.get("country")),
    )
    opening = job.get("description") or job.get("descriptionPlain")
    lists = [(part(one, "text"), _items(part(one, "content"))) for one in parts(job, "lists")]
    closing = job.get("additional") or job.get("additionalPlain")
    pay = job.get("salaryDescription") or job.get("salaryDescriptionPlain")
    text = sections((None, opening), *lists, (None, closing), (None, pay))
    return vacancy(where | ({"remote": away} if away else {}) | fields, text)


def _items(content: object) -> object:
    return f"<ul>{content}</ul>" if isinstance(content, str) and "<ul" not in content and "<li" in content else content


def _salary(job: Object) -> str | None:
    ends = [line(part(job, "salaryRange", name), 20) for name in ("min", "max")]
    amount = " – ".join(dict.fromkeys(filter(None, ends)))
    said = (line(part(job, "salaryRange", "currency"), 5), amount)
    per = (line(part(job, "salaryRange", "interval"), 30) or "").replace("-", " ").removesuffix(" salary")
    return " ".join(filter(None, (*said, per))) if amount else None
