"""What the style sheets inside a page, and its style attributes, say about each element."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

Style = Mapping[str, str]

_RELEVANT = frozenset(
    "display visibility content-visibility opacity filter font-size color -webkit-text-fill-color"
    " background-color background-image position left right top bottom text-indent margin-left margin-top"
    " transform translate scale clip clip-path overflow width height max-width max-height".split()
)
_DESKTOP = 1280
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TOKEN = re.compile(
    r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:[^()"']|"[^"]*"|'[^']*')*\)|[{};]|[^{};"'(]+|.""", re.DOTALL
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_COMMA = re.compile(r",(?![^()\[\]]*[)\]])")
_FONT_SIZE = re.compile(r"(?:^|\s)((?:\d*\.)?\d+(?:px|pt|em|rem|%)?)(?:/\S+)?\s+[\w\"'-]")
_NARROW = re.compile(r"(min|max)-width\s*:\s*([\d.]+)\s*(px|em|rem)|width\s*([<>])=?\s*([\d.]+)\s*(px|em|rem)")
_NOT_OURS = re.compile(
    r"^\s*(?:only\s+)?(?:print|speech)\b|^\s*not\s+(?:all|screen)\b|prefers-|forced-colors|inverted-colors"
    r"|orientation\s*:\s*portrait|(?:hover|pointer)\s*:\s*(?:none|coarse)"
)


_Weight = tuple[bool, bool, tuple[int, int, int], int]
"""Important, in a style attribute, specificity of the selector, place in the sheets."""
_Declared = tuple[_Weight, str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: str
    declarations: tuple[tuple[str, str, bool], ...]
    """Name, value, and whether it is marked as important."""


class Styles:
    """The declarations that count for each element, in the order of the cascade."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._matched: dict[int, list[_Declared]] = defaultdict(list)
        for order, rule in enumerate(_sheet_rules(tree)):
            for selector in _COMMA.split(rule.selector):
                weight = _specificity(selector)
                for node in _matches(tree, selector):
                    for name, value, important in rule.declarations:
                        self._matched[node.mem_id].append(((important, False, weight, order), name, value))

    def of(self, node: LexborNode) -> Style:
        """What is declared for this element, its own style attribute included."""
        declared = list(self._matched.get(node.mem_id, ()))
        own = node.attributes.get("style")
        if own:
            declared += [
                ((important, True, (0, 0, 0), 0), name, value)
                for name, value, important in _declarations(_COMMENT.sub("", own))
            ]
        return {name: value for _, name, value in sorted(declared, key=lambda found: found[0])}


def _sheet_rules(tree: LexborHTMLParser) -> Iterator[_Rule]:
    for sheet in tree.css("style"):
        unseen = sheet.parent is not None and sheet.parent.tag in ("noscript", "template", "svg")
        if not unseen and _applies("@media " + (sheet.attributes.get("media") or "all")):
            yield from _rules(_COMMENT.sub("", sheet.text()))


def _matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:
        return []  # A selector of a state or of generated content, which hides no text.


def _rules(css: str, within: str = "") -> Iterator[_Rule]:
    """The rules that apply on a desktop screen, nested ones included."""
    for prelude, body in _blocks(css):
        if prelude.startswith("@"):
            if _applies(prelude):
                yield from _rules(f"{within}{{{body}}}" if within and "{" not in body else body, within)
            continue
        selector = _nested(prelude, within)
        own = tuple(_declarations("".join(_outside_blocks(body))))
        if own:
            yield _Rule(selector, own)
        if "{" in body:
            yield from _rules(body, selector)


def _nested(selector: str, within: str) -> str:
    if not within or selector == within:
        return selector
    return selector.replace("&", f":is({within})") if "&" in selector else f":is({within}) {selector}"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Every `prelude { body }` at the top of the sheet."""
    depth = 0
    prelude: list[str] = []
    body: list[str] = []
    for token in _TOKEN.findall(css):
        depth -= token == "}" and depth > 0
        if depth:
            body.append(token)
        elif token == "}":
            yield "".join(prelude).strip(), "".join(body)
            prelude, body = [], []
        elif token == ";":
            prelude = []
        elif token != "{":
            prelude.append(token)
        depth += token == "{"
    if depth:  # Browsers close what the author left open.
        yield "".join(prelude).strip(), "".join(body)


def _outside_blocks(body: str) -> Iterator[str]:
    depth = 0
    pending: list[str] = []
    for token in _TOKEN.findall(body):
        if token == "{" and not depth:
            pending = []
        depth += (token == "{") - (token == "}")
        if depth == 0 and token not in "{}":
            pending.append(token)
        if token == ";" and depth == 0:
            yield "".join(pending)
            pending = []
    yield "".join(pending)


def _declarations(text: str) -> Iterator[tuple[str, str, bool]]:
    pieces: list[str] = [""]
    for token in _TOKEN.findall(text):
        if token == ";":
            pieces.append("")
        else:
            pieces[-1] += token
    for piece in pieces:
        name, colon, value = piece.partition(":")
        plain, important = re.subn(r"!\s*important\s*\Z", "", _unescaped(value).strip().lower())
        for part, its_value in _longhands(_unescaped(name).strip().lower(), plain.strip()) if colon else ():
            if part in _RELEVANT:
                yield part, its_value, bool(important)


def _longhands(name: str, value: str) -> list[tuple[str, str]]:
    sides = value.split() or [""]
    match name:
        case "font":
            size = _FONT_SIZE.search(value)
            return [("font-size", size[1])] if size else []
        case "background":
            return [("background-color", value), ("background-image", value)]
        case "margin":
            return [("margin-top", sides[0]), ("margin-left", _left(sides))]
        case "inset":
            return [("top", sides[0]), ("left", _left(sides))]
        case _:
            return [(name, value)]


def _left(sides: list[str]) -> str:
    return sides[1 if len(sides) == 3 else -1]


def _unescaped(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        return chr(min(int(found[1], 16), 0x10FFFF)) if found[1] else found[2]

    return _ESCAPE.sub(letter, text)


def _applies(prelude: str) -> bool:
    rule, _, condition = prelude.lower().partition(" ")
    if rule.startswith("@media"):
        return any(_on_a_desktop(one) for one in prelude.lower()[len("@media") :].split(","))
    return rule in ("@supports", "@layer", "@container") and not condition.strip().startswith("not")


def _on_a_desktop(condition: str) -> bool:
    return not _NOT_OURS.search(condition) and all(_fits(found) for found in _NARROW.finditer(condition))


def _fits(found: re.Match[str]) -> bool:
    at_least = found[1] == "min" or found[4] == ">"
    width = float(found[2] or found[5]) * (1 if (found[3] or found[6]) == "px" else 16)
    return width <= _DESKTOP if at_least else width >= _DESKTOP


def _specificity(selector: str) -> tuple[int, int, int]:
    ids = len(re.findall(r"#[\w-]", selector))
    classes = len(re.findall(r"\.[\w-]|\[|(?<!:):(?!:|is|where|not|has)\w", selector))
    return ids, classes, len(re.findall(r"(?:^|[\s>+~(])[a-zA-Z]", selector))
