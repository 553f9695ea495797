"""From bytes to letters."""

from __future__ import annotations

import codecs
import re

from ingest.readers.reading import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-7 and Python's own escapes are text encodings too, and a way to smuggle markup.
_HONEST = re.compile(r"(utf-?8|us-ascii|ascii|latin-?\d+|iso-?8859-?\d+|(windows-|cp)125\d|macintosh)\Z")
_AS_BROWSERS_DO = {"latin1", "latin-1", "iso-8859-1", "iso8859-1", "us-ascii", "ascii"}
_EUROPEAN = ["cp1252", "cp850", "mac_roman", "latin_1"]
_SAMPLE = 100_000
_UNKNOWN = "The text is in an unknown encoding."
_BINARY = "The file is binary and none of the formats that can be read: text, Markdown, HTML, PDF or Word (.docx)."


def decode(content: bytes, declared: str | None = None) -> str:
    """The text in the bytes, by byte order mark, by its own declaration, as UTF-8, or by a cautious guess."""
    for mark, marked in _MARKS:
        if content.startswith(mark):
            return _decoded(content.removeprefix(mark), marked)
    for encoding in filter(None, (_codec(declared), "utf-8")):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decoded(content, _guess(content))


# Not those that set out a page, nor the one that begins a colour.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode_text(content: bytes) -> str:
    """The text of a file that should hold nothing else; Unreadable if it is binary."""
    if not has_mark(content) and b"\0" in content:
        raise Unreadable(_BINARY)
    text = decode(content)
    if len(_CONTROLS.findall(text)) > len(text) / 100:
        raise Unreadable(_BINARY)
    return text


def has_mark(content: bytes) -> bool:
    """Whether the bytes begin with a byte order mark."""
    return content.startswith(tuple(mark for mark, _ in _MARKS))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(_UNKNOWN) from error


def _codec(declared: str | None) -> str | None:
    label = (declared or "").strip().lower()
    if label in _AS_BROWSERS_DO:
        return "cp1252"
    if not _HONEST.match(label):
        return None
    try:
        return codecs.lookup("mac_roman" if label == "macintosh" else label).name
    except LookupError:
        return None


def _guess(content: bytes) -> str:
    # Needed by few files and slow to load, which each confined reading would pay.
    from charset_normalizer import from_bytes

    if content.count(b"\0"):
        raise Unreadable(_BINARY)
    best = from_bytes(_telling(content), cp_isolation=_EUROPEAN, threshold=0.15).best()
    if best is None:
        raise Unreadable(_UNKNOWN)
    return best.encoding


def _telling(content: bytes) -> bytes:
    """The start of the file, and of what follows, the lines that are not plain ASCII."""
    rest = content[_SAMPLE:].splitlines()
    return content[:_SAMPLE] + b"\n".join(line for line in rest if not line.isascii())[:_SAMPLE]
