"""An answer as its guard shows it, with scars where something was taken out (pure)."""

from __future__ import annotations

import re
from typing import Literal

from bot.checking.given import Given
from bot.checking.guard import Guard

# Private characters, which no text that was cleaned can hold.
_FIGURE, _ADDRESS = "\ue000", "\ue001"
_LEFT_OUT = re.compile(
    r"(?:€|\$|£|\beuros?|\beur)\s?…|…\s?(?:%|€|euro|eur\b|years?|months?|weeks?|jaar|maand|an[s]?\b|mois)", re.I
)


def sanitised(text: str, given: Given) -> str:
    """The text without HTML, code, pictures and hidden characters; scars stand for figures and addresses."""
    guard = Guard(given, figure=_FIGURE, address=_ADDRESS, endless=True)
    return guard.feed(text) + guard.close()


def scars_in(sentence: str) -> Literal["number", "address"] | None:
    """What was taken out of a sentence, if anything was."""
    if _ADDRESS in sentence:
        return "address"
    return "number" if _FIGURE in sentence or _LEFT_OUT.search(sentence) else None
