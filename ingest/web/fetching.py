"""The one way to fetch from the web: asked for politely, within bounds, and never from inside a network."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

import httpcore

from ingest.web.addresses import Address, allowance, parse
from ingest.web.answers import Bounds, Passed, judged
from ingest.web.connecting import Door, Patience, Resolve, look_up, usual_trust
from ingest.web.decoding import ENCODINGS
from ingest.web.links import reserves_mining
from ingest.web.mining import LARGEST as LARGEST_RESERVATIONS
from ingest.web.mining import Reservations
from ingest.web.outcomes import Fetched, Refused, Unavailable, Unwelcome, Validators
from ingest.web.pace import Pace
from ingest.web.robots import LARGEST as LARGEST_ROBOTS
from ingest.web.robots import TOKEN, Robots

LARGEST = 20 * 2**20
LARGEST_DOWNLOAD = 300 * 2**20
_HOPS = 5
_TRIES = 3
_LONGEST_PAUSE = 30.0
_ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.9, application/xml;q=0.9, */*;q=0.8"


@dataclass(frozen=True, slots=True)
class _Order:
    """What is wanted of one page, the same at every redirect."""

    bounds: Bounds
    into: BinaryIO
    patience: Patience
    known: Validators | None = None
    obeys: bool = True


class Web:
    """The public web, to be used by one thread at a time.

    `allowed` are hosts (`intranet.example`) or hosts with a port (`127.0.0.1:8123`) that may be visited
    although they are not public. `contact` is an address at which a site can reach us. The rest is for tests
    and unusual networks.
    """

    def __init__(
        self,
        allowed: Sequence[str] = (),
        *,
        contact: str = "",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = look_up,
        trust: ssl.SSLContext | None = None,
        network: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._door = Door(allowance(allowed), resolve, trust or usual_trust(), network or httpcore.SyncBackend())
        self._sleep = sleep
        self._pace = Pace(clock, sleep)
        self._robots = Robots(clock, self._read_robots)
        self._reservations = Reservations(clock, self._read_reservations)
        self._headers = {
            "User-Agent": f"{TOKEN} (+{contact})" if contact else TOKEN,
            "Accept": _ACCEPT,
            "Accept-Encoding": ENCODINGS,
        }

    def fetch(
        self,
        url: str,
        known: Validators | None = None,
        *,
        largest: int = LARGEST,
        seconds: float = 10.0,
        wanted: Collection[str] | None = None,
        cut: bool = False,
    ) -> Fetched:
        """The page at this address, or where it redirects to.

        At most `largest` bytes, unpacked, and `seconds` of the site's time; of one that is larger the start, if
        `cut`. `wanted` are the media types to take, if not every text. Raises Refused or Unavailable.
        """
        content = BytesIO()
        order = _Order(Bounds(largest, wanted, cut=cut), content, Patience(seconds), known)
        fetched = replace(self._visit(parse(url), order), content=content.getvalue())
        if "html" in fetched.media_type and reserves_mining(fetched):
            raise Unwelcome("The site reserves the right to mine the texts of this page.")
        return fetched

    def download(
        self,
        url: str,
        into: BinaryIO,
        known: Validators | None = None,
        *,
        largest: int = LARGEST_DOWNLOAD,
        seconds: float = 120.0,
    ) -> Fetched:
        """As `fetch`, for feeds too large for memory: the content goes into an open file, from where it stands."""
        return self._visit(parse(url), _Order(Bounds(largest), into, Patience(seconds), known))

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a site names."""
        return self._robots.of(parse(url)).sitemaps

    def _read_robots(self, address: Address) -> bytes:
        content = BytesIO()
        # Without rules yet, so none to obey: not even where it redirects to.
        self._visit(address, _Order(Bounds(LARGEST_ROBOTS, cut=True), content, Patience(10), obeys=False))
        return content.getvalue()

    def _read_reservations(self, address: Address) -> bytes:
        content = BytesIO()
        self._visit(address, _Order(Bounds(LARGEST_RESERVATIONS, cut=True), content, Patience(5), obeys=False))
        return content.getvalue()

    def _visit(self, address: Address, order: _Order) -> Fetched:
        seen: set[Address] = set()
        for _ in range(_HOPS + 1):
            seen.add(address)
            outcome = self._try(address, order)
            if isinstance(outcome, Fetched):
                return outcome
            if outcome.to in seen:
                raise Refused("The site sends us round in a circle.")
            if address.scheme == "https" and outcome.to.scheme == "http":
                raise Refused("The page has moved from a secure address to one that is not.")
            address = outcome.to
        raise Refused(f"The site sends us on more than {_HOPS} times.")

    def _try(self, address: Address, order: _Order) -> Fetched | Passed:
        self._door.judge(address)
        delay = 0.0
        if order.obeys:
            delay = self._robots.obey(address)
            self._reservations.obey(address)
        for tried in range(1, _TRIES + 1):
            try:
                return self._ask(address, order, delay)
            except Unavailable as error:
                if error.retry_after:
                    self._pace.rest(address.host, error.retry_after)
                if not error.soon or tried == _TRIES or (error.retry_after or 0) > _LONGEST_PAUSE:
                    raise
            # Not in step with others who met the same failure.
            self._sleep(2 ** (tried - 1) * random.uniform(0.5, 1.5))  # noqa: S311
        raise AssertionError("the last try returns or raises")

    def _ask(self, address: Address, order: _Order, delay: float) -> Fetched | Passed:
        start = order.into.tell()
        headers = {**self._headers, **_conditions(order.known)}
        try:
            with self._pace.turn(address.host, delay), self._door.ask(address, headers, order.patience) as answer:
                return judged(answer, address, order.into, order.bounds, order.patience, is_known=bool(order.known))
        except Unavailable:
            order.into.seek(start)
            order.into.truncate()
            raise


def _conditions(known: Validators | None) -> Mapping[str, str]:
    conditions = {
        "If-None-Match": known.etag if known else None,
        "If-Modified-Since": known.last_modified if known else None,
    }
    return {name: value for name, value in conditions.items() if value}
