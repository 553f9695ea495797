"""PDF files that hold text."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject

from ingest.readers.pdf import letters, pages, reading_order
from ingest.readers.pdf.letters import Font, Ruler
from ingest.readers.pdf.pages import Line, Row, Words
from ingest.readers.pdf.rulings import Drawing, turned
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable, reading

_MOST_PAGES = 200
_MOST_LETTERS = 1_000_000
_MEGABYTE = 2**20
_LIMITS = Configuration(
    zlib_maximum_output_length=8 * _MEGABYTE,
    lzw_maximum_output_length=8 * _MEGABYTE,
    run_length_maximum_output_length=8 * _MEGABYTE,
    array_based_stream_maximum_output_length=8 * _MEGABYTE,
    maximum_declared_stream_length=32 * _MEGABYTE,
    stream_parsing_work_maximum_count=200_000,
    stream_decoding_work_maximum_length=32 * _MEGABYTE,
    stream_filters_maximum_length=4,
    page_tree_maximum_entries=5_000,
    page_tree_maximum_depth=30,
    xform_maximum_invocations_per_extraction=500,
    jbig2dec_binary=None,
)
_TINY = 2.0
_LOCKED = "The PDF is protected by a password."
_SCANNED = "The PDF has no text: it is probably a scan. Run text recognition (OCR) on it and offer it again."
_ENDS_EARLY = "The file is damaged: it ends before the PDF does."
_NO_LETTERS = re.compile(r"[\ufffd\ue000-\uf8ff]|/[Gg]\d+|\(cid:\d+\)")
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|indd|pptx?|odt|qxd|rtf)\b|\Amicrosoft|untitled", re.IGNORECASE)
_TRAILER = 2048
_STAMP = 30
"""Letters that a scanner or a stamp may print on a page that is a picture."""
_WIDE_PICTURE = 600
_CELL, _GAP = "\x1f", 1800
"""What stands for a gap within a drawn line that is too wide to be a space, in thousandths of the size."""


def read(content: bytes) -> Reading:
    """The text of the pages as headings, lists and paragraphs."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    # A reader that mends a torn file would pass off half a document as the whole.
    if b"%%EOF" not in content[-_TRAILER:]:
        raise Unreadable(_ENDS_EARLY)
    try:
        with apply_configuration(_LIMITS):
            return _read(content)
    except LimitReachedError as error:
        raise Unreadable(TOO_COMPLEX) from error
    except (FileNotDecryptedError, DependencyError) as error:
        raise Unreadable(_LOCKED) from error
    except PyPdfError as error:
        raise Unreadable("The file is damaged: it is not a complete PDF.") from error


def _read(content: bytes) -> Reading:
    document = PdfReader(BytesIO(content), strict=False, root_object_recovery_limit=1_000)
    if document.is_encrypted and not document.decrypt(""):
        raise Unreadable(_LOCKED)
    count = len(document.pages)
    if count > _MOST_PAGES:
        raise Unreadable(f"The PDF has {count} pages, and at most {_MOST_PAGES} can be read.")
    lines = _in_order(_rows(document))
    if not lines or _is_scan(document, lines):
        raise Unreadable(_SCANNED)
    text = pages.markdown(lines)
    if len("".join(_NO_LETTERS.findall(text))) > len(text) * 0.3:
        raise Unreadable("The PDF's text cannot be read: its fonts do not say which letters they draw.")
    return reading(_title(document, text) or pages.title_of(lines), text)


def _rows(document: PdfReader) -> list[list[Row]]:
    """What stands on each page, by height."""
    found: list[list[Row]] = []
    count = 0
    for page in document.pages:
        collector = _Collector()
        page.extract_text(visitor_operand_before=collector.mark, visitor_text=collector.hear)
        found.append(collector.rows())
        count += sum(len(words.text) for row in found[-1] for words in row)
        if count > _MOST_LETTERS:
            raise Unreadable(TOO_COMPLEX)
    return found


def _in_order(every: list[list[Row]]) -> list[Line]:
    plain = [line for number, rows in enumerate(every) for line in reading_order.as_lines(rows, number)]
    kept = {(line.page, line.height) for line in pages.without_furniture(plain, len(every))}
    for number, rows in enumerate(every):
        # The names of columns are printed anew on each page that a table goes on over.
        kept |= {(number, row[0].height) for row, below in pairwise(rows) if reading_order.name_columns(row, below)}
        kept |= {(number, row[0].height) for above, row in pairwise(rows) if reading_order.name_columns(row, above)}
    return [
        line
        for number, rows in enumerate(every)
        for line in reading_order.arranged([row for row in rows if (number, row[0].height) in kept], number)
    ]


