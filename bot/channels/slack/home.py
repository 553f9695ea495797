"""What Slack shows of the guide outside of a conversation: its Home, its prompts, the form behind a thumb (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.slack import inert, limits
from bot.channels.slack.blocks import ASK, REASONS, Block, button, section
from bot.suggestions import usual
from knowledge.records import Language
from prompts import reply

FORGET, WHY, REASON, COMMENT = "opinno_forget", "opinno_why", "reasons", "comment"
_MOST_RECENT = 10


def home(language: Language, recent: Sequence[str], days: int, more: Sequence[Block] = ()) -> dict[str, Any]:
    """The Home of one person: what the guide does, what they asked of late, and how to be forgotten."""
    asked = [section(f"• {inert.mrkdwn(question, 200)}") for question in recent[:_MOST_RECENT]]
    blocks = [
        _header(reply(language, "slack.home_title")),
        section(inert.escaped(reply(language, "slack.home_about"))),
        section(help_text(language)),
        _header(reply(language, "slack.home_ask")),
        {"type": "actions", "elements": [button(q, f"{ASK}_{n}", q) for n, q in enumerate(prompts(language))]},
        _header(reply(language, "slack.home_recent")),
        *(asked or [section(reply(language, "slack.home_no_recent"))]),
        *more,
        _header(reply(language, "slack.home_privacy")),
        section(inert.escaped(reply(language, "slack.home_kept", days=days))),
        {"type": "actions", "elements": [_forget(language)]},
    ]
    return {"type": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}


def help_text(language: Language) -> str:
    """What the guide does and how it is asked, in Slack's own markup."""
    return reply(language, "slack.help").replace("*", "_")


def prompts(language: Language) -> list[str]:
    """What anybody can ask, at most four."""
    return [*usual(language), reply(language, "suggest.search_all")][: limits.PROMPTS]


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain(text, 150)}


def _plain(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": limits.cut(text, most)}


def _forget(language: Language) -> Block:
    label = reply(language, "slack.home_forget")
    confirm = {
        "title": _plain(label, limits.TITLE),
        "text": _plain(reply(language, "slack.home_sure"), 300),
        "confirm": _plain(reply(language, "slack.home_yes"), 30),
        "deny": _plain(reply(language, "slack.home_no"), 30),
    }
    return button(label, FORGET, "all", style="danger", confirm=confirm)


def why(language: Language, about: Mapping[str, str]) -> dict[str, Any]:
    """The form that asks what was wrong with an answer; `about` comes back with it."""
    options = [{"text": _plain(reply(language, f"slack.{reason}"), 75), "value": reason} for reason in REASONS]
    reasons = {"type": "checkboxes", "action_id": REASON, "options": options}
    comment = {"type": "plain_text_input", "action_id": COMMENT, "multiline": True, "max_length": 1000}
    return {
        "type": "modal",
        "callback_id": WHY,
        "title": _plain(reply(language, "slack.why"), limits.TITLE),
        "submit": _plain(reply(language, "slack.send"), limits.TITLE),
        "close": _plain(reply(language, "slack.cancel"), limits.TITLE),
        "private_metadata": json.dumps(dict(about)),
        "blocks": [
            {
                "type": "input",
                "block_id": REASON,
                "optional": True,
                "label": _plain(reply(language, "slack.why_label"), 2000),
                "element": reasons,
            },
            {
                "type": "input",
                "block_id": COMMENT,
                "optional": True,
                "label": _plain(reply(language, "slack.comment"), 2000),
                "element": comment,
            },
        ],
    }


def why_said(view: Mapping[str, Any]) -> tuple[dict[str, str], list[str], str | None]:
    """What came back with the form: what it is about, the reasons, and a comment if there is one."""
    values = (view.get("state") or {}).get("values") or {}
    chosen = ((values.get(REASON) or {}).get(REASON) or {}).get("selected_options") or []
    reasons = [option["value"] for option in chosen if option.get("value") in REASONS]
    comment = ((values.get(COMMENT) or {}).get(COMMENT) or {}).get("value")
    about = json.loads(view.get("private_metadata") or "{}")
    return {str(k): str(v) for k, v in about.items()}, reasons, (comment or "").strip()[:1000] or None
