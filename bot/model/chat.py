"""The chat model: the one room of LangChain and the OpenAI client. What goes in and out of it is plain."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel, SecretStr, ValidationError

from bot.model.errors import Endless, failure_of
from bot.model.failures import ModelFailed, ModelNotSet
from tracing import keep_langsmith_out

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Shape = TypeVar("Shape", bound=BaseModel)

OPENAI = "https://api.openai.com/v1"
# More than any answer that we ask for, and less than would hurt.
_MOST_BYTES = 4_000_000
_SECONDS = 30.0
_MOST_CONNECTIONS, _KEPT_OPEN = 1000, 50
_REASONS = re.compile(r"(?:gpt-[5-9]|o\d)")
_WELL_ENDED = {"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed"}
_FINISHES = ("finish_reason", "stop_reason", "done_reason")
_OBJECT = re.compile(r"\{.*\}", re.S)
_LOUD = ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "langchain", "langchain_core", "langchain_openai")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a call: read, of these from the provider's cache, and written."""

    read: int
    cached: int
    written: int


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of a model's text. The last ones say how it ended and what it cost."""

    text: str = ""
    finish: str | None = None
    usage: Usage | None = None

    @property
    def ended_well(self) -> bool:
        """It ended because the model had said all."""
        return self.finish is not None and self.finish.casefold() in _WELL_ENDED


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model is asked: its name as `name` or `provider:name`, and for OpenAI's kind a key and an address."""

    model: str
    key: SecretStr | None = None
    address: str | None = None


class ChatModel:
    """One chat model. Safe for many conversations at once, and for one event loop after another."""

    def __init__(self, place: Place) -> None:
        """Raises ModelNotSet if the provider is unknown, its package is missing, or it lacks a setting."""
        self._provider, self.name = _parsed(place.model)
        self._place = place
        self._speaks_openai = self._provider == "openai"
        self._refused: set[str] = set()
        self._models: WeakKeyDictionary[asyncio.AbstractEventLoop, BaseChatModel] = WeakKeyDictionary()
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()
        _hush()
        # What is wrong with the setting is found at start, not at the first question.
        self._made()

    @property
    def address(self) -> str:
        """Where it is asked; nothing for a provider that has an address of its own."""
        return (self._place.address or OPENAI) if self._speaks_openai else ""

    @property
    def refused(self) -> frozenset[str]:
        """What the endpoint does not want to be told; it is not told again."""
        return frozenset(self._refused)

    async def stream(self, system: str, question: str, tokens: int) -> AsyncGenerator[Delta, None]:
        """The model's answer as it comes. Raises ModelFailed; closing it ends the call."""
        began = False
        while True:
            try:
                async with aclosing(self._streamed(system, question, tokens)) as deltas:
                    async for delta in deltas:
                        began = True
                        yield delta
                return
            except ModelFailed as failed:
                if began or not self._learns(failed):
                    raise

    async def read(self, system: str, question: str, shape: type[Shape], tokens: int) -> tuple[Shape, Usage | None]:
        """What the model makes of a question, in a shape. Raises ModelFailed."""
        while True:
            try:
                return await self._shaped(system, question, shape, tokens)
            except ModelFailed as failed:
                if not self._learns(failed):
                    raise

    async def open(self) -> None:
        """Make ready what the first question on this event loop would wait for."""
        self._model()

    async def close(self) -> None:
        """Close the connections that are kept open on this event loop."""
        self._models.pop(asyncio.get_running_loop(), None)
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def _learns(self, failed: ModelFailed) -> bool:
        """Whether the endpoint refused something that can be left out, and has been told so for the first time."""
        news = set(failed.parameters) - self._refused
        self._refused |= news
        return failed.kind == "unsupported" and bool(news)

    async def _streamed(self, system: str, question: str, tokens: int) -> AsyncGenerator[Delta, None]:
        began, finish = False, None
        try:
            chunks = self._model().astream(_messages(system, question), **self._told(tokens, stream=True))
            async with aclosing(chunks) as stream:  # type: ignore[type-var]
                async for chunk in stream:
                    finish = _finish(chunk.response_metadata) or finish
                    began = began or bool(chunk.text)
                    yield Delta(chunk.text, finish, _usage(getattr(chunk, "usage_metadata", None)))
        except Exception as error:
            raise failure_of(error, began=began) from None
        if finish is None and self._speaks_openai:
            raise ModelFailed("cut_off" if began else "empty")

    async def _shaped(self, system: str, question: str, shape: type[Shape], tokens: int) -> tuple[Shape, Usage | None]:
        told = self._told(tokens, stream=False)
        try:
            if "response_format" in self._refused:
                said = await self._model().ainvoke(_messages(system, question), **told)
                return shape.model_validate(_object_in(said.text)), _usage(said.usage_metadata)
            shaped = self._model().with_structured_output(shape, include_raw=True)
            found: dict[str, Any] = await shaped.ainvoke(_messages(system, question), **told)  # type: ignore[assignment]
        except Exception as error:
            raise failure_of(error, began=False) from None
        if not isinstance(found["parsed"], shape):
            raise ModelFailed("garbled")
        return found["parsed"], _usage(found["raw"].usage_metadata)

    def _told(self, tokens: int, *, stream: bool) -> dict[str, Any]:
        """What the endpoint is told beside the messages, without what it refuses."""
        if not self._speaks_openai:
            # Their own settings hold; what they call a limit differs from one to the next.
            return {}
        told: dict[str, Any] = {}
        if "max_completion_tokens" not in self._refused:
            told["max_tokens"] = tokens
        elif "max_tokens" not in self._refused:
            # The client calls it by its new name; older endpoints know the old one.
            told["extra_body"] = {"max_tokens": tokens}
        if _REASONS.match(self.name):
            if "reasoning_effort" not in self._refused:
                # A reader waits: the passages hold the answer, and thinking would come before the first word.
                told["reasoning_effort"] = "none"
        elif "temperature" not in self._refused:
            told["temperature"] = 0.2
        if stream:
            told["stream_usage"] = "stream_options" not in self._refused
        return told

    def _model(self) -> BaseChatModel:
        loop = asyncio.get_running_loop()
        if loop not in self._models:
            # A connection belongs to the loop that opened it.
            client = self._clients[loop] = _client() if self._speaks_openai else None
            self._models[loop] = self._made(client)
        return self._models[loop]

    def _made(self, client: Any = None) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        # What is said here is sent to the model and to nobody else, whatever the environment asks for.
        keep_langsmith_out()
        try:
            made: BaseChatModel = init_chat_model(self.name, model_provider=self._provider, **self._settings(client))
            return made
        except ImportError as error:
            raise ModelNotSet(f"The package of the provider “{self._provider}” is not installed: {error}") from None
        except Exception as error:
            named = "; ".join(e["msg"] for e in error.errors()) if isinstance(error, ValidationError) else str(error)
            raise ModelNotSet(f"The model “{self._place.model}” cannot be used: {named}") from None

    def _settings(self, client: Any) -> dict[str, Any]:
        # We retry and time out ourselves: only we know how long the reader has waited.
        settings: dict[str, Any] = {"max_retries": 0, "timeout": _SECONDS}
        if not self._speaks_openai:
            return settings
        return settings | {
            "api_key": self._place.key,
            "base_url": self._place.address or OPENAI,
            "http_async_client": client,
            "use_responses_api": False,
            "stream_chunk_timeout": None,
        }


