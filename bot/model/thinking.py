"""What a model thinks aloud before it speaks, taken out of what it says (pure)."""

from __future__ import annotations

_OPEN, _CLOSED = "<think>", "</think>"


class Spoken:
    """A model's text without the thoughts with which it begins, where its server leaves them in."""

    def __init__(self) -> None:
        self._held = ""
        self._looked = False
        self.began = False
        """Something was said."""
        self.thought = False
        """It began with thoughts."""

    def feed(self, text: str) -> str:
        """What of the next piece is said."""
        if not self._looked:
            text = self._after_thoughts(self._held + text)
        # Some servers leave out how they begin.
        self.thought = self.thought or _CLOSED in text
        self.began = self.began or bool(text)
        return text

    def _after_thoughts(self, text: str) -> str:
        begins = text.lstrip()
        if begins.startswith(_OPEN):
            self.thought = True
            thoughts, closed, begins = begins.partition(_CLOSED)
            if not closed:
                # Of thoughts that go on, no more is kept than what may be the beginning of their end.
                self._held = _OPEN + thoughts[len(_OPEN) :][-len(_CLOSED) :]
                return ""
            return self._after_thoughts(begins)
        self._looked = bool(begins) and not _OPEN.startswith(begins)
        self._held = "" if self._looked else begins
        return begins if self._looked else ""
