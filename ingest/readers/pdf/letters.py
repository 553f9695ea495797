"""How wide printed words are: close enough to see where a column ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

Font = Any
"""A font's dictionary as pypdf gives it, or None."""

Ruler = Mapping[str, float]
"""Letter -> its width in thousandths of the size."""

# Helvetica's; other fonts that do not say are scaled to it.
_CLASSES = {
    "'|ijlI.,:;!/ \u00a0": 260.0,
    "ftr-()[]": 310.0,
    "cksvxyzJ": 500.0,
    "mMwW%@": 830.0,
    "ABCDEGHKNOPQRSUVXYZ&": 700.0,
}
_HELVETICA = {letter: wide for letters, wide in _CLASSES.items() for letter in letters}
_OTHERS = 556.0
_BY_NAME = {"courier": 1.35, "mono": 1.35, "times": 0.89, "garamond": 0.85, "narrow": 0.82, "bold": 1.07}
_BOLD = re.compile(r"bold|black|heavy|demi|CMBX", re.IGNORECASE)
_FEW, _MANY = 8, 5_000
_LARGEST_MAP = 200_000
_SECTION = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")


def width(text: str, size: float, ruler: Ruler) -> float:
    """About how far a text reaches, in points."""
    usual = ruler.get("", _OTHERS)
    return sum(ruler.get(letter, usual) for letter in text) / 1000 * size


def is_bold(font: Font) -> bool:
    """Whether the font's name says that its letters are bold."""
    return isinstance(font, Mapping) and _BOLD.search(str(font.get("/BaseFont", ""))) is not None


def ruler_of(font: Font) -> Ruler:
    """How wide the font's letters are, by what it says of them or else by its name."""
    if not isinstance(font, Mapping):
        return _HELVETICA
    with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
        wide, said = dict(islice(_widths(font), _MANY)), dict(islice(_meanings(font), _MANY))
        found = {said[code]: width for code, width in wide.items() if code in said and width > 0}
        if len(found) >= _FEW:
            return {**found, "": sum(found.values()) / len(found)}
    name = str(font.get("/BaseFont", "")).lower()
    scale = next((scale for part, scale in _BY_NAME.items() if part in name), 1.0)
    return {letter: wide * scale for letter, wide in {**_HELVETICA, "": _OTHERS}.items()}


def _widths(font: Font) -> Iterator[tuple[int, float]]:
    """Code -> width."""
    if font.get("/Subtype") != "/Type0":
        yield from enumerate((float(_held(wide)) for wide in _held(font["/Widths"])), int(_held(font["/FirstChar"])))
        return
    [inner] = _held(font["/DescendantFonts"])
    items = iter(_held(_held(inner)["/W"]))
    # Either `first [width width ...]` or `first last width`.
    for first in items:
        following = _held(next(items))
        if isinstance(following, list):
            yield from enumerate((float(_held(wide)) for wide in following), int(first))
        else:
            wide = float(_held(next(items)))
            yield from ((code, wide) for code in range(int(first), int(following) + 1))


def _meanings(font: Font) -> Iterator[tuple[int, str]]:
    """Code -> letter."""
    if "/ToUnicode" not in font:
        yield from ((code, bytes([code]).decode("cp1252", "replace")) for code in range(32, 256))
        return
    for kind, body in _SECTION.findall(_held(font["/ToUnicode"]).get_data()[:_LARGEST_MAP]):
        if kind == b"char":
            yield from ((int(code, 16), _letters(letters)) for code, letters in _CHARACTER.findall(body))
            continue
        for first, last, start, several in _RANGE.findall(body):
            codes = range(int(first, 16), int(last, 16) + 1)
            if start:
                yield from ((code, chr((int(start, 16) + step) & 0xFFFF)) for step, code in enumerate(codes))
            else:
                yield from zip(codes, map(_letters, re.findall(rb"<([0-9A-Fa-f]+)>", several)), strict=False)


def _letters(written: bytes) -> str:
    return bytes.fromhex(written.decode("ascii")).decode("utf-16-be", "replace")


def _held(item: Any) -> Any:
    """What a reference within the PDF stands for."""
    return item.get_object() if hasattr(item, "get_object") else item
