"""The description of a posting, as HTML or as plain text, to Markdown in which nothing can act."""

from __future__ import annotations

import html
import re

from ingest.readers.inert import inert
from ingest.readers.markup.blocks import Page
from ingest.readers.markup.chrome import never_text
from ingest.readers.markup.shown import leave_what_shows, parsed
from ingest.readers.reading import TOO_COMPLEX, Unreadable
from ingest.readers.visible import clean

LONGEST = 200_000
"""Letters of a description that are read: ten times the longest vacancy seen."""
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>|<!--")
_ESCAPED_TAG = re.compile(r"&(?:amp;)*(?:lt|#0*60|#x0*3c);/?[a-zA-Z!]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BULLET = re.compile(r"^[ \t]*[•‣▪●○◦■□·*–][ \t]+", re.MULTILINE)
_MANY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_FORMULA = re.compile(r"\A(?:[=@\t]+|[+-](?=[A-Za-z(@=]))+")


def markdown(fragment: object) -> str:
    """The words of a fragment that show, in their order; empty for what is no text."""
    if not isinstance(fragment, str):
        return ""
    source = _unescaped(fragment[: 2 * LONGEST])
    if not _TAG.search(source):
        return inert(_plain(html.unescape(source)))
    tree = parsed(f"<!doctype html><body>{source[:LONGEST]}</body>")
    shown_as_blocks = leave_what_shows(tree, never_text)
    if tree.body is None:
        raise Unreadable(TOO_COMPLEX)
    return inert(Page(tree.body, shown_as_blocks).markdown())


def line(value: object, most: int = 300) -> str | None:
    """A value as one line of plain text, or None where it has no letter that shows."""
    match value:
        case bool() | None:
            return None
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case str():
            text = value[: 50 * most]
        case _:
            return None
    for _ in range(3):
        if not _ENTITY.search(text) and not _TAG.search(text):
            break
        text = _TAG.sub(" ", _SCRIPTS.sub(" ", html.unescape(text)))
    text = " ".join(clean(inert(text)).split())
    text = _FORMULA.sub("", text).strip()
    return (text if len(text) <= most else text[:most].rsplit(" ", 1)[0]) or None


_SCRIPTS = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


def _unescaped(source: str) -> str:
    """Markup that was escaped on its way, once or twice, as markup again."""
    for _ in range(3):
        if _TAG.search(source) or not _ESCAPED_TAG.search(source):
            break
        source = html.unescape(source)
    return source


def _plain(text: str) -> str:
    lines = "\n".join(line.strip() for line in clean(text[:LONGEST]).split("\n"))
    return _MANY_LINES.sub("\n\n", _BULLET.sub("- ", lines)).strip()
