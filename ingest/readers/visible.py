"""Letters that a person can see, and no others."""

from __future__ import annotations

import re

_EMOJI = (
    r"\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2934\u2935"
    r"\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

# Unicode's format characters and default ignorables. The joiner and the emoji selector wait for the
# second pass: whether they show depends on their neighbours, which must be clean by then.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891"
    r"\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff]"
)
_STRAY = re.compile(
    rf"(?<![{_EMOJI}]){_AS_EMOJI}(?!\u20e3)"
    rf"|(?<![{_EMOJI}0-9#*]){_AS_EMOJI}(?=\u20e3)"
    rf"|{_JOINER}(?![{_EMOJI}])"
    rf"|(?<![{_EMOJI}])(?<![{_EMOJI}]{_AS_EMOJI}){_JOINER}"
)


def clean(text: str) -> str:
    """The text without the characters that nobody sees; every line end is a line feed."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    # Few texts have either, and to look around every letter takes long.
    return _STRAY.sub("", text) if _JOINER in text or _AS_EMOJI in text else text
