"""Server-sent events as bytes (pure)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.assistant import Piece, as_json
from bot.conversation import Answer

STREAM = "text/event-stream"
HEARTBEAT = b": still here\n\n"
_NAMES = {"Status": "status", "Text": "text", "Replaced": "replace"}


def named(piece: Piece) -> tuple[str, dict[str, Any]]:
    """What a piece is called in a stream, and its data."""
    if isinstance(piece, Answer):
        return "answer", as_json(piece)
    return _NAMES[type(piece).__name__], asdict(piece)


def event(number: int, name: str, data: Any) -> bytes:
    """One event. Its number is what a reader who comes back names as the last that it saw."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")


def restart(milliseconds: int) -> bytes:
    """The guide is about to start anew: come back after so long, and name the last event that you saw."""
    return f"event: restart\nretry: {milliseconds}\ndata: {{}}\n\n".encode()
