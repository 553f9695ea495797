"""A text in its language, and what of it counts (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checking.figures import Figure, figures
from bot.checking.markers import denials, says
from bot.checking.words import Word
from knowledge.records import Language


@dataclass(frozen=True, slots=True)
class Said:
    """A text in its language."""

    text: str
    language: Language
    taken_back: bool = False

    def says(self, *names: str) -> bool:
        """It has a word of any of these classes."""
        return any(says(name, self.text, self.language) for name in names)

    @property
    def denies(self) -> bool:
        """It says no."""
        return (denials(self.text, self.language) > 0) != self.taken_back


def counted(text: str) -> list[Figure]:
    """The figures of a statement that state something: `two options` only numbers what is listed, `B2` is a name."""
    return [
        figure
        for figure in figures(text)
        if not figure.code
        and not (
            figure.small and figure.unit is None and (_ENUMERATES.match(text, figure.end) or _told_off(text, figure))
        )
    ]


def _told_off(text: str, figure: Figure) -> bool:
    """`the other two` and `all three` count what was named before."""
    return bool(_SPOKEN_OF.search(text, max(0, figure.start - 20), figure.start))


_SPOKEN_OF = re.compile(
    r"\b(?:all|these|those|the|other|both|alle|deze|die|de|andere|beide|les|ces|autres|tous|toutes|vos|tes|your)\s$",
    re.I,
)
_ENUMERATES = re.compile(
    r"\W*(?:$|\w+\W+)?(?:options?|ways?|paths?|routes?|things?|points?|reasons?|steps?|examples?|questions?|"
    r"choices|kinds?|types?|"
    r"possibilit\w+|opties|manieren|wegen|dingen|punten|redenen|stappen|voorbeelden|vragen|keuzes|soorten|"
    r"mogelijkheden|"
    r"façons?|voies?|choses?|raisons?|étapes?|exemples?|choix|sortes?|possibilités)\b|\W*$",
    re.I,
)


def weighed(words: Sequence[Word], here: frozenset[int]) -> float:
    """What some of the words weigh together."""
    return sum(1.3 if words[n].name else 1.0 for n in here)
