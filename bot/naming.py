"""The career paths that a question names, by any of their names in any of the languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from bot import cues
from knowledge.keywords import stems, words
from knowledge.library import Library
from knowledge.records import LANGUAGES, CareerPath, Document, Language

_Name = tuple[tuple[str, ...], str, Document]
"""The stems of a name, itself, and the path that has it."""


class Paths(Sequence[Document]):
    """The career paths that a library knows, with their names made ready once: looking for them is most of what
    understanding a question would cost."""

    def __init__(self, paths: Sequence[Document]) -> None:
        self._paths = list(paths)
        self._names: dict[Language, dict[str, list[_Name]]] = {language: {} for language in LANGUAGES}
        for path in self._paths:
            for language, name in names_of(path):
                phrase = tuple(stems(name, language))
                if phrase:
                    self._names[language].setdefault(phrase[0], []).append((phrase, " ".join(words(name)), path))

    def __getitem__(self, place: Any) -> Any:
        return self._paths[place]

    def __len__(self) -> int:
        return len(self._paths)

    def named_in(self, question: str, *, refusable: bool = True) -> tuple[Document, ...]:
        """The paths that a question names, in the order of occurrence; longer names win over shorter ones within.

        With `refusable` one that is named only to say no to it ("not quality control") is left out.
        """
        said = words(question)
        hits = [hit for language in LANGUAGES for hit in self._hits(said, language, refusable)]
        taken: list[tuple[int, int]] = []
        found: dict[str, tuple[int, Document]] = {}
        for start, end, path in sorted(hits, key=lambda hit: hit[0] - hit[1]):
            if any(start < stop and begin < end and (start, end) != (begin, stop) for begin, stop in taken):
                continue
            taken.append((start, end))
            found.setdefault(path.address, (start, path))
        return tuple(path for _, path in sorted(found.values(), key=lambda pair: pair[0]))

    def _hits(self, said: Sequence[str], language: Language, refusable: bool) -> Iterator[tuple[int, int, Document]]:
        spoken = stems(" ".join(said), language)
        for start, stem in enumerate(spoken):
            for phrase, name, path in self._names[language].get(stem, ()):
                end = start + len(phrase)
                refused = refusable and cues.first("refused", f" {' '.join(spoken[max(0, start - 3) : start])} ")
                if tuple(spoken[start:end]) == phrase and not refused and _is_that(said[start], name, phrase):
                    yield start, end, path


_READY: WeakKeyDictionary[Library, tuple[Sequence[Document], Paths]] = WeakKeyDictionary()


def known_paths(library: Library) -> Paths:
    """The career paths of a library, made ready anew after each write to it."""
    records = library.records("path")
    made_of, paths = _READY.get(library, ((), None))
    if paths is None or made_of is not records:
        paths = Paths(records)
        _READY[library] = records, paths
    return paths


def _is_that(word: str, name: str, phrase: Sequence[str]) -> bool:
    """A name of one word is named by a longer or a shorter form of it: `teaches` is no form of `teaching`."""
    return len(phrase) > 1 or word.startswith(name) or name.startswith(word)


def names_of(path: Document) -> Iterator[tuple[Language, str]]:
    """Every name and alias of a career path, with its language."""
    record = path.facts
    if isinstance(record, CareerPath):
        for language in LANGUAGES:
            for name in (record.names.get(language, ""), *record.aliases.get(language, ())):
                yield language, name


def title_in(path: Document, language: Language) -> str:
    """What a career path is called in a language."""
    record = path.facts
    return record.names.get(language, path.title) if isinstance(record, CareerPath) else path.title


def words_naming(paths: Sequence[Document], question: str) -> set[str]:
    """The words of a question by which it names paths, and all others of those names."""
    if not paths:
        return set()
    stemmed: Mapping[Language, str] = {language: f" {' '.join(stems(question, language))} " for language in LANGUAGES}
    return {
        word
        for path in paths
        for language, name in names_of(path)
        if name and f" {' '.join(stems(name, language))} " in stemmed[language]
        for word in words(name)
    }
