"""The career paths that come near what somebody says that they like, would rather not do, and studied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot import cues
from bot.gather.findings import Findings, Sections, record_of
from bot.gather.paths import open_to, sections_of
from bot.understand import Request
from bot.wishes import Wishes, studied
from knowledge.library import Library
from knowledge.records import Document, Passage
from knowledge.sections import PATH_SECTIONS, Section

_TELLING = 4
"""So many paths whose pages name what was studied are an answer by themselves."""
SAYS_OF_STUDIES: Sequence[Section | None] = ("entry", "suit", None)
"""Where a path's page says which studies lead to it."""


def orientation(request: Request, library: Library, today: date) -> Findings:
    """The paths that have what is liked and nothing of what is not, those with most of it first."""
    every = library.records("path")
    possible = [path for path in every if _possible(path, request)]
    sections = sections_of(library, possible, request, today)
    near = _near(possible, request.wishes, sections, request.criteria.degree)
    if not near and request.wishes.likes and request.wishes.backgrounds:
        # Nothing is about what is liked; what was studied still says something.
        request = replace(request, wishes=replace(request.wishes, likes=(), missed=request.wishes.likes))
        near = _near(possible, request.wishes, sections, request.criteria.degree)
    of_studies = request.criteria.degree and not (request.wishes.likes or request.wishes.dislikes)
    if len(near) < _TELLING and possible and of_studies:
        # Hardly a page says that these studies lead in with that degree: which paths the degree opens is known.
        return Findings(replace(request, wishes=Wishes()), paths=possible, sections=sections, every_path=len(every))
    return Findings(request, paths=near, sections=sections, every_path=len(every))


def _near(
    possible: Sequence[Document], wishes: Wishes, sections: Mapping[str, Sections], degree: str | None
) -> list[Document]:
    found = [(_shared(path, wishes, sections[record_of(path).id], degree), path) for path in possible]
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


def _shared(path: Document, wishes: Wishes, sections: Sections, degree: str | None) -> int:
    """How many of the wishes a path meets: none without anything of what is liked, where something is."""
    liked = len(set(wishes.likes) & set(record_of(path).themes))
    lets_in = bool(wishes.backgrounds) and _lets_in(sections, wishes, degree)
    if wishes.likes:
        return liked and 2 * liked + lets_in
    return int(lets_in) if wishes.backgrounds else 1


def says_of(passage: Passage, number: int, wishes: Wishes, degree: str | None) -> bool:
    """A sentence says so of these studies, and of no other degree in them than the one that somebody has."""
    sentence = passage.quote(number)
    named = set(cues.every("ladder", cues.flattened(sentence)))
    of_entry = passage.section not in PATH_SECTIONS["suit"].values()
    of_it = any(degree in (one, one.split()[-1]) for one in named) if named else of_entry
    return (degree is None or of_it) and studied(wishes.backgrounds, sentence)


def _lets_in(sections: Sections, wishes: Wishes, degree: str | None) -> bool:
    return any(
        says_of(passage, number, wishes, degree)
        for section in SAYS_OF_STUDIES
        for passage in sections.get(section, ())
        for number in range(len(passage.sentences))
    )
