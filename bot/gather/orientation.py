"""The career paths that come near what somebody says that they like, would rather not do, and studied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.gather.findings import Findings, Sections, record_of
from bot.gather.paths import open_to, sections_of
from bot.understand import Request
from bot.wishes import Wishes, studied
from knowledge.library import Library
from knowledge.records import Document
from knowledge.sections import Section

SAYS_OF_STUDIES: Sequence[Section | None] = ("entry", "suit", None)
"""Where a path's page says which studies lead to it."""


def orientation(request: Request, library: Library, today: date) -> Findings:
    """The paths that have what is liked and nothing of what is not, those with most of it first."""
    every = library.records("path")
    possible = [path for path in every if _possible(path, request)]
    sections = sections_of(library, possible, request, today)
    near = _near(possible, request.wishes, sections)
    if not near and request.wishes.likes and request.wishes.backgrounds:
        # Nothing is about what is liked; what was studied still says something.
        request = replace(request, wishes=replace(request.wishes, likes=(), missed=request.wishes.likes))
        near = _near(possible, request.wishes, sections)
    return Findings(request, paths=near, sections=sections, every_path=len(every))


def _near(possible: Sequence[Document], wishes: Wishes, sections: Mapping[str, Sections]) -> list[Document]:
    found = [(_shared(path, wishes, sections[record_of(path).id]), path) for path in possible]
    found.sort(key=lambda pair: (-pair[0], _wants_phd(pair[1]), _how_much_of_it(pair[1], wishes)))
    return [path for shared, path in found if shared]


def _how_much_of_it(path: Document, wishes: Wishes) -> int:
    """A record names its themes by how much of the work they are: who likes to write is told of the writer first."""
    return min((place for place, theme in enumerate(record_of(path).themes) if theme in wishes.likes), default=0)


def _possible(path: Document, request: Request) -> bool:
    record = record_of(path)
    unwanted = set(request.wishes.dislikes) & set(record.themes)
    return (
        open_to(path, request.criteria.degree)
        and not unwanted
        and not (request.criteria.phd == "none" and _wants_phd(path))
    )


def _wants_phd(path: Document) -> bool:
    return record_of(path).phd not in ("not asked", "a plus")


def _shared(path: Document, wishes: Wishes, sections: Sections) -> int:
    """How many of the wishes a path meets: none without anything of what is liked, where something is."""
    liked = len(set(wishes.likes) & set(record_of(path).themes))
    lets_in = bool(wishes.backgrounds) and _lets_in(sections, wishes)
    if wishes.likes:
        return liked and 2 * liked + lets_in
    return int(lets_in) if wishes.backgrounds else 1


def _lets_in(sections: Sections, wishes: Wishes) -> bool:
    return any(
        studied(wishes.backgrounds, passage.quote(number))
        for section in SAYS_OF_STUDIES
        for passage in sections.get(section, ())
        for number in range(len(passage.sentences))
    )
