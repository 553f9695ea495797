"""An Answer as messages of Slack: its text, its sources and cards, and what can be done next (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.channels.slack import inert, limits
from prompts import day_in_words, replies, reply

Block = dict[str, Any]
Json = Mapping[str, Any]

REASONS = ("incorrect", "outdated", "incomplete", "inappropriate", "not_helpful", "other")
ASK, SHARE, RATE, CHANGE = "opinno_ask", "opinno_share", "opinno_rate", "opinno_search"
MARKER = "opinno_answer"
_MOST_CARDS = 5
_MOST_SEARCHES = 15
_MOST_SOURCES = 20
_SUGGESTIONS = 3
_FACTS = "employer organiser provider places place".split()
_TERMS = ("contract", "remote")
_PHD = {"required": "with_phd", "preferred": "wanting_phd", "not asked": "without_phd"}


@dataclass(frozen=True, slots=True)
class Message:
    """One message: Markdown that is safe and fits, and the blocks below it."""

    markdown: str
    below: tuple[Block, ...] = ()

    @property
    def text(self) -> str:
        """What a notification shows."""
        return limits.cut(self.whole, limits.TEXT)

    @property
    def whole(self) -> str:
        """All of its words in Slack's own markup."""
        return inert.plain(self.markdown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))

    @property
    def blocks(self) -> list[Block]:
        """All of it as blocks."""
        return [{"type": "markdown", "text": self.markdown}, *self.below]


@dataclass(frozen=True, slots=True)
class Shown:
    """How an answer is shown in the place where it was asked."""

    ref: str
    site: str = ""
    """Where the guide's own pages are reached from outside."""
    asked: str = ""
    """The question, where nobody else would see it."""
    first: bool = False
    """It is the first of its thread."""
    share: bool = False
    """One sees it alone and may show it to everyone."""
    by: str = ""
    """Who shared it."""


def messages(answer: Json, shown: Shown) -> list[Message]:
    """An Answer as one message, or as many as its text needs; the sources stand below the last."""
    pieces = limits.split(inert.below(answer["text"], shown.asked)) or ["…"]
    below = (*_sources(answer, shown.site), *_cards(answer, shown.site), *_next(answer, shown), *_foot(answer, shown))
    return [*(Message(piece) for piece in pieces[:-1]), Message(pieces[-1], below)]


def note(text: str, *, below: Sequence[Block] = ()) -> Message:
    """A short message of the guide's own words."""
    return Message(limits.split(text)[0], tuple(below))


def poorer(message: Message) -> list[dict[str, Any]]:
    """What to send in the place of a message, richest first: a workspace may not know every block."""
    plain = [section(text) for text in limits.split(message.whole, limits.SECTION - 100)]
    known = [block for block in message.below if block["type"] in ("section", "context", "actions")]
    return [
        {"text": message.text, "blocks": message.blocks},
        {"text": message.text, "blocks": [*plain, *known][: limits.BLOCKS]},
        {"text": message.whole},
    ]


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": limits.cut(text, limits.SECTION)}


def context(*texts: str) -> Block:
    """Small words below a message."""
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts[: limits.CONTEXT]]}


def section(text: str) -> Block:
    """A paragraph in Slack's own markup."""
    return {"type": "section", "text": _mrkdwn(text)}


def button(label: str, action: str, value: str, **more: Any) -> Block:
    """A button."""
    text = {"type": "plain_text", "text": limits.cut(label, limits.BUTTON)}
    return {"type": "button", "action_id": action, "text": text, "value": limits.cut(value, limits.VALUE), **more}


def _sources(answer: Json, site: str) -> list[Block]:
    cited = answer["citations"][:_MOST_SOURCES]
    lines = [_source(citation, answer["language"], site) for citation in cited]
    if not lines:
        return []
    heading = context(f"*{inert.mrkdwn(reply(answer['language'], 'slack.sources'))}*")
    rows = [lines[at : at + limits.CONTEXT] for at in range(0, len(lines), limits.CONTEXT)]
    return [heading, *(context(*row) for row in rows)]


def _source(citation: Json, language: str, site: str) -> str:
    link = inert.link(citation["address"], citation["title"], site)
    heading = f" › {inert.mrkdwn(citation['heading'], 120)}" if citation.get("heading") else ""
    checked = reply(language, "slack.checked", day=date.fromisoformat(citation["checked"]))
    example = f" · {reply(language, 'slack.example')}" if citation.get("example") else ""
    return f"[{citation['number']}] {link}{heading} · {checked}{example}"


