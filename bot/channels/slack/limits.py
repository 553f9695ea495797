"""How much Slack takes, and a long text in messages that each stay within it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKDOWN = 11_500
"""Characters of Markdown in one message: Slack refuses more than 12,000 in all its blocks together."""
TEXT = 3_900
"""Characters of a message's plain text, which is read out and shown in notifications."""
SECTION = 3_000
BUTTON = 75
VALUE = 2_000
TITLE = 24
"""Characters of a modal's title and of its buttons."""
BLOCKS = 50
VIEW_BLOCKS = 100
CONTEXT = 10
PROMPTS = 4
_PARTS = 14
"""Headings, rules and tables of one message: Slack makes blocks of each and of what stands between, 50 at most."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}(#{1,6}\s|(-{3,}|\*{3,}|_{3,})\s*$)")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")


def cut(text: str, most: int) -> str:
    """A text that is not longer than Slack takes, with a sign that it was."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Block:
    """What belongs together: a paragraph, a list, a table, a fence of code."""

    lines: tuple[str, ...]
    opened: tuple[str, ...] = ()
    """What every piece of it has to begin with: the head of a table, the opening of a fence."""
    closed: str = ""

    @property
    def text(self) -> str:
        return "\n".join([*self.opened, *self.lines, *([self.closed] if self.closed else [])])

    @property
    def parts(self) -> int:
        """The headings, rules and tables in it."""
        if len(self.opened) == 1:
            return 0
        return len(self.opened) // 2 + sum(bool(_RULE.match(line)) for line in self.lines)


def split(text: str, most: int = MARKDOWN) -> list[str]:
    """A Markdown text in pieces for a message each: cut between paragraphs, else lines, else words. A fence or a
    table that is cut is opened anew; one that was never closed is closed. Nothing but blank lines is lost."""
    pieces: list[list[str]] = [[]]
    size = parts = 0
    for block in (small for whole in _blocks(text) for small in _broken(whole, most)):
        length = len(block.text) + 2
        if pieces[-1] and (size + length > most + 2 or parts + block.parts > _PARTS):
            pieces.append([])
            size = parts = 0
        pieces[-1].append(block.text)
        size, parts = size + length, parts + block.parts
    return ["\n\n".join(piece) for piece in pieces if piece]


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence:
            end = _end_of_fence(lines, at + 1, fence[1])
            yield _Block(tuple(lines[at + 1 : end]), (lines[at],), fence[1])
            at = end + 1
        elif _is_table(lines, at):
            end = _end(lines, at + 2)
            yield _Block(tuple(lines[at + 2 : end]), (lines[at], lines[at + 1]))
            at = end
        elif lines[at].strip():
            end = _end(lines, at + 1)
            yield _Block(tuple(lines[at:end]))
            at = end
        else:
            at += 1


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    closing = (at for at in range(start, len(lines)) if lines[at].strip().startswith(fence))
    return next((at for at in closing if not lines[at].strip().strip(fence[0])), len(lines))


def _end(lines: list[str], start: int) -> int:
    ends = (at for at in range(start, len(lines)) if not lines[at].strip() or _FENCE.match(lines[at]))
    tables = (at for at in range(start, len(lines)) if _is_table(lines, at))
    first = next(ends, len(lines))
    return min(first, next((at for at in tables if at < first), first))


def _is_table(lines: list[str], at: int) -> bool:
    return "|" in lines[at] and at + 1 < len(lines) and "-" in lines[at + 1] and bool(_TABLE_RULE.match(lines[at + 1]))


def _broken(block: _Block, most: int) -> Iterator[_Block]:
    """A block in pieces that each fit; as it is where it fits already."""
    if len(block.text) <= most and block.parts <= _PARTS:
        yield block
        return
    around = len("\n".join([*block.opened, block.closed])) + 2
    if around > most // 2:
        # An opening as long as this opens nothing that is worth opening again.
        block, around = _Block((*block.opened, *block.lines)), 0
    held: list[str] = []
    size = parts = 0
    for line in (piece for whole in block.lines for piece in _lines(whole, most - around)):
        ruled = bool(_RULE.match(line))
        if held and (size + len(line) + 1 > most - around or parts + ruled >= _PARTS):
            yield _Block(tuple(held), block.opened, block.closed)
            held, size, parts = [], 0, 0
        held.append(line)
        size, parts = size + len(line) + 1, parts + ruled
    if held:
        yield _Block(tuple(held), block.opened, block.closed)


def _lines(line: str, most: int) -> Iterator[str]:
    while len(line) > most:
        at = _break(line, most)
        yield line[:at].rstrip()
        line = line[at:].lstrip()
    yield line


def _break(line: str, most: int) -> int:
    """Where a line may be cut: after a sentence, else between words, else anywhere but inside of `&amp;`."""
    for ending in (". ", " "):
        at = line.rfind(ending, most // 2, most - 1)
        if at > 0:
            return at + len(ending)
    entity = line.rfind("&", most - 6, most)
    return entity if entity > 0 and ";" not in line[entity:most] else most
