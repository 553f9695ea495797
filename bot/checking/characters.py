"""Characters as a reader sees them: none that are invisible, one spelling of each digit, dot and bracket (pure)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Signs that look like others, or that turn into others where a text is shown.
_LIKE = str.maketrans(
    {
        "。": ".",
        "․": ".",
        "｡": ".",
        "⁄": "/",
        "∕": "/",
        "：": ":",
        "【": "[",
        "】": "]",
        "〔": "[",
        "〕": "]",
        "‹": "<",
        "›": ">",
    }
)
_KEPT = "\n\t "
# Wide and mathematical letters, circled and other digits: read as what they stand for.
_DISGUISED = ((0x2460, 0x24FF), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x2150, 0x218F), (0x3200, 0x33FF))
_BLANKS = "\u00a0\u202f\u2007\u2009"
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0000, 0xE0FFF), (0x115F, 0x1160), (0x3164, 0x3164), (0xFFA0, 0xFFA0))


def clean(text: str) -> str:
    """The text without what cannot be seen; each character by itself, so that it does not matter where a text is cut.

    A backslash goes, too: Markdown would hide it, and show what it was to keep apart as one word.
    """
    return "".join(map(_cleaned, text))


@lru_cache(maxsize=8192)
def _cleaned(char: str) -> str:
    if char in _KEPT:
        return char
    if char in _BLANKS:
        return "\u00a0"
    code, category = ord(char), unicodedata.category(char)
    if char == "\u2028" or char == "\u2029":
        return "\n"
    if category[0] == "C" or char == "\\" or _within(code, _SELECTORS):
        return ""
    if category[0] == "Z":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if _within(code, _DISGUISED):
        return "".join(part for part in unicodedata.normalize("NFKC", char) if part.isprintable()).translate(_LIKE)
    return char.translate(_LIKE)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)
