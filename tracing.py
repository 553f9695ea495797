"""Spans of each step, for whoever wants to see where the time goes: nothing unless switched on, no text unless asked.

    with step("gather", language="nl") as span:
        span.note(passages=8)

    with model_call("chat", model="gpt-6-mini", address=base_url) as call:
        call.first_token()
        call.used(input_tokens=900, output_tokens=120, cached_tokens=768)
        call.finished("stop")

Sent over OTLP to where the usual `OTEL_EXPORTER_OTLP_...` variables say. Calls of a model carry the attributes of
OpenTelemetry's conventions for generative AI, all else is named `opinno.…`.
"""

from __future__ import annotations

import json
import os
from asyncio import CancelledError
from collections.abc import Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar, Token
from dataclasses import dataclass
from time import perf_counter
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit

Fact = str | bool | int | float | Sequence[str]
"""What is told of a step. Never words of a person: those are texts, see `Step.quote`."""
Message = Mapping[str, str]
"""`role` and `content`."""

_SERVICE = "opinno-guide"
# A collector that is down must not hold up the end of a command.
_LAST_WORDS_MS = 2000
_ENDED_EARLY = (GeneratorExit, CancelledError, KeyboardInterrupt)


class TracingWrong(Exception):
    """Tracing is switched on and cannot be had; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class _On:
    """What tracing needs while it is on."""

    tracer: Any
    processor: Any
    text: bool


_on: _On | None = None
_around: ContextVar[Any] = ContextVar("opinno_span", default=None)


class Step:
    """One step, from entering the `with` to leaving it. Steps within it, in threads as well, are its children."""

    def __init__(self, name: str, facts: Mapping[str, Fact], on: _On, kind: str = "INTERNAL") -> None:
        self._name, self._facts, self._on, self._kind = name, facts, on, kind
        self._span: Any = None
        self._token: Token[Any] | None = None

    def __enter__(self) -> Step:
        from opentelemetry import trace

        parent = _around.get()
        context = trace.set_span_in_context(parent) if parent is not None else None
        self._span = self._on.tracer.start_span(self._name, context, getattr(trace.SpanKind, self._kind), self._facts)
        self._token = _around.set(self._span)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, _ENDED_EARLY):
            self._span.set_attribute("opinno.ended_early", True)
        elif error is not None:
            self.failed(error)
        self._span.end()
        assert self._token is not None
        # A generator may be closed elsewhere than where it ran; that context is gone.
        with suppress(ValueError):
            _around.reset(self._token)

    def note(self, **facts: Fact) -> None:
        """Tell something of the step, such as a count or an outcome."""
        self._span.set_attributes(_ours(facts))

    def quote(self, **texts: str) -> None:
        """Tell words of a person, of a source or of a model: kept only where text was asked for."""
        if self._on.text:
            self._span.set_attributes(_ours(texts))

    def failed(self, error: BaseException) -> None:
        """The step failed, though it may go on. Only the kind of error is told: its message may quote somebody."""
        from opentelemetry.trace import StatusCode

        self._span.set_attribute("error.type", type(error).__name__)
        self._span.set_status(StatusCode.ERROR)


class ModelCall(Step):
    """A call of a model: a step with its bill."""

    def __enter__(self) -> ModelCall:
        super().__enter__()
        self._began = perf_counter()
        return self

    def first_token(self) -> None:
        """The first token has come."""
        self._span.set_attribute("gen_ai.response.time_to_first_chunk", perf_counter() - self._began)

    def used(self, *, input_tokens: int, output_tokens: int = 0, cached_tokens: int = 0) -> None:
        """The tokens of the call; those that came out of the provider's cache are among the input."""
        self._span.set_attribute("gen_ai.usage.input_tokens", input_tokens)
        self._span.set_attribute("gen_ai.usage.output_tokens", output_tokens)
        self._span.set_attribute("gen_ai.usage.cache_read.input_tokens", cached_tokens)

    def finished(self, reason: str, *, model: str = "", id: str = "") -> None:
        """Why the model ended, which one it was, and what the call is known by at the provider."""
        self._span.set_attribute("gen_ai.response.finish_reasons", [reason])
        if model:
            self._span.set_attribute("gen_ai.response.model", model)
        if id:
            self._span.set_attribute("gen_ai.response.id", id)

    def said(self, messages: Sequence[Message], written: str) -> None:
        """What was said to the model and what it wrote: kept only where text was asked for."""
        if self._on.text:
            self._span.set_attribute("gen_ai.input.messages", _in_parts(messages))
            answered = [{"role": "assistant", "content": written}]
            self._span.set_attribute("gen_ai.output.messages", _in_parts(answered))


