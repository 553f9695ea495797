"""What the headers of a table mean: which kind of thing its rows are, and which column tells what of it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KINDS = ("vacancy", "event", "course")
"""Where a table could be two, the earlier."""

_WHO = {"vacancy": "employer", "event": "organiser", "course": "provider"}
_TELLING = {
    "vacancy": {"employer", "contract", "closes", "apply", "salary"},
    "event": {"starts"},
    "course": {"starts", "price", "duration", "skills", "format", "deadline"},
}
_FILE = Path(__file__).with_name("columns.toml")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGNS = re.compile(r"[^\w✓✔]+|_")
_LONGEST_HEADER = 80
_DAYS = frozenset(("posted", "closes", "starts", "ends", "deadline"))
_FEW_FIELDS = 4

Fields = Mapping[str, int]
"""Field of the front matter -> the column that tells it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The kind that the rows are by default, if any, and for each kind what the columns tell."""

    kind: str | None
    fields: Mapping[str, Fields]

    def days(self, kind: str) -> frozenset[int]:
        """The columns that tell days."""
        return frozenset(at for field, at in self.fields[kind].items() if field in _DAYS)


def meaning(headers: Sequence[str], names: Sequence[str]) -> Meaning | None:
    """What a row of headers means in a table of these names (of its sheet, of its file), or None if nothing."""
    fields = {kind: _fields(kind, headers) for kind in KINDS}
    hinted = next((kind for name in names for kind in KINDS if _names(kind, name)), None)
    scores = {kind: _score(kind, headers, fields[kind]) + 3 * (kind == hinted) for kind in KINDS}
    fitting = [kind for kind in KINDS if _holds(kind, headers, fields[kind], kind == hinted)]
    if fitting:
        return Meaning(max(fitting, key=lambda kind: scores[kind]), fields)
    # A column may tell of each row what it is.
    mixed = any("kind" in fields[kind] and "title" in fields[kind] for kind in KINDS)
    return Meaning(None, fields) if mixed else None


def kind_called(value: str) -> str | None:
    """The kind that a cell names."""
    return next((kind for kind in KINDS if plain(value) in _words()["names"][kind]), None)


def says(list_name: str, value: str) -> bool:
    """Whether a cell says yes, closed, cancelled or online."""
    return plain(value) in _words()["words"][list_name]


def known(header: str) -> bool:
    """Whether a header is one of ours, in any kind."""
    return plain(header) in _every_name()


def plain(text: str) -> str:
    """A header as it is compared: without capitals, accents, punctuation and what stands in brackets."""
    parted = _CAMEL.sub(" ", _ASIDE.sub(" ", text[:_LONGEST_HEADER]))
    letters = unicodedata.normalize("NFKD", parted.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_SIGNS.sub(" ", bare).split())


def _fields(kind: str, headers: Sequence[str]) -> Fields:
    words = _words()
    synonyms = {**words["every"], **words[kind]}
    found: dict[str, int] = {}
    # The name itself first, then a header that begins or ends with it: `Prijs per deelnemer`.
    for matches in (_is, _has):
        for field, every in synonyms.items():
            if field not in found:
                at = _column(headers, every, matches, set(found.values()))
                if at is not None:
                    found[field] = at
    return found


def _column(
    headers: Sequence[str], synonyms: Sequence[str], matches: Callable[[str, str], bool], taken: set[int]
) -> int | None:
    bare = [plain(header) for header in headers]
    for synonym in synonyms:
        for at, header in enumerate(bare):
            if at not in taken and matches(header, synonym):
                return at
    return None


def _is(header: str, synonym: str) -> bool:
    return header == synonym


def _has(header: str, synonym: str) -> bool:
    # Not within it, nor of a short name: `tot` and `to` are words of many headers.
    if len(synonym) < 4 or any(f" {word} " in f" {header} " for word in _words()["words"]["beside"]):
        return False
    return header.startswith(synonym + " ") or header.endswith(" " + synonym)


def _score(kind: str, headers: Sequence[str], fields: Fields) -> int:
    """How much of the headers speaks for a kind; what only it would say counts twice."""
    own = [field for field in fields if field not in _words()["every"]]
    return len(own) + sum(_only_there(kind, headers[fields[field]]) for field in own)


def _only_there(kind: str, header: str) -> bool:
    words = _words()
    return not any(plain(header) in names for other in KINDS if other != kind for names in words[other].values())


def _holds(kind: str, headers: Sequence[str], fields: Fields, hinted: bool) -> bool:
    """Whether the headers are enough to say so: a list of people has names, organisations and towns too."""
    own = [field for field in fields if field not in _words()["every"]]
    if "title" not in fields or hinted:
        return "title" in fields and len(own) >= 2
    telling = _TELLING[kind] & fields.keys() or _only_there(kind, headers[fields["title"]])
    return bool(telling) and (len(own) >= _FEW_FIELDS or (_WHO[kind] in fields and len(own) >= 3))


def _names(kind: str, name: str) -> bool:
    every = [word.strip("0123456789") for word in plain(name).split()]
    phrases = (" ".join(every[at : at + long]) for long in (3, 2, 1) for at in range(len(every)))
    return any(word in _words()["names"][kind] for word in phrases)


@cache
def _words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _every_name() -> frozenset[str]:
    words = _words()
    return frozenset(name for part in ("every", *KINDS) for names in words[part].values() for name in names)
