"""Recruitee: <employer>.recruitee.com/api/offers/."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import named_in, part, parts, readings, sections
from ingest.readers.feeds.json_streams import Object, Shape, objects
from ingest.readers.postings import contract, country_code, hours, known, line, places, remote, vacancy
from ingest.readers.reading import Reading

HOSTS = r"(?:\A|\.)recruitee\.com\Z"


def is_one(shape: Shape) -> bool:
    """Whether a document of this shape is such a listing."""
    return shape.has("offers") and (
        shape.names == {"offers"} or bool(shape.names & {"offers.item.careers_url", "offers.item.title"})
    )


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every vacancy on the board."""
    return readings(objects(stream, "offers.item"), partial(_posting, address), "recruitee")


def _posting(address: str, offer: Object) -> Reading | None:
    if offer.get("status") not in (None, "published"):
        return None
    link, kind = offer.get("careers_url"), offer.get("employment_type_code")
    towns = [part(one, "city") for one in parts(offer, "locations")] or [offer.get("city")]
    where = places(towns if any(towns) else offer.get("location"))
    country = country_code(offer.get("country_code")) or country_code(offer.get("country"))
    fields = known(
        address,
        id=offer.get("id"),
        title=offer.get("title") or offer.get("sharing_title"),
        employer=offer.get("company_name") or named_in(link, HOSTS, -1) or named_in(address, HOSTS, -1),
        contract=contract(kind),
        hours=hours(kind),
        salary=_salary(offer),
        posted=offer.get("published_at") or offer.get("created_at"),
        closes=offer.get("close_at"),
        apply=offer.get("careers_apply_url") or link,
        link=link,
        language=str(offer.get("locale") or offer.get("lang_code") or "")[:2].lower(),
        remote=_remote(offer),
        country=country or next((country_code(part(one, "country_code")) for one in parts(offer, "locations")), None),
    )
    return vacancy(where | fields, sections((None, offer.get("description")), (None, offer.get("requirements"))))


def _remote(offer: Object) -> str | None:
    if offer.get("hybrid") is True:
        return "partly"
    if offer.get("remote") is True:
        return "full"
    return "none" if offer.get("on_site") is True else remote(offer.get("remote"))


def _salary(offer: Object) -> str | None:
    ends = [line(part(offer, "salary", name), 20) for name in ("min", "max")]
    amount = " – ".join(dict.fromkeys(filter(None, ends)))
    per = line(part(offer, "salary", "period"), 20)
    said = (line(part(offer, "salary", "currency"), 5), amount, f"per {per}" if per else None)
    return " ".join(filter(None, said)) if amount else None
