"""From the settings to the mind: which models are asked, if any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pydantic import SecretStr
from sqlalchemy import Engine

from bot.model.failures import ModelNotSet
from bot.model.ledger import Budget, Ledger, Spent
from bot.model.mind import Mind, Waits

OFF = "off"
SMALL = "gpt-6-luna"
"""Reads unclear questions beside the model that is the default."""
DEFAULT = "gpt-6.1-terra"


class Wanted(Protocol):
    """The settings that speak of models, as `settings.Settings` has them."""

    @property
    def openai_api_key(self) -> SecretStr | None: ...
    @property
    def openai_base_url(self) -> str | None: ...
    @property
    def model(self) -> str: ...
    @property
    def small_model(self) -> str: ...
    @property
    def model_first_seconds(self) -> float: ...
    @property
    def model_gap_seconds(self) -> float: ...
    @property
    def model_answer_seconds(self) -> float: ...
    @property
    def model_most_seconds(self) -> float: ...
    @property
    def small_model_seconds(self) -> float: ...
    @property
    def model_tokens(self) -> int: ...
    @property
    def model_prices(self) -> Mapping[str, tuple[float, float, float]]: ...
    @property
    def tokens_a_day(self) -> int: ...
    @property
    def tokens_a_conversation(self) -> int: ...
    @property
    def euro_a_day(self) -> float: ...
    @property
    def euro_a_conversation(self) -> float: ...


def mind_for(wanted: Wanted, engine: Engine, told: Callable[[Spent], None] = lambda _: None) -> Mind | None:
    """The mind that the settings ask for; None without a key, or where it is switched off.

    Raises ModelNotSet with a sentence for whoever set what cannot be had. Without a key no client is imported.
    """
    if not is_wanted(wanted):
        return None
    from bot.model.chat import ChatModel, Place

    key, address = _key(wanted), address_of(wanted.openai_base_url)
    writer = ChatModel(Place(wanted.model, key, address))
    small = small_model(wanted)
    reader = None if small == OFF else ChatModel(Place(small, key, address))
    unpriced = [each.name for each in (writer, reader) if each and each.name not in wanted.model_prices]
    if (wanted.euro_a_day or wanted.euro_a_conversation) and unpriced:
        raise ModelNotSet(f"A budget in euro needs a price (OPINNO_MODEL_PRICES) of {', '.join(unpriced)}.")
    budget = Budget(wanted.tokens_a_day, wanted.tokens_a_conversation, wanted.euro_a_day, wanted.euro_a_conversation)
    waits = Waits(
        first=wanted.model_first_seconds,
        gap=wanted.model_gap_seconds,
        answer=wanted.model_answer_seconds,
        most=max(wanted.model_most_seconds, wanted.model_answer_seconds),
        reading=wanted.small_model_seconds,
    )
    ledger = Ledger(engine, budget, wanted.model_prices, told)
    return Mind(writer, ledger, reader=reader, waits=waits, tokens=wanted.model_tokens)


def is_wanted(wanted: Wanted) -> bool:
    """There is a key, or a provider that brings its own, and nobody has switched models off."""
    if wanted.model in (OFF, ""):
        return False
    return _key(wanted) is not None or (":" in wanted.model and _brings_its_key(wanted))


def address_of(said: str | None) -> str | None:
    """An endpoint's base, though somebody gave the address of its chat."""
    bare = (said or "").strip().rstrip("/")
    return bare.removesuffix("/chat/completions") or None


def _brings_its_key(wanted: Wanted) -> bool:
    from bot.model.chat import provider_of

    return provider_of(wanted.model) != "openai"


def _key(wanted: Any) -> SecretStr | None:
    """The key without what a file or a form leaves around it."""
    key: SecretStr | None = wanted.openai_api_key
    bare = key.get_secret_value().strip() if key else ""
    return SecretStr(bare) if bare else None


def small_model(wanted: Wanted) -> str:
    """The model that reads unclear questions, or `off`."""
    if wanted.small_model:
        return wanted.small_model
    return SMALL if wanted.model == DEFAULT and not wanted.openai_base_url else wanted.model
