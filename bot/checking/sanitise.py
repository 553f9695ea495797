"""An answer as its guard shows it, with scars where something was taken out (pure)."""

from __future__ import annotations

import re
from typing import Literal

from bot.checking.given import Given
from bot.checking.guard import Guard

# A private character, which no text that was cleaned can hold.
_ADDRESS = "\ue001"
# What a guard shows where it left a figure out.
_LEFT_OUT = re.compile(
    r"(?:€|\$|£|\beuros?|\beur)\s?…|…\s?(?:%|€|euro|eur\b|years?|months?|weeks?|jaar|maand|an[s]?\b|mois)", re.I
)


def sanitised(text: str, given: Given) -> str:
    """The text without HTML, code, pictures and hidden characters; scars stand for addresses. Figures stay."""
    guard = Guard(given, figures_too=False, address=_ADDRESS, endless=True)
    return guard.feed(text) + guard.close()


def scars_in(sentence: str) -> Literal["number", "address"] | None:
    """What was taken out of a sentence, if anything was."""
    if _ADDRESS in sentence:
        return "address"
    return "number" if _LEFT_OUT.search(sentence) else None


def unscarred(sentence: str) -> str:
    """A sentence as it may be told."""
    return sentence.replace(_ADDRESS, "…")
