"""XML as it should have been written: one encoding, no control characters, no entities of HTML."""

from __future__ import annotations

import codecs
import re
from html.entities import html5

from ingest.readers.feeds.streams import Ahead, Readable
from ingest.readers.reading import Unreadable

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:([a-zA-Z][a-zA-Z0-9]{1,30});)?")
_UNFINISHED = re.compile(r"&[^;\s<&]{0,32}\Z")
_CHUNK = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"<\0r\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\0<\0r", "utf-16-be"),
)
_HONEST = re.compile(r"(?:iso-?8859-?\d{1,2}|(?:windows-|cp)125\d|latin-?\d)\Z")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 is most often a letter of Windows that was pasted in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as-windows", _as_windows)


class Mended:
    """A stream of XML, given as UTF-8 that a strict parser takes."""

    def __init__(self, stream: Readable) -> None:
        ahead = Ahead(stream)
        self._stream = ahead
        self._decode = codecs.getincrementaldecoder(_encoding(ahead.head))("as-windows").decode
        self._kept = ""
        self._ready = b""
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at least as many as asked for unless the stream ends."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._ready += self._next()
        found, self._ready = (self._ready, b"") if size < 0 else (self._ready[:size], self._ready[size:])
        return found

    def _next(self) -> bytes:
        content = self._stream.read(_CHUNK)
        self._ended = not content
        try:
            text = self._kept + self._decode(content, self._ended)
        except UnicodeDecodeError as error:
            raise Unreadable("The feed is in another encoding than it says.") from error
        tail = None if self._ended else _UNFINISHED.search(text, max(0, len(text) - 40))
        self._kept = tail[0] if tail else ""
        return _mended(text[: tail.start()] if tail else text).encode()


def _mended(text: str) -> str:
    text = _ILLEGAL.sub("", text)
    return _AMPERSAND.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    letters = html5.get(f"{found[1]};") if found[1] else None
    if letters is None:
        return "&amp;" + found[0][1:]
    return "".join(f"&#{ord(letter)};" for letter in letters)


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    declared = _DECLARED.search(head)
    label = declared[1].decode("ascii").lower() if declared else ""
    # Bytes that happen to be UTF-8 are no accident, whatever is declared.
    if (_is_utf8(head) and not head.isascii()) or not _HONEST.match(label):
        return "utf-8"
    return "cp1252" if label in ("iso-8859-1", "iso8859-1", "latin1", "latin-1") else codecs.lookup(label).name


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
