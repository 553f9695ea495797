"""JSON Feed, also with the posting of each item in schema.org's words, as Teamtailor writes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ingest.readers.feeds.boards.listing import part, readings
from ingest.readers.feeds.json_streams import Object, Shape, objects, shape
from ingest.readers.feeds.streams import Ahead
from ingest.readers.html import jobs, jsonld
from ingest.readers.markup import line, markdown
from ingest.readers.postings import day, known, vacancy, web, written
from ingest.readers.reading import Reading, reading


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """Every item of the feed."""
    ahead = Ahead(stream)
    return readings(objects(ahead, "items.item"), partial(_item, address, shape(ahead.head)), "json feed")


def _item(address: str, feed: Shape | None, item: Object) -> Reading:
    title = line(item.get("title")) or ""
    link = web(item.get("url") or item.get("external_url"), address)
    common = known(id=item.get("id") or link, title=title, link=link, language=_language(item, feed))
    body = markdown(item.get("content_html") or item.get("content_text") or item.get("summary"))
    posting = next((thing for thing in jsonld.of(item.get("_jobposting"))), None)
    posted = day(item.get("date_published"))
    if posting is None:
        return reading(title or None, written(title, "", body), common | known(published=posted))
    # Only what the posting leaves open comes from the item.
    fields = known(posted=posted, apply=link) | jobs.fields(posting, address) | common
    return vacancy(fields, body or posting.first("description"))


def _language(item: Object, feed: Shape | None) -> str | None:
    value = part(item, "language") or (feed.texts.get("language") if feed else None)
    return value[:2].lower() if isinstance(value, str) else None
