"""Presentations (.pptx): what an audience sees, slide by slide."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from ingest.readers import office
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable, reading
from ingest.readers.text.tables import pipe_table

Shape = Any
"""A shape or slide of python-pptx, or an lxml element of one, for which there are no types."""

_MOST_SLIDES = 500
_MOST_LETTERS = 1_000_000
_DEEPEST = 8
_TINY = 200
"""In hundredths of a point."""
_AROUND = frozenset(("dt", "ftr", "sldNum", "hdr"))
_ITEMS = frozenset(("body", "obj", None))
_ROW = 150_000
"""Shapes whose tops differ by less stand beside one another; a sixth of an inch."""
_LONGEST_REPEATED = 80
_BULLETS = tuple(map(qn, ("a:buChar", "a:buAutoNum", "a:buBlip")))
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_TEXT = qn("a:t")


@dataclass(frozen=True, slots=True)
class _Slide:
    title: str
    blocks: list[str]


def read(content: bytes) -> Reading:
    """The slides that are shown, each under its title. The speaker's notes are the speaker's, and left out."""
    office.check(BytesIO(content), "presentation")
    try:
        deck = Presentation(BytesIO(content))
        shown = [slide for slide in deck.slides if slide._element.get("show", "1") not in ("0", "false")]
        if len(shown) > _MOST_SLIDES:
            raise Unreadable(f"The presentation has {len(shown)} slides, and at most {_MOST_SLIDES} can be read.")
        size = int(deck.slide_width or 0), int(deck.slide_height or 0)
        slides = [_read(slide, size) for slide in shown]
    except (
        PythonPptxError,
        BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        SyntaxError,
        AttributeError,
        TypeError,
    ) as error:
        raise Unreadable("The file is damaged: it is not a complete presentation.") from error
    slides = _without_repeated(slides)
    if sum(len(block) for slide in slides for block in slide.blocks) > _MOST_LETTERS:
        raise Unreadable(TOO_COMPLEX)
    title = next((slide.title for slide in slides if slide.title), None)
    return reading(title, "\n\n".join(_written(slides)))


def _written(slides: Sequence[_Slide]) -> Iterator[str]:
    above = ""
    for number, slide in enumerate(slides):
        # A title goes on over several slides until it changes.
        if slide.title and slide.title != above:
            yield f"{'#' if number == 0 else '##'} {slide.title}"
        above = slide.title or above
        yield from slide.blocks


def _read(slide: Shape, size: tuple[int, int]) -> _Slide:
    title = slide.shapes.title
    name = " ".join(" ".join(text for text, _, _ in _paragraphs(title._element)).split()) if title is not None else ""
    others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    return _Slide(name, [block for block in _arranged(_in_rows(others, size), slide) if block.strip()])


def _arranged(rows: Sequence[Sequence[Shape]], slide: Shape, depth: int = 0) -> Iterator[str]:
    """What the shapes say, row by row; what stands below a heading of its own right after that heading."""
    at = 0
    while at < len(rows):
        heads = rows[at]
        below = rows[at + 1] if at + 1 < len(rows) else []
        texts = [[list(_blocks(shape, slide, depth)) for shape in row] for row in (heads, below)]
        if _are_headed(heads, below, *texts):
            for head, said in zip(*texts, strict=True):
                yield f"### {head[0].removeprefix('- ')}"
                yield from said
            at += 2
            continue
        yield from (block for blocks in texts[0] for block in blocks)
        at += 1


def _are_headed(
    heads: Sequence[Shape], below: Sequence[Shape], names: Sequence[list[str]], said: Sequence[list[str]]
) -> bool:
    """Whether each of two or more shapes is a short heading of the one right below it."""
    if len(heads) < 2 or len(heads) != len(below) or any(len(name) != 1 for name in names):
        return False
    if any("\n" in name[0] or len(name[0]) > _LONGEST_REPEATED or "|" in name[0] for name in names):
        return False
    if not all(said) or any(abs(int(a.left or 0) - int(b.left or 0)) > _ROW for a, b in zip(heads, below, strict=True)):
        return False
    # A row of cells below another one says no more than that; a text has several lines.
    return (
        sum("\n" in blocks[0] or len(blocks) > 1 or len(blocks[0]) > _LONGEST_REPEATED for blocks in said)
        > len(said) / 2
    )


def _in_rows(shapes: Sequence[Shape], size: tuple[int, int] | None) -> list[list[Shape]]:
    """The shapes that show, from top to bottom and from left to right, those beside one another together."""
    seen = [shape for shape in shapes if not _is_hidden(shape) and (size is None or not _is_outside(shape, size))]
    placed = sorted(seen, key=lambda shape: (int(shape.top or 0), int(shape.left or 0)))
    rows: list[list[Shape]] = []
    for shape in placed:
        if rows and int(shape.top or 0) - int(rows[-1][0].top or 0) < _ROW:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [sorted(row, key=lambda shape: int(shape.left or 0)) for row in rows]


def _is_hidden(shape: Shape) -> bool:
    about = next(shape._element.iter(qn("p:cNvPr")), None)
    return about is not None and about.get("hidden") in ("1", "true")


def _is_outside(shape: Shape, size: tuple[int, int]) -> bool:
    if shape.top is None or shape.left is None or not all(size):
        return False
    right, bottom = int(shape.left) + int(shape.width or 0), int(shape.top) + int(shape.height or 0)
    return int(shape.left) >= size[0] or int(shape.top) >= size[1] or right < 0 or bottom < 0


def _blocks(shape: Shape, slide: Shape, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        raise Unreadable(TOO_COMPLEX)
    if hasattr(shape, "shapes"):
        yield from _arranged(_in_rows(list(shape.shapes), None), slide, depth + 1)
    elif getattr(shape, "has_table", False):
        yield _table(shape.table)
    elif getattr(shape, "has_chart", False):
        yield _chart(shape.chart)
    elif shape._element.tag == qn("p:graphicFrame"):
        yield _diagram(shape, slide)
    elif shape.has_text_frame:
        yield from _text(shape)


def _text(shape: Shape) -> Iterator[str]:
    place = next(shape._element.iter(qn("p:ph")), None)
    kind = place.get("type") if place is not None else None
    if kind in _AROUND:
        return
    paragraphs = [found for found in _paragraphs(shape._element) if found[0].strip()]
    # What stands in the body of a slide is a list unless it is alone, whatever its layout draws before it.
    listed = place is not None and kind in _ITEMS and len(paragraphs) > 1
    items: list[str] = []
    for text, level, bullet in paragraphs:
        if bullet or (listed and bullet is None):
            items.append("  " * level + "- " + " ".join(text.split()))
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield "\n".join(" ".join(part.split()) for part in text.split("\n") if part.strip())
    if items:
        yield "\n".join(items)


def _paragraphs(holder: Shape) -> Iterator[tuple[str, int, bool | None]]:
    """Each paragraph with its level, and whether it has a bullet where it tells."""
    for paragraph in holder.iter(qn("a:p")):
        about = paragraph.find(qn("a:pPr"))
        level, bullet = 0, None
        if about is not None:
            level = int(about.get("lvl", "0")) if about.get("lvl", "0").isdecimal() else 0
            signs = {child.tag for child in about}
            bullet = True if signs & set(_BULLETS) else False if qn("a:buNone") in signs else None
        yield "".join(_words(paragraph)), min(level, 8), bullet


def _words(paragraph: Shape) -> Iterator[str]:
    for run in paragraph:
        if run.tag == qn("a:br"):
            yield "\n"
        elif run.tag == qn("a:r") or (run.tag == qn("a:fld") and "slidenum" not in run.get("type", "")):
            about = run.find(qn("a:rPr"))
            size = about.get("sz", "") if about is not None else ""
            if not size.isdecimal() or int(size) > _TINY:
                yield run.findtext(_TEXT) or ""


def _table(table: Shape) -> str:
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            at = len(cells)
            hangs = cell._tc.get("vMerge") in ("1", "true") and rows and at < len(rows[-1])
            # The name of a group belongs to each of its rows, which may be quoted alone.
            cells.append(rows[-1][at] if hangs else " ".join(text for text, _, _ in _paragraphs(cell._tc)))
        rows.append(cells)
    return pipe_table(rows, headed=bool(table.first_row) and len(rows) > 1)


def _chart(chart: Shape) -> str:
    """The numbers that a chart draws, as a table under its name."""
    title = chart.chart_title.text_frame.text if chart.has_title and chart.chart_title.has_text_frame else ""
    try:
        plot = chart.plots[0]
        names = ["", *(str(name) for name in plot.categories)]
        rows = [[str(series.name), *(_number(value) for value in series.values)] for series in plot.series]
    except (IndexError, NotImplementedError, ValueError, TypeError, AttributeError):
        return " ".join(title.split())
    columns = [list(row) for row in zip(*([names, *rows] if rows else []), strict=False)]
    return "\n\n".join(part for part in (" ".join(title.split()), pipe_table(columns, headed=len(columns) > 1)) if part)


def _number(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, int | float) else str(value or "")


def _diagram(shape: Shape, slide: Shape) -> str:
    """The words of a drawn diagram, in the order in which they were written."""
    relations = next((child for child in shape._element.iter() if str(child.tag).endswith("}relIds")), None)
    part = relations.get(qn("r:dm")) if relations is not None else None
    if part is None:
        return ""
    try:
        tree = fromstring(slide.part.related_part(part).blob)
    except (KeyError, ParseError, DefusedXmlException):
        return ""
    points = [point for point in tree.iter(_DIAGRAM + "pt") if point.get("type", "node") in ("node", "asst")]
    said = (" ".join("".join(text.text or "" for text in point.iter(_TEXT)).split()) for point in points)
    return "\n".join(f"- {words}" for words in said if words)


def _without_repeated(slides: Sequence[_Slide]) -> list[_Slide]:
    """The slides without the short lines that most of them carry."""
    counts = Counter(block for slide in slides for block in set(slide.blocks) if len(block) <= _LONGEST_REPEATED)
    repeated = {block for block, count in counts.items() if count >= 3 and count > len(slides) / 2}
    return [_Slide(slide.title, [block for block in slide.blocks if block not in repeated]) for slide in slides]
