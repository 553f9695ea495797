"""Whether a request comes from Slack and is in order: looked at before anything reads it (pure)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

LARGEST = 1_000_000
_LATEST = 300
_FORM = "application/x-www-form-urlencoded"
MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError)
"""What reading a body raises in which something is not what it should be."""
NO_REQUEST = "The body has not the shape of a request of Slack's."


class NotSigned(Exception):
    """Nobody who knows the secret has sent this just now."""


class Malformed(Exception):
    """It is signed, and no request of Slack's. The text says why, and holds nothing of it."""


def check(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> None:
    """Raise NotSigned unless Slack's signature stands on the body and is at most five minutes old."""
    sent, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 12 and signature.isascii()):
        raise NotSigned
    if abs(now - int(sent)) > _LATEST:
        raise NotSigned
    digest = hmac.new(secret.encode(), b"v0:" + sent.encode() + b":" + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={digest}", signature):
        raise NotSigned


def is_ssl_check(headers: Mapping[str, str], body: bytes) -> bool:
    """Slack looks whether the certificate is good: there is nothing to do."""
    return headers.get("content-type", "").startswith(_FORM) and b"ssl_check=1" in body.split(b"&")


def read(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What a request says: an event as JSON, a command as a form, a button as JSON inside of a form."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("The body is not UTF-8.") from error
    if not headers.get("content-type", "").lower().startswith(_FORM):
        return _object(text)
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=200, errors="strict")
    except ValueError as error:
        raise Malformed("The form cannot be read.") from error
    if "payload" in fields:
        return _object(fields["payload"][0])
    if not fields:
        raise Malformed("The form is empty.")
    return {name: values[0] for name, values in fields.items()}


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise Malformed("The body is not a JSON object.")
    if not all(isinstance(found.get(name, {}), dict) for name in ("event", "message", "container", "view")):
        raise Malformed(NO_REQUEST)
    return found