class _Collector:
    """Hears the pieces of a page as they are drawn, and gives them by height."""

    def __init__(self) -> None:
        self._pieces: list[Words] = []
        self._ways: list[int] = []
        self._rulers: dict[int, Ruler] = {}
        self._start = (0.0, 0.0)
        self._gaps: list[float] = []
        self._drawing = Drawing()

    def mark(self, operator: bytes, operands: Any, current: Sequence[float], _matrix: object) -> None:
        """Mark the wide gaps in a line that is drawn in one stroke, which would else become spaces."""
        self._drawing.note(operator, operands, current)
        if operator != b"TJ" or not operands or not isinstance(operands[0], ArrayObject):
            return
        for at, item in enumerate(operands[0]):
            if isinstance(item, int | float) and item < -_GAP:
                self._gaps.append(-item / 1000)
                operands[0][at] = TextStringObject(_CELL)

    def hear(self, text: str, current: Sequence[float], matrix: Sequence[float], font: Font, size: float) -> None:
        """Take a piece that is drawn, unless its letters are too small to be read."""
        scale = abs(matrix[3] or matrix[1]) * abs(current[3] or current[1])
        seen = round(abs(size) * scale, 1)
        text = text.replace("\n", " " if text.strip() else "")
        if not text or (seen <= _TINY and text.strip()):
            return
        way, left, height = _place(current, matrix)
        start = (left, height)
        if self._pieces and start == self._start:
            # A change of font within a line, which moves on without saying where to.
            left = self._pieces[-1].right
        self._start = start
        for at, part in enumerate(text.split(_CELL)):
            if at and self._gaps:
                left += self._gaps.pop(0) * seen
            right = left + letters.width(part, seen, self._ruler(font))
            self._pieces.append(Words(part, seen, left, right, height, bold=letters.is_bold(font)))
            self._ways.append(way)
            left = right

    def rows(self) -> list[Row]:
        """The rows of the page; what is drawn across it comes last."""
        usual = Counter(self._ways).most_common(1)[0][0] if self._ways else 0
        pieces = list(zip(self._ways, self._pieces, strict=True))
        along = reading_order.rows_of([words for way, words in pieces if way == usual], self._drawing.rulings(usual))
        across = reading_order.rows_of([words for way, words in pieces if way != usual])
        return [*along, *across]

    def _ruler(self, font: Font) -> Ruler:
        if id(font) not in self._rulers:
            self._rulers[id(font)] = letters.ruler_of(font)
        return self._rulers[id(font)]


def _is_scan(document: PdfReader, lines: list[Line]) -> bool:
    """Whether the pages are pictures, with no more than a stamp on them."""
    if sum(len(line.text) for line in lines) > _STAMP * len(document.pages):
        return False
    return sum(any(_pictures(page)) for page in document.pages) * 2 >= len(document.pages)


def _pictures(page: PageObject) -> Iterator[bool]:
    resources = page.get("/Resources", DictionaryObject()).get_object()
    held = resources.get("/XObject", DictionaryObject()).get_object()
    for item in held.values():
        picture = item.get_object()
        yield picture.get("/Subtype") == "/Image" and int(picture.get("/Width", 0)) >= _WIDE_PICTURE


def _place(current: Sequence[float], matrix: Sequence[float]) -> tuple[int, float, float]:
    """Which way a text runs, where it begins along that way, and how high it stands."""
    x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
    y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
    along = matrix[0] * current[0] + matrix[1] * current[2]
    up = matrix[0] * current[1] + matrix[1] * current[3]
    way = (90 if up > 0 else 270) if abs(up) > abs(along) else 0 if along >= 0 else 180
    return way, *turned(x, y, way)


def _title(document: PdfReader, text: str) -> str | None:
    """The name that the file gives itself, if its pages say it too."""
    information = document.metadata
    name = " ".join(str((information.title if information else None) or "").split())
    said = " ".join(text.lower().split())
    return name if len(name) > 2 and not _FILE_NAME.search(name) and name.lower() in said else None
