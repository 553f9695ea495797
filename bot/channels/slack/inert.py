"""Words of unknown origin in Slack's two markups, where nothing in them acts: no mention, no false link (pure)."""

from __future__ import annotations

import re

from bot.channels.slack import limits

_FOLLOWED = ("http://", "https://", "mailto:")
_LINK = re.compile(
    r"(!?)\[([^\[\]\n]{0,500})\]\(\s*([^()\s]{1,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?)[^()\n]{0,200}\)"
)
_DEFINITION = re.compile(r"^( {0,3})\[([^\]\n]{1,200})\]:", re.MULTILINE)
_BOLD = "\1"
"""Stands for Slack's bold while its sign still means something else."""
_SLANTED = re.compile(r"(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])")
_HEADING = re.compile(r"^#{1,6} +\**(.+?)\**[ #]*$", re.MULTILINE)
_SCHEME = re.compile(r"(?i)\b(javascript|data|vbscript|file):(?=\S)")
_FROM_SLACK = re.compile(r"<([^<>|]{1,3000})(?:\|([^<>]{0,3000}))?>")


def escaped(text: str) -> str:
    """A text without the three signs that Slack reads as its own; what was escaped already is not escaped twice."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def markdown(text: str) -> str:
    """A Markdown text whose emphasis, lists and tables stand and whose links lead to the web or are plain words."""
    text = _LINK.sub(_followed, text.replace("\0", ""))
    text = _DEFINITION.sub(r"\1\\[\2]:", _SCHEME.sub("\\1\u200b:", text))
    return escaped(text)


def _followed(link: re.Match[str]) -> str:
    image, label, target = link.groups()
    if image:
        # An image is fetched by whoever looks at it.
        return label
    if target.lower().startswith(_FOLLOWED):
        return f"[{label}]({target})"
    return label if ":" in target else f"[{label}] ({target})"


def quoted(text: str) -> str:
    """A question as a Markdown quotation of one line."""
    return "> " + markdown(limits.cut(" ".join(text.split()), 500))


def below(text: str, asked: str) -> str:
    """A text as Markdown in which nothing acts, below the question where that is not to be seen."""
    return "\n\n".join([*([quoted(asked)] if asked else []), markdown(text)])


def mrkdwn(text: str, most: int = 300) -> str:
    """A text of one line for Slack's own markup, in which nothing is emphasised."""
    return limits.cut(escaped(_SCHEME.sub("\\1\u200b:", " ".join(text.split()))), most)


def link(address: str, label: str, site: str) -> str:
    """A link in Slack's own markup; just its label where it leads nowhere that a browser goes."""
    target = site.rstrip("/") + address if address.startswith("/") and site else address
    if not target.lower().startswith(_FOLLOWED) or re.search(r"[<>|\s]", target):
        return mrkdwn(label, 150)
    return f"<{target.replace('&', '&amp;')}|{mrkdwn(label, 150).replace('|', '¦')}>"


def plain(text: str) -> str:
    """A Markdown text in Slack's own markup: its emphasis, its links, headings in bold, no table rules."""
    lines = [line for line in text.splitlines() if not re.fullmatch(r"[\s|:-]*-[\s|:-]*", line)]
    words = _HEADING.sub(lambda heading: f"**{heading[1].replace('**', '')}**", escaped("\n".join(lines)))
    words = re.sub(r"\*\*(.+?)\*\*", f"{_BOLD}\\1{_BOLD}", words).replace("**", "")
    words = _SCHEME.sub("\\1\u200b:", _SLANTED.sub(r"_\1_", words)).replace(_BOLD, "*")
    return _LINK.sub(_named, words) or "…"


def _named(link: re.Match[str]) -> str:
    _, label, target = link.groups()
    leads = target.lower().startswith(_FOLLOWED) and "|" not in target and label
    return f"<{target}|{label.replace('|', '¦')}>" if leads else label


def said(text: str, bot_user: str | None, addressed: bool) -> str:
    """What somebody wrote, as they see it: without the guide's name, with the names of links."""
    words = re.sub(rf"<@{re.escape(bot_user)}(\|[^>]*)?>", " ", text) if bot_user else text
    if addressed and not bot_user:
        words = re.sub(r"^\s*<@[^>]+>", " ", words)
    words = _FROM_SLACK.sub(_as_seen, words)
    words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    # What no database takes: half a character, or a NUL.
    words = words.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return re.sub(r"[ \t]+", " ", words).strip()


def _as_seen(token: re.Match[str]) -> str:
    target, label = token.groups()
    if target.startswith("!"):
        return ""
    if target.startswith("@"):
        return f"@{label}" if label else ""
    return f"#{label or 'channel'}" if target.startswith("#") else label or target
