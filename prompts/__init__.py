"""What the guide says in fixed words (`replies.<language>.toml`), and what it asks of a model (`*.md`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


class ReplyMismatch(Exception):
    """A fixed sentence was asked for by a wrong name, or with a blank missing or to spare."""


class PromptMismatch(Exception):
    """A prompt was asked for by a wrong name, or with a blank missing or to spare."""


def reply(language: str, name: str, /, **blanks: object) -> str:
    """The fixed sentence called `name` in a language, every blank filled and none to spare."""
    try:
        template = Template(replies(language)[name])
    except KeyError as error:
        raise ReplyMismatch(f"there is no reply {name!r} in {language!r}") from error
    if set(template.get_identifiers()) != blanks.keys():
        raise ReplyMismatch(f"{name!r} wants {sorted(template.get_identifiers())}, not {sorted(blanks)}")
    return template.substitute({blank: _said(language, value) for blank, value in blanks.items()})


def _said(language: str, value: object) -> str:
    return day_in_words(language, value) if isinstance(value, date) else str(value)


def day_in_words(language: str, day: date) -> str:
    """`20 December 2026`, as one writes it in the language."""
    first = "1er" if (language, day.day) == ("fr", 1) else str(day.day)
    return f"{first} {_MONTHS[language].split()[day.month - 1]} {day.year}"


@lru_cache
def replies(language: str) -> Mapping[str, str]:
    """Every fixed sentence of a language, `group.name` -> text with `$blanks`."""
    groups = tomllib.loads((_HERE / f"replies.{language}.toml").read_text(encoding="utf-8"))
    return {f"{group}.{name}": text for group, sentences in groups.items() for name, text in sentences.items()}


def prompt(name: str, /, **blanks: object) -> str:
    """The prompt called `name` for a model, every blank filled and none to spare. What fills a blank is not read
    again, so that a `$` in it stays one."""
    try:
        template = Template(_prompt(name))
    except OSError as error:
        raise PromptMismatch(f"there is no prompt {name!r}") from error
    if not template.is_valid() or set(template.get_identifiers()) != blanks.keys():
        raise PromptMismatch(f"{name!r} wants {sorted(template.get_identifiers())}, not {sorted(blanks)}")
    return template.substitute({blank: str(value) for blank, value in blanks.items()})


@lru_cache
def _prompt(name: str) -> str:
    return (_HERE / f"{name}.md").read_text(encoding="utf-8").strip()
