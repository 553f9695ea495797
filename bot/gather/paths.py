"""Career paths: the sections of their pages, and which of them to tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.gather.findings import record_of
from bot.understand import Request
from knowledge import keywords
from knowledge.library import Library
from knowledge.records import Document, Passage
from knowledge.sections import PATH_SECTIONS, Section


def sections_of(
    library: Library, paths: Sequence[Document], request: Request, today: date
) -> dict[str, Mapping[Section | None, list[Passage]]]:
    """Career path id -> the sections of its page in the language of the question."""
    found: dict[str, Mapping[Section | None, list[Passage]]] = {}
    for path in paths:
        own = _by_section(library.page(path.work or "", request.language, today))
        # The French pages are shorter: what they leave out is told from the English one.
        whole = own if request.language == "en" else _by_section(library.page(path.work or "", "en", today))
        found[record_of(path).id] = whole | own
    return found


def _by_section(passages: Sequence[Passage]) -> dict[Section | None, list[Passage]]:
    sections: dict[Section | None, list[Passage]] = {}
    for passage in passages:
        sections.setdefault(_section_of(passage), []).append(passage)
    return sections


def _section_of(passage: Passage) -> Section | None:
    return next((name for name, titles in PATH_SECTIONS.items() if passage.section in titles.values()), None)


def open_to(path: Document, degree: str | None) -> bool:
    """Somebody with this degree can start in it, usually or possibly; any path for no degree that paths know."""
    verdicts = entry(path, degree)
    return not verdicts or bool({"usual", "possible"} & set(verdicts))


def wanting_phd(paths: Sequence[Document]) -> list[Document]:
    """The paths in which a PhD is asked for or a plus."""
    return [path for path in paths if record_of(path).phd not in ("not asked", "unknown")]


def entry(path: Document, degree: str | None) -> list[str]:
    """What the path says of a degree; of both ladders for a bachelor of no said kind. Empty for degrees that it does
    not tell apart."""
    return [verdict for ladder, verdict in record_of(path).entry.items() if degree in (ladder, ladder.split()[-1])]


def examples(paths: Sequence[Document]) -> list[Document]:
    """One path a family to tell of: where a PhD matters least and most ladders lead in."""
    chosen: dict[str, Document] = {}
    for path in sorted(paths, key=_accessible, reverse=True):
        chosen.setdefault(record_of(path).family, path)
    return list(chosen.values())


def _accessible(path: Document) -> tuple[bool, int]:
    record = record_of(path)
    return record.phd == "not asked", sum(verdict == "usual" for verdict in record.entry.values())


def name_stems(path: Document) -> set[str]:
    """The stems of every name of a path, in all languages."""
    record = record_of(path)
    names = [*record.names.values(), *(alias for aliases in record.aliases.values() for alias in aliases)]
    return {stem for name in names for stem in keywords.query_stems(name)}
