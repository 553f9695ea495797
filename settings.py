"""The settings: environment variables `OPINNO_*` or a `.env` file, read once, typed and bounded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

PREFIX = "OPINNO_"
Switch = Literal["on", "off"]
Reached = Literal["distress", "abuse", "discrimination", "visa_legal", "medical", "human", "verdict"]
"""Topics for which the guide says how to reach a person."""
Contact = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class SettingsWrong(Exception):
    """A setting is unknown or has a value that cannot be used. The text names it and says why."""


class Settings(BaseSettings):
    """Every setting there is. The README's table is checked against these fields."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), description="folder of the library: the database and the index")
    shelf: Switch = Field(default="on", description="`off` starts without the content that ships")
    examples: Switch = Field(
        default="off", description="`on` adds 30 invented vacancies for a demonstration, never beside real ones"
    )
    today: date | None = Field(default=None, description="a fixed day (YYYY-MM-DD) for demonstrations and tests")
    host: str = Field(default="127.0.0.1", description="where `opinno serve` listens")
    port: int = Field(default=8000, ge=0, le=65535, description="where `opinno serve` listens")
    question_limit: int = Field(default=2000, ge=50, le=20000, description="longest question, in characters")
    conversation_days: int = Field(default=30, ge=1, le=365, description="days after which a conversation is deleted")
    contacts: Mapping[Reached, Contact] = Field(
        default={}, description="how to reach a person: a JSON object of topic -> name, place, number or address"
    )
    sources: str = Field(
        default="", description="list of the places to learn from (YAML); the one that ships if left out"
    )
    watch: Switch = Field(default="off", description="`on` lets `opinno serve` look at the sources when they are due")
    allow: str = Field(
        default="",
        description="hosts that may be fetched from though they are not public, such as `127.0.0.1:8080`; by commas",
    )
    robot_contact: str = Field(
        default="", description="address that sites are told when the guide fetches from them, for questions"
    )
    site: str = Field(
        default="",
        description="where the guide is reached from outside, as `https://guide.example.org`: links in Slack need it",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None, validation_alias="SLACK_BOT_TOKEN", description="bot token of your Slack app, `xoxb-…`"
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        validation_alias="SLACK_SIGNING_SECRET",
        description="signing secret of your Slack app: it proves that a request is Slack's",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        validation_alias="SLACK_APP_TOKEN",
        description="app token of your Slack app, `xapp-…`: with it no address is needed (Socket Mode)",
    )
    slack_client_id: str | None = Field(
        default=None, validation_alias="SLACK_CLIENT_ID", description="with the secret, several workspaces can install"
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, validation_alias="SLACK_CLIENT_SECRET", description="the secret; it also seals the tokens kept"
    )
    slack_api_url: str | None = Field(
        default=None, validation_alias="SLACK_API_URL", description="another base of Slack's Web API"
    )
    slack_workers: int = Field(default=8, ge=1, le=64, description="questions from Slack that are answered at a time")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="how much the log says; it never holds the text of a question"
    )

    def allowed(self) -> list[str]:
        """The hosts of `allow`."""
        return [host.strip() for host in self.allow.split(",") if host.strip()]

    def day(self) -> date:
        """Today, or the fixed day of the settings."""
        return self.today or date.today()

    def time(self) -> datetime:
        """This moment, or the same time of the fixed day."""
        return datetime.combine(self.day(), datetime.now().time())


def variable(name: str) -> str:
    """The environment variable of a field: that of another's own fame has no prefix of ours."""
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else PREFIX + name.upper()


def read_settings() -> Settings:
    """The settings as the environment and `.env` give them. Raises SettingsWrong with the reason."""
    _refuse_unknown({*os.environ, *dotenv_values(".env")})
    try:
        return Settings()
    except SettingsError as error:
        # A value that should be JSON and is not.
        raise SettingsWrong(f"{PREFIX}CONTACTS: {error.__cause__ or error}") from error
    except ValidationError as error:
        reasons = (f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsWrong("; ".join(reasons)) from error


def _refuse_unknown(names: set[str]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            close = get_close_matches(name.upper(), known, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise SettingsWrong(f"{name} is not a setting of the guide.{hint}")
