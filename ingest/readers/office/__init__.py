"""Which office format a file is, by what it holds, and whether it is safe to unpack."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import islice, pairwise
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest.readers.reading import TOO_COMPLEX, Unreadable

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_MAIN_PARTS = (
    (re.compile(r"word/(?:document|styles|settings)"), WORD),
    (re.compile(r"xl/(?:workbook|worksheets/|styles)"), SHEET),
    (re.compile(r"ppt/(?:presentation|slides/|slideMasters/)"), SLIDES),
)
_OPEN_DOCUMENT = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation|)")
_SAVE_AS = {"spreadsheet": ".xlsx or CSV", "presentation": ".pptx or PDF"}
_MEGABYTE = 2**20
_MOST_ENTRIES = 2_000
_MOST_BYTES = 100 * _MEGABYTE
_MOST_XML = 60 * _MEGABYTE
_MOST_RATIO = 100
_SMALL = 4 * _MEGABYTE


def office_type(content: bytes) -> str | None:
    """The media type of an office file, or None for any other archive. Raises Unreadable for what cannot be read."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    if found := _OPEN_DOCUMENT.match(content, 30):
        saved = _SAVE_AS.get(found[1].decode(), ".docx or PDF")
        raise Unreadable(f"The file is in an OpenDocument format: save it as {saved} and offer it again.")
    names = _names(content)
    if "xl/workbook.bin" in names:
        raise Unreadable("The workbook is in a binary format: save it as .xlsx or CSV and offer it again.")
    return next((kind for name in names for part, kind in _MAIN_PARTS if part.match(name)), None)


def _names(content: bytes) -> list[str]:
    """What the archive holds, by its list or, where it ends before that, by the head of each part."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        heads = re.finditer(rb"PK\x03\x04.{22}(..)..", content, re.DOTALL)
        ends = ((head.end(), int.from_bytes(head[1], "little")) for head in islice(heads, _MOST_ENTRIES))
        return [content[end : end + long].decode("utf-8", "replace") for end, long in ends]


def check(file: BinaryIO, name: str) -> None:
    """Refuse an archive that would unpack to more than its kind needs; `name` is what people call the kind."""
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable(f"The file is damaged: it ends before the {name} does.") from error
    finally:
        file.seek(0)
    if _is_too_large(entries):
        raise Unreadable(TOO_COMPLEX)
    if _overlap(entries):
        raise Unreadable("The file is damaged: its parts lie over each other.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(f"The {name} is protected by a password.")
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise Unreadable(f"The {name} carries macros: save it without them and offer it again.")


def _is_too_large(entries: list[ZipInfo]) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    return (
        len(entries) > _MOST_ENTRIES
        or unpacked > _MOST_BYTES
        or xml > _MOST_XML
        or unpacked > max(_MOST_RATIO * packed, _SMALL)
    )


def _overlap(entries: list[ZipInfo]) -> bool:
    starts = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    placed = [(start, start + 30 + length) for start, length in starts]
    return any(end > start for (_, end), (start, _) in pairwise(placed))
