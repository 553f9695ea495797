"""What of a parsed page shows: the tree without what no visitor sees."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ingest.readers.markup.chrome import never_text
from ingest.readers.markup.panels import panels
from ingest.readers.markup.sight import Look, gone, within
from ingest.readers.markup.styles import Styles
from ingest.readers.reading import TOO_COMPLEX, Unreadable

_DEEPEST = 250
# A parser looks through all that is open at every tag: two hundred thousand open ones take it half a minute.
_MOST_OPEN = 10_000
_LARGEST = 16_000_000
_KEEPS_OPEN = re.compile(
    r"<(/?)(?:div|span|section|article|ul|ol|dl|table|blockquote|font|a|b|i|u|em|strong|form|svg)\b", re.I
)
_BLOCK_DISPLAYS = frozenset("block flex grid table list-item table-row table-cell flow-root".split())


def parsed(source: str) -> LexborHTMLParser:
    """The page as a tree. Raises Unreadable if it is larger or nested more deeply than any page that people read."""
    if len(source) > _LARGEST or _is_deep(source):
        raise Unreadable(TOO_COMPLEX)
    try:
        return LexborHTMLParser(source)
    except SelectolaxError as error:  # Browsers parse anything, and so does this until memory runs out.
        raise Unreadable(TOO_COMPLEX) from error


def _is_deep(source: str) -> bool:
    depth = 0
    if source.count("<") > _MOST_OPEN:
        for tag in _KEEPS_OPEN.finditer(source):
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _MOST_OPEN:
                return True
    return False


def leave_what_shows(tree: LexborHTMLParser, leave_out: Callable[[LexborNode], bool]) -> frozenset[int]:
    """Take away what no visitor sees and what is left out; give the words that are shown as blocks."""
    styles, opened = Styles(tree), panels(tree)
    shown_as_blocks: set[int] = set()
    # Judged before anything is taken away: how much a part holds depends on all of it.
    waiting = [(tree.root, Look(), 0)]
    going: list[LexborNode] = []
    while waiting:
        node, above, depth = waiting.pop()
        if node is None:
            continue
        if depth > _DEEPEST:
            raise Unreadable(TOO_COMPLEX)
        style, attributes = styles.of(node), node.attributes
        if never_text(node) or leave_out(node) or (gone(style, attributes) and node.mem_id not in opened):
            going.append(node)
            continue
        look = within(above, style, attributes)
        if style.get("display", "").split(" ")[0] in _BLOCK_DISPLAYS:
            shown_as_blocks.add(node.mem_id)
        for child in node.iter(include_text=True):
            if not child.is_text_node:
                waiting.append((child, look, depth + 1))
            elif not look.shows:
                going.append(child)
    for node in going:
        node.decompose()
    return frozenset(shown_as_blocks)
