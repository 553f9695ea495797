"""PDF files that hold text."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from io import BytesIO

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from ingest.readers import pages
from ingest.readers.pages import Line
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
_SCANNED = "The PDF has no text: it is probably scanned."
_ENDS_EARLY = "The file is damaged: it ends before the PDF does."
_NO_LETTERS = re.compile(r"[\ufffd\ue000-\uf8ff]|/[Gg]\d+|\(cid:\d+\)")
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|indd|pptx?|odt|qxd|rtf)\b|\Amicrosoft|untitled", re.IGNORECASE)
_TRAILER = 2048


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
    lines = pages.without_furniture(pages.merged(_lines(document)), count)
    if not lines:
        raise Unreadable(_SCANNED)
    text = pages.markdown(lines)
    if len("".join(_NO_LETTERS.findall(text))) > len(text) * 0.3:
        raise Unreadable("The PDF's text cannot be read: its fonts do not say which letters they draw.")
    return reading(_title(document, text) or pages.title_of(lines), text)


def _lines(document: PdfReader) -> list[Line]:
    lines: list[Line] = []
    letters = 0
    for number, page in enumerate(document.pages):
        found = _Collector(number)
        page.extract_text(visitor_text=found.hear)
        lines += found.lines()
        letters += sum(len(line.text) for line in found.lines())
        if letters > _MOST_LETTERS:
            raise Unreadable(TOO_COMPLEX)
    return lines


class _Collector:
    """Hears the pieces of a page as they are drawn, and gives its lines."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._pieces: list[tuple[str, float, float]] = []

    def hear(self, text: str, current: Sequence[float], matrix: Sequence[float], _font: object, size: float) -> None:
        """Take a piece that is drawn, unless its letters are too small to be read."""
        scale = abs(matrix[3] or matrix[1]) * abs(current[3] or current[1])
        seen = round(abs(size) * scale, 1)
        if text and (seen > _TINY or not text.strip()):
            height = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
            self._pieces.append((text, seen, height))

    def lines(self) -> list[Line]:
        """The lines, each with the size of most of its letters."""
        found: list[Line] = []
        text, size, height, weight = "", 0.0, 0.0, 0
        for piece, its_size, its_height in [*self._pieces, ("\n", 0.0, 0.0)]:
            for part in re.findall(r"[^\n]+|\n", piece):
                if part == "\n":
                    found.append(Line(text, size, height, self._page))
                    text, size, height, weight = "", 0.0, 0.0, 0
                    continue
                if len(part.strip()) > weight:
                    size, height, weight = its_size, its_height, len(part.strip())
                text += part
        return [line for line in found if line.text.strip()]


def _title(document: PdfReader, text: str) -> str | None:
    """The name that the file gives itself, if its pages say it too."""
    information = document.metadata
    name = " ".join(str((information.title if information else None) or "").split())
    said = " ".join(text.lower().split())
    return name if len(name) > 2 and not _FILE_NAME.search(name) and name.lower() in said else None
