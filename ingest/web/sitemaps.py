"""The pages that a site lists itself: sitemap.xml, indexes of sitemaps, packed or not."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from ingest.readers.reading import Unreadable
from ingest.web.addresses import Address, parse
from ingest.web.decoding import GZIP, Broken, unpacked
from ingest.web.fetching import Web
from ingest.web.outcomes import Refused, Unavailable

log = logging.getLogger(__name__)

MOST = 50_000
_DEEPEST = 3
_MOST_SITEMAPS = 200
_LARGEST = 50 * 2**20
_LONGEST_TEXT = 4_000
_MOST_LEVELS, _MOST_ELEMENTS = 20, 1_000_000
_PIECE = 2**16
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


_Listed = tuple[bool, Address, str | None]
"""Whether it is a map or a page, where it is, and when it changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that a sitemap names, and when it last changed, as written there."""

    address: str
    changed: str | None = None


def sitemap(web: Web, url: str) -> Iterator[Entry]:
    """The pages of one site, once each, as its sitemap and all those that it names list them.

    Pages of other sites are left out. A sitemap that cannot be had or is damaged does not end the others: what
    was listed is given, and then Refused or Unavailable is raised, so that nobody takes the half for the whole.
    """
    start = parse(url)
    waiting = deque([(start, 1)])
    met: set[str] = {str(start)}
    failures: list[Unreadable] = []
    pages = 0
    while waiting and pages <= MOST:
        address, depth = waiting.popleft()
        try:
            for is_map, found, changed in _entries(web, address):
                if str(found) in met or not found.same_site(start):
                    continue
                met.add(str(found))
                if not is_map:
                    pages += 1
                    if pages > MOST:
                        raise Refused(f"The sitemap lists more than {MOST} pages.")
                    yield Entry(str(found), changed)
                elif depth >= _DEEPEST or len(met) - pages > _MOST_SITEMAPS:
                    failures.append(Refused("The sitemap names too many other sitemaps."))
                else:
                    waiting.append((found, depth + 1))
        except Unreadable as error:
            log.warning("sitemap %s: %s", address, error.reason)
            failures.append(error)
    if failures:
        # What may pass counts for more: the next run will know.
        raise next((failure for failure in failures if isinstance(failure, Unavailable)), failures[0])


def _entries(web: Web, address: Address) -> Iterator[_Listed]:
    with TemporaryFile() as file:
        web.download(str(address), file, largest=_LARGEST, seconds=30)
        file.seek(0)
        yield from _listed(file, address)


def _listed(file: BinaryIO, base: Address) -> Iterator[_Listed]:
    """What the file lists, in its order. Raises Refused where it cannot be read on."""
    found = _Found()
    parser = create_parser()
    parser.setContentHandler(found)
    read = 0
    try:
        for piece in _xml(file):
            read += len(piece)
            if read > _LARGEST:
                raise Refused("The sitemap is too large.")
            parser.feed(piece)
            yield from found.taken(base)
        parser.close()
    except (SAXException, DefusedXmlException, Broken, ValueError, LookupError) as error:
        yield from found.taken(base)
        raise Refused("The sitemap is damaged or is none.") from error
    yield from found.taken(base)
    if not found.is_sitemap:
        raise Refused("The file is no sitemap.")


def _xml(file: BinaryIO) -> Iterator[bytes]:
    packed = file.read(len(GZIP)) == GZIP
    file.seek(0)
    return unpacked(iter(lambda: file.read(_PIECE), b""), "gzip" if packed else "")


class _Found(ContentHandler):
    """Gathers `loc` and `lastmod` without ever building a tree, which could fill the memory."""

    def __init__(self) -> None:
        super().__init__()
        self.is_sitemap = False
        self._elements = 0
        self._path: list[str] = []
        self._text: list[str] = []
        self._letters = 0
        self._fields: dict[str, str] = {}
        self._ready: list[tuple[bool, dict[str, str]]] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: ARG002, N802
        self._elements += 1
        if len(self._path) > _MOST_LEVELS or self._elements > _MOST_ELEMENTS:
            raise Refused("The sitemap is too complex to read safely.")
        self._path.append(name.rpartition(":")[2].lower())
        self._text, self._letters = [], 0
        if len(self._path) == 1:
            self.is_sitemap = self._path[0] in ("urlset", "sitemapindex")
        elif len(self._path) == 2:
            self._fields = {}

    def characters(self, content: str) -> None:
        self._letters += len(content)
        if len(self._path) == 3 and self._letters <= _LONGEST_TEXT:
            self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        ended = self._path.pop()
        if len(self._path) == 2 and ended in ("loc", "lastmod"):
            self._fields.setdefault(ended, "".join(self._text).strip())
        elif len(self._path) == 1 and self.is_sitemap and self._fields.get("loc"):
            self._ready.append((ended == "sitemap", self._fields))

    def taken(self, base: Address) -> Iterator[_Listed]:
        """The entries since the last time."""
        ready, self._ready = self._ready, []
        for is_map, fields in ready:
            try:
                address = base.join(fields["loc"])
            except Refused:
                continue
            yield is_map, address, _changed(fields.get("lastmod", ""))


def _changed(said: str) -> str | None:
    day = _DAY.match(said)
    try:
        return said if day and date.fromisoformat(day[0]) and len(said) <= 40 else None
    except ValueError:
        return None
