"""What sites ask of robots, each asked once a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from ingest.web.addresses import Address
from ingest.web.outcomes import Refused, Unavailable, Unwelcome
from ingest.web.pace import BETWEEN

TOKEN = "OPINNO-Guide"
"""The name by which a robots.txt can address us."""

LARGEST = 512 * 2**10
_DAY = 24 * 3600.0
_AFTER_FAILURE = 300.0
_LONGEST_DELAY = 600.0
_AGENT = re.compile(r"\s*user[- ]?agent\s*:?\s*(?P<name>[^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site allows, and the seconds that it wants between two requests."""

    parsed: Protego
    delay: float

    def allows(self, address: Address) -> bool:
        return self.parsed.can_fetch(str(address), TOKEN)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        return tuple(self.parsed.sitemaps)


class Robots:
    """The rules of every site met so far. `read` gives the content of a robots.txt, cut off at LARGEST."""

    def __init__(self, clock: Callable[[], float], read: Callable[[Address], bytes]) -> None:
        self._clock, self._read = clock, read
        self._known: dict[str, tuple[float, Rules | Unavailable]] = {}

    def of(self, address: Address) -> Rules:
        """The rules of the site. Raises Unavailable if they cannot be had now: then nothing of it is read."""
        until, rules = self._known.get(address.origin, (float("-inf"), None))
        if rules is None or until <= self._clock():
            rules = self._ask(address)
            lasting = _AFTER_FAILURE if isinstance(rules, Unavailable) else _DAY
            self._known[address.origin] = (self._clock() + lasting, rules)
        if isinstance(rules, Unavailable):
            # Each time anew: one that is raised twice would carry the tracks of both.
            raise Unavailable(rules.reason, rules.retry_after, soon=False)
        return rules

    def obey(self, address: Address) -> float:
        """The seconds to leave between requests. Raises Unwelcome if the page is not for robots."""
        rules = self.of(address)
        if not rules.allows(address):
            raise Unwelcome("The site asks robots not to read this page (robots.txt).")
        if rules.delay > _LONGEST_DELAY:
            raise Unwelcome("The site wants robots to wait for more than ten minutes between pages (robots.txt).")
        return rules.delay

    def _ask(self, address: Address) -> Rules | Unavailable:
        try:
            return understood(self._read(address.join("/robots.txt")))
        except Unavailable as error:
            return Unavailable(
                f"{error.reason.removesuffix('.')} (while asking for its robots.txt).", error.retry_after
            )
        except Refused:
            # By RFC 9309, a site without one allows everything.
            return understood(b"")


def understood(content: bytes) -> Rules:
    """The rules in a robots.txt."""
    lines = content.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    parsed = Protego.parse("\n".join(map(_about_us, lines)))
    rate = parsed.request_rate(TOKEN)
    wished = (parsed.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate else 0.0)
    return Rules(parsed, max(BETWEEN, *wished))


def _about_us(line: str) -> str:
    # Each rule is kept once per robot that it names: thousands of names times thousands of rules is a trap.
    agent = _AGENT.match(line)
    if not agent:
        return line
    name = agent["name"].strip().lower()
    return line if name == "*" or name.strip("*") in TOKEN.lower() else "User-agent: another"
