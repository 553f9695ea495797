"""Which files list many things, and which module reads each kind of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from ingest.readers.feeds.boards import ashby, greenhouse, lever, recruitee, smartrecruiters, teamtailor, workable
from ingest.readers.feeds.boards.listing import PERSONIO
from ingest.readers.feeds.json_streams import Shape, shape

COLLECTIONS: Mapping[str, str] = {
    "ashby": "ingest.readers.feeds.boards.ashby",
    "greenhouse": "ingest.readers.feeds.boards.greenhouse",
    "lever": "ingest.readers.feeds.boards.lever",
    "personio": "ingest.readers.feeds.boards.personio",
    "recruitee": "ingest.readers.feeds.boards.recruitee",
    "smartrecruiters": "ingest.readers.feeds.boards.smartrecruiters",
    "teamtailor": "ingest.readers.feeds.boards.teamtailor",
    "workable": "ingest.readers.feeds.boards.workable",
    "json feed": "ingest.readers.feeds.json_feeds",
    "feed": "ingest.readers.feeds.xml_feeds",
    "calendar": "ingest.readers.feeds.calendars",
    "esco": "ingest.readers.esco",
}
"""Format -> the module whose `read_all(stream, address)` reads it."""

# The order counts: the later ones share names with the earlier.
_BOARDS: tuple[tuple[str, Callable[[Shape], bool], str], ...] = (
    ("teamtailor", teamtailor.is_one, teamtailor.HOSTS),
    ("recruitee", recruitee.is_one, recruitee.HOSTS),
    ("smartrecruiters", smartrecruiters.is_one, smartrecruiters.HOSTS),
    ("lever", lever.is_one, lever.HOSTS),
    ("ashby", ashby.is_one, ashby.HOSTS),
    ("workable", workable.is_one, workable.HOSTS),
    ("greenhouse", greenhouse.is_one, greenhouse.HOSTS),
)
_XML = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>|<\?[\w-]+[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s)*<(?:[\w-]+:)?([\w-]+)([^>]*)",
    re.DOTALL | re.IGNORECASE,
)
_CALENDAR = re.compile(r"\A\s*BEGIN:VCALENDAR\b", re.IGNORECASE)


def collection_format(head: bytes, address: str) -> str | None:
    """The kind of collection that begins so, by its shape and then by its address; None for a document."""
    text = _letters(head)
    if _CALENDAR.match(text):
        return "calendar"
    if found := _XML.match(text):
        return _of_xml(found[1].lower(), found[2], text, address)
    return _of_json(head, address)


def _of_xml(root: str, attributes: str, text: str, address: str) -> str | None:
    if root == "workzag-jobs" or (root == "positions" and re.search(PERSONIO, _host(address))):
        return "personio"
    # Many job sites exchange one list of <job> elements, which no one has named.
    is_feed = (
        root == "rss"
        or (root == "feed" and "w3.org/2005/Atom" in attributes)
        or (root == "rdf" and "rss/1.0" in attributes)
        or (root in ("source", "jobs") and re.search(r"<job[\s>]", text) is not None)
    )
    return "feed" if is_feed else None


def _of_json(head: bytes, address: str) -> str | None:
    seen = shape(head)
    if seen is None:
        return None
    if seen.texts.get("version", "").startswith("https://jsonfeed.org/version/"):
        return "json feed"
    by_shape = next((name for name, is_one, _ in _BOARDS if is_one(seen)), None)
    return by_shape or next((name for name, _, hosts in _BOARDS if re.search(hosts, _host(address))), None)


def _letters(head: bytes) -> str:
    head = head[:65_536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] in (b"<\0?\0", b"\0<\0?"):
        head = head.replace(b"\0", b"")
    return head.decode("latin-1").removeprefix("\xff\xfe").removeprefix("\xfe\xff").removeprefix("\xef\xbb\xbf")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
