"""The workspaces that installed the guide: their tokens sealed in the database, renewed once when they run out."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from time import monotonic, time
from typing import Any

import aiohttp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy import Engine, delete, insert, select, update

from bot.channels.slack.calls import Calls, SlackFailed
from bot.channels.slack.reading import Do
from bot.channels.slack.setup import Setup
from knowledge.slack_tables import slack_installations, slack_states, slack_workspaces

log = logging.getLogger(__name__)

_EARLY = 2 * 3600.0
"""Seconds before its end in which a token is renewed: Slack's are good for twelve hours. A shorter one: a quarter."""
_STATE_GOOD_FOR = 600.0
_RENEWS_FOR = 60.0
"""Seconds for which one process renews a token: longer than any call of it takes."""
_LOOKS_EVERY = 0.1
_WAITED = 20.0
"""Seconds after which a token that is still good is used, although another process was to renew it."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One workspace, its tokens open."""

    team: str
    bot_user: str | None
    tokens: Mapping[str, Any]
    expires: float | None
    edition: int
    since: float

    @property
    def is_good(self) -> bool:
        """Its token has not run out yet."""
        return not self.expires or self.expires > time() + 5

    @property
    def runs_out(self) -> bool:
        """It is time to renew its token."""
        if not self.expires or not self.tokens.get("refresh"):
            return False
        return self.expires - max(0.0, min(_EARLY, (self.expires - self.since) / 4)) < time()


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

    async def part_of(self, team: str, enterprise: str) -> None:
        """A workspace is part of an organisation, which may have installed the guide for all of its own."""
        await self._do(self._part_of, team, enterprise)

    async def take_on(self, before: Installed, now: float) -> bool:
        """Its tokens are the caller's to renew, and nobody else's in any process, for a minute."""
        taken: bool = await self._do(self._take_on, before, now)
        return taken

    async def let_go(self, before: Installed) -> None:
        """Its tokens were not renewed; somebody else may try."""
        await self._do(self._set, before, {"renewing": None})

    async def renewed(self, before: Installed, tokens: Mapping[str, Any], expires: float | None) -> bool:
        """Keep new tokens, unless the workspace installed the guide anew since."""
        row = {"sealed": self._seal.close(tokens), "expires": expires, "at": time(), "renewing": None}
        done: bool = await self._do(self._set, before, {**row, "edition": before.edition + 1})
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
            known = select(slack_workspaces.c.enterprise).where(slack_workspaces.c.team == team)
            for key in (team, enterprise or connection.execute(known).scalar()):
                row = (
                    key
                    and connection.execute(select(slack_installations).where(slack_installations.c.team == key)).first()
                )
                if row and (tokens := self._seal.open(row.sealed)):
                    return Installed(row.team, row.bot_user, tokens, row.expires, row.edition, row.at)
        return None

    def _part_of(self, team: str, enterprise: str) -> None:
        with self._engine.begin() as connection:
            there = update(slack_workspaces).where(slack_workspaces.c.team == team).values(enterprise=enterprise)
            if not connection.execute(there).rowcount:
                connection.execute(insert(slack_workspaces).values(team=team, enterprise=enterprise))

    def _take_on(self, before: Installed, now: float) -> bool:
        lease = slack_installations.c.renewing
        free = lease.is_(None) | (lease <= now)
        return self._set(before, {"renewing": now + _RENEWS_FOR}, free)

    def _set(self, before: Installed, row: Mapping[str, Any], *also: Any) -> bool:
        same = (slack_installations.c.team == before.team, slack_installations.c.edition == before.edition)
        with self._engine.begin() as connection:
            return bool(connection.execute(update(slack_installations).where(*same, *also).values(**row)).rowcount)


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
        self._known: set[tuple[str, str]] = set()
        """Workspaces and their organisations that are written down."""

    async def calls(self, team: str, enterprise: str | None = None) -> Calls | None:
        """The calls of a workspace; None if it did not install the guide. Raises SlackFailed."""
        if enterprise and self._installations and (team, enterprise) not in self._known:
            await self._installations.part_of(team, enterprise)
            self._known.add((team, enterprise))
        token = await self._token(team)
        if not token:
            return None
        known, calls = self._calls.get(team, ("", None))
        if calls is None or known != token:
            calls = Calls(token, self._setup.base, self.session, team, partial(self._another, team))
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

    async def _another(self, team: str, refused: str, ran_out: bool) -> str | None:
        """A token in the place of one that Slack takes no more; None if there is none. Just one that ran out is
        renewed: for one that is not valid, another process may have left a newer one."""
        token = await self._token(team, refused if ran_out else None)
        return token if token != refused else None

    async def _token(self, team: str, refused: str | None = None) -> str | None:
        """The token of a workspace, renewed where it is time or where Slack refused just this one as expired."""
        found = await self._installations.find(team) if self._installations else None
        if found is None:
            return self._setup.bot_token or None
        return await self._renewed(found, refused)

    async def _renewed(self, found: Installed, refused: str | None) -> str | None:
        """A token that lasts: one of all processes renews it and the others wait, for a refresh token is good once."""
        assert self._installations
        began = monotonic()
        while found.runs_out or (found.tokens["access"] == refused and found.tokens.get("refresh")):
            usable = found.is_good and found.tokens["access"] != refused
            if await self._installations.take_on(found, time()):
                try:
                    return await self._renew(found)
                except SlackFailed as error:
                    if not usable:
                        raise
                    log.warning("Slack: %s; a token is not renewed yet, and still good", error)
                    break
            if usable and monotonic() - began > _WAITED:
                break
            await asyncio.sleep(_LOOKS_EVERY)
            again = await self._installations.find(found.team)
            if again is None:
                return None
            found = again
        return str(found.tokens["access"])

    async def _renew(self, found: Installed) -> str:
        assert self._installations
        try:
            got = await Calls(None, self._setup.base, self.session).call(
                "oauth_v2_access", again=False, client_id=self._setup.client_id,
                client_secret=self._setup.client_secret, grant_type="refresh_token",
                refresh_token=found.tokens["refresh"],
            )  # fmt: skip
        except BaseException:
            await asyncio.shield(self._installations.let_go(found))
            raise
        tokens = {"access": got.get("access_token"), "refresh": got.get("refresh_token") or found.tokens["refresh"]}
        lasts = float(got.get("expires_in") or 12 * 3600)
        await asyncio.shield(self._installations.renewed(found, tokens, time() + lasts))
        return str(tokens["access"])
