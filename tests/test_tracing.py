"""Spans: none unless switched on, one for each step, and no word of anybody unless asked for."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent import futures
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import pytest
from fakes import TODAY, FakeEmbeddings
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import tracing
from ingest.run import ingest
from knowledge.library import Library
from tracing import TracingWrong, model_call, step


@pytest.fixture
def spans(request: pytest.FixtureRequest) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    tracing.start(exporter=exporter, text=getattr(request, "param", False))
    yield exporter
    tracing.stop()


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def told(exporter: InMemorySpanExporter) -> str:
    return "".join(span.to_json() for span in exporter.get_finished_spans())


def test_steps_within_a_step_are_its_children_also_in_threads(spans: InMemorySpanExporter) -> None:
    def search() -> None:
        with step("search"):
            pass

    async def answer() -> None:
        with step("answer") as whole, step("gather", language="nl") as inner:
            await asyncio.to_thread(search)
            inner.note(passages=8)
            whole.note(outcome="answered")

    asyncio.run(answer())
    found = by_name(spans)
    assert found["answer"].parent is None
    assert found["gather"].parent and found["gather"].parent.span_id == found["answer"].context.span_id
    assert found["search"].parent and found["search"].parent.span_id == found["gather"].context.span_id
    assert dict(found["gather"].attributes or {}) == {"opinno.language": "nl", "opinno.passages": 8}


def test_questions_at_the_same_time_do_not_mix(spans: InMemorySpanExporter) -> None:
    async def answer(name: str) -> None:
        with step(name):
            await asyncio.sleep(0)
            with step(f"{name} inner"):
                await asyncio.sleep(0)

    async def both() -> None:
        await asyncio.gather(answer("one"), answer("two"))

    asyncio.run(both())
    found = by_name(spans)
    for name in ("one", "two"):
        inner = found[f"{name} inner"]
        assert inner.parent and inner.parent.span_id == found[name].context.span_id


def test_a_call_of_a_model_is_told_as_the_conventions_have_it(spans: InMemorySpanExporter) -> None:
    with model_call("chat", model="small", address="http://127.0.0.1:9/v1", max_tokens=500) as call:
        call.first_token()
        call.used(input_tokens=900, output_tokens=12, cached_tokens=768)
        call.finished("stop", model="small-2026", id="chatcmpl-1")
        call.said([{"role": "user", "content": "I am ill"}], "Rest [1].")
    span = by_name(spans)["chat small"]
    facts = dict(span.attributes or {})
    assert span.kind.name == "CLIENT"
    assert facts.pop("gen_ai.response.time_to_first_chunk") >= 0  # type: ignore[operator]
    assert facts == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "small",
        "gen_ai.request.max_tokens": 500,
        "gen_ai.response.model": "small-2026",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 900,
        "gen_ai.usage.output_tokens": 12,
        "gen_ai.usage.cache_read.input_tokens": 768,
        "server.address": "127.0.0.1",
        "server.port": 9,
    }


def test_the_names_are_those_of_the_conventions(spans: InMemorySpanExporter) -> None:
    from opentelemetry.semconv._incubating.attributes import gen_ai_attributes

    known = {value for name, value in vars(gen_ai_attributes).items() if name.startswith("GEN_AI_")}
    with model_call("embeddings", model="m") as call:
        call.used(input_tokens=1)
        call.first_token()
        call.finished("stop", model="m", id="1")
    used = {name for name in by_name(spans)["embeddings m"].attributes or {} if name.startswith("gen_ai.")}
    assert used <= known


def say_something() -> None:
    with suppress(ValueError), step("answer") as whole:
        whole.quote(question="I am ill")
        with model_call("chat", model="small") as call:
            call.said([{"role": "user", "content": "I am ill"}], "You are ill")
        raise ValueError("I am ill, said somebody")


def test_no_word_is_told_and_of_an_error_only_its_kind(spans: InMemorySpanExporter) -> None:
    say_something()
    span = by_name(spans)["answer"]
    assert (span.attributes or {})["error.type"] == "ValueError" and span.status.status_code.name == "ERROR"
    assert "ill" not in told(spans)


@pytest.mark.parametrize("spans", [True], indirect=True)
def test_words_are_told_where_they_were_asked_for(spans: InMemorySpanExporter) -> None:
    say_something()
    found = by_name(spans)
    assert (found["answer"].attributes or {})["opinno.question"] == "I am ill"
    written = json.loads(str((found["chat small"].attributes or {})["gen_ai.output.messages"]))
    assert written == [{"role": "assistant", "parts": [{"type": "text", "content": "You are ill"}]}]
    assert "said somebody" not in told(spans)


def test_a_reader_who_leaves_is_no_error(spans: InMemorySpanExporter) -> None:
    async def pieces() -> AsyncIterator[int]:
        with step("answer"):
            yield 1
            yield 2

    async def read() -> None:
        reading = pieces()
        await anext(reading)
        # Closed in a task of its own, as a server does.
        await asyncio.create_task(reading.aclose())  # type: ignore[attr-defined]

    asyncio.run(read())
    span = by_name(spans)["answer"]
    assert (span.attributes or {})["opinno.ended_early"] is True and span.status.status_code.name == "UNSET"


def test_off_it_costs_nothing_and_loads_nothing() -> None:
    program = """
