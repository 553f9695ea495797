"""List what there is to read on the web: one page or feed, the pages of a sitemap, a site within a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from ingest.collect import Fetched, Item, Place, Unreachable
from ingest.readers import Content, Unreadable
from ingest.web.addresses import parse
from ingest.web.crawling import crawl
from ingest.web.fetching import Web
from ingest.web.outcomes import Fetched as Page
from ingest.web.outcomes import Gone, Unwelcome, Validators
from ingest.web.sitemaps import sitemap
from knowledge.origins import Origin

_SITEMAP = re.compile(rb"<(?:[\w-]+:)?(?:urlset|sitemapindex)\b", re.I)
_PAGE = ("text/html", "application/xhtml+xml")
_HEAD = 4096


@dataclass(slots=True)
class One:
    """One page, feed, calendar or file. It is fetched again only if the site says that it has changed."""

    web: Web
    address: str
    source: str
    complete: bool = False
    unread: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return 1

    def items(self) -> Iterator[Item]:
        """The one there is."""
        with TemporaryDirectory() as folder:
            yield Item(self.address, lambda known: self._fetch(known, Path(folder, "fetched")), alone=True)

    def _fetch(self, known: Origin | None, file: Path) -> Fetched:
        # A feed may be larger than the memory.
        with file.open("wb") as into:
            got = self.web.download(self.address, into, _validators(known))
        self.complete = True
        return _fetched(got, Content(file))


@dataclass(slots=True)
class Mapped:
    """The pages that a sitemap lists."""

    web: Web
    address: str
    source: str
    complete: bool = False
    unread: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return 0

    def items(self) -> Iterator[Item]:
        """Every page of the sitemap. Raises Unreachable if the sitemap breaks off."""
        try:
            for entry in sitemap(self.web, self.address):
                yield Item(entry.address, lambda known, at=entry.address: self._fetch(at, known))  # type: ignore[misc]
        except Unreadable as error:
            raise Unreachable(self.address, error.reason) from error
        self.complete = True

    def _fetch(self, address: str, known: Origin | None) -> Fetched:
        got = self.web.fetch(address, _validators(known))
        if not parse(got.address).same_site(parse(address)):
            # Perhaps it asks for a password there, or the site was sold.
            raise Unreadable(f"The page sends us on to another site ({got.address}).")
        return _fetched(got, Content(got.content))


@dataclass(slots=True)
class Site:
    """A site, page by page along its links, within the folder it starts in."""

    web: Web
    address: str
    source: str
    within: str | None = None
    complete: bool = False
    unread: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return 0

    def items(self) -> Iterator[Item]:
        """Every page. Raises Unreachable if the first one cannot be had, or nothing may be read."""
        pages = crawl(self.web, self.address, self.within)
        found = 0
        try:
            for page in pages:
                found += 1
                got = _fetched(page, Content(page.content))
                yield Item(page.address, lambda _, got=got: got)  # type: ignore[misc]
        except Unreadable as error:
            raise Unreachable(self.address, error.reason) from error
        finally:
            self.unread = dict(pages.unreadable)
        if not found:
            # A site that closes its door to robots must not look like one that is empty.
            raise Unreachable(self.address, "The site has no page that may be read.")
        self.complete = pages.complete


def look(web: Web, address: str) -> Place:
    """What kind of place an address is, by a look at how it begins. Raises Unreachable if it cannot be had."""
    try:
        got = web.fetch(address, largest=_HEAD, cut=True)
    except (Gone, Unwelcome):
        # It tells so again when it is read, and what was known of it goes.
        return One(web, address, address)
    except Unreadable as error:
        raise Unreachable(address, error.reason) from error
    if _SITEMAP.search(got.content):
        return Mapped(web, address, address)
    if got.media_type in _PAGE and _is_folder(got.address):
        return Site(web, address, address)
    return One(web, address, address)


def _validators(known: Origin | None) -> Validators | None:
    return Validators(known.etag, known.last_modified) if known else None


def _fetched(got: Page, content: Content) -> Fetched:
    return Fetched(None if got.not_modified else content, got.validators.etag, got.validators.last_modified)


def _is_folder(address: str) -> bool:
    """`/jobs/` and `/jobs` are folders, `/jobs/123.html` is a page."""
    return not PurePosixPath(urlsplit(address).path).suffix
