"""A model that goes round in circles (pure)."""

from __future__ import annotations

import re
from collections import Counter, deque

# How far back a circle is looked for, how many words it takes at least, and how often it is gone round.
_FARTHEST = 60
_FEWEST = 12
_ROUNDS = 3
# A shorter sentence may well be said again.
_LONG = 5
_WORDS = re.compile(r"\w+")


class Loops:
    """Counts, word by word, how long a text has been repeating itself."""

    def __init__(self) -> None:
        self._last: deque[str] = deque(maxlen=_FARTHEST)
        self._alike = [0] * (_FARTHEST + 1)
        self._sentence: list[str] = []
        self._sentences: Counter[int] = Counter()

    def __call__(self, word: str) -> bool:
        """Take in a word; whether the text goes round in circles."""
        said = "".join(_WORDS.findall(word)).casefold()
        return bool(said) and (self._circles(said) or self._says_again(word, said))

    def _circles(self, said: str) -> bool:
        circling = False
        for back, other in enumerate(reversed(self._last), start=1):
            self._alike[back] = self._alike[back] + 1 if other == said else 0
            circling = circling or self._alike[back] >= max(_ROUNDS * back, _FEWEST)
        self._last.append(said)
        return circling

    def _says_again(self, word: str, said: str) -> bool:
        """The same long sentence for the third time, whatever stands between."""
        self._sentence = [*self._sentence[-40:], said]
        if not word.rstrip("*_)”\"'»").endswith((".", "!", "?")):
            return False
        sentence, self._sentence = tuple(self._sentence), []
        if len(sentence) < _LONG:
            return False
        self._sentences[hash(sentence)] += 1
        return self._sentences[hash(sentence)] >= _ROUNDS


__all__ = ["Loops"]
