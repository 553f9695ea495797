"""Whether a text names a person (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.ordinary import is_ordinary
from bot.word_lists import word_list
from knowledge.keywords import words

_NAME = re.compile(
    r"\b([A-ZÀ-Þ][\w’'-]+|[A-Z]\.)\s+(?:(?:van|de|den|der|le|la|du|von|ten|ter|el|al|bin|di|da|dos|y|D)\s+)*([A-ZÀ-Þ][\w’'-]+)"
)
_INTRODUCED = re.compile(
    r"\b(?:dr|prof|professor|doctor|dokter|docteur|dhr|mr|mrs|ms|mevr|mevrouw|meneer|dhr|mme|madame|monsieur|by|door|par|met|with|avec|and|en|et)\.?\s*$|"
    r"\b(?:contact\w*|coordinator|coördinator|coordinat\w+|director|directeur|directrice|manager|trainer|lecturer|"
    r"teacher|docent|lesgever|"
    r"formateur|formatrice|responsable|verantwoordelijke|chair|voorzitter|présidente?|speaker|spreker|"
    r"oratrice|orateur|author|auteur|mentor|"
    r"dossierbeheerder|hoofd|head|adviser|advisor|officer|lead|adviseur|conseill\w+|doyenne?|ceo|coo|cso|founder|oprichter|fondateur|fondatrice)\s*[:|,]?\s*$",
    re.I,
)
_DOES = re.compile(r"\s(?:\(\d\d\)\s)?[a-zà-ÿ]{2,}")
_WHO_IS = re.compile(r"[a-zà-ÿ]{4,},\s$")


def names_a_person(text: str) -> bool:
    """Whether somebody's given name and surname stand in it."""
    return any(_is_a_person(match, text) for match in _names(text))


def _names(text: str) -> Iterator[re.Match[str]]:
    """Every two capitalised words in a row: in `Professor Ada Lovelace` there are two such pairs."""
    found = _NAME.search(text)
    while found:
        yield found
        found = _NAME.search(text, found.start(2))


def _is_a_person(name: re.Match[str], text: str) -> bool:
    """Two capitalised words are a person's if the first is a given name, or if what stands before them says so."""
    first = " ".join(words(name[1].replace("-", " ")))
    given = any(part in given_names() for part in (first, first.replace(" ", "-"), first.partition(" ")[0]))
    before, after = text[: name.start()], text[name.end() :]
    return given or _INTRODUCED.search(before) is not None or (_acts(before, after) and _is_no_word(name))


def _acts(before: str, after: str) -> bool:
    """Who opens a sentence and does something, or stands between commas after what they are."""
    opens = not before.strip(" \"'“«„-") and _DOES.match(after) is not None
    return opens or (_WHO_IS.search(before) is not None and after[:1] in (",", ".", ";"))


def _is_no_word(name: re.Match[str]) -> bool:
    """Neither part of it is a word that texts have in small letters: `Dune Institute` is nobody."""
    parts = words(f"{name[1]} {name[2]}")
    return not any(is_ordinary(part) for part in parts) and not any(c.isdigit() or c.isupper() for c in name[2][1:])


@lru_cache
def given_names() -> frozenset[str]:
    """Given names that are common here, in small letters."""
    return frozenset(word_list("given_names"))
