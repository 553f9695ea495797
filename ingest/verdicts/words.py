"""The vocabulary of `words.toml`, as regular expressions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Span = tuple[int, int]

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def words(*lists: Iterable[str]) -> re.Pattern[str]:
    """Any of the entries as whole words, the longest first; entries in capitals as they are written."""
    every = sorted({entry for entries in lists for entry in entries}, key=lambda entry: (-len(entry), entry))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_as_written, every))})(?!\w)", re.IGNORECASE)


def spans(pattern: re.Pattern[str], text: str, start: int = 0, stop: int | None = None) -> list[Span]:
    """Where a pattern stands in a stretch of a text."""
    return [match.span() for match in pattern.finditer(text, start, len(text) if stop is None else stop)]


def within(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span overlaps one of the others."""
    return any(span[0] < stop and start < span[1] for start, stop in others)


def _as_written(entry: str) -> str:
    # `NL` is a language where `en` is a word.
    return f"(?-i:{entry})" if entry.isupper() and entry.isalpha() else entry
