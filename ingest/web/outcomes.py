"""What comes back from the web, and the ways in which nothing does."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.readers.reading import Unreadable


class Refused(Unreadable):
    """A page that is not taken, today or tomorrow: a bad address, a closed door, too large, not text."""


class Gone(Refused):
    """A page of which the site says that it is no longer there."""


class Unwelcome(Refused):
    """A page that the site does not want robots to read, or texts to be mined from."""


class Unfit(Refused):
    """Something that is no text, or of no format that is read."""


class Unavailable(Unreadable):
    """A page that cannot be had now, of which nothing is known but that.

    `retry_after` are the seconds that the site asks to wait, if it says so. `soon` tells whether trying
    again within seconds could help.
    """

    def __init__(self, reason: str, retry_after: float | None = None, *, soon: bool = True) -> None:
        super().__init__(reason)
        self.retry_after, self.soon = retry_after, soon


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site told about the version of a page, to ask next time whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was sent.

    `address` is where it was found in the end, in ASCII. `media_type` and `charset` are what the site
    claims, empty if it claims nothing. `robots` are the site's orders beside the page, as `noindex`.
    If `not_modified`, the page is as it was when the validators were given, and there is no content.
    """

    address: str
    status: int
    content: bytes
    media_type: str = ""
    charset: str = ""
    validators: Validators = Validators()
    not_modified: bool = False
    robots: frozenset[str] = frozenset()