def _parsed(model: str) -> tuple[str, str]:
    """`provider:name`; a name alone, or one with a colon of its own as in `llama3:8b`, is of OpenAI's kind."""
    from langchain.chat_models.base import _BUILTIN_PROVIDERS

    provider, colon, name = model.partition(":")
    provider = provider.replace("-", "_").lower()
    return (provider, name) if colon and name and provider in _BUILTIN_PROVIDERS else ("openai", model)


def provider_of(model: str) -> str:
    """Whose package speaks with a model."""
    return _parsed(model)[0]


def _client() -> Any:
    from httpx2 import Limits
    from openai import DefaultAsyncHttpxClient

    async def bound(response: Any) -> None:
        response.stream = _bounded(response.stream)

    return DefaultAsyncHttpxClient(
        timeout=_SECONDS,
        limits=Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=_KEPT_OPEN),
        # A key and a question go where they were meant to go, and nowhere else.
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bound]},
    )


def _bounded(stream: Any) -> Any:
    """A response's bytes, up to a bound."""
    from httpx2 import AsyncByteStream

    class Bounded(AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            left = _MOST_BYTES
            async for piece in stream:
                left -= len(piece)
                if left < 0:
                    raise Endless
                yield piece

        async def aclose(self) -> None:
            await stream.aclose()

    return Bounded()


def _messages(system: str, question: str) -> list[tuple[str, str]]:
    return [("system", system), ("human", question)]


def _finish(metadata: Mapping[str, Any]) -> str | None:
    return next((str(metadata[name]) for name in _FINISHES if metadata.get(name)), None)


def _usage(told: Any) -> Usage | None:
    if not told:
        return None
    cached = (told.get("input_token_details") or {}).get("cache_read") or 0
    return Usage(int(told["input_tokens"]), int(cached), int(told["output_tokens"]))


def _object_in(text: str) -> Any:
    found = _OBJECT.search(text)
    return json.loads(found.group() if found else text)


def _hush() -> None:
    """No client writes what it sends into our log, at whatever level that is."""
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
