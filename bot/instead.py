"""Things of a kind that exclude each other: what is said of one is no answer about another (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from bot.word_lists import word_list
from knowledge.keywords import every_stem, words

_COMPOUND = 5
# What people are called by their work, in the stems of the three languages.
_WORKER = re.compile(
    r"(?:ologist|ologi|ician|icien|grapher|nomer|loog|logue|kundig|technic\w*|technici\w*|wetenschapper|scientist|scientif\w*|"
    r"scientifiqu|(?:chem|botan|econom|pharmac|anaesthet|genetic|physic|bioinformatic|statistic)ist|apothek\w*|ingenieur|engineer|ingénieur|"
    r"nurs|verpleegkundig|infirm\w+|arts|medecin|dierenarts|veterin\w+|analist|analyst|advis\w+|conseill\w+|operator|operateur)$"
)


def is_instead(forms: Collection[str], said: Collection[str]) -> bool:
    """Whether a word, with these stems, has another of its kind among the stems that are said, and not itself."""
    meant = {member for form in forms for member in _members(form)}
    if meant:
        there = {member for stem in said for member in _members(stem)}
        kinds = {kind for kind, _ in meant}
        return meant.isdisjoint(there) and any(kind in kinds for kind, _ in there)
    works = {form for form in forms if _WORKER.search(form)}
    return bool(works) and works.isdisjoint(said) and any(_WORKER.search(stem) for stem in said)


@lru_cache(maxsize=8192)
def _members(stem: str) -> tuple[tuple[int, int], ...]:
    found = _known().get(stem)
    if found:
        return found
    return tuple(
        dict.fromkeys(
            one
            for known, ones in _known().items()
            if len(known) >= _COMPOUND and stem.startswith(known)
            for one in ones
        )
    )


@lru_cache
def _known() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Stem -> the kinds that it is of, each with which of them it is."""
    found: dict[str, list[tuple[int, int]]] = {}
    for kind, line in enumerate(word_list("instead")):
        for member, named in enumerate(line.split("|")):
            for word in words(named):
                for stem in every_stem(word):
                    found.setdefault(stem, []).append((kind, member))
    return {stem: tuple(dict.fromkeys(ones)) for stem, ones in found.items()}
