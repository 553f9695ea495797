"""Parts of a page that a visitor opens with a click: the panels of accordions and of tabs."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What is opened by name, and the attributes that name it.
_NAMING = ("aria-controls", "data-bs-target", "data-target", "href")
_OPENS = "[aria-controls], [data-bs-toggle=collapse], [data-toggle=collapse], [data-bs-toggle=tab], [data-toggle=tab]"
_BESIDE = "button[aria-expanded], a[aria-expanded], [role=button][aria-expanded]"
# What comes up over a page says nothing of its own: a menu, a message, a form.
_OVER_THE_PAGE = frozenset("dialog alertdialog menu listbox tooltip navigation search".split())
# A button may stand in a heading, and that in a box of its own.
_LEVELS = 2


def panels(tree: LexborHTMLParser) -> frozenset[int]:
    """The elements that something in sight opens, by their place in memory."""
    named = {name for control in tree.css(_OPENS) if _is_in_sight(control) for name in _names(control)}
    found = [node for node in tree.css("[id]") if node.attributes.get("id") in named] if named else []
    found += filter(None, (_beside(control) for control in tree.css(_BESIDE) if _is_in_sight(control)))
    return frozenset(node.mem_id for node in found if (node.attributes.get("role") or "") not in _OVER_THE_PAGE)


def _names(control: LexborNode) -> list[str]:
    """The ids that a control opens."""
    said = [control.attributes.get(name) or "" for name in _NAMING]
    return [name.removeprefix("#") for value in said for name in value.split()]


def _beside(control: LexborNode) -> LexborNode | None:
    """What comes after a control that names nothing: after it, or after the heading that holds nothing else."""
    if control.attributes.get("aria-controls"):
        return None
    node: LexborNode | None = control
    for _ in range(_LEVELS + 1):
        if node is None or node.text(strip=True) != control.text(strip=True):
            return None
        if (after := _next(node)) is not None:
            return after
        node = node.parent
    return None


def _next(node: LexborNode) -> LexborNode | None:
    after = node.next
    while after is not None and (after.is_text_node or after.tag == "-comment"):
        after = after.next
    return after


def _is_in_sight(control: LexborNode) -> bool:
    """It has words on it, opens nothing that comes up over the page, and is not hidden itself."""
    if control.attributes.get("aria-haspopup") or not control.text(strip=True):
        return False
    node: LexborNode | None = control
    while node is not None:
        if "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true":
            return False
        node = node.parent
    return True
