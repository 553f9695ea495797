"""The chat model: the one room of LangChain and the OpenAI client. What goes in and out of it is plain."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import warnings
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from pydantic import BaseModel, SecretStr, ValidationError

from bot.model.connection import SECONDS, begin_reply, client
from bot.model.errors import failure_of
from bot.model.failures import ModelFailed, ModelNotSet
from bot.model.thinking import Spoken
from tracing import keep_langsmith_out

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Shape = TypeVar("Shape", bound=BaseModel)

OPENAI = "https://api.openai.com/v1"
# A few pieces before the first word have a role or nothing in them; more of them are thoughts.
_SILENT = 5
_REASONS = re.compile(r"(?:gpt-[5-9]|o\d)")
_WELL_ENDED = {"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed"}
_FINISHES = ("finish_reason", "stop_reason", "done_reason")
_LEARNT_FROM = {"not_found", "unsupported", "rejected"}
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
        # It thought before it spoke: from then on it is told not to.
        self._thinks = False
        self._looked_for_v1 = False
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
            before = self._learnt
            try:
                async with aclosing(self._streamed(system, question, tokens)) as deltas:
                    async for delta in deltas:
                        began = True
                        yield delta
                return
            except ModelFailed as failed:
                if began or not self._learns(failed, before):
                    raise

    async def read(self, system: str, question: str, shape: type[Shape], tokens: int) -> tuple[Shape, Usage | None]:
        """What the model makes of a question, in a shape. Raises ModelFailed."""
        while True:
            before = self._learnt
            try:
                return await self._shaped(system, question, shape, tokens)
            except ModelFailed as failed:
                if not self._learns(failed, before):
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

    @property
    def _learnt(self) -> tuple[frozenset[str], str | None]:
        return frozenset(self._refused), self._place.address

    def _learns(self, failed: ModelFailed, before: tuple[frozenset[str], str | None]) -> bool:
        """Whether there is another way to ask than the one that failed, be it that somebody else has found it since:
        without what the endpoint refused, or one step further on."""
        if failed.kind == "not_found":
            self._look_for_v1()
        self._refused |= set(failed.parameters)
        return failed.kind in _LEARNT_FROM and self._learnt != before

    def _look_for_v1(self) -> None:
        """An address without a path, as `http://127.0.0.1:11434`, is often meant to go on with `/v1`."""
        given = self._place.address
        if given and not self._looked_for_v1 and not urlsplit(given).path.strip("/"):
            self._looked_for_v1 = True
            self._place = replace(self._place, address=f"{given.rstrip('/')}/v1")
            self._models.clear()

    async def _streamed(self, system: str, question: str, tokens: int) -> AsyncGenerator[Delta, None]:
        spoken, silent, last, reply = Spoken(), 0, Delta(), begin_reply()
        try:
            chunks = self._model().astream(self._messages(system, question), **self._told(tokens, stream=True))
            async with aclosing(chunks) as stream:  # type: ignore[type-var]
                async for chunk in stream:
                    text = spoken.feed(chunk.text)
                    silent += not spoken.began
                    self._thinks = self._thinks or spoken.thought or silent > _SILENT
                    finish = _finish(chunk.response_metadata) or last.finish
                    last = Delta(text, finish, _usage(getattr(chunk, "usage_metadata", None)))
                    yield last
        except Exception as error:
            # Once all was said, what is wrong with the rest of the reply is wrong with the bill alone.
            if not last.ended_well:
                raise failure_of(error, began=spoken.began) from None
        if last.finish is None and self._speaks_openai:
            if not (spoken.began and reply.is_whole):
                raise ModelFailed("cut_off" if spoken.began else "empty")
            yield Delta(finish="stop")

    async def _shaped(self, system: str, question: str, shape: type[Shape], tokens: int) -> tuple[Shape, Usage | None]:
        told = self._told(tokens, stream=False)
        try:
            if "response_format" in self._refused:
                said: Any = await self._model().ainvoke(self._messages(system, question), **told)
            else:
                # As a plain schema: of a class the client tells nothing but that the reply is not one.
                strictly = {"strict": True} if self._speaks_openai else {}
                shaped = self._model().with_structured_output(shape.model_json_schema(), include_raw=True, **strictly)
                found: dict[str, Any] = await shaped.ainvoke(self._messages(system, question), **told)  # type: ignore[assignment]
                said = found["raw"]
                if found["parsed"] is not None:
                    return shape.model_validate(found["parsed"]), _usage(said.usage_metadata)
            # Some do not know of schemas and say nothing of that: the object stands among other words.
            return shape.model_validate(_object_in(said.text)), _usage(said.usage_metadata)
        except Exception as error:
            raise failure_of(error, began=False) from None

    def _messages(self, system: str, question: str) -> list[tuple[str, str]]:
        if "system" in self._refused:
            return [("human", f"{system}\n\n{question}")]
        return [("system", system), ("human", question)]

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
        if self._thinks:
            # What OpenAI's kind and Ollama call it, and what vLLM and llama.cpp do.
            if "reasoning_effort" not in self._refused:
                told["reasoning_effort"] = "none"
            if "chat_template_kwargs" not in self._refused:
                told["extra_body"] = {"chat_template_kwargs": {"enable_thinking": False}, **told.get("extra_body", {})}
        if stream:
            told["stream_usage"] = "stream_options" not in self._refused
        return told

    def _model(self) -> BaseChatModel:
        loop = asyncio.get_running_loop()
        if loop not in self._models:
            # A connection belongs to the loop that opened it.
            if self._speaks_openai and loop not in self._clients:
                self._clients[loop] = client()
            self._models[loop] = self._made(self._clients.get(loop))
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
        settings: dict[str, Any] = {"max_retries": 0, "timeout": SECONDS}
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
    """No client writes what it sends or is sent into our log, at whatever level that is, nor beside it."""
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
