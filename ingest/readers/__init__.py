"""One reader per format, one table, and the one way in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.readers import confined, markdown, text
from ingest.readers.decoding import has_mark
from ingest.readers.reading import Reader, Reading, Unreadable

__all__ = ["READERS", "Reader", "Reading", "Unreadable", "media_type", "read"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

READERS: dict[str, Reader] = {
    "text/plain": text.read,
    "text/markdown": markdown.read,
    "text/html": partial(confined.confined, "ingest.readers.html"),
    "application/pdf": partial(confined.confined, "ingest.readers.pdf"),
    _DOCX: partial(confined.confined, "ingest.readers.docx"),
}

_BY_EXTENSION = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}

_HEAD = 1024
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:head|body|main|article|section|div|p|h1|table)\b", re.IGNORECASE | re.DOTALL
)

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda content: not content.strip(b" \t\r\n\0"), "The file is empty."),
    (
        lambda content: content.startswith(_OLD_WORD) and "EncryptedPackage".encode("utf-16-le") in content,
        "The Word document is protected by a password.",
    ),
    (
        lambda content: content.startswith(_OLD_WORD),
        "The file is in an old Office format: save it as .docx or PDF and offer it again.",
    ),
    (
        lambda content: content.startswith(b"{\\rtf"),
        "The file is in Rich Text Format: save it as .docx or PDF and offer it again.",
    ),
    (
        lambda content: content.startswith(b"PK\x03\x04") and b"word/document.xml" not in content,
        "The file is a zip archive without a Word document in it, or it is damaged.",
    ),
)

_BY_MAGIC: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda content: content[:_HEAD].lstrip().startswith(b"%PDF-"), "application/pdf"),
    (lambda content: content.startswith(b"PK\x03\x04"), _DOCX),
    (lambda content: bool(_PAGE.match(_ascii(content))), "text/html"),
)


def read(content: bytes, address: str) -> Reading:
    """What the file at this address says, or Unreadable with the reason why not."""
    return READERS[media_type(content, address)](content)


def media_type(content: bytes, address: str) -> str:
    """The format: by what the content looks like first, and by its name second."""
    for refused, reason in _REFUSED:
        if refused(content):
            raise Unreadable(reason)
    for matches, kind in _BY_MAGIC:
        if matches(content):
            return kind
    by_name = _BY_EXTENSION.get(_extension(address))
    return by_name or ("text/html" if _FRAGMENT.match(_ascii(content)) else "text/plain")


def _extension(address: str) -> str:
    path = urlsplit(address).path if "://" in address else address
    return PurePosixPath(path).suffix.lower()


def _ascii(content: bytes) -> bytes:
    """The head of the content as one byte per letter, whatever mark it begins with."""
    head = content[: 4 * _HEAD]
    return re.sub(rb"\A[\x80-\xff]+|\0", b"", head) if has_mark(content) else head
