"""JSON-LD, also as people mangle it: in comments, with commas too many, with bare line ends, cut off."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from ingest.readers.html.things import Thing

_LONGEST = 2_000_000
_LONGEST_REPAIR = 150_000
"""Repair takes the square of the length: half a second for this much."""
_DEEPEST = 14
_MOST_SCRIPTS = 100
_WRAPPING = re.compile(
    r"\A[\s;]*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*.*?\*/)?|(?:(?://\s*)?(?:-->|\]\]>))?[\s;]*\Z", re.DOTALL
)
_COMMAS = re.compile(r",(?=\s*[}\]])")
_A_POSTING = re.compile(r"[\"'](?:https?://schema\.org/)?JobPosting[\"']")
_PAIR = re.compile(
    r"[\"'](title|datePosted|validThrough|employmentType|jobLocationType|addressLocality|addressCountry|url)[\"']\s*:\s*"
    r"[\"\[\s]*\"([^\"\n<>{}]{1,300})\""
)
_DESCRIPTION = re.compile(r"[\"']description[\"']\s*:\s*\"((?:[^\"\\]|\\.){1,50000})\"", re.DOTALL)
_EMPLOYER = re.compile(
    r"[\"']hiringOrganization[\"']\s*:\s*(?:\{[^{}]{0,400}?[\"']name[\"']\s*:\s*)?\"([^\"\n<>{}]{1,200})\""
)


@dataclass(slots=True)
class _Graph:
    """The things that others refer to by name, and how much may still be told."""

    nodes: Mapping[str, Mapping[str, object]]
    left: int = 200_000
    """A page of a hundred lines can refer to itself a billion times."""


def things(tree: LexborHTMLParser) -> Iterator[Thing]:
    """What the scripts of a page describe, references between them followed."""
    texts = [script.text() for script in tree.css("script[type*='ld+json' i]")[:_MOST_SCRIPTS]]
    found = [data if (data := parsed(text)) is not None else _salvaged(text) for text in texts]
    nodes = {str(node["@id"]): node for data in found for node in _nodes(data) if "@id" in node and len(node) > 1}
    graph = _Graph(nodes)
    for data in found:
        for node in _roots(data):
            yield _thing(node, graph, 0)


def of(data: object) -> Iterator[Thing]:
    """What a piece of JSON-LD describes that is already parsed."""
    for node in _roots(data):
        yield _thing(node, _Graph({}), 0)


def parsed(script: str) -> object:
    """The data of a script, repaired where a tolerant reader can; None where nobody can."""
    if len(script) > _LONGEST:
        return None
    text = script.strip().lstrip("\ufeff")
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    for mend in (str, _trimmed):
        try:
            return _only_data(json.loads(mend(text), strict=False))
        except (ValueError, RecursionError):
            continue
    return _repaired(text)


def _trimmed(text: str) -> str:
    return _COMMAS.sub("", _WRAPPING.sub("", text))


def _repaired(text: str) -> object:
    # Needed by few pages, which no others should wait for.
    from json_repair import loads

    if len(text) > _LONGEST_REPAIR or "{" not in text:
        return None
    try:
        return _only_data(loads(text[text.index("{") if text.lstrip()[:1] != "[" else 0 :], skip_json_loads=True))
    except (ValueError, RecursionError, TypeError, IndexError):
        return None


def _salvaged(text: str) -> object:
    """Of a posting that no one can parse, the fields that can still be made out."""
    start = _A_POSTING.search(text)
    if start is None:
        return None
    # The posting may begin a little before it says what it is.
    said = text[max(0, start.start() - 5_000) : start.start() + 50_000]
    found: dict[str, object] = {"@type": "JobPosting"}
    for name, value in _PAIR.findall(said):
        found.setdefault(name, value)
    if description := _DESCRIPTION.search(said):
        found["description"] = description[1].replace("\\n", "\n").replace('\\"', '"').replace("\\/", "/")
    if employer := _EMPLOYER.search(said):
        found["hiringOrganization"] = employer[1]
    address = {name: found.pop(name) for name in ("addressLocality", "addressCountry") if name in found}
    if address:
        found["jobLocation"] = address
    return found


def _only_data(data: object) -> object:
    return data if isinstance(data, dict | list) else None


def _nodes(data: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _nodes(value, depth + 1)


def _roots(data: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    if isinstance(data, list) and depth < _DEEPEST:
        for item in data:
            yield from _roots(item, depth + 1)
    elif isinstance(data, dict):
        if "@graph" in data:
            yield from _roots(data["@graph"], depth + 1)
        if "@type" in data or "@graph" not in data:
            yield data


def _thing(node: Mapping[str, object], graph: _Graph, depth: int) -> Thing:
    graph.left -= 1 + sum(len(value) if isinstance(value, list) else 1 for value in node.values())
    kinds = node.get("@type") or node.get("type")
    types = frozenset(_local(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str))
    properties = {
        _local(name): tuple(_values(value, graph, depth + 1))
        for name, value in node.items()
        if name not in ("@context", "@graph", "@type")
    }
    return Thing(types, {name: values for name, values in properties.items() if values})


def _values(value: object, graph: _Graph, depth: int) -> Iterator[object]:
    match value:
        case _ if depth > _DEEPEST or graph.left < 0:
            return
        case str() | int() | float():
            yield value
        case list():
            for item in value:
                yield from _values(item, graph, depth + 1)
        case dict() if "@value" in value:
            yield from _values(value["@value"], graph, depth + 1)
        case dict() if set(value) == {"@id"}:
            meant = graph.nodes.get(str(value["@id"]))
            # Two things may name each other: what is followed is not followed on for ever.
            yield _thing(meant, graph, depth + 4) if meant else str(value["@id"])
        case dict():
            yield _thing(value, graph, depth + 1)
        case _:
            return


def _local(name: str) -> str:
    """`http://schema.org/JobPosting` and `schema:JobPosting` are `JobPosting`."""
    return name if name.startswith("@") else re.split(r"[/:#]", name.strip().rstrip("/"))[-1]
