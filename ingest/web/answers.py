"""From the answer of a site to a page, or to the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from ingest.web.addresses import Address
from ingest.web.connecting import Answer, Patience
from ingest.web.decoding import Broken, unpacked
from ingest.web.outcomes import Fetched, Gone, Refused, Unavailable, Unfit, Unwelcome, Validators
from ingest.web.robots import TOKEN

_MEGABYTE = 2**20
_NEVER_TEXT = ("image/", "audio/", "video/", "font/", "model/")
# Text shrinks to a tenth, a monotonous feed to a fiftieth.
_DENSEST, _SMALL = 200, 5 * _MEGABYTE
_LONGEST_KIND = 300
_LATER = {408, 425, 429}
_LONGEST_REST = 24 * 3600.0
_REDIRECTS = {301, 302, 303, 307, 308}
_ORDERS_WITH_VALUES = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
_KEPT = re.compile(r"[\x20-\x7e]{1,300}\Z")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a page is taken, and of which media types; `cut` takes the start of one that is larger."""

    largest: int
    wanted: Collection[str] | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """The site says that the page is elsewhere."""

    to: Address


def judged(
    answer: Answer, address: Address, into: BinaryIO, bounds: Bounds, patience: Patience, *, is_known: bool
) -> Fetched | Passed:
    """The page, its content written out, or where it is. Raises Refused or Unavailable."""
    headers = answer.headers
    if answer.status in _REDIRECTS:
        return Passed(address.join(_location(headers)))
    if answer.status == 304 and is_known:
        return Fetched(str(address), 304, b"", validators=_validators(headers), not_modified=True)
    _refuse_failures(answer.status, headers)
    if headers.get("tdm-reservation", "").partition(",")[0].strip() == "1":
        raise Unwelcome("The site reserves the right to mine the texts of this page.")
    media_type, charset = _kind(headers.get("content-type", ""))
    _refuse_what_is_not_wanted(media_type, bounds)
    _write(answer, into, bounds, patience)
    return Fetched(
        str(address),
        answer.status,
        b"",
        media_type=media_type,
        charset=charset,
        validators=_validators(headers),
        robots=_robots(headers),
    )


def _kind(said: str) -> tuple[str, str]:
    """Media type and charset, as the site names them."""
    kind = Message()
    kind["Content-Type"] = said.partition(",")[0][:_LONGEST_KIND]
    return (kind.get_content_type(), kind.get_content_charset() or "") if said.strip() else ("", "")


def _location(headers: Mapping[str, str]) -> str:
    location = headers.get("location", "").strip()
    if not location:
        raise Refused("The site says that the page has moved, but not where to.")
    try:
        # Headers come as Latin-1, but who writes other letters there means UTF-8.
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _refuse_failures(status: int, headers: Mapping[str, str]) -> None:
    if status in _LATER or status >= 500:
        busy = "The site asks to come back later" if status in (429, 503) else "The site has a problem of its own"
        raise Unavailable(f"{busy} (status {status}).", _retry_after(headers))
    match status:
        case 200 | 203:
            return
        case 404 | 410:
            raise Gone(f"The page is no longer there (status {status}).")
        case 401 | 402 | 403 | 407 | 451:
            raise Refused(f"The site does not show this page to everyone (status {status}).")
        case _:
            raise Refused(f"The site does not give this page (status {status}).")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), _LONGEST_REST)
    try:
        when = parsedate_to_datetime(said)
        seconds = (when.astimezone(UTC) - datetime.now(UTC)).total_seconds()
        return min(max(0.0, seconds), _LONGEST_REST)
    except (ValueError, OverflowError):
        return None


def _refuse_what_is_not_wanted(media_type: str, bounds: Bounds) -> None:
    unwanted = bounds.wanted is not None and media_type and media_type not in bounds.wanted
    if unwanted or media_type.startswith(_NEVER_TEXT):
        raise Unfit(f"The page is no text that can be read ({media_type}).")


def _write(answer: Answer, into: BinaryIO, bounds: Bounds, patience: Patience) -> None:
    too_large = Refused(f"The page is larger than {max(1, bounds.largest // _MEGABYTE)} MB.")
    said = answer.headers.get("content-length", "")
    if said.isdigit() and int(said[:18]) > bounds.largest and not bounds.cut:
        raise too_large
    body = _Counted(answer.body)
    written = 0
    try:
        for piece in unpacked(body, answer.headers.get("content-encoding", "")):
            patience.left()
            into.write(piece[: bounds.largest - written])
            written += len(piece)
            if max(written, body.read) > bounds.largest:
                if bounds.cut:
                    return
                raise too_large
            if written > _SMALL and written > body.read * _DENSEST:
                raise Refused("The page is packed so densely that it can only be meant to do harm.")
    except Broken as error:
        raise Unavailable("The page broke off half-way or is damaged.") from error


class _Counted:
    """The chunks of a body, and how many bytes they were."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self.read = chunks, 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.read += len(chunk)
            yield chunk


def _validators(headers: Mapping[str, str]) -> Validators:
    # They are sent back as they came, so only if they can be.
    def kept(name: str) -> str | None:
        value = headers.get(name, "")
        return value if _KEPT.match(value) else None

    return Validators(kept("etag"), kept("last-modified"))


def _robots(headers: Mapping[str, str]) -> frozenset[str]:
    """`otherbot: nofollow` as what it says to us: nothing."""
    orders: set[str] = set()
    about_us = True
    for said in headers.get("x-robots-tag", "").lower().split(","):
        name, colon, order = (part.strip() for part in said.partition(":"))
        if colon and name not in _ORDERS_WITH_VALUES:
            about_us, name = name == TOKEN.lower(), order
        if about_us:
            orders.add(name)
    return frozenset(orders - {""})
