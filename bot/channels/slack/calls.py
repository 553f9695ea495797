"""Calls of Slack's Web API: what is worth trying again is, and what went wrong is said in one of three ways."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

_LONGEST_WAIT = 30.0
"""Seconds that a call waits when Slack asks for it; longer, and the question waits instead."""
_TRIES = 4
_PAUSES = (0.2, 0.6, 1.5)
_NOT_NOW = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_FILES = (".slack.com", ".slack-files.com", ".slack-edge.com")
_RAN_OUT = "token_expired"
_OLD = {_RAN_OUT, "invalid_auth", "token_revoked"}
"""What a token that was renewed meanwhile is answered."""
_NOT_KNOWN = {
    "unknown_method", "method_not_supported_for_channel_type", "channel_type_not_supported", "missing_scope",
    "not_allowed_token_type", "method_deprecated", "feature_not_enabled", "not_an_agent",
    "deprecated_endpoint", "not_implemented",
}  # fmt: skip
"""What a workspace answers where it does not have a feature, be it in channels of one kind."""
_ASKED_AGAIN = 600.0
"""Seconds after which it may have the feature: somebody may have granted a scope."""


class SlackFailed(Exception):
    """A call did not do what it should. The text is for the log."""


class Refused(SlackFailed):
    """Slack says no; asking again would not help."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error


class Busy(SlackFailed):
    """Slack asks to wait longer than a call waits."""

    def __init__(self, method: str, after: float) -> None:
        super().__init__(f"{method}: asked to wait {after:.0f} s")
        self.after = after


class Unclear(SlackFailed):
    """No answer, or that of a broken server: it may have been done or not."""


