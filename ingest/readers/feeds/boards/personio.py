"""Personio: <employer>.jobs.personio.de/xml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import PERSONIO, named_in, readings, sections
from ingest.readers.feeds.json_streams import Object
from ingest.readers.feeds.trees import Element, elements, local, text
from ingest.readers.postings import contract, hours, known, places, vacancy
from ingest.readers.reading import Reading


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy of the listing."""
    positions = (_fields(node) for node, _ in elements(stream, ("position",)))
    return readings(positions, partial(_posting, address), "personio")


def _fields(position: Element) -> Object:
    found: dict[str, object] = {local(child): text(child) for child in position if len(child) == 0}
    found["offices"] = [text(office) for office in position.iterfind("additionalOffices/office")]
    found["described"] = [
        (text(one.find("name")), text(one.find("value")))
        for one in position.iterfind("jobDescriptions/jobDescription")
        if one.find("name") is not None and one.find("value") is not None
    ]
    return found


def _posting(address: str, job: Object) -> Reading:
    kind, schedule = job.get("employmentType"), job.get("schedule")
    board = named_in(address, PERSONIO, -1)
    number = job["id"]
    link = address.split("?")[0].removesuffix("/xml") + f"/job/{number}" if board else job.get("url")
    fields = known(
        address,
        id=number,
        title=job.get("name"),
        employer=job.get("subcompany") or board,
        contract=contract(kind, schedule),
        hours=hours(schedule),
        posted=job.get("createdAt"),
        apply=link,
        link=link,
    )
    where = places([job.get("office"), *job["offices"]])
    return vacancy(where | fields, sections(*job["described"]))
