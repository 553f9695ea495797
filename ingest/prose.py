"""Whether a text is words at all: nobody finds anything in brackets, codes or a picture written as letters (pure)."""

from __future__ import annotations

import re

# A word or a number: two letters or more, but no line of them without a blank.
_WORD = re.compile(r"(?<![^\W_])(?:[^\W\d_]{2,40}|\d{1,12})(?![^\W_])")
_BLANK = re.compile(r"\s+")
# Of 427 documents in three languages, tables and programmes among them, the least wordy has .61 and the least
# wordy stretch of a hundred letters .65; base64, brackets, sequences and single letters have less than .05.
_LEAST = 0.2
# `QA/QC | 3 | B` is a row of a table, and says something.
_TOO_SHORT_TO_TELL = 200


def is_prose(text: str) -> bool:
    """Whether words and numbers make up a fair part of a text, or it is too short to tell."""
    if len(text) <= _TOO_SHORT_TO_TELL:
        return True
    solid = len(text) - sum(map(len, _BLANK.findall(text)))
    return sum(map(len, _WORD.findall(text))) >= _LEAST * solid