class Calls:
    """The Web API of one workspace."""

    def __init__(
        self,
        token: str | None,
        base: str,
        session: aiohttp.ClientSession,
        team: str = "",
        another: Callable[[str, bool], Awaitable[str | None]] | None = None,
    ) -> None:
        """`another` gives a token in the place of one that Slack takes no more; told whether it has run out."""
        # Its own retries are off: they would post a message twice.
        self._client = AsyncWebClient(token=token, base_url=base, session=session, timeout=20, retry_handlers=[])
        self._client.logger.setLevel(logging.WARNING)
        self._session, self._base, self._another = session, base, another
        self.team = team
        self._lacks: dict[tuple[str, str], float] = {}

    async def call(self, method: str, *, again: bool = True, waits: bool = True, **arguments: Any) -> dict[str, Any]:
        """Call a method by the SDK's name for it. `again`: happening twice does no harm. `waits`: it may wait."""
        renewed = False
        for attempt in range(_TRIES):
            token = self._client.token
            try:
                response = await getattr(self._client, method)(**arguments)
                return dict(response.data) if isinstance(response.data, dict) else {}
            except SlackApiError as error:
                if not renewed and await self._has_another(error, token):
                    renewed = True
                    continue
                pause = self._pause(method, error, again, waits, attempt)
            except (aiohttp.ClientConnectorError, ConnectionRefusedError) as error:
                # It never got there, so it cannot happen twice.
                pause = self._next(method, error, attempt)
            except (
                aiohttp.ClientError,
                TimeoutError,
                SlackClientError,
                OSError,
                json.JSONDecodeError,
            ) as error:
                if not again:
                    raise Unclear(f"{method}: {type(error).__name__}") from error
                pause = self._next(method, error, attempt)
            await asyncio.sleep(pause)
        raise Unclear(f"{method}: no answer")

    async def _has_another(self, error: SlackApiError, token: str | None) -> bool:
        """Its token was refused and another has taken its place: nothing was done, so it is tried anew."""
        data = getattr(error.response, "data", None)
        name = data.get("error") if isinstance(data, dict) else None
        if self._another is None or token is None or name not in _OLD:
            return False
        if self._client.token == token:
            self._client.token = await self._another(token, name == _RAN_OUT) or token
        return self._client.token != token

    def _pause(self, method: str, error: SlackApiError, again: bool, waits: bool, attempt: int) -> float:
        response = error.response
        status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
        headers = getattr(response, "headers", None) or {}
        data = getattr(response, "data", None)
        name = str(data.get("error") or "") if isinstance(data, dict) else ""
        if status == 429 or name in ("ratelimited", "rate_limited"):
            after = _seconds(headers, 1.0)
            if not waits or after > _LONGEST_WAIT or attempt == _TRIES - 1:
                raise Busy(method, after) from error
            return after
        if status >= 500 or name in _NOT_NOW:
            if not again:
                raise Unclear(f"{method}: {status} {name}") from error
            return self._next(method, error, attempt)
        if status == 404 and not name:
            name = "unknown_method"
        raise Refused(method, name or f"http_{status}") from error

    def _next(self, method: str, error: Exception, attempt: int) -> float:
        if attempt == _TRIES - 1:
            raise Unclear(f"{method}: {type(error).__name__}") from error
        return _PAUSES[attempt]

    def lacks(self, method: str, channel: str = "") -> bool:
        """This workspace turned out not to have it, in channels like this one."""
        return self._lacks.get((method, channel[:1]), 0.0) > monotonic()

    def note_lack(self, method: str, channel: str, error: str) -> None:
        """Remember an error if it says that the workspace does not have it."""
        if error in _NOT_KNOWN:
            self._lacks[method, channel[:1]] = monotonic() + _ASKED_AGAIN

    async def optional(self, method: str, **arguments: Any) -> dict[str, Any] | None:
        """A call that is pleasant to have: nothing comes of it where it fails, and it is not tried again where the
        workspace does not have it."""
        channel = str(arguments.get("channel_id") or arguments.get("channel") or "")
        if self.lacks(method, channel):
            return None
        try:
            async with asyncio.timeout(3):
                return await self.call(method, waits=False, **arguments)
        except Refused as error:
            self.note_lack(method, channel, error.error)
            log.info("Slack: %s", error)
        except (SlackFailed, TimeoutError) as error:
            log.info("Slack: %s", error or method)
        return None

    async def respond(self, address: str, **message: Any) -> None:
        """Post to a response_url: a private answer to a command or a button."""
        for attempt in range(_TRIES):
            try:
                async with self._session.post(address, json=message, timeout=aiohttp.ClientTimeout(20)) as response:
                    if response.status < 300:
                        return
                    if response.status == 429:
                        pause = min(_seconds(response.headers, 1.0), _LONGEST_WAIT)
                    elif response.status >= 500:
                        pause = self._next("response_url", ConnectionError(), attempt)
                    else:
                        raise Refused("response_url", f"http_{response.status} {(await response.text())[:100]}")
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                pause = self._next("response_url", error, attempt)
            await asyncio.sleep(pause)
        raise Busy("response_url", _LONGEST_WAIT)

    async def text_file(self, address: str, most: int) -> str | None:
        """A file of Slack's as text; None if it is elsewhere, too large or no text. The token goes to Slack alone."""
        if not self._is_slacks(address):
            return None
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            async with self._session.get(address, headers=headers, allow_redirects=False) as response:
                body = await response.content.read(most + 1)
                while len(body) <= most and (more := await response.content.read(most + 1 - len(body))):
                    body += more
                if response.status != 200 or len(body) > most or b"\0" in body:
                    return None
                return body.decode("utf-8-sig")
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError):
            return None

    def _is_slacks(self, address: str) -> bool:
        try:
            asked, own = urlsplit(address), urlsplit(self._base)
            if (asked.scheme, asked.hostname, asked.port) == (own.scheme, own.hostname, own.port):
                return True
            host = f".{(asked.hostname or '').lower()}"
            return (
                asked.scheme == "https" and asked.port in (None, 443) and host.endswith(_FILES) and "@" not in address
            )
        except ValueError:
            return False


def _seconds(headers: Any, otherwise: float) -> float:
    try:
        return max(0.0, float(headers.get("Retry-After") or headers.get("retry-after") or otherwise))
    except (TypeError, ValueError):
        return otherwise
