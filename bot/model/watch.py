"""A model's text while it comes: whether it is still worth waiting for (pure)."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.model.failures import ModelFailed
from knowledge.keywords import telling_words, words
from knowledge.records import LANGUAGES, Language

# Twice what is asked for.
_MOST_CHARACTERS = 2_000
_LONGEST_DELTA = 2_000
# By then an answer from the sources has named one.
_CITED_BY = 700
_LANGUAGE_BY = 240
# Telling words of another language, beyond twice those of the one that was asked for.
_SURELY = 5
_LOOP, _TIMES = 48, 4
# So many words in a row are no chance.
_RUN = 7
_FEW_WORDS = 240
_LOOKED_BACK = 1_200
# By the time at which an answer has to be well under way.
_UNDER_WAY = 160
_NUMBER = re.compile(r"\[\d{1,2}\]")


class Watch:
    """Reads along, and raises ModelFailed as soon as nothing can come of it."""

    def __init__(self, language: Language, rules: str = "") -> None:
        """`rules` are what a model was told to do: none of it may come back."""
        self._language, self._rules = language, _runs(rules)
        self._looked_at_language = False
        self.text = ""

    def feed(self, delta: str) -> None:
        """Look at the next piece."""
        if len(delta) > _LONGEST_DELTA or len(self.text) + len(delta) > _MOST_CHARACTERS:
            raise ModelFailed("endless")
        self.text += delta
        if self._repeats():
            raise ModelFailed("repeating")
        if not self._rules.isdisjoint(_runs_in(self.text[-_FEW_WORDS:])):
            raise ModelFailed("leaking")
        if len(self.text) > _CITED_BY and not _NUMBER.search(self.text):
            raise ModelFailed("uncited")
        if len(self.text) > _LANGUAGE_BY and not self._looked_at_language:
            self._looked_at_language = True
            self.look_at_language()

    def look_at_language(self) -> None:
        """Raises ModelFailed if it is clearly in another language than was asked for."""
        if is_foreign(self.text, self._language):
            raise ModelFailed("language")

    @property
    def under_way(self) -> bool:
        """There is some of it, with a source."""
        return len(self.text) >= _UNDER_WAY and _NUMBER.search(self.text) is not None

    def _repeats(self) -> bool:
        tail = self.text[-_LOOP:]
        if len(tail) < _LOOP or not tail.strip(" -|:\n"):
            return len(self.text) > _LOOKED_BACK and not tail.strip()
        looked, found, place = self.text[-_LOOKED_BACK:], 0, -1
        while (place := looked.find(tail, place + 1)) >= 0:
            found += 1
        return found >= _TIMES


@lru_cache(maxsize=4)
def _runs(rules: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_runs_in(rules))


def _runs_in(text: str) -> list[tuple[str, ...]]:
    """Every few words of a text that follow each other."""
    said = re.findall(r"\w+", text.casefold())
    return [tuple(said[place : place + _RUN]) for place in range(len(said) - _RUN + 1)]


def is_foreign(text: str, language: Language) -> bool:
    """Clearly in another language, or in another script."""
    letters = [sign for sign in text if sign.isalpha()]
    if letters and sum(sign < "ɐ" for sign in letters) < len(letters) * 0.8:
        return True
    said = set(words(text))
    votes = {each: len(said & telling_words(each)) for each in LANGUAGES}
    # Names of organisations and of diplomas bring words of other languages with them.
    return max(votes.values()) >= 2 * votes[language] + _SURELY
