"""What a Word document shows: its runs, paragraph styles and shading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

Element = Any
"""An lxml element, for which there are no types."""

_WHITE = 235
_TINY = 4
"""In half points."""
_UNSEEN = ("w:vanish", "w:specVanish", "w:strike", "w:dstrike")
"""What is struck out no longer holds, and would be quoted as if it did."""
_OFF = ("0", "false", "off", "none")
_ASIDE = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent", "w:footnoteReference", "w:instrText")))
_TEXT = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


class Formats:
    """The formatting that counts, direct or through styles."""

    def __init__(self, styles: Element) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        self._dark_tables = {
            key
            for key, style in self._styles.items()
            if style.get(qn("w:type")) == "table" and any(map(_is_dark, style.iter(qn("w:shd"))))
        }

    def chain(self, style: str | None) -> Iterator[Element]:
        """A style, and those that it is based on."""
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = _value(self._styles[style], "w:basedOn")

    def of_paragraph(self, paragraph: Element, name: str) -> Element | None:
        """A property of a paragraph by its tag."""
        own = paragraph.find(qn("w:pPr"))
        holders = [own] if own is not None else []
        holders += [style.find(qn("w:pPr")) for style in self.chain(self.style(paragraph))]
        return _first(holders, name)

    def style(self, paragraph: Element) -> str | None:
        """The id of the paragraph's style."""
        own = paragraph.find(qn("w:pPr"))
        return (_value(own, "w:pStyle") if own is not None else None) or self._default

    def names(self, paragraph: Element) -> list[str]:
        """The names of the paragraph's style and its ancestors, as Word writes them in every language."""
        return [(_value(style, "w:name") or "").lower() for style in self.chain(self.style(paragraph))]

    def text(self, paragraph: Element) -> str:
        """The words of a paragraph that a reader sees."""
        return "".join(_words(run) for run in _runs(paragraph) if self._shows(run, paragraph))

    def is_bold(self, paragraph: Element) -> bool:
        """Whether all of a paragraph is in bold letters."""
        runs = [run for run in _runs(paragraph) if _words(run).strip()]
        return bool(runs) and all(_is_on(self._of_run(run, paragraph, "w:b")) for run in runs)

    def _shows(self, run: Element, paragraph: Element) -> bool:
        if any(_is_on(self._of_run(run, paragraph, tag)) for tag in _UNSEEN):
            return False
        size = self._of_run(run, paragraph, "w:sz")
        if size is not None and _number(size) <= _TINY:
            return False
        colour = self._of_run(run, paragraph, "w:color")
        return colour is None or not _is_white(colour.get(qn("w:val"))) or self._is_on_dark(run, paragraph)

    def _of_run(self, run: Element, paragraph: Element, name: str) -> Element | None:
        own = run.find(qn("w:rPr"))
        holders = [own] if own is not None else []
        character = _value(own, "w:rStyle") if own is not None else None
        styles = [*self.chain(character), *self.chain(self.style(paragraph))]
        return _first([*holders, *(style.find(qn("w:rPr")) for style in styles)], name)

    def _is_on_dark(self, run: Element, paragraph: Element) -> bool:
        marker = self._of_run(run, paragraph, "w:highlight")
        if marker is not None and marker.get(qn("w:val")) not in ("none", "white"):
            return True
        shades = [self._of_run(run, paragraph, "w:shd"), self.of_paragraph(paragraph, "w:shd")]
        for above in paragraph.iterancestors(qn("w:tc"), qn("w:tbl")):
            holder = above.find(above.tag + "Pr")
            if holder is not None:
                shades.append(holder.find(qn("w:shd")))
                if _value(holder, "w:tblStyle") in self._dark_tables:
                    return True
        return any(shade is not None and _is_dark(shade) for shade in shades)


def _runs(paragraph: Element) -> Iterator[Element]:
    """The runs of a paragraph, also those in links, fields and accepted insertions."""
    for child in paragraph:
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in _ASIDE and isinstance(child.tag, str):
            yield from _runs(child)


def _words(run: Element) -> str:
    return "".join(child.text or "" if child.tag == qn("w:t") else _TEXT.get(child.tag, "") for child in run)


def _first(holders: list[Element | None], name: str) -> Element | None:
    found = (holder.find(qn(name)) for holder in holders if holder is not None)
    return next((element for element in found if element is not None), None)


def _value(holder: Element, name: str) -> str | None:
    element = holder.find(qn(name))
    return element.get(qn("w:val")) if element is not None else None


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get(qn("w:val"), "1").lower() not in _OFF


def _number(element: Element) -> float:
    try:
        return float(element.get(qn("w:val"), "24"))
    except ValueError:
        return 24.0


def _is_white(colour: str | None) -> bool:
    try:
        return len(colour or "") == 6 and all(part >= _WHITE for part in bytes.fromhex(colour or ""))
    except ValueError:
        return False


def _is_dark(shade: Element) -> bool:
    fill = shade.get(qn("w:fill"), "auto")
    return (fill.lower() != "auto" and not _is_white(fill)) or shade.get(qn("w:val")) == "solid"
