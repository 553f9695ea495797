"""A site read page by page, along its links, within a folder or host and within bounds."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from ingest.web.addresses import PORTS, Address, parse
from ingest.web.fetching import Web
from ingest.web.links import Marks, marks_of
from ingest.web.outcomes import Fetched, Gone, Refused, Unavailable, Unfit, Unwelcome

log = logging.getLogger(__name__)

MOST_PAGES = 500
_DEEPEST = 6
_MOST_VARIANTS = 100
_MOST_PARAMETERS = 5
_MOST_SEGMENTS = 15
_DOWN = 5
"""So many pages in a row that cannot be had: the site is down."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_READABLE = frozenset(
    "text/html application/xhtml+xml application/pdf text/csv text/calendar application/xml text/xml application/json"
    " application/ld+json application/rss+xml application/atom+xml text/markdown text/x-markdown text/plain"
    f" {_OFFICE}wordprocessingml.document {_OFFICE}spreadsheetml.sheet {_OFFICE}presentationml.presentation".split()
)
_UNNAMED = frozenset(
    "application/octet-stream binary/octet-stream application/download application/force-download".split()
)
_READABLE_ENDINGS = frozenset("html htm xhtml pdf docx xlsx csv pptx ics xml json md txt".split())
_OTHER_ENDINGS = frozenset(
    "jpg jpeg png gif svg webp ico bmp tif tiff avif heic psd ai eps mp3 mp4 m4a m4v wav ogg oga ogv webm avi mov mkv"
    " flv wmv zip rar 7z gz tgz tar bz2 xz exe dmg msi apk iso bin jar css js mjs map woff woff2 ttf otf eot swf epub"
    " doc xls ppt odt ods odp rtf vcf".split()
)
_ENDING = re.compile(r"\.([a-z0-9]{1,6})\Z", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_\w+|(?:pk|mtm|piwik|matomo|hsa|mkt|vero|oly)_\w+|_?gl|_ga|_hs\w+|gclid|gclsrc|dclid|fbclid|msclkid|yclid"
    r"|twclid|ttclid|igshid|mc_[ce]id|wbraid|gbraid|phpsessid|jsessionid|sessionid|sid|cfid|cftoken|aspsessionid\w*)\Z",
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(r"(?:sort|sort_?by|order|order_?by|print|share|replytocom|add-to-cart)\Z", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a site that a crawl may enter."""

    site: Address
    folder: str

    @classmethod
    def of(cls, start: Address, within: str | None) -> Scope:
        """The folder of the start, as relative links understand it, or the one that is named."""
        if within is None:
            return cls(start, start.path.rpartition("/")[0] + "/")
        named = parse(within)
        return cls(named, named.path.removesuffix("/") + "/")

    def holds(self, address: Address) -> bool:
        # Some servers also read %2f as the end of a name.
        climbs = ".." in unquote(address.path).replace("\\", "/").split("/")
        inside = address.path.startswith(self.folder) or f"{address.path}/" == self.folder
        return inside and not climbs and self.site.same_site(address)

    def after(self, redirected: Address) -> Scope:
        """The scope when the start has led here. Raises Refused if that is another site or folder."""
        by_one_name = self.site.host.removeprefix("www.") == redirected.host.removeprefix("www.")
        moved = replace(self, site=replace(self.site, host=redirected.host)) if by_one_name else self
        if not moved.holds(redirected):
            # Perhaps it was sold, or asks for a password: no reason to take what is there for what was asked.
            raise Refused(f"The site sends us to {redirected}, which is not where we were to look.")
        return moved


def crawl(web: Web, start: str, within: str | None = None, *, most: int = MOST_PAGES, deepest: int = _DEEPEST) -> Crawl:
    """A walk over the pages below `start`, or within a folder, nearest first; it begins when it is iterated.

    At most `most` pages are asked for, at most `deepest` links from the start.
    """
    return Crawl(web, parse(start), Scope.of(parse(start), within), most, deepest)


class Crawl:
    """The pages of a site, once each.

    When the pages have been taken, `complete` tells whether they are all that the site has, and `unreadable` has
    the pages that are there but could not be had, with the reason. Raises Refused or Unavailable if the
    start cannot be had.
    """

    def __init__(self, web: Web, start: Address, scope: Scope, most: int, deepest: int) -> None:
        self._web, self._scope = web, scope
        self._most, self._deepest = most, deepest
        self.complete = False
        self.unreadable: dict[str, str] = {}
        self._waiting = deque([(tidy(start), 0)])
        self._met = {_key(tidy(start))}
        self._variants: Counter[str] = Counter()
        self._contents: set[bytes] = set()
        self._given: set[str] = set()
        self._held: dict[str, Fetched] = {}
        self._failed = 0
        self._missed = False

    def __iter__(self) -> Iterator[Fetched]:
        asked = 0
        while self._waiting:
            if asked >= self._most or self._failed >= _DOWN:
                self._missed = True
                break
            address, depth = self._waiting.popleft()
            asked += 1
            page = self._fetch(address, is_start=asked == 1)
            if page is not None:
                yield from self._looked_at(page, parse(page.address), depth)
        yield from self._never_replaced()
        self.complete = not self._missed

    def _fetch(self, address: Address, *, is_start: bool) -> Fetched | None:
        try:
            page = self._web.fetch(str(address), wanted=_wanted(address))
            found = tidy(parse(page.address))
            if is_start:
                self._scope = self._scope.after(found)
        except (Refused, Unavailable) as error:
            if is_start:
                raise
            self._note(address, error)
            return None
        self._failed = 0
        met_elsewhere = _key(found) != _key(address) and _key(found) in self._met
        if met_elsewhere or not self._scope.holds(found):
            return None
        self._met.add(_key(found))
        return replace(page, address=str(found))

    def _note(self, address: Address, error: Refused | Unavailable) -> None:
        log.info("not read: %s: %s", address, error.reason)
        if isinstance(error, Unavailable):
            self._missed = True
            self._failed += 1
        # What has gone, is no text, or is not for robots by the site's own wish, is not missing.
        if not isinstance(error, (Gone, Unfit, Unwelcome)):
            self.unreadable[str(address)] = error.reason

    def _looked_at(self, page: Fetched, address: Address, depth: int) -> Iterator[Fetched]:
        digest = hashlib.sha256(page.content).digest()
        if digest in self._contents:
            # Nor are its links followed: pages that say the same under ever longer addresses are a trap.
            return
        try:
            marks = marks_of(page) if _is_html(page) else Marks()
        except Refused as error:
            self._missed = True
            self.unreadable[page.address] = error.reason
            return
        orders = page.robots | marks.orders
        if not orders & {"nofollow", "none"}:
            self._follow(address, marks.links, depth + 1)
        if marks.reserved or orders & {"noindex", "none"}:
            return
        if (better := self._canonical(address, marks)) is None:
            self._contents.add(digest)
            self._given.add(_key(address))
            yield page
        else:
            self._held.setdefault(_key(better), page)
            self._enter(better, depth)

    def _follow(self, address: Address, links: Iterable[str], depth: int) -> None:
        for link in links:
            try:
                found = tidy(address.join(link))
            except Refused:
                continue
            if self._scope.holds(found) and _is_worth_asking(found):
                self._enter(found, depth)

    def _enter(self, address: Address, depth: int) -> None:
        if _key(address) in self._met:
            return
        if depth > self._deepest or (address.query and self._variants[address.path] >= _MOST_VARIANTS):
            self._missed = True
            return
        self._variants[address.path] += bool(address.query)
        self._met.add(_key(address))
        self._waiting.append((address, depth))

    def _canonical(self, address: Address, marks: Marks) -> Address | None:
        """The address under which the page would rather be known, if that is another one here."""
        try:
            better = tidy(address.join(marks.canonical)) if marks.canonical else address
        except Refused:
            return None
        # Many a site names its front page on every page, by mistake.
        by_mistake = better.path in ("/", self._scope.folder) and better.path != address.path
        if _key(better) == _key(address) or by_mistake or not self._scope.holds(better):
            return None
        return better

    def _never_replaced(self) -> Iterator[Fetched]:
        """The pages whose better address turned out to have no page."""
        for key, page in self._held.items():
            if key not in self._given and (own := _key(parse(page.address))) not in self._given:
                self._given |= {key, own}
                yield page


def tidy(address: Address) -> Address:
    """The address without what only says who came from where."""
    parameters = [each for each in address.query.split("&") if each and not _TRACKING.match(each.partition("=")[0])]
    return replace(address, path=_SESSION.sub("", address.path), query="&".join(parameters))


def _key(address: Address) -> str:
    """What two addresses of one page have in common: http and https are no two pages."""
    port = "" if address.port in PORTS.values() else f":{address.port}"
    return f"{address.host}{port}{address.target}"


def _is_worth_asking(address: Address) -> bool:
    """Whether the address looks like one of a page to read, and not like a trap or the same page again."""
    names = [each.partition("=")[0] for each in address.query.split("&") if each]
    segments = [each for each in address.path.split("/") if each]
    endless = len(segments) > _MOST_SEGMENTS or max(Counter(segments).values(), default=0) > 2
    again = len(names) > _MOST_PARAMETERS or any(_SAME_AGAIN.match(name) for name in names)
    return not endless and not again and _ending(address) not in _OTHER_ENDINGS


def _wanted(address: Address) -> frozenset[str]:
    return _READABLE | _UNNAMED if _ending(address) in _READABLE_ENDINGS else _READABLE


def _ending(address: Address) -> str:
    found = _ENDING.search(address.path)
    return found[1].lower() if found else ""


def _is_html(page: Fetched) -> bool:
    return "html" in page.media_type or (not page.media_type and page.content.lstrip()[:1] == b"<")
