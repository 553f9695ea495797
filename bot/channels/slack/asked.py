"""What comes in from Slack, read as what it means for the guide (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.channels.slack.inert import said

Json = Mapping[str, Any]
Kind = Literal["message", "command", "shortcut", "button", "share"]

_SAID = (None, "", "file_share", "thread_broadcast")
_WRITTEN = ("pretext", "title", "text", "value")
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Question:
    """Something that somebody wants of the guide, and where they see what comes of it."""

    key: str
    """The same for the same question, however often and by whatever event it is delivered."""
    kind: Kind
    team: str
    channel: str
    thread: str
    ts: str
    person: str
    words: str | None
    about: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that the guide can see, whether or not it is meant."""

    question: Question
    addressed: bool
    """It is written to the guide: directly, or with its name in it."""
    is_reply: bool
    to_others: bool
    """It names somebody else."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone."""

    team: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody wants no more of an answer."""

    team: str
    channel: str
    thread: str


def team_of(body: Json) -> str:
    """The workspace that installed the guide; for one that came with its organisation, the organisation. The same for
    a message and for a click below its answer, of which each leaves out something else."""
    granted = _granted(body)
    enterprise = enterprise_of(body) or granted.get("enterprise_id")
    whole = granted.get("is_enterprise_install") or body.get("is_enterprise_install") in (True, "true")
    # In a channel that workspaces share, the delivery's own team may be that of who wrote.
    team = granted.get("team_id") or body.get("team_id") or (body.get("team") or {}).get("id")
    by = (enterprise, team) if whole else (team, enterprise)
    return str(by[0] or by[1] or (body.get("user") or {}).get("team_id") or "")


def enterprise_of(body: Json) -> str | None:
    """The organisation of a workspace, as the delivery tells it."""
    return body.get("enterprise_id") or (body.get("enterprise") or {}).get("id")


def bot_user_of(body: Json) -> str | None:
    """The guide's own name in this workspace, as the delivery tells it."""
    user = _granted(body).get("user_id")
    return str(user) if user else None


def _granted(body: Json) -> Json:
    """What the guide was granted, by which this was delivered to it."""
    given = (each for each in body.get("authorizations") or [] if isinstance(each, Mapping) and each.get("is_bot"))
    return next(given, {})


def heard(body: Json, bot_user: str | None) -> Heard | Deleted | None:
    """A message or a mention; None for what nobody said: changes, joins, other bots and the guide itself."""
    event: Json = body.get("event") or {}
    if event.get("subtype") == "message_deleted":
        gone = event.get("deleted_ts") or (event.get("previous_message") or {}).get("ts")
        return Deleted(team_of(body), str(event.get("channel")), str(gone)) if gone else None
    person, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
    of_a_bot = event.get("bot_id") or event.get("bot_profile") or person in (bot_user, "USLACKBOT")
    if event.get("subtype") not in _SAID or of_a_bot or event.get("hidden"):
        return None
    if not (isinstance(person, str) and isinstance(channel, str) and isinstance(ts, str)):
        return None
    return _of_message(body, event, bot_user, (person, channel, ts))


def _of_message(body: Json, event: Json, bot_user: str | None, where: tuple[str, str, str]) -> Heard:
    person, channel, ts = where
    text = str(event.get("text") or "")
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    named = set(_PERSON.findall(text))
    mentioned = event.get("type") == "app_mention" or (bot_user is not None and bot_user in named)
    thread = str(event.get("thread_ts") or ts)
    team = team_of(body)
    about = {
        "direct": direct,
        # Whoever is shown a stream in a channel is named with their own workspace.
        "home_team": event.get("user_team") or event.get("team") or team,
        "files": [_file(each) for each in event.get("files") or [] if isinstance(each, Mapping)],
        "bot_user": bot_user,
    }
    question = Question(
        key=f"message:{team}:{channel}:{ts}",
        kind="message",
        team=team,
        channel=channel,
        thread=thread,
        ts=ts,
        person=person,
        words=said(text, bot_user, mentioned),
        about=about,
    )
    others = named - ({bot_user} if bot_user else set())
    return Heard(question, direct or mentioned, thread != ts, bool(others) and not mentioned and not direct)


def _file(file: Json) -> dict[str, Any]:
    return {name: file.get(name) for name in ("mimetype", "filetype", "size", "url_private")}


