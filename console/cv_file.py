"""The file of a CV as text: its kind by its content, read in a process of its own."""

from __future__ import annotations

from bot.channels.web.cv import Unreadable, WrongKind
from ingest import readers
from ingest.readers import Content, media_type, office
from ingest.readers.confined import private

_KINDS = ("application/pdf", office.WORD, "text/plain", "text/markdown")


def text_of(content: bytes, name: str) -> str:
    """What a CV says. Raises WrongKind and Unreadable."""
    try:
        if media_type(Content(content), _plain(name)) not in _KINDS:
            raise WrongKind
        with private():
            return readers.read(content, _plain(name)).text
    except readers.Unreadable:
        # Not its reason: it is a librarian's, and may name what stands in the file.
        raise Unreadable from None


def _plain(name: str) -> str:
    """The end of the name: what the content does not tell is told by that, and the rest is personal."""
    ending = name.rpartition(".")[2].lower()
    return f"cv.{ending}" if ending in ("pdf", "docx", "txt", "md") else "cv"
