"""How much of a text that is being written can be shown, and when (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.channels.slack import inert, limits

_FIRST = 20
"""Characters before anything is shown."""
_NEXT = 256
_GROWTH = 1.5
"""By how much each piece is longer than the one before it: a long answer takes few more calls than a short one."""
_PAUSE = 1.2
"""Seconds between two pieces: Slack takes a hundred a minute of a whole workspace."""
_LONGEST = 240.0
"""Seconds after which a stream is left alone: Slack closes it after about five minutes."""
_OPEN = re.compile(r"!?\[[^\]\n]*$|!?\[[^\]\n]*\](?:\([^)\n]*)?$|<[^>\n]*$|&\w*$|\*$")


@dataclass(slots=True)
class Pieces:
    """Takes a text as it comes and gives it on in pieces: few, safe, and never in the middle of a sign."""

    asked: str = ""
    text: str = ""
    shown: str = ""
    """What was given on, as it stands in Slack."""
    enough: float = _FIRST
    started: float | None = None
    last: float = 0.0
    over: bool = field(default=False)

    def take(self, delta: str, now: float) -> str:
        """The next piece to show, or nothing yet."""
        self.text += delta
        if self.over or (self.started is not None and now - self.started > _LONGEST):
            self.over = True
            return ""
        whole = self._whole()
        if not whole.startswith(self.shown) or len(whole) > limits.MARKDOWN - 500:
            # The rest goes into a message of its own, at the end.
            self.over = True
            return ""
        piece = whole[len(self.shown) :]
        waited = self.started is not None and now - self.last >= _PAUSE and len(piece) >= _FIRST
        return piece if len(piece) >= self.enough or waited else ""

    def _whole(self) -> str:
        """All that is certain so far: up to the last word that stands outside of any sign that is still open."""
        line_start = self.text.rfind("\n") + 1
        line = self.text[line_start:]
        if line.lstrip().startswith(("|", "```", "~~~", "#")):
            # A row or a heading is shown once it is whole.
            line = ""
        line = line[: _closed_until(line)]
        words = line[: line.rfind(" ") + 1] if " " in line else ""
        certain = (self.text[:line_start] + words).rstrip(" ")
        return inert.below(certain, self.asked) if certain.strip() else ""

    def gave(self, piece: str, now: float) -> None:
        """A piece is in Slack."""
        self.shown += piece
        self.last = now
        self.started = now if self.started is None else self.started
        self.enough = min(max(_NEXT, self.enough * _GROWTH), 3_000)


def _closed_until(line: str) -> int:
    """Up to where every sign that a line opens is closed."""
    opened = _OPEN.search(line)
    ends = [opened.start()] if opened else []
    ends += [line.rfind(sign) for sign in ("**", "`") if line.count(sign) % 2]
    return min(ends, default=len(line))


def rest(whole: str, shown: str) -> str | None:
    """What is missing of a text whose beginning is shown; None if something else is. Blanks do not count."""
    at = 0
    for sign in shown:
        if sign.isspace():
            continue
        while at < len(whole) and whole[at].isspace():
            at += 1
        if at == len(whole) or whole[at] != sign:
            return None
        at += 1
    missing, ended = whole[at:], shown[len(shown.rstrip()) :]
    if not shown or not ended:
        return missing
    # A paragraph begins after as many lines as it would have otherwise.
    blank = missing[: len(missing) - len(missing.lstrip())]
    return "\n" * (blank.count("\n") - ended.count("\n")) + missing.lstrip()
