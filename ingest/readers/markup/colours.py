"""Colours of a page, as far as it takes to see whether ink shows on paper."""

from __future__ import annotations

import colorsys
import re

Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

_TOO_CLOSE = 20
_NAMED: dict[str, Colour] = {
    "white": WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240), "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245), "floralwhite": (255, 250, 240), "mintcream": (245, 255, 250),
    "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "seashell": (255, 245, 238),
    "black": BLACK, "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "gainsboro": (220, 220, 220),
    "darkgray": (169, 169, 169), "darkgrey": (169, 169, 169), "red": (255, 0, 0), "green": (0, 128, 0),
    "lime": (0, 255, 0), "blue": (0, 0, 255), "navy": (0, 0, 128), "yellow": (255, 255, 0),
    "orange": (255, 165, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "maroon": (128, 0, 0),
    "olive": (128, 128, 0), "aqua": (0, 255, 255), "cyan": (0, 255, 255), "fuchsia": (255, 0, 255),
    "magenta": (255, 0, 255), "pink": (255, 192, 203), "beige": (245, 245, 220), "brown": (165, 42, 42),
}  # fmt: skip
_WORD = re.compile(r"(?<![\w#(-])[a-z]+(?![\w(-])")
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-f])")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
_FULL = {"rgb": (255, 255, 255, 1), "hsl": (360, 1, 1, 1)}


def parse(value: str) -> tuple[Colour, float] | None:
    """The first colour in a CSS value with its opacity, if there is one that we know."""
    if found := _HEX.search(value):
        return _from_hex(found[1])
    if found := _FUNCTION.search(value):
        return _from_function(found[1], found[2])
    for word in _WORD.findall(value):
        if word == "transparent":
            return BLACK, 0
        if word in _NAMED:
            return _NAMED[word], 1
    return None


def too_close(ink: Colour, paper: Colour) -> bool:
    """Whether letters of one colour cannot be read on the other."""
    return max(abs(one - other) for one, other in zip(ink, paper, strict=True)) <= _TOO_CLOSE


def _from_hex(digits: str) -> tuple[Colour, float]:
    full = digits if len(digits) > 4 else "".join(digit * 2 for digit in digits)
    red, green, blue, *alpha = bytes.fromhex(full)
    return (red, green, blue), alpha[0] / 255 if alpha else 1


def _from_function(model: str, inside: str) -> tuple[Colour, float] | None:
    parts = [part for part in re.split(r"[\s,/]+", inside.strip()) if part]
    try:
        numbers = [_number(part, full) for part, full in zip(parts, _FULL[model], strict=False)]
    except ValueError:
        return None
    if len(numbers) < 3:
        return None
    alpha = numbers[3] if len(numbers) > 3 else 1
    if model == "rgb":
        return (numbers[0], numbers[1], numbers[2]), alpha
    red, green, blue = colorsys.hls_to_rgb(numbers[0] / 360, numbers[2], numbers[1])
    return (red * 255, green * 255, blue * 255), alpha


def _number(part: str, full: float) -> float:
    return float(part[:-1]) / 100 * full if part.endswith("%") else float(part.removesuffix("deg"))
