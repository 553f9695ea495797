"""The sentences and bullets of a vacancy, each with the kind of section that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.verdicts.words import WORDS, words
from knowledge.sentences import sentence_spans

Section = Literal["profile", "nice", "duties", "offer", "none"]
_SECTIONS: tuple[Section, ...] = ("nice", "offer", "profile", "duties")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or bullet, verbatim, and where in the vacancy it stands."""

    text: str
    section: Section
    heading: bool = False


_MARKER = re.compile(r"\s*(?:[-+*•·▪–]\s+|\d{1,2}[.)]\s+|>\s*)*")
_HEADING = re.compile(r"\s*(#{1,6})\s*(.*?)\s*#*\s*$")
_BOLD = re.compile(r"\s*(?:\*\*|__)([^*_]{1,80})(?:\*\*|__)\s*:?\s*$")
_LABEL = re.compile(r"[*_]{0,2}([^:.;!?,*_]{1,40})[*_]{0,2}\s?:[*_]{0,2}(?:\s|$)")
_LONGEST_HEADING = 60
_INLINE = re.compile(r"\s(?:[•·▪●]|#{1,6})\s|(?<=[.;])\s(?=[^.;:]{1,30}:\s)")
_SHORT_ANSWER = 9
_LONGEST = 400
_KINDS = {
    section: re.compile(rf"(?:(?:our|your|the|jouw|je|de|het|ton|ta|votre|vos|tes|le|la|les|minimum|"
rf"key)\s)*{words(WORDS['headings'][section]).pattern}", re.IGNORECASE)
    for section in _SECTIONS
}  # fmt: skip
_STRICT = words(
    ["required", "requirements?", "must.?ha(?:ve|ves)", "vereist\\w*", "eisen", "requis\\w*", "exigences?", "essential"]
)


def statements(text: str) -> Iterator[Statement]:
    """Every sentence and bullet in the order of the text. A heading is a statement, too: it may name the job."""
    section: Section = "none"
    for number, line in enumerate(text.strip().split("\n")):
        title = _title(line)
        if title is not None:
            # `PhD position in` and `Offer manager` name the job; they open no section about duties or offers.
            names_the_job = number == 0 and line.startswith("# ") and section_of(title) in ("duties", "offer")
            section = "none" if names_the_job else section_of(title)
            if section == "none":
                yield Statement(title, "none", heading=True)
            continue
        start = _marker(line)
        body = line[start:].strip()
        if body:
            yield from _sentences(body, section)


def section_of(title: str) -> Section:
    """What kind of section a heading opens, by its first words before any other."""
    title = title.strip(" *_:?!#").strip()
    if _KINDS["nice"].search(title) and not _STRICT.search(title):
        return "nice"
    # `Who we are looking for` begins like `Who we are`: the longer one is meant.
    begun = {section: match.end() for section in _SECTIONS if (match := _KINDS[section].match(title))}
    if begun:
        return max(begun, key=lambda section: begun[section])
    return next((section for section in _SECTIONS if _KINDS[section].search(title)), "none")


def _title(line: str) -> str | None:
    """The words of a heading, or None for any other line."""
    if len(line) > 2 * _LONGEST_HEADING:
        return None
    marked = _HEADING.match(line) or _BOLD.match(line)
    if marked:
        return marked.group(marked.lastindex or 0)
    bare = line.strip()
    if not bare or len(bare) > _LONGEST_HEADING or _marker(line) > len(line) - len(line.lstrip()):
        return None
    # Text without markup has its headings on lines of their own.
    asked = bare.rstrip(" :?!…")
    whole = any(kind.fullmatch(asked) for kind in _KINDS.values())
    return (
        bare
        if whole or (bare.endswith((":", "?")) and section_of(asked) != "none" and len(asked.split()) <= 7)
        else None
    )


def _sentences(body: str, section: Section) -> Iterator[Statement]:
    # A whole posting may come on one line: `Your profile: ... Nice to have: ...`
    for piece in _INLINE.split(body):
        for part in _answered(piece.strip()):
            label = _LABEL.match(part)
            named = section_of(label.group(1)) if label and _names_section(label.group(1)) else "none"
            section = section if named in ("none", "duties") else named
            yield Statement(part, section)


def _answered(body: str) -> Iterator[str]:
    """The sentences; a question together with its short answer: `No PhD? No problem.`"""
    held: int | None = None
    for start, stop in sentence_spans(body):
        if held is not None and (stop - held > _LONGEST or len(body[start:stop].split()) > _SHORT_ANSWER):
            yield body[held:start].rstrip()
            held = None
        if body[start:stop].endswith("?"):
            held = start if held is None else held
        else:
            yield body[start if held is None else held : stop]
            held = None
    if held is not None:
        yield body[held:].rstrip()


def _names_section(label: str) -> bool:
    return any(kind.match(label.strip()) for kind in _KINDS.values())


def _marker(line: str) -> int:
    match = _MARKER.match(line)
    return match.end() if match else 0