def _cards(answer: Json, site: str) -> list[Block]:
    language = answer["language"]
    cards = [card for card in answer["cards"] if card["kind"] not in ("path", "search")]
    searches = [card for card in answer["cards"] if card["kind"] == "search"][:_MOST_SEARCHES]
    saved = [block for card in searches for block in saved_search(card, language)]
    shown = [section(_card(card, language, site)) for card in cards[:_MOST_CARDS]]
    rest = len(cards) - len(shown)
    return [*saved, *shown, *([context(reply(language, "slack.more", count=rest))] if rest > 0 else [])]


def saved_search(card: Json, language: str) -> list[Block]:
    """A saved search, with what its owner can do with it."""
    name = "saved.each_paused" if card["paused"] else "saved.each"
    words = reply(language, name, criteria=card["title"], until=date.fromisoformat(card["until"]))
    ways = ["resume" if card["paused"] else "pause", *(["keep"] if card["ending"] else []), "delete"]
    buttons = [button(reply(language, f"saved.{way}"), f"{CHANGE}_{way}", card["id"]) for way in ways]
    return [section(f"• {inert.mrkdwn(words, 1000)}"), {"type": "actions", "elements": buttons}]


def _card(card: Json, language: str, site: str) -> str:
    if card.get("example"):
        # Nobody can apply for what was invented.
        title = f"{inert.mrkdwn(card['title'], 150)}* · {reply(language, 'slack.example')}"
    else:
        title = f"{inert.link(card['address'], card['title'], site)}*"
    facts = [*(_fact(card[name]) for name in _FACTS if card.get(name)), *_terms(card, language)]
    rows = [_row(facts), _row(_days(card, language))]
    return "\n".join([f"*{title}", *(row for row in rows if row)])


def _row(facts: Sequence[str]) -> str:
    return " · ".join(inert.mrkdwn(fact, 150) for fact in dict.fromkeys(facts) if fact)


def _fact(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value if isinstance(each, str | int))
    return value if isinstance(value, str) else ""


def _terms(card: Json, language: str) -> list[str]:
    """What a vacancy offers and whether it asks a PhD, in the reader's words."""
    known = replies(language)
    names = [f"criteria.{term}_{card[term]}" for term in _TERMS if card.get(term)]
    names += [f"criteria.{_PHD[card['phd']]}"] if card["kind"] == "vacancy" and card.get("phd") in _PHD else []
    return [known[name] for name in names if name in known]


def _days(card: Json, language: str) -> list[str]:
    """When something begins and until when one can apply."""
    cancelled = [reply(language, "field.cancelled")] if card.get("cancelled") else []
    starts = [f"{reply(language, 'field.starts')} {_day(card['starts'], language)}"] if card.get("starts") else []
    by = [f"{reply(language, 'field.deadline')}: {_day(card['deadline'], language)}"] if card.get("deadline") else []
    closes = [reply(language, "list.open_until", day=_day(card["closes"], language))] if card.get("closes") else []
    return [*cancelled, *starts, *by, *closes]


def _day(value: Any, language: str) -> str:
    try:
        return day_in_words(language, date.fromisoformat(str(value)[:10]))
    except ValueError:
        return str(value)


def _next(answer: Json, shown: Shown) -> list[Block]:
    language = answer["language"]
    share = [button(reply(language, "slack.share"), SHARE, shown.ref)] if shown.share else []
    asks = [button(ask, f"{ASK}_{n}", ask) for n, ask in enumerate(answer["suggestions"][:_SUGGESTIONS])]
    return [{"type": "actions", "elements": [*share, *asks]}] if share or asks else []


def _foot(answer: Json, shown: Shown) -> list[Block]:
    language = answer["language"]
    by = [context(reply(language, "slack.shared", person=f"<@{shown.by}>"))] if shown.by else []
    words = [context(reply(language, "slack.note"))] if shown.first else []
    return [*by, *words, _rating(language, shown.ref)]


def _rating(language: str, ref: str) -> Block:
    def rated(rating: str, label: str) -> Block:
        words = reply(language, f"slack.{label}")
        return {
            "text": {"type": "plain_text", "text": words},
            "value": f"{rating} {ref}",
            "accessibility_label": words,
        }

    buttons = {"positive_button": rated("up", "good"), "negative_button": rated("down", "bad")}
    return {"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": RATE, **buttons}]}


def stopped(markdown: str, language: str) -> Message:
    """What stood when somebody stopped it, and that it was stopped."""
    words = f"_{reply(language, 'slack.stopped')}_"
    piece = (limits.split(markdown) or [""])[0]
    return Message(f"{piece}\n\n{words}" if piece else words)


def shared(answer: Json, shown: Shown) -> list[Message]:
    """An answer that one person had for themselves, for everyone."""
    return messages(answer, replace(shown, share=False))
