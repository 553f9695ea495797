"""How a call to a model can fail, and what follows from each (pure: no client's own types)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, Literal

Kind = Literal[
    "refused_key",
    "not_found",
    "too_many",
    "unavailable",
    "unreachable",
    "slow_start",
    "stalled",
    "too_slow",
    "cut_off",
    "garbled",
    "empty",
    "filtered",
    "length",
    "too_long",
    "unsupported",
    "rejected",
    "endless",
    "repeating",
    "leaking",
    "language",
    "uncited",
    "unsupported_text",
    "budget",
    "open_circuit",
    "not_masked",
    "broken",
]
_OF_THE_ENDPOINT: frozenset[Kind] = frozenset(
    (
        "too_many",
        "unavailable",
        "unreachable",
        "slow_start",
        "stalled",
        "cut_off",
        "garbled",
        "empty",
        "rejected",
        "broken",
    )
)
_LONGER = {"refused_key": 300.0, "not_found": 300.0}
_WORTH_A_RETRY: frozenset[Kind] = frozenset(("too_many", "unavailable", "unreachable"))
_FILTERED = ("content_filter", "content_policy", "responsibleai")
_TOO_LONG = re.compile(
    r"context_length|context length|context window|maximum context|prompt is too long|too many tokens|"
    r"input tokens exceed|exceeds? the (?:available|maximum)|request too large|reduce the length",
    re.I,
)
PARAMETERS = (
    "stream_options",
    "max_completion_tokens",
    "reasoning_effort",
    "chat_template_kwargs",
    "temperature",
    "response_format",
)
"""What some endpoints refuse to be told, though they speak as OpenAI's does otherwise."""


_SPARE = ("stream_options", "reasoning_effort", "chat_template_kwargs", "temperature")
_NO_SYSTEM = re.compile(
    r"system (?:role|message|prompt|instruction)s?\b.{0,40}\bnot|not .{0,30}\bsystem (?:role|message)"
)


class ModelNotSet(Exception):
    """A model is set that cannot be had. The text says why, to whoever set it."""


class ModelFailed(Exception):
    """A model gave nothing that can stand. `kind` says why; no text of a question or an answer is in it."""

    def __init__(self, kind: Kind, *, wait: float | None = None, parameters: tuple[str, ...] = ()) -> None:
        super().__init__(kind)
        self.kind, self.wait, self.parameters = kind, wait, parameters

    @property
    def of_the_endpoint(self) -> bool:
        """The endpoint is at fault, and the next call may fare as ill."""
        return self.kind in _OF_THE_ENDPOINT or self.opens_at_once

    @property
    def opens_at_once(self) -> bool:
        """No use to try again soon."""
        return self.kind in _LONGER or (self.kind in ("too_many", "unavailable") and bool(self.wait))

    @property
    def closed_for(self) -> float:
        """Seconds for which it is no use."""
        return _LONGER.get(self.kind, self.wait or 30.0)

    @property
    def worth_a_retry(self) -> bool:
        """The same call may go well in a moment."""
        return self.kind in _WORTH_A_RETRY


@dataclass(frozen=True, slots=True)
class Told:
    """What an endpoint said with an error: its status, its words, and how long to wait."""

    status: int | None
    words: str
    wait: float | None = None


def of_told(told: Told) -> ModelFailed:
    """What an error of an endpoint means."""
    words = told.words.casefold()
    if told.status in (401, 403):
        return ModelFailed("filtered" if _mentions(words, _FILTERED) else "refused_key")
    if told.status == 402:
        return ModelFailed("refused_key")
    if told.status in (404, 405, 410) or 300 <= (told.status or 0) < 400:
        # Nobody is followed elsewhere.
        return ModelFailed("not_found")
    if told.status == 429:
        # A spent credit is told like haste, but no waiting helps.
        return ModelFailed("refused_key") if "insufficient_quota" in words else ModelFailed("too_many", wait=told.wait)
    if told.status == 413 or _TOO_LONG.search(words):
        return ModelFailed("too_long")
    if told.status in (400, 422):
        return _of_bad_request(words)
    if told.status in (408, 409, 425) or (told.status or 500) >= 500:
        return ModelFailed("unavailable", wait=told.wait)
    return ModelFailed("rejected")


def _of_bad_request(words: str) -> ModelFailed:
    if _mentions(words, _FILTERED):
        return ModelFailed("filtered")
    refused = tuple(name for name in PARAMETERS if name in words)
    if "max_tokens" in words and "max_completion_tokens" not in refused:
        refused = (*refused, "max_tokens")
    if _NO_SYSTEM.search(words):
        refused = (*refused, "system")
    # Who does not say what is wrong may mean any of what it need not be told.
    return ModelFailed("unsupported", parameters=refused) if refused else ModelFailed("rejected", parameters=_SPARE)


def _mentions(words: str, any_of: tuple[str, ...]) -> bool:
    return any(word in words for word in any_of)


def seconds_of(value: Any) -> float | None:
    """A `Retry-After`, in seconds or as a date, in seconds from now; nonsense is taken as not said."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = _seconds_until(value)
    return seconds if 0 <= seconds < 86_400 else None


def _seconds_until(day: Any) -> float:
    try:
        return max(0.0, parsedate_to_datetime(day).timestamp() - time())
    except (TypeError, ValueError):
        return -1.0
