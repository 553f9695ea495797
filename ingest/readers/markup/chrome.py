"""The parts of a page that belong to its site: menus, banners, forms."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_NEVER_TEXT = frozenset(
    "script style template noscript head title svg canvas iframe frame object embed audio video picture img"
    " map datalist select option optgroup input textarea progress meter del s strike rp".split()
)
_NEVER_CONTENT = _NEVER_TEXT | {"nav"}
_SITE_ROLES = frozenset("navigation banner contentinfo search menu menubar toolbar tooltip".split())
_CONTENT = "main, article, h1, [role=main]"
_AROUND_CONTENT = frozenset("html body main article h1 h2 h3 h4 h5 h6".split())
_ASKS = frozenset("h1 h2 h3 h4 h5 h6 summary dt".split())
_SMALL_PRINT = 6_000
_SOME_WORDS = 3

# Names of banners in English, Dutch and French, and of the tools that make them. `consent` alone is
# no sign: informed consent is what clinical trials write about.
_BANNER = re.compile(
    r"cookie|onetrust|didomi|cybot|cmplz|usercentrics|tarteaucitron|axeptio|iubenda|borlabs|klaro|qc-cmp|truste"
    r"|gdpr|avg-melding|rgpd|(?:consent|toestemmings?|consentement|privacy)[-_ ]?(?:banner|bar|box|popup"
    r"|modal|dialog|notice|manager|overlay|layer|melding|venster|bandeau|fenetre)"
    r"|(?:bandeau|banni[eè]re|t[eé]moins)[-_ ]?(?:de[-_ ])?(?:consentement|rgpd|connexion)",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|element-invisible)(?:\s|$)")


def is_chrome(node: LexborNode) -> bool:
    """Whether the element is part of the site rather than of what the page says."""
    return node.tag in _NEVER_CONTENT or _is_for_the_site(node)


def never_text(node: LexborNode) -> bool:
    """Whether the element holds nothing that a page shows as text."""
    attributes = node.attributes
    closed = node.tag == "dialog" and "open" not in attributes
    return closed or node.tag in _NEVER_TEXT or bool(_UNSEEN.search(attributes.get("class") or ""))


def _names_a_panel(button: LexborNode) -> bool:
    """It opens what stands below it, and says in some words what that is: `Menu` does not."""
    return "aria-expanded" in button.attributes and len(button.text().split()) >= _SOME_WORDS


def _is_for_the_site(node: LexborNode) -> bool:
    if node.tag in _AROUND_CONTENT:
        return False
    role = (node.attributes.get("role") or "").lower()
    match node.tag:
        case "header" | "footer":
            return not _is_inside_content(node) and node.css_first(_CONTENT) is None
        case "form":
            # Some sites wrap the whole page in one form.
            return node.css_first(_CONTENT + ", h2, table, article") is None
        case "button":
            return not (_names_a_panel(node) or any(parent.tag in _ASKS for parent in _ancestors(node)))
        case "aside":
            return _is_mostly_links(node)
        case _:
            return (role in _SITE_ROLES and node.css_first(_CONTENT) is None) or _is_banner(node)


def _is_banner(node: LexborNode) -> bool:
    attributes = node.attributes
    names = " ".join(attributes.get(name) or "" for name in ("id", "class", "aria-label", "aria-labelledby"))
    return (
        bool(_BANNER.search(names))
        and node.css_first("main, article, [role=main]") is None
        and not _is_inside_content(node)
        and len(node.text()) <= _SMALL_PRINT
    )


def _is_mostly_links(node: LexborNode) -> bool:
    letters = len("".join(node.text().split()))
    linked = sum(len("".join(link.text().split())) for link in node.css("a"))
    return linked * 2 > letters


def _is_inside_content(node: LexborNode) -> bool:
    return any(parent.tag in ("main", "article") for parent in _ancestors(node))


def _ancestors(node: LexborNode) -> list[LexborNode]:
    found: list[LexborNode] = []
    parent = node.parent
    while parent is not None:
        found.append(parent)
        parent = parent.parent
    return found
