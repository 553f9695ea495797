"""XML that is read element by element: without entities, without the network, without holding the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ingest.readers.feeds.mended import Mended
from ingest.readers.feeds.streams import Readable
from ingest.readers.reading import Unreadable

Element = Any
"""An lxml element, for which there are no types."""

BROKEN_OFF = "The feed breaks off or is not valid XML: what follows the break was not read."
_DECLARES = "The feed declares a document type or entities of its own, which no feed needs."
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the elements and before them: the name of the outermost, and short texts by their names."""

    root: str
    texts: dict[str, str]


def elements(stream: Readable, names: Collection[str]) -> Iterator[tuple[Element, Around]]:
    """Each element of these local names, with what is known of the document by then.

    An element is emptied once the next is asked for. Unreadable after the last whole one if the document breaks off.
    """
    around: Around | None = None
    depth = 0
    inside = 0
    try:
        for event, node in etree.iterparse(
            Mended(stream),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",
        ):
            name = local(node)
            if event == "start":
                depth += 1
                inside += name in names
                if around is None:
                    _refuse_declarations(node)
                    around = Around(name, {})
                if depth > _DEEPEST:
                    raise Unreadable("The feed is nested too deeply.")
                continue
            depth -= 1
            if name in names:
                inside -= 1
                if inside == 0 and around:
                    yield node, around
            if inside == 0:
                if around and depth <= 2:
                    _remember(node, name, around)
                _forget(node)
    except etree.LxmlError as error:
        raise Unreadable(BROKEN_OFF) from error
    if around is None:
        raise Unreadable("The feed is empty.")


def local(node: Element) -> str:
    """The name of an element without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def space(node: Element) -> str:
    """The namespace of an element."""
    return node.tag.rpartition("}")[0].lstrip("{").lower() if isinstance(node.tag, str) else ""


def text(node: Element) -> str:
    """All the text in an element."""
    return "".join(node.itertext(with_tail=False)).strip()


def _refuse_declarations(root: Element) -> None:
    if root.getroottree().docinfo.doctype:
        raise Unreadable(_DECLARES)


def _remember(node: Element, name: str, around: Around) -> None:
    said = (node.get("href") if name == "link" and node.get("rel") in (None, "alternate") else None) or text(node)
    if said and len(said) <= 300:
        around.texts.setdefault(name, said)


def _forget(node: Element) -> None:
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
