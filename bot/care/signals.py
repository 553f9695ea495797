"""Plain signs of what a question is about, from `signals.toml`: they work when nothing else does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from bot.cues import flattened

_FILE = Path(__file__).with_name("signals.toml")
# What matters may stand at the end of a long message; what lies between is a pasted text.
_ENDS = 6_000
OUT = " § "
"""Stands where something was taken out."""


def ends_of(question: str) -> str:
    """A question, or the beginning and the end of one that is very long."""
    return question if len(question) <= 2 * _ENDS else f"{question[:_ENDS]} {question[-_ENDS:]}"


def readable(question: str) -> str:
    """A question as the signs see it, without what is about work or a way of speaking."""
    flat = flattened(ends_of(question))
    for pattern in _signs()["passes"]:
        flat = pattern.sub(OUT, flat)
    return flat


def shown(group: str, flat: str) -> bool:
    """A readable question shows a sign of a group."""
    return any(pattern.search(flat) for pattern in _signs()[group])


def every_pattern() -> Iterator[re.Pattern[str]]:
    """Every sign there is."""
    return (pattern for patterns in _signs().values() for pattern in patterns)


@lru_cache
def _signs() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    said = groups.pop("said")
    return {
        group: tuple(_compiled(pattern, said) for patterns in manners.values() for pattern in patterns)
        for group, manners in groups.items()
    }


def _compiled(pattern: str, said: Mapping[str, str]) -> re.Pattern[str]:
    for name, words in said.items():
        pattern = pattern.replace(f"<{name}>", words)
    # `~` stands for the rest of a word; a sign that ends in a word ends where that word does.
    ends_in_a_word = not pattern.endswith((" ", "$")) and not _last_group(pattern).startswith(("(?", "( |"))
    return re.compile(pattern.replace("~", r"\w*") + (r"(?!\w)" if ends_in_a_word else ""))


def _last_group(pattern: str) -> str:
    """The group in which a pattern ends, from its opening bracket on; nothing if it ends in none."""
    if not pattern.endswith(")"):
        return ""
    depth = 0
    for place in range(len(pattern) - 1, -1, -1):
        depth += (pattern[place] == ")") - (pattern[place] == "(")
        if depth == 0:
            return pattern[place:]
    return ""
