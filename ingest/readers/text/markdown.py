"""Markdown, with or without YAML front matter."""

from __future__ import annotations

import re

import yaml

from ingest.readers.decoding import decode_text
from ingest.readers.reading import Reading, Unreadable, reading
from ingest.readers.visible import clean
from knowledge import front_matter

_LONGEST_FRONT = 64_000
_DEEPEST_FRONT = 20
# libyaml, where it is there, is eight times as fast; both load plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")


def read(content: bytes) -> Reading:
    """The text as it stands, with its front matter, and the front matter as metadata."""
    text = clean(decode_text(content))
    if front_matter.is_never_closed(text):
        raise Unreadable("The front matter that starts on line 1 is never closed with '---'.")
    ends = front_matter.end_of(text)
    metadata = _mapping(text[ends[0] : ends[1]]) if ends else {}
    body = text[ends[2] :] if ends else text
    if not clean(body).strip():
        raise Unreadable("The file has no text.")
    title = metadata.get("title")
    return reading(str(title) if title else _first_heading(body), text, metadata)


def _mapping(front: str) -> dict[str, object]:
    try:
        _refuse_bombs(front)
        found: object = yaml.load(front, Loader=_LOADER)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        raise _broken(error.problem_mark.line if error.problem_mark else 0, error.problem) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable(f"The front matter is not valid YAML: {error}.") from error
    if not isinstance(found, dict):
        raise Unreadable("The front matter is not a list of names and values.")
    return {str(key): value for key, value in found.items()}


def _refuse_bombs(front: str) -> None:
    if len(front) > _LONGEST_FRONT:
        raise Unreadable(f"The front matter is longer than {_LONGEST_FRONT} characters.")
    depth = 0
    # A dozen lines of aliases to aliases stand for billions of values; nesting takes quadratic time.
    for event in yaml.parse(front, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST_FRONT:
            raise Unreadable("The front matter is nested too deeply.")
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line if event.start_mark else 0
            raise _broken(line, "it refers to another value with '*'")


def _broken(line: int, problem: str | None) -> Unreadable:
    # Counted from 1, below the opening '---'.
    return Unreadable(f"The front matter is not valid YAML on line {line + 2}: {problem or 'unclear'}.")


def _first_heading(text: str) -> str | None:
    fence = ""
    above = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            if heading := _HEADING.match(line):
                return heading[1]
            if above and _UNDERLINE.match(line):
                return above
        above = "" if fence else line.strip()
    return None