class _Nothing(ModelCall):
    """A step while tracing is off: one for all, and nothing happens."""

    def __init__(self) -> None:
        pass

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def note(self, **_: Fact) -> None:
        pass

    def quote(self, **_: str) -> None:
        pass

    def failed(self, _: BaseException) -> None:
        pass

    def first_token(self) -> None:
        pass

    def used(self, **_: int) -> None:
        pass

    def finished(self, reason: str, *, model: str = "", id: str = "") -> None:
        pass

    def said(self, *_: object) -> None:
        pass


_NOTHING = _Nothing()


def step(name: str, **facts: Fact) -> Step:
    """A step of the guide's own, such as gather or read, with what is known of it."""
    return Step(name, _ours(facts), _on) if _on else _NOTHING


def model_call(
    operation: Literal["chat", "embeddings"],
    *,
    model: str,
    address: str = "",
    provider: str = "openai",
    max_tokens: int | None = None,
    **facts: Fact,
) -> ModelCall:
    """A call of a model at an address."""
    if not _on:
        return _NOTHING
    place = urlsplit(address)
    known: dict[str, Fact | None] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "gen_ai.request.max_tokens": max_tokens,
        "server.address": place.hostname,
        "server.port": place.port,
    }
    told = {name: fact for name, fact in known.items() if fact is not None} | _ours(facts)
    return ModelCall(f"{operation} {model}", told, _on, kind="CLIENT")


def start(*, text: bool = False, exporter: Any = None) -> None:
    """Switch tracing on; spans go to the exporter, or where the OTEL_ variables say. Raises TracingWrong."""
    global _on
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    stop()
    resource = Resource.create()
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: _SERVICE}))
    # Not the global one: what Chroma and others would tell through it may have words of a person in it.
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    processor = SimpleSpanProcessor(exporter) if exporter else BatchSpanProcessor(_otlp())
    provider.add_span_processor(processor)
    _on = _On(provider.get_tracer(_SERVICE), processor, text)


def stop() -> None:
    """Switch tracing off, and send what is left."""
    global _on
    on, _on = _on, None
    if on:
        batch = getattr(on.processor, "_batch_processor", None)
        batch.shutdown(timeout_millis=_LAST_WORDS_MS) if batch else on.processor.shutdown()


def keep_langsmith_out() -> None:
    """LangChain tells LangSmith all that is said once a LANGSMITH_TRACING is left over somewhere: not from here."""
    import langsmith

    langsmith.configure(enabled=False)


def _otlp() -> Any:
    asked = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    if asked in (None, "", "grpc"):
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as OverGrpc

        return OverGrpc()
    if asked != "http/protobuf":
        raise TracingWrong(f"OTEL_EXPORTER_OTLP_PROTOCOL is {asked}; spans are sent by grpc or http/protobuf.")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as OverHttp
    except ImportError as error:
        raise TracingWrong(
            "OTEL_EXPORTER_OTLP_PROTOCOL is http/protobuf, which needs the package "
            "opentelemetry-exporter-otlp-proto-http; grpc needs nothing more."
        ) from error
    return OverHttp()


def _ours(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {f"opinno.{name}": fact for name, fact in facts.items()}


def _in_parts(messages: Sequence[Message]) -> str:
    """Messages as the conventions have them."""
    return json.dumps(
        [{"role": each["role"], "parts": [{"type": "text", "content": each["content"]}]} for each in messages],
        ensure_ascii=False,
    )
