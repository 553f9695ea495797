"""Which row of a table names its columns, by how it looks and how it reads (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

_HAS_DIGIT = re.compile(r".*\d.*")
_AMOUNT = re.compile(r"[€$£+-]?\s?\d[\d.,\s]*(?:%|€|eur|euros?)?", re.IGNORECASE)
_NOTHING = re.compile(
    r"free(?: of charge)?|none|n/a|gratis|kosteloos|geen|gratuite?|aucune?|néant|closed|gesloten|fermée?|[-–—/]",
    re.IGNORECASE,
)
"""What stands in the place of a figure."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_HEADER = 60

Look = tuple[bool, str, int]
"""Whether all of a row is bold, the colour behind it, and between which lines across it stands."""


def heads_the_rest(rows: Sequence[tuple[str, ...]], looks: Sequence[Look]) -> Literal["seen", "read"] | None:
    """Whether the first row is printed as the names of the columns, or where none is, reads like them."""
    first = rows[0]
    named = len(rows) > 1 and sum(map(bool, first)) > 1 and all(len(cell) <= _LONGEST_HEADER for cell in first)
    if named and _stands_out(looks):
        return "seen"
    return "read" if named and _is_head(first, rows[1:]) else None


def _stands_out(looks: Sequence[Look]) -> bool:
    """In bold letters or on a colour, which no other row is, or alone above a line."""
    (bold, shade, band), others = looks[0], looks[1:]
    bolds, shades, bands = zip(*others, strict=True)
    below_a_line = band > 0 and len(others) > 1 and set(bands) == {band + 1}
    return (bold and not any(bolds)) or (shade != "" and shade not in shades) or below_a_line


def _is_head(first: tuple[str, ...], rest: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first row reads like names: wrongly taken for names, a row could not be quoted."""
    if not all(first) or any(map(_NOTHING.fullmatch, first)):
        return False
    amounts = [at for at in range(len(first)) if _most(_AMOUNT, rest, at)]
    if amounts and all(
        not _AMOUNT.fullmatch(first[at]) or (_YEAR.fullmatch(first[at]) and not _most(_YEAR, rest, at))
        for at in amounts
    ):
        return True
    numbered = any(_most(_HAS_DIGIT, rest, at) for at in range(len(first)))
    names = not any(_HAS_DIGIT.fullmatch(cell) for cell in first)
    return names and (numbered or (len(first) >= 3 and len(rest) >= 2))


def _most(pattern: re.Pattern[str], rows: Sequence[tuple[str, ...]], at: int) -> bool:
    return sum(bool(pattern.fullmatch(row[at])) for row in rows) >= 0.6 * len(rows)
