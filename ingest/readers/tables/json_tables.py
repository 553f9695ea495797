"""JSON of no known kind: what schema.org describes, and lists of things with named values, each a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from ingest.readers import html
from ingest.readers.html import jsonld
from ingest.readers.reading import TOO_COMPLEX, Reading, Unreadable, reading
from ingest.readers.tables.spreadsheets import Rows, readings_of

_LARGEST = 20 * 2**20
_DEEPEST = 6
_MOST_NAMES = 40
_LONGEST_LIST = 12
_LONGEST_FACT = 300
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_VALID = "The file is no valid JSON."
_NO_LIST = "The file is JSON without a list of things that have names and values."


def read_all(stream: BinaryIO, address: str) -> Iterator[Reading]:
    """A Reading for each vacancy, course or event that it describes, else one for each list, or for the one thing
    that it is. Raises Unreadable with the reason."""
    content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise Unreadable(TOO_COMPLEX)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(_NOT_VALID) from error
    described = _described(data, address)
    if described:
        yield from described
        return
    path = urlsplit(address).path if "://" in address else address
    stem = PurePosixPath(path).stem
    tables = [table for table in _tables(data, (stem,)) if len(table.rows) > 1]
    if tables:
        yield from readings_of(tables)
    elif facts := _facts(data):
        yield reading(None, "\n".join(f"- {name}: {value}" for name, value in facts), {"id": stem or "facts"})
    else:
        raise Unreadable(_NO_LIST)


def _described(data: object, address: str) -> list[Reading]:
    """What schema.org's words in it describe, read as a page reads them."""
    if not any(thing.types for thing in jsonld.of(data)):
        return []
    # A page is where such data usually stands; nothing in it may end the script that it stands in.
    script = json.dumps(data, ensure_ascii=True).replace("</", "<\\/")
    page = f'<html><head><script type="application/ld+json">{script}</script></head><body></body></html>'
    try:
        found = [found for found in html.readings(page.encode(), address) if found.metadata.get("kind")]
    except Unreadable:
        return []
    nodes = {str(node.get("name") or node.get("title")): node for node in _nodes(data)}
    return [_in_words(one, nodes.get(str(one.title), {})) for one in found]


def _in_words(found: Reading, node: Mapping[str, object]) -> Reading:
    """A record with all that it says, so that an answer can quote it."""
    facts = {_label(name): str(value) for name, value in _flat(node).items() if name not in ("name", "title")}
    if "price" in facts and (currency := facts.pop("price currency", "")):
        facts["price"] = f"{facts['price']} {currency}"
    lines = [f"- {name}: {' '.join(value.split())}" for name, value in facts.items() if len(value) <= _LONGEST_FACT]
    text = "\n\n".join(part for part in (found.text.strip(), "\n".join(lines)) if part)
    return replace(found, text=reading(found.title, text).text)


def _nodes(data: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    if isinstance(data, dict):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        if depth < _DEEPEST:
            yield from _nodes(inner, depth + 1)


def _label(name: str) -> str:
    """`hasCourseInstance startDate` is the start date, and `instructor name` the instructor."""
    *above, last = name.split()
    word = above[-1] if above and last in ("name", "url") else last
    return _CAPITAL.sub(" ", word).lower().replace("_", " ")


def _tables(data: object, names: tuple[str, ...], depth: int = 0) -> Iterator[Rows]:
    """Every list of things in it, named by what it stands under."""
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        things = [thing for thing in data if isinstance(thing, dict)]
        if things and len(things) == len(data):
            yield _table([_flat(thing) for thing in things], names)
    elif isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, list | dict):
                yield from _tables(value, (_worded(str(name)), *names), depth + 1)


def _table(things: Sequence[Mapping[str, object]], names: tuple[str, ...]) -> Rows:
    columns = list(dict.fromkeys(name for thing in things for name in thing))[:_MOST_NAMES]
    rows: list[list[object]] = [[_worded(name) for name in columns]]
    rows += [[thing.get(name) for name in columns] for thing in things]
    return Rows(names, rows)


def _flat(thing: Mapping[str, object], before: str = "", depth: int = 0) -> dict[str, object]:
    """The values of a thing by their names; of a thing within it, by both."""
    found: dict[str, object] = {}
    for name, value in thing.items():
        if str(name).startswith(("@", "$")):
            continue
        named = f"{before} {name}" if before else str(name)
        if isinstance(value, dict) and depth < _DEEPEST:
            found |= _flat(value, named, depth + 1)
        elif (said := _said(value)) is not None:
            found[named] = said
    return found


def _said(value: object) -> str | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case str() | int() | float():
            return str(value)
        case list():
            parts = [
                said for item in value[:_LONGEST_LIST] if not isinstance(item, list | dict) and (said := _said(item))
            ]
            return ", ".join(parts) or None
        case _:
            return None


def _facts(data: object) -> list[tuple[str, str]]:
    if not isinstance(data, dict):
        return []
    return [(_worded(name), " ".join(str(value).split())) for name, value in _flat(data).items() if str(value).strip()]


def _worded(name: str) -> str:
    return name.replace("_", " ").strip()
