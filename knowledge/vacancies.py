"""The vacancies of a library, each once: what several sources say of the same job is put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from knowledge import keywords
from knowledge.library import Library
from knowledge.records import ASPECTS, LANGUAGES, SILENT, CareerPath, Document, Language, Vacancy, Verdict
from knowledge.same_vacancy import is_item, same_vacancies

_Read = tuple[Sequence[Document], Sequence[Document], list[Document]]
"""The vacancies and the career paths as the library had them, and what was made of them."""
_Name = tuple[tuple[str, ...], Language, str]
"""The stems of a career path's name in a language, and its id."""
_made: WeakKeyDictionary[Library, _Read] = WeakKeyDictionary()


def vacancies_of(library: Library) -> list[Document]:
    """Every vacancy of a library once, closed ones too; made anew after each write to it."""
    records, paths = library.records("vacancy"), library.records("path")
    made = _made.get(library)
    if made is None or made[0] is not records or made[1] is not paths:
        made = _made[library] = (records, paths, with_paths(merged(records), paths))
    return made[2]


def is_open(document: Document, today: date) -> bool:
    """One can still apply, as far as its sources say."""
    record = vacancy_of(document)
    ends = (record.closes, document.expires)
    return record.closed is None and all(end is None or end >= today for end in ends)


def vacancy_of(document: Document) -> Vacancy:
    """The record of a vacancy."""
    assert isinstance(document.facts, Vacancy)
    return document.facts


def merged(documents: Sequence[Document]) -> list[Document]:
    """One document for each vacancy: the best of those that tell of it, with the best of what all of them say."""
    return [_one(group) for group in same_vacancies(documents)]


def with_paths(documents: Sequence[Document], paths: Sequence[Document]) -> list[Document]:
    """The vacancies with the career path that their titles name, where none is stated."""
    names = tuple(sorted(_names(paths), key=lambda name: -len(name[0])))
    return [_with_path(document, names) for document in documents]


def _one(group: Sequence[Document]) -> Document:
    if len(group) == 1:
        return _with_addresses(group[0], group)
    # The newest word first; of one day a page of its own, which has more to quote, before an item of a list.
    ranked = sorted(group, key=lambda d: (d.checked, not is_item(d), len(d.text), d.address), reverse=True)
    best = max(ranked, key=lambda d: (not is_item(d), d.checked, len(d.text)))
    records = [vacancy_of(document) for document in ranked]
    values: dict[str, Any] = {field.name: _first(records, field.name) for field in fields(Vacancy)}
    record = Vacancy(
        **values
        | {
            "id": vacancy_of(best).id,
            "title": vacancy_of(best).title,
            "verdicts": _verdicts(records),
            "closed": _closed(ranked),
            "example": all(each.example for each in records),
        }
    )
    expires = record.closes or min((d.expires for d in ranked if d.expires), default=None)
    joined = replace(best, facts=record, checked=ranked[0].checked, expires=expires)
    return _with_addresses(joined, [best, *ranked])


def _first(records: Sequence[Vacancy], name: str) -> Any:
    """What is said of a field by the newest that says anything."""
    values = [getattr(record, name) for record in records]
    return next((value for value in values if value not in (None, (), "")), values[0])


def _verdicts(records: Sequence[Vacancy]) -> dict[str, Verdict]:
    """Of each aspect what the newest says that knows; with its line, if another one says the same with one."""
    found: dict[str, Verdict] = {}
    for aspect in ASPECTS:
        known = [v for v in (record.verdict(aspect) for record in records) if v.need != "unknown"]
        same = [v for v in known if v.need == known[0].need and v.line]
        found[aspect] = (same or known or [SILENT])[0]
    return found


def _closed(ranked: Sequence[Document]) -> str | None:
    """Why it is closed: said by the newest, or by the page of the job itself."""
    for document in ranked:
        closed = vacancy_of(document).closed
        if closed and (document.checked == ranked[0].checked or not is_item(document)):
            return closed
    return None


def _with_addresses(document: Document, group: Sequence[Document]) -> Document:
    record = vacancy_of(document)
    every = [address for each in group for address in (each.link, each.address, *vacancy_of(each).addresses) if address]
    pages = tuple(dict.fromkeys(a for a in every if a.startswith(("https://", "http://")) and "#" not in a))
    return document if pages == record.addresses else replace(document, facts=replace(record, addresses=pages))


def _with_path(document: Document, names: tuple[_Name, ...]) -> Document:
    record = vacancy_of(document)
    found = None if record.path else _path_in(record.title, names)
    return replace(document, facts=replace(record, path=found)) if found else document


def _path_in(title: str, names: tuple[_Name, ...]) -> str | None:
    """The career path that has the longest of the names in a title; of two that are as long, the first in it."""
    spoken = {language: _stems(title, language) for language in LANGUAGES}
    best: tuple[int, int, str] | None = None
    for phrase, language, path in names:
        if best and len(phrase) < -best[0]:
            break
        at = _place_of(phrase, spoken[language])
        if at is not None and (best is None or (-len(phrase), at) < best[:2]):
            best = (-len(phrase), at, path)
    return best[2] if best else None


def _place_of(phrase: tuple[str, ...], spoken: tuple[str, ...]) -> int | None:
    length = len(phrase)
    return next((at for at in range(len(spoken) - length + 1) if spoken[at : at + length] == phrase), None)


def _names(paths: Sequence[Document]) -> Iterator[_Name]:
    for path in paths:
        record = path.facts
        if isinstance(record, CareerPath):
            for language in LANGUAGES:
                for name in (record.names.get(language, ""), *record.aliases.get(language, ())):
                    if phrase := _stems(name, language):
                        yield phrase, language, record.id


@lru_cache(maxsize=16384)
def _stems(text: str, language: Language) -> tuple[str, ...]:
    return tuple(keywords.stems(text, language))
