"""What the pieces of a model's Markdown look like, and what may go on as a number (pure)."""

from __future__ import annotations

import re

from bot.checking.figures import MONTHS, unit_of
from bot.checking.numerals import is_numeral

WORD = re.compile(r"(?:[^\s<>`\[\]|!]|!(?!\[)){1,200}")
MARK = re.compile(r"\[\s*\^?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3}){0,12})\s*(?:†[^\[\]\n]{0,40})?\]")
MARK_BEGUN = re.compile(r"\[[\s\d,;–^-]*(?:†[^\[\]\n]{0,40})?$")
DOT = re.compile(r"\[\s*(?:dot|punt|point|at|@|\.)\s*\]", re.I)
DOT_BEGUN = re.compile(r"\[\s*[a-z@.]{0,5}\s*$", re.I)
DOT_WORD = re.compile(r"[({](?:dot|punt|point|at|@|\.)[)}]", re.I)
FENCE = (re.compile(r"```|~~~"), 2)
BRACKET = (re.compile(r"\]|\n"), 0)
TARGET = (re.compile(r"\)|\n"), 0)
RUN = (re.compile(r"(?=\s)"), 0)
UNSEEN = (re.compile(r"</\s*(?:script|style|svg|iframe|template|title|textarea|noscript|object|math)\s*>", re.I), 20)
HIDES = re.compile(r"<(?:script|style|svg|iframe|template|title|textarea|noscript|object|math)\b(?![^>]*/>)", re.I)
ITEM = re.compile(r"[-*+•–]|\d{1,3}[.)]")
RULE = re.compile(r"[-=_*#]{2,}|#")
EMPHASIS_BEFORE, EMPHASIS_AFTER = re.compile(r"[*_]+"), re.compile(r"[*_]+(?=[.,;:!?)]*$)")
WITHIN_DIGITS = re.compile(r"(?<=\d)[*_]+(?=\d)")
STOPS = re.compile(r"[.,;:!?]+$")
_FIGURE_GOES_ON = frozenset(
    "% of to tot au and en et until t/m or ou per pour cent pct procent percent a.m p.m am pm uur h u met k mln "
    "mio".split()
) | {"€", "-", "–", "eur"}
_CURRENCY = frozenset(("€", "$", "£", "eur", "euro"))


def may_be_figure(word: str) -> bool:
    """It is a number, or a number may come of it."""
    bare = word.strip("*_(),.;:!?\"'“”")
    lowered = bare.casefold()
    return (
        any(char.isdigit() for char in bare)
        or is_numeral(bare)
        or lowered in MONTHS
        or lowered in _CURRENCY
        or any(is_numeral(part) for part in bare.split("-") if part)
    )


def goes_on(word: str) -> bool:
    """After a number, it may be part of it."""
    bare = word.strip("*_(),.;:!?").casefold()
    return bare in _FIGURE_GOES_ON or unit_of(bare) is not None
