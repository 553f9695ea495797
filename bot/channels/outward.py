"""Links on our own pages: they lead to the web or to a page of ours, and never under another address's name (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from markdown_it.token import Token

REL = "noopener noreferrer nofollow ugc"
_WEB = re.compile(r"https?://", re.IGNORECASE)
# A slash alone: two, or one and what browsers read as a second, lead to another host.
_OURS = re.compile(r"/(?![/\\\s])|#")
_LIKE_AN_ADDRESS = re.compile(r"[^\W\d_][.\u2024\u3002\uff0e][^\W\d_]|://|@")


def link(address: str, words: str) -> str:
    """A link as HTML; the words alone for an address that no link may lead to."""
    if not _may_lead(address):
        return escape(words)
    return f'<a href="{escape(address, quote=True)}" rel="{REL}">{escape(words)}{escape(_truly(address, words))}</a>'


def honest(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a Markdown text, in which every link may lead where it leads and says so."""
    for token in tokens:
        if token.children:
            token.children = _within(token.children)
    return list(tokens)


def _within(tokens: Sequence[Token]) -> list[Token]:
    told: list[Token] = []
    address, words = "", ""
    for token in tokens:
        if token.type == "link_open":
            address, words = str(token.attrGet("href") or ""), ""
            if not _may_lead(address):
                continue
            token.attrSet("rel", REL)
        elif token.type == "link_close":
            if not _may_lead(address):
                continue
            told.append(Token("text", "", 0, content=_truly(address, words)))
        else:
            words += token.content
        told.append(token)
    return told


def _may_lead(address: str) -> bool:
    return bool(_WEB.match(address) or _OURS.match(address)) and _host(address) is not None


def _truly(address: str, words: str) -> str:
    """Where a link leads, if its words speak of an address that is another one."""
    host = _host(address)
    if not host or not _LIKE_AN_ADDRESS.search(words):
        return ""
    same = re.match(
        rf"(?:https?://)?(?:www\.)?{re.escape(host.removeprefix('www.'))}(?=[/?#:]|$)", words.strip().lower()
    )
    return "" if same else f" ({host})"


def _host(address: str) -> str | None:
    """The host as it is asked for, in ASCII; empty for our own pages, None for an address that is none."""
    try:
        parts: Any = urlsplit(address)
        if parts.username is not None:
            return None
        return (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return None
