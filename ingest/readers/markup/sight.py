"""What a person sees of an element, given its styles and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ingest.readers.markup import colours
from ingest.readers.markup.colours import BLACK, WHITE, Colour
from ingest.readers.markup.styles import Style

Attributes = Mapping[str, str | None]

_TOO_SMALL = 2.0
_TOO_FAINT = 0.05
_FAR = 500.0
_PLACES = ("left", "top", "right", "bottom", "margin-left", "margin-top")
_LENGTH = re.compile(r"(-?(?:\d*\.)?\d+(?:e\d+)?)(px|pt|pc|em|rem|ex|ch|vw|vh|vmin|vmax|cm|mm|in|%)?")
_IN_PIXELS = {"pt": 4 / 3, "pc": 16, "em": 16, "rem": 16, "ex": 8, "ch": 8, "cm": 37.8, "mm": 3.78, "in": 96}
# Half a screen to the left is a way to centre, a whole one a way to hide.
_OF_THE_SCREEN = dict.fromkeys(("vw", "vh", "vmin", "vmax", "%"), 5.0)
_PIXELS = {None: 1.0, "px": 1.0} | _IN_PIXELS | _OF_THE_SCREEN
_SIZES = {"small": 13.0, "medium": 16.0, "large": 18.0, "initial": 16.0}


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look here: what an element hands down to the elements within it."""

    visible: bool = True
    size: float = 16.0
    indent: float = 0.0
    ink: Colour | None = BLACK
    """None is fully transparent."""
    paper: Colour | None = WHITE
    """None is a picture, or anything else that we cannot know."""

    @property
    def shows(self) -> bool:
        """Whether letters can be read here."""
        faint = self.paper is not None and (self.ink is None or colours.too_close(self.ink, self.paper))
        return self.visible and self.size > _TOO_SMALL and abs(self.indent) < _FAR and not faint


def within(above: Look, style: Style, attributes: Attributes) -> Look:
    """The look of an element inside another."""
    if not style and not attributes:
        return above
    return replace(
        above,
        visible=_visible(style.get("visibility", ""), above.visible),
        size=_size(style.get("font-size", ""), above.size),
        indent=pixels(style["text-indent"]) if "text-indent" in style else above.indent,
        ink=_ink(style, attributes, above.ink),
        paper=_paper(style, attributes, above.paper),
    )


def gone(style: Style, attributes: Attributes) -> bool:
    """Whether an element is hidden with all that it holds."""
    return (bool(style) and any(hides(style) for hides in _WAYS)) or (
        "hidden" in attributes or (attributes.get("aria-hidden") or "").strip().lower() == "true"
    )


def pixels(value: str) -> float:
    """The first length in a CSS value, in pixels; 0 where there is none."""
    found = _LENGTH.search(value)
    return float(found[1]) * _PIXELS[found[2]] if found else 0.0


def _visible(value: str, above: bool) -> bool:
    return {"visible": True, "initial": True, "hidden": False, "collapse": False}.get(value, above)


def _size(value: str, above: float) -> float:
    found = _LENGTH.match(value)
    if not found:
        return _SIZES.get(value, above)
    of_above = {"em": above, "%": above / 100}
    return float(found[1]) * of_above.get(found[2], _PIXELS[found[2]])


def _ink(style: Style, attributes: Attributes, above: Colour | None) -> Colour | None:
    named = attributes.get("color") or attributes.get("text") or ""
    found = colours.parse(style.get("-webkit-text-fill-color") or style.get("color") or named.lower())
    if found is None:
        return above
    return found[0] if found[1] > _TOO_FAINT else None


def _paper(style: Style, attributes: Attributes, above: Colour | None) -> Colour | None:
    image = style.get("background-image", "")
    if "url(" in image or "gradient(" in image:
        return None
    found = colours.parse(style.get("background-color") or (attributes.get("bgcolor") or "").lower())
    if found is None or found[1] <= _TOO_FAINT:
        return above
    return found[0] if found[1] > 0.9 else None


def _is_transparent(style: Style) -> bool:
    for value in (style.get("opacity", ""), *re.findall(r"opacity\(([^)]*)\)", style.get("filter", ""))):
        found = _LENGTH.match(value)
        if found and float(found[1]) / (100 if found[2] == "%" else 1) <= _TOO_FAINT:
            return True
    return False


def _is_off_screen(style: Style) -> bool:
    moved = [style.get(name, "") for name in _PLACES] + style.get("translate", "").split()
    for shift in re.findall(r"translate\w*\(([^)]*)\)", style.get("transform", "")):
        moved += shift.split(",")
    return any(abs(far) >= (_FAR if far < 0 else 10 * _FAR) for far in map(pixels, moved))


def _is_shrunk(style: Style) -> bool:
    scales = [style.get("scale", ""), *re.findall(r"scale\w*\(([^)]*)\)", style.get("transform", ""))]
    numbers = [_LENGTH.match(scale.strip()) for scale in scales]
    return any(number and abs(float(number[1])) <= _TOO_FAINT for number in numbers)


def _is_clipped(style: Style) -> bool:
    if style.get("clip", "").startswith("rect") and _largest(style["clip"]) <= 1:
        return True
    shape, _, inside = style.get("clip-path", "").partition("(")
    if shape == "inset":
        found = _LENGTH.match(inside)
        return bool(found and found[2] == "%" and float(found[1]) >= 50)
    return shape in ("circle", "ellipse", "polygon", "rect") and _largest(inside.partition(" at ")[0]) == 0


def _is_squeezed(style: Style) -> bool:
    names = [name for name in ("width", "height", "max-width", "max-height") if name in style]
    clipped = style.get("overflow", "").startswith(("hidden", "clip"))
    return clipped and any(_LENGTH.match(style[name]) and pixels(style[name]) <= 1 for name in names)


def _largest(value: str) -> float:
    return max((abs(float(number)) for number, _ in _LENGTH.findall(value)), default=float("inf"))


_WAYS: tuple[Callable[[Style], bool], ...] = (
    lambda style: style.get("display") == "none" or style.get("content-visibility") == "hidden",
    _is_transparent,
    _is_off_screen,
    _is_shrunk,
    _is_clipped,
    _is_squeezed,
)
