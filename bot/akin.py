"""Words that mean nearly the same, so that a question is seen to be answered in other words (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.word_lists import word_list
from knowledge import lexicon
from knowledge.keywords import every_stem, words


def akin(forms: Iterable[str]) -> frozenset[str]:
    """The stems, in any of the languages, of what means nearly the same as a word with these stems."""
    known = _known()
    return frozenset(stem for form in forms for stem in known.get(form, ()))


@lru_cache
def _known() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    # What has several words in the lexicon is not known by any one of them.
    named = [" ".join(name for names in row.values() for name in names if " " not in name) for row in lexicon.rows()]
    for line in (*word_list("akin"), *named):
        stems = {stem for word in words(line) for stem in every_stem(word)}
        for stem in stems:
            found[stem] |= stems
    return {stem: frozenset(others) for stem, others in found.items()}
