"""Writing with a model: its words as they may be shown, and what of them stands once they were checked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from bot.checking import Checked, Given, Guard, asked_for, checked
from bot.citations import Piece, evidence_of
from bot.compose.brief import NOTHING
from bot.meaning import Alike, Meanings
from bot.model.failures import ModelFailed
from bot.model.mind import Asking, Mind
from tracing import step

# Seconds in which a model's sentences may be held against the sources by their meaning; words decide nearly all.
_LOOKED_AT = 0.8
# So little beside "not in the sources" is no answer.
_BARELY_ANYTHING = 30
_MARK = re.compile(r"\[(\d{1,2})\]")
_MARK_BEGUN = re.compile(r"\[\d{0,2}$")
_WHOLE_SENTENCES = re.compile(r".*(?:[.!?:]\S{0,3}(?=\s)|\n)", re.S)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands of a model's text; without a paragraph, it found nothing in the passages."""

    paragraphs: tuple[Piece, ...]
    dropped: int = 0


class Shown:
    """A model's words on their way to the reader: without what nobody gave, without the word that says that nothing
    was found, and numbered in the order of appearance, as the whole answer will be."""

    def __init__(self, given: Given) -> None:
        self._guard = Guard(given)
        self._places: dict[str, int] = {}
        self._raw, self._numbered = "", ""
        self.found_nothing = False

    def feed(self, delta: str) -> str:
        """What may be shown now."""
        text = self._raw + delta
        if NOTHING in text:
            self.found_nothing = True
            text = text.replace(NOTHING, "")
        kept = _begun(text, NOTHING)
        self._raw = text[len(text) - kept :]
        return self._renumbered(self._guard.feed(text[: len(text) - kept]))

    def close(self) -> str:
        """The rest."""
        rest = self._guard.feed(self._raw) + self._guard.close()
        self._raw = ""
        shown = self._renumbered(rest) + self._numbered
        self._numbered = ""
        return shown

    def _renumbered(self, text: str) -> str:
        text = self._numbered + text
        begun = _MARK_BEGUN.search(text)
        end = begun.start() if begun else len(text)
        self._numbered = text[end:]
        return _MARK.sub(lambda mark: f"[{self._places.setdefault(mark[1], len(self._places) + 1)}]", text[:end])


def _begun(text: str, word: str) -> int:
    """How many of the last characters may be the beginning of the word."""
    return next((size for size in range(min(len(word) - 1, len(text)), 0, -1) if text.endswith(word[:size])), 0)


async def write(mind: Mind, asking: Asking, given: Given, meanings: Meanings) -> AsyncGenerator[str | Written, None]:
    """The model's words piece by piece as they may be shown, an empty one when they are being checked, and last what
    stands of them. Raises ModelFailed."""
    shown, raw, looked_at = Shown(given), "", ""
    with meanings.ahead() as ahead:
        ahead.look(partial(asked_for, "", given))
        async with aclosing(mind.words(asking)) as words:
            async for delta in words:
                raw += delta
                if piece := shown.feed(delta):
                    yield piece
                so_far = _whole_sentences(raw)
                if so_far != looked_at and ahead.look(partial(asked_for, so_far, given)):
                    looked_at = so_far
    if piece := shown.close():
        yield piece
    text = raw.replace(NOTHING, "").strip()
    if shown.found_nothing and len(text) < _BARELY_ANYTHING:
        yield Written(())
        return
    yield ""
    yield await asyncio.to_thread(_standing, text, given, meanings.alike(_LOOKED_AT))


def _whole_sentences(text: str) -> str:
    found = _WHOLE_SENTENCES.match(text)
    return found.group() if found else ""


def _standing(text: str, given: Given, alike: Alike) -> Written:
    with step("check") as checking:
        found = checked(text, given, alike)
        checking.note(kept=found.kept, dropped=len(found.dropped))
    if not _is_enough(text, found):
        raise ModelFailed("unsupported_text")
    if not evidence_of(found.paragraphs):
        # Words without a source, though it could have said that there is none.
        raise ModelFailed("uncited")
    return Written(found.paragraphs, len(found.dropped))


def _is_enough(text: str, found: Checked) -> bool:
    """More of it stands than fell, and the sentence that it opens with, which is the answer, stands."""
    if not found.dropped:
        return found.kept > 0 or bool(found.paragraphs)
    opening = text.lstrip("-*# ")[:40]
    fell_at_once = any(dropped.sentence.lstrip("-*# ").startswith(opening) for dropped in found.dropped)
    return found.kept >= len(found.dropped) and not fell_at_once
