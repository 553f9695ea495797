"""The lines and the shades that a PDF page draws around its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

Point = tuple[float, float]

_THIN = 3.0
"""Points: a rectangle that is no thicker is a line."""
_STRAIGHT = 0.7
_SHORT = 4.0
_SAME = 1.5
"""Points within which two lines lie on one another."""
_BROKEN = 3.0
"""Points that a line may be interrupted for where another crosses it."""
_FEWEST_BANDS = 2
_MOST = 6_000
"""What draws more lines on a page is a picture."""
_MOST_LINES, _MOST_FILLS = 400, 200
_STROKES = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_COLOURS = frozenset((b"g", b"rg", b"k", b"sc", b"scn"))
_WHITE = 0.97


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across the page or down it: where it lies, and from where to where it goes."""

    at: float
    start: float
    end: float

    def reaches(self, place: float, slack: float = 0.0) -> bool:
        """Whether it goes past a place."""
        return self.start - slack <= place <= self.end + slack


@dataclass(frozen=True, slots=True)
class Fill:
    """A rectangle of one colour that is not white."""

    left: float
    bottom: float
    right: float
    top: float
    colour: str


@dataclass(frozen=True, slots=True)
class Rulings:
    """All of a page; nothing of one that is full of them, which is a picture."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    fills: tuple[Fill, ...] = ()

    def shade(self, x: float, y: float) -> str:
        """The colour behind a place: of several, what was drawn last."""
        behind = (
            fill for fill in reversed(self.fills) if fill.left <= x <= fill.right and fill.bottom <= y <= fill.top
        )
        return next((fill.colour for fill in behind), "")


def bands(across: Sequence[Rule]) -> list[list[Rule]]:
    """Lines above one another that begin and end at the same places, at least three, from above."""
    found: list[list[Rule]] = []
    for rule in sorted(across, key=lambda rule: -rule.at):
        beside = (each for each in found if abs(each[0].start - rule.start) + abs(each[0].end - rule.end) <= 2 * _THIN)
        if (ladder := next(beside, None)) is None:
            found.append([rule])
        else:
            ladder.append(rule)
    return [ladder for ladder in found if len(ladder) >= _FEWEST_BANDS + 1]


class Drawing:
    """Hears the operators of a page that draw, and tells what they drew."""

    def __init__(self) -> None:
        self._lines: list[tuple[Point, Point]] = []
        self._fills: list[Fill] = []
        self._path: list[list[Point]] = []
        self._bent = False
        self._colour: tuple[float, ...] = (0.0,)
        self._kept: list[tuple[float, ...]] = []

    def note(self, operator: bytes, operands: Any, matrix: Sequence[float]) -> None:
        """Take one operator; what is damaged draws nothing."""
        if len(self._lines) <= _MOST:
            with suppress(TypeError, ValueError, IndexError):
                self._note(operator, operands, matrix)

    def _note(self, operator: bytes, operands: Any, matrix: Sequence[float]) -> None:
        if operator in (b"m", b"l"):
            point = _placed(float(operands[0]), float(operands[1]), matrix)
            if operator == b"m" or not self._path:
                self._path.append([])
            self._path[-1].append(point)
        elif operator == b"re":
            x, y, wide, high = map(float, operands[:4])
            corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y))
            self._path.append([_placed(*corner, matrix) for corner in corners])
        elif operator in (b"c", b"v", b"y"):
            self._bent = True
        elif operator == b"h" and self._path:
            self._path[-1].append(self._path[-1][0])
        elif operator in _STROKES or operator in _FILLS or operator == b"n":
            self._paint(operator)
        elif operator in _COLOURS:
            self._colour = tuple(float(part) for part in operands if isinstance(part, int | float))
        elif operator == b"q":
            self._kept.append(self._colour)
        elif operator == b"Q" and self._kept:
            self._colour = self._kept.pop()

    def _paint(self, operator: bytes) -> None:
        path, bent, self._path, self._bent = self._path, self._bent, [], False
        if operator == b"s" and path:
            path[-1].append(path[-1][0])
        for points in path if not bent and len(path) <= _MOST else ():
            if operator in _FILLS and len(points) >= 4 and not _is_white(self._colour):
                self._fill(points)
            if operator in _STROKES:
                self._lines += [(a, b) for a, b in pairwise(points)]

    def _fill(self, points: Sequence[Point]) -> None:
        if any(min(abs(a[0] - b[0]), abs(a[1] - b[1])) > _STRAIGHT for a, b in pairwise(points)):
            return
        (left, *_, right), (bottom, *_, top) = sorted(x for x, _ in points), sorted(y for _, y in points)
        if min(right - left, top - bottom) > _THIN:
            self._fills.append(Fill(left, bottom, right, top, repr(self._colour)))
        elif right - left >= top - bottom:
            self._lines.append(((left, (bottom + top) / 2), (right, (bottom + top) / 2)))
        else:
            self._lines.append((((left + right) / 2, bottom), ((left + right) / 2, top)))

    def rulings(self, way: int) -> Rulings:
        """What was drawn, as one sees it whose text runs that way."""
        if len(self._lines) > _MOST:
            return Rulings()
        lines = [(turned(*a, way), turned(*b, way)) for a, b in self._lines]
        across = _joined(Rule((a[1] + b[1]) / 2, *sorted((a[0], b[0]))) for a, b in lines if _is_level(a, b))
        down = _joined(Rule((a[0] + b[0]) / 2, *sorted((a[1], b[1]))) for a, b in lines if _is_level(a[::-1], b[::-1]))
        fills = [_turned(fill, way) for fill in self._fills] if len(self._fills) <= _MOST_FILLS else []
        few = len(across) <= _MOST_LINES and len(down) <= _MOST_LINES
        return Rulings(tuple(across), tuple(down), tuple(fills)) if few else Rulings(fills=tuple(fills))


def turned(x: float, y: float, way: int) -> Point:
    """A place on a page that is turned so that its text runs from left to right."""
    return {0: (x, y), 90: (y, -x), 270: (-y, x), 180: (-x, -y)}[way]


def _turned(fill: Fill, way: int) -> Fill:
    one, other = turned(fill.left, fill.bottom, way), turned(fill.right, fill.top, way)
    (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return replace(fill, left=left, bottom=bottom, right=right, top=top)


def _placed(x: float, y: float, matrix: Sequence[float]) -> Point:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _is_level(a: Point, b: Point) -> bool:
    return abs(a[1] - b[1]) <= _STRAIGHT and abs(a[0] - b[0]) >= _SHORT


def _is_white(colour: Sequence[float]) -> bool:
    """Of grey and red, green and blue; ink is white where there is none."""
    if len(colour) == 4:
        return all(part <= 1 - _WHITE for part in colour)
    return bool(colour) and all(part >= _WHITE for part in colour)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines that go on where another ended, or lie on it, as one."""
    found: list[Rule] = []
    for level in _levels(sorted(rules, key=lambda rule: rule.at)):
        whole: Rule | None = None
        for rule in sorted(level, key=lambda rule: rule.start):
            if whole is not None and rule.start <= whole.end + _BROKEN:
                whole = replace(whole, end=max(whole.end, rule.end))
                continue
            if whole is not None:
                found.append(whole)
            whole = rule
        if whole is not None:
            found.append(whole)
    return found


def _levels(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    level: list[Rule] = []
    for rule in rules:
        if level and rule.at - level[0].at > _SAME:
            yield level
            level = []
        level.append(rule)
    if level:
        yield level
