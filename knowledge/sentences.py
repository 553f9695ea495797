"""Where sentences begin and end, in English, Dutch and French (pure)."""

from __future__ import annotations

import re
from itertools import pairwise

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    # English
    "e.g i.e etc vs dr prof mr mrs ms st no nos fig approx dept est inc ltd jr sr u.s u.k ph.d b.sc m.sc cf al "
    # Dutch
    "bv bijv nl d.w.z m.a.w o.a i.v.m t.e.m t.o.v e.d enz ca nr art blz dhr mevr ing ir drs v.l.n.r "
    "resp incl excl max min n.v b.v "
    # French
    "p.ex ex c.-à-d m mm mme mlle env chap réf tél n.b p.s".split()
)
# Each alternative looks at a character once, or a line of thirty thousand dots takes minutes.
_END = re.compile(
    r"""(?<![.!?…])[.!?…]+(?:["'”’)\]]|[ \u00a0\u202f]?»)*(?=\s)"""
    r"""|\n(?=[^\n]{1,40}?:\s)|\n(?=[ \t]*(?:[-+*•]|\d+[.)])\s)"""
)
_WORD_BEFORE = re.compile(r"([^\s(\[“\"'‘«]+)$")
_STARTS_SENTENCE = re.compile(r"""\s*["'“‘«(\[]*[A-ZÀ-ÖØ-Þ0-9]""")
# A stretch shorter than this is part of a sentence ("Willem:"), longer than that is cut where it breathes.
_SHORTEST = 20
_LONGEST = 600
_BREATH = re.compile(r"[;:,]\s|\s")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph, without the white space between them."""
    cuts = [0, *(match.end() for match in _END.finditer(text) if _ends_here(text, match)), len(text)]
    spans = [_trimmed(text, start, end) for start, end in pairwise(cuts)]
    spans = _with_short_ones_joined([span for span in spans if span[1] > span[0]])
    return [part for span in spans for part in _cut_if_long(text, *span)]


def _ends_here(text: str, match: re.Match[str]) -> bool:
    if match.group().startswith("\n"):
        return True
    if not _STARTS_SENTENCE.match(text, match.end()):
        return False
    if not match.group().startswith("."):
        return True
    word = _WORD_BEFORE.search(text, max(0, match.start() - 30), match.start())
    before = word.group(1).lower() if word else ""
    initial = len(before) == 1 and before.isalpha()
    return before not in _ABBREVIATIONS and not initial and not _numbers_a_line(text, match.start(), before)


def _numbers_a_line(text: str, stop: int, before: str) -> bool:
    """`3. Apply` at the start of a line is a numbered item, `in 2004. Since` is not."""
    start = stop - len(before)
    return before.isdigit() and len(before) <= 2 and (start == 0 or text[start - 1] == "\n")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _with_short_ones_joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] - joined[-1][0] < _SHORTEST:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _cut_if_long(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    while end - start > _LONGEST:
        breaths = [m.end() for m in _BREATH.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        cut = breaths[-1] if breaths else start + _LONGEST
        parts.append(_trimmed(text, start, cut))
        start = _trimmed(text, cut, end)[0]
    return [*parts, (start, end)]
