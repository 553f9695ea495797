"""Word documents (.docx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from zipfile import BadZipFile, ZipFile, ZipInfo

import docx
from docx.oxml.ns import qn

from ingest.readers.office import word_tables
from ingest.readers.office.word import Element, Formats
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable, reading

_MOST_ENTRIES = 500
_MOST_BYTES = 20 * 2**20
_MOST_RATIO = 100
_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")))
_LIST = re.compile(r"list (?!paragraph)")
_HEADING = re.compile(r"heading ([1-9])\Z")


def read(content: bytes) -> Reading:
    """The document's paragraphs, lists and tables, in order, without what it hides."""
    _check(content)
    try:
        document = docx.Document(BytesIO(content))
    except (KeyError, ValueError, SyntaxError) as error:
        raise Unreadable("The file is damaged: it is not a complete Word document.") from error
    formats = Formats(document.styles.element)
    blocks = list(_blocks(document.element.find(qn("w:body")), formats))
    return reading(_title(document.core_properties.title, blocks), _joined(blocks))


def _check(content: bytes) -> None:
    """Refuse an archive that would unpack to more than a document needs."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("The file is damaged: it ends before the Word document does.") from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_BYTES or unpacked > _MOST_RATIO * max(packed, 1):
        raise Unreadable(TOO_COMPLEX)
    if _overlap(entries):
        raise Unreadable("The file is damaged: its parts lie over each other.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("The Word document is protected by a password.")
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise Unreadable("The Word document carries macros: save it without them and offer it again.")


def _overlap(entries: list[ZipInfo]) -> bool:
    starts = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    placed = [(start, start + 30 + length) for start, length in starts]
    return any(end > start for (_, end), (start, _) in pairwise(placed))


def _blocks(parent: Element, formats: Formats) -> Iterator[str]:
    tabbed: list[tuple[str, ...]] = []
    for child in parent:
        cells = _cells_of(child, formats)
        if tabbed and len(cells) != len(tabbed[0]):
            yield from word_tables.of_tabs(tabbed)
            tabbed = []
        if cells:
            tabbed.append(cells)
        elif child.tag == qn("w:p"):
            yield from _paragraph(child, formats)
        elif child.tag == qn("w:tbl"):
            yield from word_tables.table(child, formats, _cell)
        elif child.tag in _WRAPPERS:
            yield from _blocks(child, formats)
    if tabbed:
        yield from word_tables.of_tabs(tabbed)


def _cells_of(child: Element, formats: Formats) -> tuple[str, ...]:
    """What stands between the tabs or dots of a paragraph that is no heading and no item of a list."""
    if child.tag != qn("w:p") or _level(child, formats) is not None or _depth(child, formats) is not None:
        return ()
    return () if any(_boxes(child)) else word_tables.between_tabs(formats.text(child))


def _paragraph(paragraph: Element, formats: Formats) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in formats.text(paragraph).split("\n")]
    text = "\n".join(line for line in lines if line)
    if text and (level := _level(paragraph, formats)):
        yield f"{'#' * level} {' '.join(text.split())}"
    elif text and (depth := _depth(paragraph, formats)) is not None:
        yield "  " * depth + "- " + " ".join(text.split())
    elif text:
        yield text
    for box in _boxes(paragraph):
        yield from _blocks(box, formats)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes, each once: Word keeps a second copy of every box for older versions."""
    for box in paragraph.iter(qn("w:txbxContent")):
        above = [parent.tag.rpartition("}")[2] for parent in box.iterancestors()]
        nested = "txbxContent" in above[: above.index("p")] if "p" in above else False
        if "Fallback" not in above and not nested and next(box.iterancestors(qn("w:p"))) is paragraph:
            yield box


def _level(paragraph: Element, formats: Formats) -> int | None:
    """The heading level, by the style's name or by its place in the outline."""
    names = formats.names(paragraph)
    if names and names[0] == "title":
        return 1
    for name in names:
        if found := _HEADING.match(name):
            return min(int(found[1]), 6)
    outline = formats.of_paragraph(paragraph, "w:outlineLvl")
    value = outline.get(qn("w:val"), "9") if outline is not None else "9"
    return min(int(value) + 1, 6) if value.isdigit() and int(value) < 9 else None


def _depth(paragraph: Element, formats: Formats) -> int | None:
    """How deep in a list the paragraph stands, or None outside lists."""
    numbering = formats.of_paragraph(paragraph, "w:numPr")
    if numbering is None:
        return 0 if any(map(_LIST.match, formats.names(paragraph))) else None
    number, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
    if number is not None and number.get(qn("w:val")) == "0":
        return None
    deep = level.get(qn("w:val"), "0") if level is not None else "0"
    return min(int(deep), 8) if deep.isdigit() else 0


def _cell(cell: Element, formats: Formats) -> str:
    return " ".join(block.strip().removeprefix("- ") for block in _blocks(cell, formats))


def _joined(blocks: list[str]) -> str:
    """The blocks apart, and the items of a list together."""
    text = ""
    above = ""
    for block in blocks:
        together = _is_item(above) and _is_item(block)
        text += ("" if not text else "\n" if together else "\n\n") + block
        above = block
    return text


def _is_item(block: str) -> bool:
    return block.lstrip().startswith("- ")


def _title(core: str | None, blocks: list[str]) -> str | None:
    """The document's name if the document says it too, else its first heading."""
    first = next((block.lstrip("# ") for block in blocks if block.startswith("#")), None)
    said = " ".join(" ".join(blocks).lower().split())
    name = " ".join((core or "").split())
    return name if len(name) > 2 and name.lower() in said else first
