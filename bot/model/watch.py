"""A model's text while it comes: whether it is still worth waiting for (pure)."""

from __future__ import annotations

import re

from bot.model.failures import ModelFailed
from knowledge.language import language_of
from knowledge.records import Language

# Several times what is asked for.
_MOST_CHARACTERS = 6_000
_LONGEST_DELTA = 2_000
# By then an answer from the sources has named one.
_CITED_BY = 700
_LANGUAGE_BY = 240
_TOLD_BY_WORDS = 25
_LOOP, _TIMES = 48, 4
_LOOKED_BACK = 1_200
# By the time at which an answer has to be well under way.
_UNDER_WAY = 160
_NUMBER = re.compile(r"\[\d{1,2}\]")


class Watch:
    """Reads along, and raises ModelFailed as soon as nothing can come of it."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._looked_at_language = False
        self.text = ""

    def feed(self, delta: str) -> None:
        """Look at the next piece."""
        if len(delta) > _LONGEST_DELTA or len(self.text) + len(delta) > _MOST_CHARACTERS:
            raise ModelFailed("endless")
        self.text += delta
        if self._repeats():
            raise ModelFailed("repeating")
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


def is_foreign(text: str, language: Language) -> bool:
    """Clearly in another language, or in another script."""
    letters = [sign for sign in text if sign.isalpha()]
    if letters and sum(sign < "ɐ" for sign in letters) < len(letters) * 0.8:
        return True
    words = text.split()
    return len(words) >= _TOLD_BY_WORDS and language_of(text, language) != language
