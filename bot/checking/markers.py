"""Words that turn a sentence round or narrow it: negation, must and may, all and some, before and after (pure)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.records import LANGUAGES, Language

_CONTRACTED = re.compile(r"n[’']t\b")
# Negations that say nothing of the sort.
_NOT_SO = re.compile(
    r"\bnot only\b|\bniet alleen\b|\bniet enkel\b|\bnon seulement\b|\bpas seulement\b|\bno\.? ?\d|\bsans doute\b|"
    r"\bno (?:less|more|later|longer) than\b|\bniet (?:minder|meer|later|langer) dan\b|\bpas (?:plus|moins) (?:de|d[’'])",
    re.I,
)
# French `ne ... que` is only; `ne` alone denies nothing.
_NE_QUE = re.compile(r"\bn(?:e |[’'])\w+(?: \w+)?(?: \w+)? qu(?:e\b|[’'])", re.I)


@lru_cache
def _listed() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("markers.toml").read_text(encoding="utf-8"))


@lru_cache
def _pattern(name: str, language: Language) -> re.Pattern[str]:
    return _of(_listed()["class"][name].strip().split("\n")[LANGUAGES.index(language)])


@lru_cache
def _opposites() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    lines = _listed()["opposite"]["pairs"].strip().split("\n")
    return tuple((_of(one), _of(other)) for one, other in (line.split(" > ") for line in lines))


@lru_cache
def opening() -> re.Pattern[str]:
    """What ties a sentence to the one before it."""
    words = "|".join(re.escape(word.strip()) for word in _split(_listed()["opening"]["words"].replace("\n", " | ")))
    return re.compile(rf"(?:{words})(?:\s*,\s+|(?<=\bbut)\s+|(?<=\band)\s+|(?<=\bmaar)\s+|(?<=\bmais)\s+)", re.I)


@lru_cache
def pronouns() -> frozenset[str]:
    """Words by which a sentence speaks of what was named before it."""
    return frozenset(_listed()["opening"]["pronouns"].split())


def _of(listed: str) -> re.Pattern[str]:
    forms = (
        re.escape(word).replace(r"\~", r"\w*").replace("\\'", "[’']").replace("'", "[’']") for word in _split(listed)
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(forms, key=len, reverse=True))})(?![\w-]|(?<=\w)[’']\w\w)", re.I)


def _split(listed: str) -> list[str]:
    return [word.strip() for word in listed.split("|") if word.strip()]


@lru_cache(maxsize=8192)
def denials(text: str, language: Language) -> int:
    """How often a text says no."""
    text = _NE_QUE.sub(" ", _NOT_SO.sub(" ", text))
    return len(_CONTRACTED.findall(text)) + len(_pattern("negation", language).findall(text))


@lru_cache(maxsize=8192)
def says(name: str, text: str, language: Language) -> bool:
    """The text has a word of this class."""
    return bool(_pattern(name, language).search(text)) or (name == "only" and bool(_NE_QUE.search(text)))


def said_of(name: str, text: str, language: Language) -> list[str]:
    """The words of this class that a text has."""
    return [found.group().casefold() for found in _pattern(name, language).finditer(text)]


def places_of(name: str, text: str, language: Language) -> list[int]:
    """Where words of this class end."""
    return [found.end() for found in _pattern(name, language).finditer(text)]


def turned_round(text: str, source: str) -> bool:
    """The text has one of two opposites where its source has the other, and only that."""
    for one, other in _opposites():
        for mine, theirs in ((one, other), (other, one)):
            if mine.search(text) and not theirs.search(text) and theirs.search(source) and not mine.search(source):
                return True
    return False
