"""Sessions: a page on a site that may have the guide gets a short-lived token; nothing about the guide is set by it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from bot.channels.problems import spoken
from bot.keys import Keys
from prompts import reply

LASTS = 600
"""Seconds."""
_PURPOSE = "session"
_LONGEST = 2000

Sites = Mapping[str, Sequence[str]]
"""Site id -> the origins whose pages may have the guide."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a token says."""

    id: str
    site: str
    origin: str
    expires: int


class Sessions:
    """Makes and reads tokens, signed with a key that every process has."""

    def __init__(self, keys: Keys, sites: Sites) -> None:
        self._keys, self.sites = keys, sites
        self._origins = {origin for origins in sites.values() for origin in origins}

    def may(self, origin: str) -> bool:
        """Pages of this origin may have the guide."""
        return origin in self._origins

    def begin(self, site: str, origin: str) -> str:
        """A token for a site's page."""
        key = self._keys.newest(_PURPOSE)
        session = Session(secrets.token_urlsafe(12), site, origin, int(_time()) + LASTS)
        said = _encoded(json.dumps(asdict(session), separators=(",", ":")).encode())
        return f"{key.id}.{said}.{_signature(key.key, said)}"

    def read(self, token: str, origin: str) -> Session | None:
        """What a token says, if it is ours, of this origin and not too old."""
        name, _, rest = token.partition(".")
        said, _, signature = rest.partition(".")
        if not (token.isascii() and len(token) < _LONGEST and name.isalnum()):
            return None
        key = self._keys.named(_PURPOSE, name)
        if key is None or not hmac.compare_digest(_signature(key.key, said), signature):
            return None
        session = Session(**json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))))
        holds = session.expires > _time() and session.origin == origin
        return session if holds and origin in self.sites.get(session.site, ()) else None


class SiteAsked(BaseModel):
    """The site on whose page the guide is."""

    site: str = Field(default="opinno", max_length=64)


def router(sessions: Sessions, days: int, contacts: Mapping[Any, str]) -> APIRouter:
    """The route that begins a session."""
    routes = APIRouter()

    @routes.post("/api/session")
    def session(body: SiteAsked, request: Request) -> JSONResponse:
        """A token for the page that asks, and what it has to tell its visitors."""
        origin = request.scope.get("state", {}).get("origin", "")
        if body.site not in sessions.sites or (origin and origin not in sessions.sites[body.site]):
            raise HTTPException(403, reply(spoken(request), "http.origin"))
        said: dict[str, Any] = {
            "token": sessions.begin(body.site, origin),
            "expires_in": LASTS,
            "site": {"id": body.site, "name": body.site},
            "notice": {"days": days},
            "contacts": dict(contacts),
        }
        return JSONResponse(said, headers={"Cache-Control": "no-store"})

    return routes


def _time() -> float:
    return datetime.now(UTC).timestamp()


def _signature(key: bytes, said: str) -> str:
    return _encoded(hmac.new(key, said.encode(), hashlib.sha256).digest())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
