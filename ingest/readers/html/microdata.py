"""Microdata, and RDFa Lite, which says the same with other attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers.html.things import Thing

_DEEPEST = 60
_MOST = 20_000
_LONGEST = 4_000
_VALUES = {
    "a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src", "source": "src",
    "iframe": "src", "embed": "src", "object": "data", "data": "value", "meter": "value", "time": "datetime",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Dialect:
    scope: str
    kind: str
    name: str


_DIALECTS = (_Dialect("itemscope", "itemtype", "itemprop"), _Dialect("typeof", "typeof", "property"))


def things(tree: LexborHTMLParser) -> Iterator[Thing]:
    """The outermost things that the elements of a page describe."""
    for dialect in _DIALECTS:
        # Without a vocabulary, a `property` is most often Open Graph's.
        if dialect.scope == "typeof" and tree.css_first("[vocab*='schema.org'], [typeof*='schema']") is None:
            continue
        for node in tree.css(f"[{dialect.scope}]")[:_MOST]:
            if dialect.name not in node.attributes:
                yield _Reader(tree, dialect).thing(node, 0)


class _Reader:
    def __init__(self, tree: LexborHTMLParser, dialect: _Dialect) -> None:
        self._tree, self._dialect = tree, dialect

    def thing(self, node: LexborNode, depth: int) -> Thing:
        kinds = (node.attributes.get(self._dialect.kind) or "").split()
        found: dict[str, list[object]] = {}
        referred = (node.attributes.get("itemref") or "").split()[:20]
        others = [
            other for name in referred if re.fullmatch(r"[\w-]+", name) for other in self._tree.css(f"[id='{name}']")
        ]
        for child in (*node.iter(), *others):
            self._collect(child, found, depth + 1)
        types = frozenset(re.split(r"[/:#]", kind.rstrip("/"))[-1] for kind in kinds)
        return Thing(types, {name: tuple(values) for name, values in found.items()})

    def _collect(self, node: LexborNode, found: dict[str, list[object]], depth: int) -> None:
        if depth > _DEEPEST:
            return
        attributes = node.attributes
        names = [re.split(r"[/:#]", name)[-1] for name in (attributes.get(self._dialect.name) or "").split()]
        own_thing = self._dialect.scope in attributes
        if names:
            value = self.thing(node, depth) if own_thing else _value(node)
            for name in names:
                found.setdefault(name, []).append(value)
        if not own_thing:
            for child in node.iter():
                self._collect(child, found, depth + 1)


def _value(node: LexborNode) -> str:
    attributes = node.attributes
    if "content" in attributes:
        return attributes["content"] or ""
    told = attributes.get(_VALUES.get(node.tag or "", ""))
    return told if told is not None else " ".join(node.text(separator=" ").split())[:_LONGEST]
