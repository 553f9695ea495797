"""The workspaces that installed the guide: their tokens sealed in the database, renewed once when they run out."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import Any

import aiohttp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy import Engine, delete, insert, select, update

from bot.channels.slack.calls import Calls, Refused
from bot.channels.slack.reading import Do
from bot.channels.slack.setup import Setup
from knowledge.slack_tables import slack_installations, slack_states

_EARLY = 2 * 3600.0
"""Seconds before its end in which a token is renewed: Slack's are good for twelve hours."""
_STATE_GOOD_FOR = 600.0


@dataclass(frozen=True, slots=True)
class Installed:
    """One workspace, its tokens open."""

    team: str
    bot_user: str | None
    tokens: Mapping[str, Any]
    expires: float | None
    edition: int


class Seal:
    """Closes and opens tokens with a key that comes of the client secret, which is not in the database."""

    def __init__(self, client_secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"opinno slack installations").derive(client_secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, tokens: Mapping[str, Any]) -> bytes:
        """Tokens as nobody without the secret reads them."""
        return self._fernet.encrypt(json.dumps(dict(tokens)).encode())

    def open(self, sealed: bytes) -> dict[str, Any] | None:
        """The tokens; None if they were sealed with another secret."""
        try:
            return dict(json.loads(self._fernet.decrypt(sealed)))
        except InvalidToken:
            return None


class Installations(AsyncInstallationStore):
    """The installations, as bolt's way of installing writes them."""

    def __init__(self, engine: Engine, seal: Seal, do: Do) -> None:
        self._engine, self._seal, self._do = engine, seal, do

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; the one before it is no more."""
        await self._do(self._save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        """Part of what bolt asks for; the whole installation is kept at once."""

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """An installation as bolt knows it, without tokens: only whether there is one is looked at."""
        del user_id, is_enterprise_install
        found = await self.find(team_id, enterprise_id)
        return Installation(user_id="", bot_user_id=found.bot_user, team_id=team_id) if found else None

    async def find(self, team: str | None, enterprise: str | None = None) -> Installed | None:
        """The installation of a workspace, or that of its organisation."""
        found: Installed | None = await self._do(self._find, team, enterprise)
        return found

    async def renewed(self, before: Installed, tokens: Mapping[str, Any], expires: float | None) -> bool:
        """Keep new tokens, unless somebody else did so since."""
        done: bool = await self._do(self._renew, before, tokens, expires)
        return done

    def _save(self, installation: Installation) -> None:
        team = installation.team_id or installation.enterprise_id or ""
        tokens = {"access": installation.bot_token, "refresh": installation.bot_refresh_token}
        row = {
            "team": team,
            "enterprise": installation.enterprise_id,
            "bot_user": installation.bot_user_id,
            "sealed": self._seal.close(tokens),
            "expires": installation.bot_token_expires_at,
            "edition": int(time()),
            "at": time(),
        }
        with self._engine.begin() as connection:
            connection.execute(delete(slack_installations).where(slack_installations.c.team == team))
            connection.execute(insert(slack_installations).values(**row))

    def _find(self, team: str | None, enterprise: str | None) -> Installed | None:
        with self._engine.connect() as connection:
            for key in (team, enterprise):
                row = (
                    key
                    and connection.execute(select(slack_installations).where(slack_installations.c.team == key)).first()
                )
                if row and (tokens := self._seal.open(row.sealed)):
                    return Installed(row.team, row.bot_user, tokens, row.expires, row.edition)
        return None

    def _renew(self, before: Installed, tokens: Mapping[str, Any], expires: float | None) -> bool:
        same = (slack_installations.c.team == before.team, slack_installations.c.edition == before.edition)
        row = {"sealed": self._seal.close(tokens), "expires": expires, "edition": before.edition + 1}
        with self._engine.begin() as connection:
            return bool(connection.execute(update(slack_installations).where(*same).values(**row)).rowcount)


class States(AsyncOAuthStateStore):
    """Installations under way: each state is good once, and for ten minutes."""

    def __init__(self, engine: Engine, do: Do) -> None:
        self._engine, self._do = engine, do

    async def async_issue(self, *_: Any, **__: Any) -> str:
        """A new state."""
        state = secrets.token_urlsafe(24)
        await self._do(self._issue, state)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether a state is ours and was not used before."""
        good: bool = await self._do(self._consume, state)
        return good

    def _issue(self, state: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(slack_states).where(slack_states.c.until < time()))
            connection.execute(insert(slack_states).values(state=state, until=time() + _STATE_GOOD_FOR))

    def _consume(self, state: str) -> bool:
        good = (slack_states.c.state == state, slack_states.c.until >= time())
        with self._engine.begin() as connection:
            return bool(connection.execute(delete(slack_states).where(*good)).rowcount)


class Workspaces:
    """Gives for each workspace the calls with its token."""

    def __init__(self, setup: Setup, installations: Installations | None) -> None:
        self._setup, self._installations = setup, installations
        self._session: aiohttp.ClientSession | None = None
        self._calls: dict[str, tuple[str, Calls]] = {}
        self._renewing: dict[str, asyncio.Lock] = {}
        self._enterprises: dict[str, str] = {}

    async def calls(self, team: str, enterprise: str | None = None) -> Calls | None:
        """The calls of a workspace; None if it did not install the guide. Raises SlackFailed."""
        if enterprise:
            self._enterprises[team] = enterprise
        token = await self._token(team, self._enterprises.get(team))
        if not token:
            return None
        known, calls = self._calls.get(team, ("", None))
        if calls is None or known != token:
            calls = Calls(token, self._setup.base, self.session, team)
            self._calls[team] = (token, calls)
        return calls

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections to Slack, kept open."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    async def _token(self, team: str, enterprise: str | None) -> str | None:
        found = await self._installations.find(team, enterprise) if self._installations else None
        if found is None:
            return self._setup.bot_token or None
        if not _runs_out(found):
            return str(found.tokens["access"])
        # One renews and the others wait: a refresh token is good once.
        async with self._renewing.setdefault(found.team, asyncio.Lock()):
            return await self._renewed(found.team)

    async def _renewed(self, team: str) -> str | None:
        assert self._installations
        found = await self._installations.find(team)
        if found is None or not _runs_out(found):
            return str(found.tokens["access"]) if found else None
        calls = Calls(None, self._setup.base, self.session)
        try:
            got = await calls.call(
                "oauth_v2_access", again=False, client_id=self._setup.client_id,
                client_secret=self._setup.client_secret, grant_type="refresh_token",
                refresh_token=found.tokens["refresh"],
            )  # fmt: skip
        except Refused:
            # Another process may have been quicker.
            again = await self._installations.find(team)
            if again and again.edition != found.edition:
                return str(again.tokens["access"])
            raise
        tokens = {"access": got.get("access_token"), "refresh": got.get("refresh_token") or found.tokens["refresh"]}
        lasts = float(got.get("expires_in") or 12 * 3600)
        await self._installations.renewed(found, tokens, time() + lasts)
        return str(tokens["access"])


def _runs_out(found: Installed) -> bool:
    return bool(found.expires and found.tokens.get("refresh") and found.expires < time() + _EARLY)