import sys, tracing
with tracing.step("a", b=1) as one, tracing.model_call("chat", model="m") as call:
    one.note(c=2); one.quote(d="e"); one.failed(ValueError()); call.first_token()
    call.used(input_tokens=1); call.finished("stop", model="m"); call.said([], "")
assert one is call, "one for all"
print([name for name in sys.modules if name.startswith("opentelemetry")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tracing.__file__[:-11])
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """What an OpenTelemetry collector is to us."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.taken.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()


def test_spans_reach_a_collector_over_otlp(monkeypatch: pytest.MonkeyPatch) -> None:
    server, collector = grpc.server(futures.ThreadPoolExecutor(max_workers=1)), Collector()
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    try:
        tracing.start()
        with step("answer"):
            pass
        tracing.stop()
    finally:
        server.stop(0)
    resource = collector.taken[0].resource_spans[0]
    assert resource.scope_spans[0].spans[0].name == "answer"
    assert {each.key: each.value.string_value for each in resource.resource.attributes}[
        "service.name"
    ] == "opinno-guide"


@pytest.mark.parametrize(("protocol", "told"), [("carrier-pigeon", "carrier-pigeon"), ("http/json", "http/json")])
def test_a_protocol_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, protocol: str, told: str) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
    with pytest.raises(TracingWrong, match=told):
        tracing.start()
    assert step("a") is step("b")


def test_langsmith_learns_nothing_whatever_the_environment_says() -> None:
    program = """
import os, tracing
os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "true"
from langchain_core.tracers.context import _tracing_v2_is_enabled as enabled
before = enabled()
tracing.keep_langsmith_out()
print(before, enabled())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tracing.__file__[:-11])
    assert done.stdout.strip() == "True False", done.stderr


def test_a_run_and_a_search_tell_their_steps(spans: InMemorySpanExporter, tmp_path: Path) -> None:
    (tmp_path / "secret-name.md").write_text("# Lab\n\nPrivate words of a page.\n", encoding="utf-8")
    library = Library(tmp_path / "library", FakeEmbeddings(), doing="test")
    try:
        ingest(library, [str(tmp_path / "secret-name.md")], TODAY)
        library.search("private question", today=TODAY)
    finally:
        library.close()
    found = by_name(spans)
    assert {"ingest", "fetch", "put", "search"} <= found.keys()
    assert (found["ingest"].attributes or {})["opinno.new"] == 1
    assert (found["search"].attributes or {})["opinno.passages"] == 1
    assert "rivate" not in told(spans)
