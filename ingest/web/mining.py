"""What sites say about the mining of their texts in /.well-known/tdmrep.json, each asked once a day."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.web.addresses import Address
from ingest.web.outcomes import Refused, Unavailable, Unwelcome

LARGEST = 512 * 2**10
PATH = "/.well-known/tdmrep.json"
_DAY = 24 * 3600.0
_AFTER_FAILURE = 300.0
_MOST_RULES = 1_000
_LONGEST_PATTERN = 1_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether the pages whose address begins so are reserved; `*` stands for anything, `$` for the end."""

    location: str
    reserved: bool

    def holds_for(self, target: str) -> bool:
        """Whether a page is meant."""
        ends = self.location.endswith("$")
        rest, parts = target, self.location.removesuffix("$").split("*")
        # Part after part, each where it comes first: a pattern of many stars takes no longer than its length.
        if not rest.startswith(parts[0]):
            return False
        rest = rest[len(parts[0]) :]
        for part in parts[1:-1] if len(parts) > 1 else ():
            _, found, rest = rest.partition(part) if part else ("", "*", rest)
            if not found:
                return False
        if len(parts) == 1:
            return not ends or not rest
        return rest.endswith(parts[-1]) if ends else parts[-1] in rest


class Reservations:
    """The rules of every site met so far. `read` gives the content of a tdmrep.json, cut off at LARGEST."""

    def __init__(self, clock: Callable[[], float], read: Callable[[Address], bytes]) -> None:
        self._clock, self._read = clock, read
        self._known: dict[str, tuple[float, tuple[Rule, ...]]] = {}

    def obey(self, address: Address) -> None:
        """Raise Unwelcome if the site reserves the right to mine the texts of this page."""
        if is_reserved(address.target, self._of(address)):
            raise Unwelcome("The site reserves the right to mine the texts of this page (tdmrep.json).")

    def _of(self, address: Address) -> tuple[Rule, ...]:
        until, rules = self._known.get(address.origin, (float("-inf"), ()))
        if until <= self._clock():
            rules, lasting = self._ask(address)
            self._known[address.origin] = (self._clock() + lasting, rules)
        return rules

    def _ask(self, address: Address) -> tuple[tuple[Rule, ...], float]:
        try:
            return rules_in(self._read(address.join(PATH))), _DAY
        except Unavailable:
            # A right that is not stated is not reserved; the page itself may still state it.
            return (), _AFTER_FAILURE
        except Refused:
            return (), _DAY


def rules_in(content: bytes) -> tuple[Rule, ...]:
    """The rules of a tdmrep.json in their order; none of what is no such file, as the page for what is not found."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    rules = said if isinstance(said, list) else [said]
    return tuple(found for rule in rules[:_MOST_RULES] if (found := _rule(rule)))


def is_reserved(target: str, rules: tuple[Rule, ...]) -> bool:
    """Whether a page is reserved: by the first rule that is meant for it."""
    return next((rule.reserved for rule in rules if rule.holds_for(target)), False)


def _rule(said: object) -> Rule | None:
    match said:
        case {"location": str(location), "tdm-reservation": reserved} if location:
            path = re.sub(r"\Ahttps?://[^/]*", "", location)[:_LONGEST_PATTERN]
            return Rule(path if path.startswith(("/", "*")) else f"/{path}", str(reserved).strip() == "1")
        case _:
            return None
