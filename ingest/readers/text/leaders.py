"""Labels and what belongs to them at the other end of a line of dots (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LEADER = re.compile(
    r"\s*(?P<label>\S.*?)\s*(?:\.{4,}|(?:\.\s){3,}\.?|(?:…\s?){2,}|·{4,})[.\s…·]*(?P<value>[^\s.…·].*?)\s*"
)
_BLANK = re.compile(r"\.{3}|(?:\.\s){3}|…|_{3}")
_PAGE = re.compile(r"(?:p\.?\s*)?(?:\d{1,3}|[ivxl]{1,6})", re.IGNORECASE)


def led(line: str) -> tuple[str, str] | None:
    """The label before a line of dots and what stands after it; None where there is no such line."""
    found = _LEADER.fullmatch(line) if len(line) < 500 else None
    # A second line of dots is to be filled in.
    return (found["label"], found["value"]) if found and not _BLANK.search(found["value"]) else None


def are_contents(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the dots lead to pages, each no earlier than the one before: a table of contents."""
    if not all(_PAGE.fullmatch(value) for _, value in pairs):
        return False
    numbers = [int(digits[0]) for _, value in pairs if (digits := re.findall(r"\d+", value))]
    return numbers == sorted(numbers)
