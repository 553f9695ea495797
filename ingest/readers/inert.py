"""Words without what a careless reader of them might run: markup, script addresses, handlers (pure)."""

from __future__ import annotations

import html
import re

_OPENS = r"(?:<|&(?:amp;){0,3}(?:lt|#0{0,5}60|#x0{0,5}3c);?)"
_CLOSES = r"(?:>|&(?:amp;){0,3}(?:gt|#0{0,5}62|#x0{0,5}3e);?)"
# As it stands, or escaped on its way. Looked at once from each opening to the next, and not for long.
_TAG = re.compile(
    rf"{_OPENS}\s?[/!?]?(?P<name>[a-z][\w:.-]{{0,60}})(?P<more>(?:(?!{_OPENS}|{_CLOSES}).){{0,2000}})(?P<end>{_CLOSES})?",
    re.IGNORECASE | re.DOTALL,
)
_ACTIVE = frozenset(
    "a animate animatemotion animatetransform applet area audio base basefont bgsound body button canvas command "
    "details dialog embed fencedframe foreignobject form frame frameset head html iframe image img input isindex "
    "keygen link listing map marquee math menu meta noembed noframes noscript object option param picture "
    "plaintext portal script select set slot source style svg template textarea title track use video xml xmp".split()
)
_FORMATTING = frozenset(
    "abbr address article aside b bdi bdo big blockquote br center cite code col colgroup dd del dfn div dl dt em "
    "fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i ins kbd label legend li main mark "
    "nav ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead "
    "time tr tt u ul var wbr".split()
)
_HANDLES = re.compile(r"\bon[a-z]{3,24}\s*=", re.IGNORECASE)
# `<https://x.be/?a=b&online=1>` is an address, though what follows a slash or a blank in it might be a handler.
_ADDRESSES = ("https:", "http:", "mailto:")
_IN_AN_ADDRESS = re.compile(r"[/\s\"'`]on[a-z]{3,24}\s*=", re.IGNORECASE)
_TARGET = re.compile(
    r"(?P<before>\]\([ \t]?<?|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]{0,9}<?)"
    r"(?P<to>(?:[^()\s<>]|\([^()\s<>]{0,500}\)){1,2000})",
    re.MULTILINE,
)
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_RUNS = re.compile(r"(?:java|vb|live)script:|data:", re.IGNORECASE)
_SCRIPT = re.compile(r"((?:java|vb|live)script)(?::|&colon;?|&#0{0,5}58;?|&#x0{0,5}3a;?)", re.IGNORECASE)
_PAGE = re.compile(
    r"(data):(?=\s*(?:text/(?:html|xml|javascript)|image/svg|application/(?:xhtml|xml|javascript)))", re.I
)
# In an address the same letters are the name of a field.
_HANDLER = re.compile(r"(?<![\w?&])(on[a-z]{3,24})(?:=|&equals;?|&#0{0,5}61;?|&#x0{0,5}3d;?)", re.IGNORECASE)


def inert(text: str) -> str:
    """The text with nothing in it that acts when it is shown as a page. Tags go, the words between them stay.

    What only names such a thing (`JavaScript: five years`) is set apart by a blank, and nothing else is changed.
    """
    if "<" in text or "&" in text:
        text = _TAG.sub(_without_tag, text)
    if "](" in text or "]:" in text:
        text = _TARGET.sub(_without_target, text)
    # Neither a colon nor an equals sign, nothing that acts.
    if ":" in text or "=" in text or "&" in text:
        text = _HANDLER.sub(r"\1 =", _PAGE.sub(r"\1 :", _SCRIPT.sub(r"\1 :", text)))
    return text


def _without_tag(tag: re.Match[str]) -> str:
    name, more = tag["name"].lower(), tag["more"]
    if name in _ADDRESSES and not _IN_AN_ADDRESS.search(more):
        return tag[0]
    if not (name in _ACTIVE or _HANDLES.search(more) or (name in _FORMATTING and "=" in more)):
        return tag[0]
    # A blank, or what stood around a tag might make up another one. What is never closed may be all of the text.
    return " " if tag["end"] else " " + more


def _without_target(link: re.Match[str]) -> str:
    said = _BLANKS.sub("", html.unescape(html.unescape(link["to"])))
    return link["before"] if _RUNS.match(said) else link[0]
