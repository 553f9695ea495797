"""Tables in plain text: rows of cells apart by commas, semicolons, tabs or bars, in whatever encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from ingest.readers.decoding import has_mark
from ingest.readers.reading import Unreadable

_SAMPLE = 64_000
_LONGEST_LINE = 1_000_000
_LONGEST_CELL = 200_000
_ROWS_TO_JUDGE = 60
_DELIMITERS = ";\t,|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EUROPEAN = ["cp1252", "cp850", "mac_roman"]
_SAYS_DELIMITER = re.compile(r"sep=(.)\s*\Z")
_OTHER_FORMAT = re.compile(r"\s*(?:[{<\[]|BEGIN:|---\s*$|#!|#{1,6} |%PDF)", re.MULTILINE)
_MARKDOWN = re.compile(r"(?:[-*+>] |#{1,6} |\||\d+\. |```)")
_SENTENCE = re.compile(r"[.!?…]\s*\Z")
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY = "The table is binary, and no format that can be read."
_BREAKS_OFF = "The table breaks off in line {}: it is not complete."


def rows(stream: BinaryIO, start: bytes = b"") -> Iterator[list[str]]:
    """The rows of a table, one after the other. Raises Unreadable where it breaks off, after the rows before.

    `start` is what was already read of the stream.
    """
    lines = _lines(stream, start)
    head: list[str] = []
    broken: Unreadable | None = None
    try:
        for line in islice(lines, _ROWS_TO_JUDGE):
            head.append(line)
    except Unreadable as error:
        broken = error
    if head and (said := _SAYS_DELIMITER.match(head[0])):
        delimiter = said[1]
        head = head[1:]
    else:
        delimiter = _delimiter(head)[0]
    watched = _Watched(chain(head, lines))
    _, _, width = _delimiter(head)
    for row in _whole(csv.reader(watched, delimiter=delimiter), watched):
        yield row if len(row) <= width else _rejoined(row, width, delimiter)
    if broken:
        raise broken


def _rejoined(row: list[str], width: int, delimiter: str) -> list[str]:
    """A row in whose text the delimiter is a mark of prose, which a space follows; as it is where that does not explain
    all that is too many."""
    joined: list[str] = []
    for cell in row:
        if joined and joined[-1] and cell.startswith(" "):
            joined[-1] += delimiter + cell
        else:
            joined.append(cell)
    return joined if len(joined) == width else row


def looks_like_one(head: bytes, *, named: bool = False) -> bool:
    """Whether a file that begins so is a table; `named` says that it is called one, as `.csv`."""
    if (b"\0" in head and not has_mark(head) and _without_mark(head) is None) or not head.strip():
        return False
    try:
        lines = list(islice(_lines(io.BytesIO(head[:_SAMPLE])), _ROWS_TO_JUDGE))
    except Unreadable:
        return False
    if len(head) >= _SAMPLE and len(lines) < _ROWS_TO_JUDGE:
        lines = lines[:-1]
    if _OTHER_FORMAT.match("".join(lines[:2])):
        return False
    return (named and bool(lines)) or bool(lines and _SAYS_DELIMITER.match(lines[0])) or _is_evenly_cut(lines)


def _is_evenly_cut(lines: list[str]) -> bool:
    """Whether every line has the cells that the first names; prose and Markdown never do."""
    filled = [line for line in lines if line.strip()]
    delimiter, share, width = _delimiter(filled)
    # A comma is a mark of prose too, and a bar one of Markdown.
    least = 3 if delimiter == "," else 2
    if len(filled) < 3 or share < 0.9 or width < least or any(map(_MARKDOWN.match, filled)):
        return False
    names = [name.strip() for name in next(csv.reader(filled[:1], delimiter=delimiter))]
    if len(names) != width or len(set(names)) < width or not all(0 < len(name) <= 60 for name in names):
        return False
    if any(_SENTENCE.search(name) or not any(map(str.isalpha, name)) for name in names):
        return False
    spaced = sum(line.count(delimiter + " ") for line in filled)
    return delimiter != "," or spaced < 0.5 * sum(line.count(delimiter) for line in filled)


def _delimiter(lines: Sequence[str]) -> tuple[str, float, int]:
    """What the cells are apart by, the share of rows that have as many as most, and how many those are."""
    found = [(",", 0.0, 1)]
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        width, count = (
            Counter(width for width in widths if width > 1).most_common(1)[0] if max(widths, default=0) > 1 else (1, 0)
        )
        if count:
            found.append((delimiter, count / len(widths), width))
    # A title above the table, or a comma in a text, makes some rows uneven.
    return max(found, key=lambda each: (round(each[1], 1), each[2]))


class _Watched:
    """Lines on their way to a reader that does not tell whether the last one ended."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.number = 0
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self.last = line
            yield line


def _whole(table: Iterator[list[str]], lines: _Watched) -> Iterator[list[str]]:
    """The rows, without a last one that is cut off."""
    csv.field_size_limit(_LONGEST_CELL)
    widths: Counter[int] = Counter()
    above: list[str] | None = None
    try:
        for row in table:
            if above is not None:
                widths[len(above)] += 1
                yield above
            above = row
    except csv.Error as error:
        if above is not None:
            yield above
        raise Unreadable(_BREAKS_OFF.format(lines.number)) from error
    if above is None:
        return
    usual = widths.most_common(1)[0] if widths else (1, 0)
    if not lines.last.endswith(("\n", "\r")) and len(above) < usual[0] and usual[1] == widths.total() > 1:
        raise Unreadable(_BREAKS_OFF.format(lines.number))
    yield above


def _lines(stream: BinaryIO, start: bytes = b"") -> Iterator[str]:
    csv.field_size_limit(_LONGEST_CELL)
    sample = _start(stream, start)
    # One wrong letter in ten thousand lines is no reason to lose the others.
    codecs.register_error("as_windows_wrote_it", _as_windows_wrote_it)
    text = io.TextIOWrapper(
        io.BufferedReader(_Joined(sample, stream)), _encoding(sample), errors="as_windows_wrote_it", newline=""
    )
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise Unreadable("The table has a line that is too long for one.")
        yield line.replace("\0", "")


def _start(stream: BinaryIO, start: bytes) -> bytes:
    while len(start) < _SAMPLE and (more := stream.read(_SAMPLE - len(start))):
        start += more
    return start


def _encoding(sample: bytes) -> str:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\0" in sample and (encoding := _without_mark(sample) or ""):
        return encoding
    if sample.count(0) > len(sample) / 10 or len(_CONTROLS.findall(sample)) > len(sample) / 100:
        raise Unreadable(_BINARY)
    try:
        # The last letter may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _guess(sample)
    return "utf-8"


def _without_mark(sample: bytes) -> str | None:
    """UTF-16 shows by its zeros, in every other place."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = 0.4 * len(sample) / 2
    return "utf-16-le" if odd > most and even < most / 8 else "utf-16-be" if even > most and odd < most / 8 else None


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())
    best = from_bytes(telling, cp_isolation=_EUROPEAN, threshold=0.15).best()
    return best.encoding if best else "cp1252"


def _as_windows_wrote_it(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


class _Joined(io.RawIOBase):
    """The start of a stream, which was read to judge it, and what follows."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        found = self._start[: len(buffer)] or self._rest.read(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(found)] = found
        return len(found)
