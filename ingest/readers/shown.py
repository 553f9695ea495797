"""What of a parsed page shows: the tree without what no visitor sees."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ingest.readers.chrome import never_text
from ingest.readers.reading import TOO_COMPLEX, Unreadable
from ingest.readers.sight import Look, gone, within
from ingest.readers.styles import Styles

_DEEPEST = 250
_BLOCK_DISPLAYS = frozenset("block flex grid table list-item table-row table-cell flow-root".split())


def parsed(source: str) -> LexborHTMLParser:
    """The page as a tree."""
    try:
        return LexborHTMLParser(source)
    except SelectolaxError as error:  # Browsers parse anything, and so does this until memory runs out.
        raise Unreadable(TOO_COMPLEX) from error


def leave_what_shows(tree: LexborHTMLParser, leave_out: Callable[[LexborNode], bool]) -> frozenset[int]:
    """Take away what no visitor sees and what is left out; give the words that are shown as blocks."""
    styles = Styles(tree)
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
        if never_text(node) or leave_out(node) or gone(style, attributes):
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
