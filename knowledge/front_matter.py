"""Where a Markdown text's front matter ends, and what of it is worth telling (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledge.records import Language

HEADING: Mapping[Language, str] = {"en": "Key facts", "nl": "Kerngegevens", "fr": "En bref"}
"""The heading under which the facts of a front matter are found and cited."""
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE)
# A rule is followed by prose or a blank line, front matter by a key.
_KEY = re.compile(r"""(?:[ \t]*(?:\#[^\n]*)?\n)*["']?[\w.-]+["']?[ \t]*:(?:\s|\Z)""")
_FIELD = re.compile(r"""^["']?([\w.-]+)["']?[ \t]*:(.*(?:\n(?:[ \t]+.*|-[ \t].*))*)""", re.MULTILINE)
# What a page says about itself as a file, or what its record and its text say better.
_NOT_TOLD = frozenset(
    "id kind language lang title names aliases work link url slug permalink layout template draft checked updated "
    "modified sources references unsourced example esco isco esco_note family entry phd path paths degree "
    "tags keywords description image author authors version weight type".split()
)
_MEANING: Mapping[str, str] = {
    "closes": "closing date, deadline to apply, apply until",
    "deadline": "deadline, register or apply before, until when",
    "posted": "date of publication",
    "published": "date of publication",
    "starts": "start date, when it begins",
    "ends": "end date",
    "places": "where, place of work, location",
    "place": "where, location",
    "location": "where, place",
    "employer": "employer, company that hires",
    "organiser": "who organises it",
    "provider": "who offers it, organised by",
    "contract": "type of contract",
    "hours": "working hours, full-time or part-time",
    "remote": "working from home",
    "languages": "which languages are needed: nl is Dutch, en is English, fr is French",
    "apply": "how to apply, address for applications",
    "price": "price, cost, fee",
    "fee": "price, cost, fee",
    "duration": "how long it takes",
    "credits": "study credits",
    "format": "how it is given, how long",
    "contact": "whom to contact",
}
"""What short names stand for, in the words in which people ask for them."""
_NOTHING = frozenset(("", "null", "~", "[]", "{}", '""', "''"))
_LONGEST = 300


def end_of(text: str) -> tuple[int, int, int] | None:
    """Where the names and values begin and end, and where the text below begins; None without front matter."""
    begin = _begins(text)
    closing = _CLOSING.search(text, begin) if begin is not None else None
    return (begin, closing.start(), closing.end()) if begin is not None and closing else None


def is_never_closed(text: str) -> bool:
    """Whether front matter opens on line 1 and has no end: a slip in a Markdown file, prose in any other."""
    return _begins(text) is not None and end_of(text) is None


def _begins(text: str) -> int | None:
    opening = _OPENING.match(text)
    return opening.end() if opening and _KEY.match(text, opening.end()) else None


def below(text: str) -> str:
    """The text without its front matter."""
    ends = end_of(text)
    return text[ends[2] :] if ends else text


def fields(text: str) -> Iterator[tuple[int, int]]:
    """Where the fields worth telling stand in the text: the name with its value."""
    ends = end_of(text)
    if ends is None:
        return
    for field in _FIELD.finditer(text, ends[0], ends[1]):
        name, value = field[1].casefold(), field[2].strip()
        if name not in _NOT_TOLD and value not in _NOTHING and len(field[0]) <= _LONGEST:
            yield field.start(), field.start() + len(field[0].rstrip())


def meant_by(field: str) -> str:
    """A field with what its name stands for, for a search that goes by meaning."""
    name, colon, value = field.partition(":")
    meaning = _MEANING.get(name.strip("\"' ").casefold())
    return f"{name} ({meaning}){colon}{value}" if meaning else field