def stopped(body: Json) -> Stop | None:
    """Where somebody pressed Stop."""
    event: Json = body.get("event") or {}
    if not event.get("channel"):
        return None
    return Stop(team_of(body), str(event["channel"]), str(event.get("thread_ts") or ""))


def command(body: Json, words: str, verb: str, now: float) -> Question:
    """What somebody typed after the command: it is answered where they alone see it."""
    team, channel = team_of(body), str(body.get("channel_id") or "")
    own = body.get("trigger_id") or f"{body.get('user_id')}:{now}"
    return _private(
        f"command:{team}:{own}", "command", (team, channel, str(body.get("user_id") or "")), words, now,
        {"response_url": body.get("response_url"), "verb": verb, "direct": channel.startswith("D")},
    )  # fmt: skip


def shortcut(body: Json, now: float) -> Question:
    """A message, somebody's, about which the guide is asked; whoever asks alone sees the answer."""
    message, channel = body.get("message") or {}, str((body.get("channel") or {}).get("id") or "")
    team, person = team_of(body), str((body.get("user") or {}).get("id") or "")
    thread = message.get("thread_ts") or message.get("ts")
    own = body.get("action_ts") or body.get("trigger_id") or now
    return _private(
        f"shortcut:{team}:{channel}:{message.get('ts')}:{person}:{own}", "shortcut", (team, channel, person),
        said(_text_of(message), None, False), now,
        {"response_url": body.get("response_url"), "reply_to": thread, "direct": channel.startswith("D")},
    )  # fmt: skip


def _text_of(message: Json) -> str:
    """What stands in a message: apps often leave its text empty and write in blocks or attachments."""
    if text := str(message.get("text") or "").strip():
        return text
    shown = [*_texts(message.get("blocks")), *_texts(message.get("attachments"))]
    return "\n".join(dict.fromkeys(each.strip() for each in shown if each.strip()))


def _texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, list):
        for each in shown:
            yield from _texts(each)
    elif isinstance(shown, Mapping):
        for name in _WRITTEN:
            if isinstance(shown.get(name), str):
                yield shown[name]
        for name, each in shown.items():
            if name not in ("accessory", "actions") and isinstance(each, list | Mapping):
                yield from _texts(each)


def button(body: Json, action: Json, now: float) -> Question | None:
    """A next question that somebody pressed: answered in its thread, or privately where the answer above it was."""
    container = body.get("container") or {}
    team, person = team_of(body), str((body.get("user") or {}).get("id") or "")
    channel = str(container.get("channel_id") or (body.get("channel") or {}).get("id") or "")
    ts = str(container.get("message_ts") or (body.get("message") or {}).get("ts") or "")
    key = f"button:{team}:{channel}:{ts}:{person}:{action.get('action_id')}"
    words = str(action.get("value") or "")
    if not channel or not ts or container.get("is_ephemeral"):
        own = key if ts else f"{key}:{action.get('action_ts') or now}"
        about = {"response_url": body.get("response_url"), "direct": channel.startswith("D")}
        return _private(own, "button", (team, channel, person), words, now, about)
    thread = str(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or ts)
    about = {"direct": channel.startswith("D"), "home_team": (body.get("user") or {}).get("team_id") or team}
    place = action.get("action_ts") or f"{now:.6f}"
    return Question(key, "button", team, channel, thread, str(place), person, words, about)


def share(body: Json, ref: str, now: float) -> Question:
    """An answer that somebody had for themselves and wants everyone to see."""
    team, person = team_of(body), str((body.get("user") or {}).get("id") or "")
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    about = {
        "of": ref,
        "response_url": body.get("response_url"),
        "home_team": team,
        "reply_to": container.get("thread_ts"),
    }
    return Question(f"share:{team}:{person}:{ref}", "share", team, channel, "", f"{now:.6f}", person, None, about)


def _private(
    key: str, kind: Kind, where: tuple[str, str, str], words: str, now: float, about: Mapping[str, Any]
) -> Question:
    team, channel, person = where
    # A thread of its own: what is asked alone goes on with nothing, and waits for nothing.
    return Question(key, kind, team, channel, f"~{person}", f"{now:.6f}", person, words, {**about, "alone": True})
