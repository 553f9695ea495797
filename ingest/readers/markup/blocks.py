"""From the elements of a page to blocks of Markdown, in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from textwrap import indent

from selectolax.lexbor import LexborNode

from ingest.readers.text.tables import pipe_table

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section"
    " summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_PARTS_OF_A_PAGE = "table, h1, h2, h3, h4, h5, h6, dl"
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_WIDEST = 30
_LONGEST_REPEATED = 80

Blocks = Iterator[str]


class Page:
    """A page, of which some elements hold blocks and others only words."""

    def __init__(self, root: LexborNode, shown_as_blocks: frozenset[int]) -> None:
        self._root = root
        self._holding = _holders(root, shown_as_blocks)

    def markdown(self) -> str:
        """The whole page."""
        return "\n\n".join(self._blocks(self._root))

    def _blocks(self, node: LexborNode) -> Blocks:
        words: list[str] = []
        for child in node.iter(include_text=True):
            if child.mem_id in self._holding:
                yield from _paragraphs(words)
                words = []
                yield from _WRITERS.get(child.tag or "", Page._blocks)(self, child)
            else:
                words.append(_words(child))
        yield from _paragraphs(words)

    def _heading(self, node: LexborNode) -> Blocks:
        text = " ".join(_one_line(block) for block in self._blocks(node))
        if text:
            yield f"{_HEADINGS[node.tag or '']} {text}"

    def _list(self, node: LexborNode) -> Blocks:
        items: list[str] = []
        for child in node.iter():
            marker = f"{len(items) + 1}. " if node.tag == "ol" else "- "
            blocks = list(self._blocks(child)) if child.tag == "li" else list(self._blocks_of_stray(child))
            if blocks:
                items.append(_item(marker, blocks))
        if items:
            yield "\n".join(items)

    def _blocks_of_stray(self, node: LexborNode) -> Blocks:
        """The blocks of an element that stands in a list without being an item of it."""
        if node.mem_id in self._holding:
            yield from _WRITERS.get(node.tag or "", Page._blocks)(self, node)
        else:
            yield from _paragraphs([_words(node)])

    def _definitions(self, node: LexborNode) -> Blocks:
        groups: list[tuple[list[str], list[list[str]]]] = []
        for child in node.css("dt, dd"):
            if _nearest(child, "dl") != node.mem_id:
                continue
            if child.tag == "dt" and (not groups or groups[-1][1]):
                groups.append(([], []))
            if child.tag == "dt":
                groups[-1][0].extend(self._blocks(child))
            else:
                groups = groups or [([], [])]
                groups[-1][1].append(list(self._blocks(child)))
        items = [_definition(terms, meanings) for terms, meanings in groups]
        if any(items):
            yield "\n".join(item for item in items if item)

    def _table(self, node: LexborNode) -> Blocks:
        rows = [row for row in node.css("tr") if _nearest(row, "table") == node.mem_id]
        if _is_layout(node):
            yield from self._blocks(node)
            return
        for caption in node.css("caption"):
            yield from self._blocks(caption)
        table = pipe_table(self._grid(rows), headed=bool(rows) and _is_head(rows[0]))
        if table:
            yield table

    def _grid(self, rows: list[LexborNode]) -> list[list[str]]:
        hanging: dict[int, tuple[int, str]] = {}
        grid: list[list[str]] = []
        for row in rows:
            cells: list[str] = []
            for cell in (child for child in row.iter() if child.tag in ("td", "th")):
                _hang(cells, hanging)
                text = " ".join(_one_line(block) for block in self._blocks(cell))
                repeated = text if len(text) <= _LONGEST_REPEATED else ""
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                if high > 1:
                    # The name of a group belongs to each of its rows, which may be quoted alone.
                    hanging |= {len(cells) + at: (high - 1, "" if at else repeated) for at in range(wide)}
                cells += [text, *[""] * (wide - 1)]
            _hang(cells, hanging)
            grid.append(cells)
        return grid

    def _verbatim(self, node: LexborNode) -> Blocks:
        if text := node.text().strip("\n"):
            yield text

    def _nothing(self, _: LexborNode) -> Blocks:
        yield from ()


_WRITERS: dict[str, Callable[[Page, LexborNode], Blocks]] = {
    **dict.fromkeys(_HEADINGS, Page._heading),  # pyright: ignore[reportPrivateUsage]
    **dict.fromkeys(("ul", "ol", "menu", "dir"), Page._list),  # pyright: ignore[reportPrivateUsage]
    "dl": Page._definitions,  # pyright: ignore[reportPrivateUsage]
    "table": Page._table,  # pyright: ignore[reportPrivateUsage]
    "pre": Page._verbatim,  # pyright: ignore[reportPrivateUsage]
    "hr": Page._nothing,  # pyright: ignore[reportPrivateUsage]
}


def _holders(root: LexborNode, shown_as_blocks: frozenset[int]) -> frozenset[int]:
    """Blocks, and whatever has one inside: a link may hold a heading."""
    found: set[int] = set()
    for node in root.traverse():
        if node.tag not in _BLOCKS and node.mem_id not in shown_as_blocks:
            continue
        above: LexborNode | None = node
        while above is not None and above.mem_id not in found:
            found.add(above.mem_id)
            above = above.parent
    return frozenset(found)


def _words(node: LexborNode) -> str:
    if node.is_text_node:
        return _SPACE.sub(" ", node.text(deep=False))
    if node.tag == "br":
        return "\n"
    inside = "".join(_words(child) for child in node.iter(include_text=True))
    raised = inside.strip().translate(_RAISED)
    # 10 to the sixth is not 106.
    return raised if node.tag == "sup" and not any(letter.isascii() for letter in raised) else inside


def _paragraphs(words: list[str]) -> Blocks:
    lines = [_SPACE.sub(" ", line).strip() for line in "".join(words).split("\n")]
    for paragraph in "\n".join(lines).split("\n\n"):
        if paragraph.strip():
            yield paragraph.strip("\n")


def _item(marker: str, blocks: list[str]) -> str:
    first, *rest = blocks
    inner = " " * len(marker)
    text = marker + indent(first, inner).lstrip()
    for block in rest:
        # A list under its item belongs to it; a second paragraph is one only after an empty line.
        gap = "\n" if block.startswith(("- ", "1. ")) else "\n\n"
        text += gap + indent(block, inner)
    return text


def _definition(terms: list[str], meanings: list[list[str]]) -> str:
    term = ", ".join(_one_line(term) for term in terms)
    said = [blocks for blocks in meanings if blocks]
    if len(said) == 1 and len(said[0]) == 1 and term:
        joint = " " if term.endswith((":", "?", ".", "!")) else ": "
        return _item("- ", [term + joint + _one_line(said[0][0])])
    if not term:
        return "\n".join(_item("- ", blocks) for blocks in said)
    return _item("- ", [term, *(_item("- ", blocks) for blocks in said)])


def _is_layout(table: LexborNode) -> bool:
    role = table.attributes.get("role")
    parts = [part for part in table.css(_PARTS_OF_A_PAGE) if part.mem_id != table.mem_id]
    return role in ("presentation", "none") or bool(parts)


def _is_head(row: LexborNode) -> bool:
    cells = [child.tag for child in row.iter() if child.tag in ("td", "th")]
    return (row.parent is not None and row.parent.tag == "thead") or (bool(cells) and set(cells) == {"th"})


def _hang(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Fill the places that cells of earlier rows reach down into."""
    while (left := hanging.pop(len(cells), None)) is not None:
        rows, text = left
        if rows > 1:
            hanging[len(cells)] = (rows - 1, text)
        cells.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(value), _WIDEST)) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _nearest(node: LexborNode, tag: str) -> int | None:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above.mem_id if above is not None else None


def _one_line(block: str) -> str:
    return " ".join(block.split())
