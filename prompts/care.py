"""The words of care and the help lines in them: `care.<language>.toml` and `care.lines.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any

from prompts import ReplyMismatch

_HERE = Path(__file__).parent
CONTACT = "contact"
"""The blank that the institution fills."""
GOOD_FOR = timedelta(days=200)
"""How long a line or a text may go without being looked at."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Where a person is reached."""

    number: str
    about: str
    source: str
    checked_on: date
    site: str = ""

    def __str__(self) -> str:
        """As it stands in a text."""
        return f"**{self.number}** ({self.site})" if self.site else f"**{self.number}**"


@lru_cache
def help_lines() -> Mapping[str, HelpLine]:
    """Every help line by its name."""
    listed = tomllib.loads((_HERE / "care.lines.toml").read_text(encoding="utf-8"))
    return {name: HelpLine(**fields) for name, fields in listed.items()}


@lru_cache
def care_texts(language: str) -> Mapping[str, Sequence[str]]:
    """Every text of a language, `group.name` -> its versions, with `$blanks`."""
    groups: dict[str, Any] = tomllib.loads((_HERE / f"care.{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{group}.{name}": [text] if isinstance(text, str) else text
        for group, texts in groups.items()
        if isinstance(texts, dict)
        for name, text in texts.items()
    }


def care_text(language: str, name: str, contact: str = "", version: int = 0) -> str:
    """The text called `name` with its help lines and, where it has the blank, how to reach a person."""
    try:
        versions = care_texts(language)[name]
        template = Template(versions[version % len(versions)])
        return template.substitute(help_lines(), **({CONTACT: contact} if contact else {}))
    except KeyError as error:
        raise ReplyMismatch(f"there is no text {name!r} in {language!r}, or no {error} to fill it") from error


def not_checked_lately(day: date, languages: Sequence[str]) -> list[str]:
    """The lines and texts that were last looked at too long before a day."""
    looked_at = {f"the line {name}": line.checked_on for name, line in help_lines().items()}
    for language in languages:
        said = tomllib.loads((_HERE / f"care.{language}.toml").read_text(encoding="utf-8"))
        looked_at[f"the texts care.{language}.toml"] = said["checked_on"]
    return [name for name, checked in looked_at.items() if day - checked > GOOD_FOR]
