"""The settings: environment variables `OPINNO_*` or a `.env` file, read once, typed and bounded."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

PREFIX = "OPINNO_"
_SITE = "opinno"
Switch = Literal["on", "off"]
Reached = Literal["distress", "abuse", "discrimination", "visa_legal", "medical", "human", "verdict"]
"""Topics for which the guide says how to reach a person."""
Contact = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Price = Annotated[float, Field(ge=0, le=10_000)]
Seconds = Annotated[float, Field(gt=0, le=120)]


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
    origins: str = Field(
        default="",
        description="pages that may have the guide: their origins by commas, or a JSON object of site -> origins",
    )
    proxies: str = Field(
        default="",
        description="addresses or networks of proxies that may say who asks (`X-Forwarded-For`); by commas",
    )
    session_limit: int = Field(default=20, ge=1, description="questions a minute from one page on another site")
    network_limit: int = Field(default=300, ge=1, description="questions a minute from one network: a /24 or a /64")
    total_limit: int = Field(default=6000, ge=1, description="questions a minute from all together")
    saved_search_days: int = Field(
        default=90, ge=7, le=365, description="days after which a saved search ends, unless its owner keeps it longer"
    )
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
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="key of OpenAI or of a compatible endpoint; with it answers are written by a model",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias="OPENAI_BASE_URL",
        description="another endpoint that speaks as OpenAI's: Ollama, vLLM, Azure, Mistral",
    )
    model: str = Field(
        default="gpt-6.1-terra",
        description="model that writes, as `name` or `provider:name`; `off` leaves it out though a key is there",
    )
    small_model: str = Field(
        default="",
        description="model that reads unclear questions; `gpt-6-luna` beside the default, else the one that writes; "
        "`off` for none",
    )
    model_first_seconds: Seconds = Field(default=2, description="longest wait for a model's first word")
    model_gap_seconds: Seconds = Field(default=1.5, description="longest wait between a model's words")
    model_answer_seconds: Seconds = Field(
        default=3.5, description="by when a model's answer has to be well under way, from the question on"
    )
    model_most_seconds: Seconds = Field(default=8, description="when a model's answer has to be whole, at the latest")
    small_model_seconds: Seconds = Field(default=0.8, description="longest wait for the small model's reading")
    model_tokens: int = Field(default=800, ge=100, le=8000, description="most tokens of one answer")
    model_prices: Mapping[str, tuple[Price, Price, Price]] = Field(
        default={},
        description="euro for a million tokens, to count what is spent: a JSON object of model -> [read, read from "
        "the cache, written]",
    )
    tokens_a_day: int = Field(default=2_000_000, ge=0, description="most tokens of a day, all together; 0: no limit")
    tokens_a_conversation: int = Field(default=100_000, ge=0, description="most tokens of a conversation; 0: no limit")
    euro_a_day: float = Field(default=0, ge=0, description="most euro of a day, if prices are set; 0: no limit")
    euro_a_conversation: float = Field(
        default=0, ge=0, description="most euro of a conversation, if prices are set; 0: no limit"
    )
    embeddings: Literal["local", "openai"] = Field(
        default="local",
        description="`openai` lets the endpoint of `OPENAI_BASE_URL` embed questions and documents; `local` needs none",
    )
    embeddings_model: str = Field(default="text-embedding-3-small", description="the endpoint's model that embeds")
    embeddings_dimension: int = Field(
        default=0, ge=0, le=8192, description="numbers of a vector, for models that let one choose; 0: as the model has"
    )
    embeddings_question: str = Field(
        default="",
        description="what stands before a question that is embedded, such as `query: `, if the model wants it",
    )
    embeddings_passage: str = Field(
        default="", description="what stands before a text that is embedded, such as `passage: `, if the model wants it"
    )
    judge_model: str = Field(
        default="",
        description="model that judges answers in `opinno evaluate --model`; the one that writes if left out",
    )
    judge_base_url: str = Field(
        default="", description="where the judge is asked, if elsewhere than the model that writes"
    )
    judge_api_key: SecretStr = Field(
        default=SecretStr(""), description="key of the judge's endpoint, if it has its own"
    )
    tracing: Switch = Field(
        default="off", description="`on` sends OpenTelemetry spans of each step to where the `OTEL_` variables say"
    )
    tracing_text: Switch = Field(
        default="off", description="`on` puts questions, prompts and answers into the spans: personal data"
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

    @field_validator("origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        sites_of(value)
        return value

    @field_validator("proxies")
    @classmethod
    def _proxies(cls, value: str) -> str:
        for proxy in _listed(value):
            ip_network(proxy, strict=False)
        return value

    def sites(self) -> Mapping[str, tuple[str, ...]]:
        """Each site with the origins whose pages may have the guide."""
        return sites_of(self.origins)

    def trusted_proxies(self) -> list[str]:
        """The proxies that may say who asks."""
        return _listed(self.proxies)

    def allowed(self) -> list[str]:
        """The hosts of `allow`."""
        return _listed(self.allow)

    def day(self) -> date:
        """Today, or the fixed day of the settings."""
        return self.today or date.today()

    def time(self) -> datetime:
        """This moment, or the same time of the fixed day."""
        return datetime.combine(self.day(), datetime.now().time())


def sites_of(origins: str) -> Mapping[str, tuple[str, ...]]:
    """What `OPINNO_ORIGINS` says: a JSON object of sites, or the origins of the site `opinno`. Raises ValueError."""
    if not origins.strip().startswith("{"):
        return {_SITE: tuple(_origin(each) for each in _listed(origins))}
    said = json.loads(origins)
    sites: dict[str, tuple[str, ...]] = {_SITE: ()}
    for site, listed in said.items():
        if not re.fullmatch(r"[a-z0-9-]{1,40}", site) or not isinstance(listed, list):
            raise ValueError(f"a site is small letters, digits and hyphens, with a list of origins; not {site!r}")
        sites[site] = tuple(_origin(each) for each in listed)
    return sites


def _origin(text: object) -> str:
    """An origin as browsers send it: a scheme, a host and perhaps a port, nothing else."""
    match = re.fullmatch(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?", str(text).strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is not an origin such as https://www.school.example")
    scheme, host, port = match.groups()
    usual = ":443" if scheme == "https" else ":80"
    return f"{scheme}://{host}{'' if port in (None, usual) else port}"


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


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
        named = re.search(r'field "(\w+)"', str(error))
        raise SettingsWrong(f"{variable(named[1]) if named else PREFIX}: {error.__cause__ or error}") from error
    except ValidationError as error:
        reasons = (f"{_told(str(e['loc'][0]))}: {e['msg']}" for e in error.errors())
        raise SettingsWrong("; ".join(reasons)) from error


def _told(place: str) -> str:
    """How a field is called where it is set; one with a name of its own is placed by that."""
    return variable(place) if place in Settings.model_fields else place


def _refuse_unknown(names: set[str]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            close = get_close_matches(name.upper(), known, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise SettingsWrong(f"{name} is not a setting of the guide.{hint}")
