"""One reader per format, one table, and the one way in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.prose import is_prose
from ingest.readers import confined, esco, office, text
from ingest.readers.collections import COLLECTIONS, collection_format
from ingest.readers.content import Content
from ingest.readers.decoding import has_mark
from ingest.readers.reading import Reading, Unreadable
from ingest.readers.releases import Release, releases
from ingest.readers.tables import delimited
from ingest.readers.text import markdown

__all__ = ["Content", "Reading", "Release", "Unreadable", "media_type", "read", "readings", "releases"]

_TABLE = "text/csv"
_JSON = "application/json"
_ESCO = "esco"
_PLAIN: Mapping[str, Callable[[bytes], Reading]] = {"text/plain": text.read, "text/markdown": markdown.read}
_CONFINED: Mapping[str, str] = {
    "text/html": "ingest.readers.html",
    "application/pdf": "ingest.readers.pdf",
    office.WORD: "ingest.readers.office.docx",
    office.SLIDES: "ingest.readers.office.slides",
    office.SHEET: "ingest.readers.tables.spreadsheets",
    _TABLE: "ingest.readers.tables.spreadsheets",
    _JSON: "ingest.readers.tables.json_tables",
    **COLLECTIONS,
}
"""Format -> the module that reads it in a process of its own."""
_LISTS = {_TABLE, _JSON, office.SHEET, *COLLECTIONS}

_BY_EXTENSION = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
}

# Read as text they would be answers that nobody can read.
_DATA = (".xml",)
_OF_JSON = (".json", ".jsonld")
_HEAD = 1024
# One text of 20 MB would be most of the library, every search would go through it, and embedding it takes an hour.
_LONGEST_TEXT = 600_000
_MOST_BYTES_A_LETTER = 4
_TOO_LONG = "The text is longer than that of a thick book: offer it in parts."
_NO_WORDS = "What is in the file is no text in words: it looks like data or code."
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:head|body|main|article|section|div|p|h1|table)\b", re.IGNORECASE | re.DOTALL
)

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda content: not content.strip(b" \t\r\n\0"), "The file is empty."),
    (
        lambda content: content.startswith(_OLD_WORD) and "EncryptedPackage".encode("utf-16-le") in content,
        "The file is protected by a password.",
    ),
    (
        lambda content: content.startswith(_OLD_WORD),
        "The file is in an old Office format: save it as .docx or PDF and offer it again.",
    ),
    (
        lambda content: content.startswith(b"{\\rtf"),
        "The file is in Rich Text Format: save it as .docx or PDF and offer it again.",
    ),
)

_BY_MAGIC: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda content: content[:_HEAD].lstrip().startswith(b"%PDF-"), "application/pdf"),
    (lambda content: bool(_PAGE.match(_ascii(content))), "text/html"),
)


def read(content: bytes, address: str) -> Reading:
    """What the file at this address says first, or Unreadable with the reason why not."""
    for found in readings(Content(content), address):
        return found
    raise Unreadable("The file lists nothing.")


def readings(content: Content | Release, address: str, today: date | None = None) -> Iterator[Reading]:
    """All that the file at this address says: itself, and what it lists, one after the other.

    Raises Unreadable with the reason, be it after some readings: then what came is not all there is.
    """
    if isinstance(content, Release):
        # Only for us to make: a page that looks like such an order is never taken for one.
        kind, content = _ESCO, content.order()
    else:
        kind = media_type(content, address)
    if kind in _PLAIN:
        whole = content.whole()
        if len(whole) > _MOST_BYTES_A_LETTER * _LONGEST_TEXT:
            # Before it is looked at letter by letter, in our own process.
            raise Unreadable(_TOO_LONG)
        yield from _in_words([_of_a_length(_PLAIN[kind](whole))])
        return
    bounds = confined.COLLECTION if kind in _LISTS else confined.DOCUMENT
    streamed = content if kind in COLLECTIONS or kind == _TABLE else Content(content.whole())
    found = map(_of_a_length, confined.confined(_CONFINED[kind], streamed, address, today, bounds))
    # What a feed lists is a record, whatever it says beside.
    for number, reading in enumerate(found if kind in COLLECTIONS else _in_words(found)):
        listed = kind in _LISTS or number > 0
        yield replace(reading, part=str(reading.metadata.get("id") or number)) if listed else reading


def _of_a_length(reading: Reading) -> Reading:
    if len(reading.text) > _LONGEST_TEXT:
        raise Unreadable(_TOO_LONG)
    return reading


def _in_words(found: Iterable[Reading]) -> Iterator[Reading]:
    left_out = False
    for reading in found:
        if is_prose(reading.text):
            yield reading
        else:
            left_out = True
    if left_out:
        raise Unreadable(_NO_WORDS)


def media_type(content: Content, address: str) -> str:
    """The format: by what the content looks like first, and by its name second."""
    head = content.head()
    if head.startswith(_OLD_WORD):
        # What tells that it is locked may stand at its end.
        head = content.whole()
    for refused, reason in _REFUSED:
        if refused(head):
            raise Unreadable(reason)
    if head.startswith(b"PK\x03\x04"):
        return _office(content)
    named, extension = _BY_EXTENSION.get(_extension(address)), _extension(address)
    for matches, kind in _BY_MAGIC:
        if matches(head):
            return kind
    if named == "text/markdown":
        return named
    if listed := collection_format(head, address):
        return listed
    if delimited.looks_like_one(head, named=extension in (".csv", ".tsv")):
        return _TABLE
    if extension in _OF_JSON:
        return _JSON
    if extension in _DATA:
        raise Unreadable("The file is data of no kind that the guide reads.")
    return named or ("text/html" if _FRAGMENT.match(_ascii(head)) else "text/plain")


def _office(content: Content) -> str:
    with content.open() as stream:
        if esco.is_archive(stream):
            return _ESCO
    kind = office.office_type(content.whole())
    if kind is None:
        raise Unreadable("The file is a zip archive without an office document in it, or it is damaged.")
    return kind


def _extension(address: str) -> str:
    path = urlsplit(address).path if "://" in address else address
    return PurePosixPath(path).suffix.lower()


def _ascii(content: bytes) -> bytes:
    """The head of the content as one byte per letter, whatever mark it begins with."""
    head = content[: 4 * _HEAD]
    return re.sub(rb"\A[\x80-\xff]+|\0", b"", head) if has_mark(content) else head
