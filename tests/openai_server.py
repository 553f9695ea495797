"""A model server to test against: real HTTP on 127.0.0.1, the OpenAI wire format, scripted replies and every failure.

with serving_model([Says("Hello [1]."), Fails(429, retry_after=1)]) as server:
    ChatOpenAI(base_url=server.url, api_key="test", model="any")

A script is one reply, a list of them (the last one goes on for ever) or a function of the Call. `Says` writes,
`Gives` fills in a schema, `Fails` answers with an error, `Breaks` goes wrong on the way, `Obedient` obeys every order
in its prompt, `Embeds` makes vectors. FAILURES has every failure there is by name; `nobody_listening()` is the address
of a port on which nobody is.
"""

from __future__ import annotations

import json
import re
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Protocol

from model_vectors import Embeds as Embeds
from obedient import filled, is_system, obey, text_of

FOREVER = 60.0
"""Longer than anybody waits: a reply that never comes, until the client or the test ends."""
_TOKEN = re.compile(r"\s?\w{1,5}|\s|[^\w\s]")
_CACHED_FROM, _CACHED_IN = 1024, 128
_SERVER_ERROR = '{"error": {"message": "The server had an error", "type": "server_error", "code": null}}'
_SENTENCE = "A sentence that goes on and on about careers in life sciences. "


class ClientGone(Exception):
    """The client hung up, or the test is over."""


@dataclass(slots=True)
class Call:
    """One request, and what became of it."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    number: int
    at: float = field(default_factory=time.monotonic)
    first_token_at: float | None = None
    last_token_at: float | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when the client hung up before the reply was whole."""
    ended: threading.Event = field(default_factory=threading.Event)
    cached_tokens: int = 0

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body.get("messages", []))

    @property
    def system(self) -> str:
        """The guide's own part of the prompt."""
        return "\n".join(text_of(message) for message in self.messages if is_system(message))

    @property
    def said(self) -> str:
        """The rest of the prompt."""
        return "\n".join(text_of(message) for message in self.messages if not is_system(message))

    @property
    def streams(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def wants_usage(self) -> bool:
        return bool((self.body.get("stream_options") or {}).get("include_usage"))

    @property
    def tool(self) -> str | None:
        """The function that the reply is to be a call of."""
        tools = self.body.get("tools") or []
        return tools[0]["function"]["name"] if tools else None

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON schema that the reply must fit, whichever way it was asked for."""
        if self.tool:
            return dict(self.body["tools"][0]["function"].get("parameters") or {})
        asked = self.body.get("response_format") or {}
        return dict(asked["json_schema"]["schema"]) if asked.get("type") == "json_schema" else None


class Reply(Protocol):
    """What the server does with a call."""

    def play(self, wire: Wire, call: Call) -> None: ...


Script = Reply | Sequence[Reply] | Callable[[Call], Reply]


# What it replies


@dataclass(frozen=True, slots=True)
class Says:
    """Writes a text, streamed if that was asked for; as a call of the tool where `as_tool`."""

    text: str
    pause: float = 0.0
    """Seconds between the headers and the first token."""
    headers_after: float = 0.0
    tokens_per_second: float | None = None
    finish: str = "stop"
    refused: bool = False
    """The text is a refusal, as structured replies have them."""
    as_tool: bool = False
    usage: bool = True
    tokens: Sequence[str] | None = None
    """The text as it is to be cut up."""
    stalls_after: int | None = None
    """Tokens after which nothing comes any more."""

    def play(self, wire: Wire, call: Call) -> None:
        wire.wait(self.headers_after)
        (self._stream if call.streams else self._whole)(wire, call)

    def _whole(self, wire: Wire, call: Call) -> None:
        wire.wait(self.pause)
        message: dict[str, Any] = {"role": "assistant", "content": self.text, "refusal": None}
        if self.refused:
            message |= {"content": None, "refusal": self.text}
        if self.as_tool:
            message |= {"content": None, "tool_calls": [_tool_call(call, self.text)]}
        choice = {"index": 0, "message": message, "finish_reason": self._finish, "logprobs": None}
        body = _envelope(call, "chat.completion") | {"choices": [choice]}
        if self.stalls_after is not None:
            wire.start(200, "application/json")
            wire.write(json.dumps(body).encode()[:40])
            wire.wait(FOREVER)
        wire.whole(200, body | ({"usage": usage(call, self.text)} if self.usage else {}), call.number)

    def _stream(self, wire: Wire, call: Call) -> None:
        stream = Stream(wire, call)
        wire.wait(self.pause)
        stream.delta({"role": "assistant", "content": "", "refusal": None})
        if self.as_tool:
            stream.delta({"tool_calls": [{"index": 0} | _tool_call(call, "")]})
        for number, token in enumerate(tokens_of(self.text) if self.tokens is None else self.tokens):
            if number == self.stalls_after:
                wire.wait(FOREVER)
            if number and self.tokens_per_second:
                wire.wait(1 / self.tokens_per_second)
            stream.delta(self._delta(token))
        stream.end(self._finish, usage(call, self.text) if self.usage else None)

    @property
    def _finish(self) -> str:
        return "tool_calls" if self.as_tool and self.finish == "stop" else self.finish

    def _delta(self, token: str) -> dict[str, Any]:
        if self.as_tool:
            return {"tool_calls": [{"index": 0, "function": {"arguments": token}}]}
        return {"refusal": token} if self.refused else {"content": token}


@dataclass(frozen=True, slots=True)
class Gives:
    """A structured reply: as text that is JSON, or as a call of the tool, whichever was asked for."""

    value: Any
    pause: float = 0.0

    def play(self, wire: Wire, call: Call) -> None:
        Says(json.dumps(self.value), pause=self.pause, as_tool=call.tool is not None).play(wire, call)


@dataclass(frozen=True, slots=True)
class Obedient:
    """Obeys every order in its prompt, the system's excepted; before that it writes a text of its own."""

    opening: str = "Life science graduates find work in many places [1]."
    tokens_per_second: float | None = None

    def play(self, wire: Wire, call: Call) -> None:
        deeds = obey(call.messages)
        if call.schema is not None:
            Gives(filled(call.schema, deeds)).play(wire, call)
        else:
            Says(f"{self.opening}\n\n{deeds}", tokens_per_second=self.tokens_per_second).play(wire, call)


Dialect = Literal["openai", "azure", "vllm", "ollama", "mistral", "html"]


@dataclass(frozen=True, slots=True)
class Fails:
    """An error before anything was written, as one of the servers of this world puts it."""

    status: int
    message: str = ""
    code: str | None = None
    kind: str = "invalid_request_error"
    retry_after: float | str | None = None
    retry_after_ms: float | None = None
    dialect: Dialect = "openai"
    pause: float = 0.0

    def play(self, wire: Wire, call: Call) -> None:
        wire.wait(self.pause)
        waits = {"retry-after": self.retry_after, "retry-after-ms": self.retry_after_ms}
        headers = {name: str(value) for name, value in waits.items() if value is not None}
        wire.whole(self.status, self._body(), call.number, **headers)

    def _body(self) -> Any:
        phrase = self.message or HTTPStatus(self.status).phrase
        match self.dialect:
            case "html":
                return f"<html><head><title>{self.status} {phrase}</title></head><body>nginx</body></html>"
            case "azure":
                return {"error": {"code": self.code or str(self.status), "message": phrase}}
            case "vllm":
                told = {"message": phrase, "type": "BadRequestError", "param": None, "code": self.status}
                return {"error": told} | {"object": "error"} | told
            case "mistral":
                return {"object": "error", "message": phrase, "type": self.kind, "param": None, "code": self.code}
            case "ollama":
                return {"error": {"message": phrase, "type": "api_error", "param": None, "code": None}}
        return {"error": {"message": phrase, "type": self.kind, "param": None, "code": self.code}}


How = Literal[
    "reset_before_headers", "reset_after_headers", "reset_midway", "slow_headers", "trickled_headers", "silent",
    "truncated", "cut", "bad_json", "garbage", "wrong_type", "json_for_a_stream", "empty_choices", "role_only",
    "usage_only", "error_midway", "no_finish", "nothing", "comments_only", "endless",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breaks:
    """Goes wrong on the way; what goes wrong midway does so after some tokens."""

    how: How
    after: int = 12

    def play(self, wire: Wire, call: Call) -> None:
        if self.how in _BEFORE:
            _BEFORE[self.how](wire, call)
        elif call.streams:
            stream = Stream(wire, call)
            _DURING[self.how](stream, tokens_of(_SENTENCE * 10)[: self.after])
        else:
            self._without_a_stream(wire, call)

    def _without_a_stream(self, wire: Wire, call: Call) -> None:
        """The same kind of misfortune for a reply in one piece: half of it, or none of what matters."""
        if self.how in ("empty_choices", "usage_only", "role_only"):
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None}}
            choices = [choice] if self.how == "role_only" else []
            body = _envelope(call, "chat.completion") | {"choices": choices, "usage": usage(call, "")}
            wire.whole(200, body, call.number)
        else:
            wire.start(200, "application/json")
            wire.write(b'{"id": "chatcmpl-1", "choices": [{"index": 0, "message": {"content": "A sen')
            wire.reset() if self.how == "reset_midway" else wire.close()


def _slow_headers(wire: Wire, _: Call) -> None:
    wire.wait(FOREVER)


def _trickled_headers(wire: Wire, _: Call) -> None:
    for number in count():
        wire.raw(b"HTTP/1.1 200 OK\r\n" if number == 0 else f"x-{number}: 1\r\n".encode())
        wire.wait(0.2)


def _reset_after_headers(wire: Wire, call: Call) -> None:
    wire.start(200, "text/event-stream")
    wire.wait(0.05)
    wire.reset()


def _garbage(wire: Wire, _: Call) -> None:
    wire.raw(b"\x16\x03\x01\x00\xff\xfenot HTTP at all\r\n\r\n")
    wire.close()


_BEFORE: Mapping[str, Callable[[Wire, Call], None]] = {
    "reset_before_headers": lambda wire, _: wire.reset(),
    "reset_after_headers": _reset_after_headers,
    "slow_headers": _slow_headers,
    "trickled_headers": _trickled_headers,
    "garbage": _garbage,
    "wrong_type": lambda wire, call: wire.whole(200, "<html><body>Sign in to the network</body></html>", call.number),
    "json_for_a_stream": lambda wire, call: Says(_SENTENCE)._whole(wire, call),
    "nothing": lambda wire, call: wire.whole(200, "", call.number),
}


def _then(do: Callable[[Stream], None]) -> Callable[[Stream, Sequence[str]], None]:
    """Some tokens, and then that."""

    def play(stream: Stream, tokens: Sequence[str]) -> None:
        stream.delta({"role": "assistant", "content": ""})
        for token in tokens:
            stream.delta({"content": token})
        do(stream)

    return play


def _comments_only(stream: Stream, _: Sequence[str]) -> None:
    for _second in range(int(FOREVER / 0.2)):
        stream.wire.write(b": processing\n\n")
        stream.wire.wait(0.2)


def _endless(stream: Stream, _: Sequence[str]) -> None:
    while True:
        stream.delta({"content": _SENTENCE})
        stream.wire.wait(0.002)


_DURING: Mapping[str, Callable[[Stream, Sequence[str]], None]] = {
    "silent": lambda stream, _: stream.wire.wait(FOREVER),
    "reset_midway": _then(lambda stream: stream.wire.reset()),
    "truncated": _then(lambda stream: stream.wire.finish()),
    "cut": _then(lambda stream: stream.wire.close()),
    "bad_json": _then(lambda stream: stream.raw('{"id": "chatcmpl-1", "choices": [{"delta": {"cont')),
    "error_midway": _then(lambda stream: stream.raw(_SERVER_ERROR)),
    "no_finish": _then(lambda stream: stream.done()),
    "empty_choices": lambda stream, _: stream.empty(),
    "role_only": lambda stream, _: _then(lambda s: s.end("stop", None))(stream, ()),
    "usage_only": lambda stream, _: stream.end(None, usage(stream.call, "")),
    "comments_only": _comments_only,
    "endless": _endless,
}  # fmt: skip


FAILURES: Mapping[str, Reply] = {
    "401 key refused": Fails(401, "Incorrect API key provided: sk-no**ne.", "invalid_api_key"),
    "401 azure": Fails(401, "Access denied due to invalid subscription key.", dialect="azure"),
    "403 forbidden": Fails(403, "Country, region, or territory not supported", "unsupported_country_region_territory"),
    "404 model": Fails(404, "The model `no-such` does not exist or you do not have access to it.", "model_not_found"),
    "404 ollama model": Fails(404, 'model "no-such" not found, try pulling it first', dialect="ollama"),
    "429 bare": Fails(429, "Rate limit reached", "rate_limit_exceeded", "requests"),
    "429 in seconds": Fails(429, "Rate limit reached", "rate_limit_exceeded", "tokens", retry_after=1),
    "429 in milliseconds": Fails(429, "Rate limit reached", "rate_limit_exceeded", "tokens", retry_after_ms=300),
    "429 in a minute": Fails(429, "Rate limit reached", "rate_limit_exceeded", "tokens", retry_after=60),
    "429 on a date": Fails(429, "Rate limit reached", retry_after="Wed, 21 Oct 2065 07:28:00 GMT"),
    "429 out of quota": Fails(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
    "429 mistral": Fails(429, "Requests rate limit exceeded", "1300", "rate_limited", dialect="mistral"),
    "500": Fails(500, "The server had an error while processing your request.", None, "server_error"),
    "502 html": Fails(502, dialect="html"),
    "503 overloaded": Fails(503, "The engine is currently overloaded", None, "server_error", retry_after=2),
    "504 html": Fails(504, dialect="html"),
    "400 context too long": Fails(400, "This model's maximum context length is 8192 tokens. However, your messages "
                                       "resulted in 9000 tokens.", "context_length_exceeded"),
    "400 vllm context too long": Fails(400, "This model's maximum context length is 4096 tokens. However, you "
                                            "requested 9000 tokens.", dialect="vllm"),
    "400 azure content filter": Fails(400, "The response was filtered due to the prompt triggering Azure OpenAI's "
                                           "content management policy.", "content_filter", dialect="azure"),
    "422 mistral": Fails(422, "Extra inputs are not permitted", dialect="mistral"),
    "reset before headers": Breaks("reset_before_headers"),
    "reset after headers": Breaks("reset_after_headers"),
    "reset midway": Breaks("reset_midway"),
    "slow headers": Breaks("slow_headers"),
    "trickled headers": Breaks("trickled_headers"),
    "no first token": Breaks("silent"),
    "comments only": Breaks("comments_only"),
    "stall between tokens": Says(_SENTENCE * 3, stalls_after=12),
    "truncated": Breaks("truncated"),
    "cut": Breaks("cut"),
    "no finish reason": Breaks("no_finish"),
    "invalid JSON": Breaks("bad_json"),
    "error midway": Breaks("error_midway"),
    "garbage": Breaks("garbage"),
    "wrong content type": Breaks("wrong_type"),
    "JSON for a stream": Breaks("json_for_a_stream"),
    "nothing at all": Breaks("nothing"),
    "empty choices": Breaks("empty_choices"),
    "role only": Breaks("role_only"),
    "usage only": Breaks("usage_only"),
    "empty": Says(""),
    "whitespace": Says(" \n\n \t\n"),
    "refusal": Says("I'm sorry, I can't help with that.", refused=True),
    "content filter": Says(_SENTENCE[:20], finish="content_filter"),
    "length": Says(_SENTENCE * 2 + "And then it", finish="length"),
    "a megabyte in one token": Says("", tokens=["x" * 1_000_000]),
    "endless": Breaks("endless"),
    "other language": Says("生命科学専攻の卒業生には多くの進路があります [1]。"),
    "a tool nobody asked for": Says('{"city": "Ghent"}', as_tool=True),
}  # fmt: skip
"""Every failure of a chat call, by name. Without a server: `nobody_listening`; without its certificate: `tls=True`."""

MALFORMED: Mapping[str, Reply] = {
    "prose": Says("Sure! Here is what I understood of the question."),
    "half of it": Says('{"purpose": "pa'),
    "fenced": Says('```json\n{"purpose": "path"}\n```'),
    "another shape": Gives({"foo": ["bar"], "purpose": 7}),
    "a list": Says("[1, 2, 3]"),
    "null": Says("null"),
    "refused": Says("I'm sorry, I can't help with that.", refused=True),
    "cut off": Says('{"purpose": "path", "query": "a', finish="length"),
    "empty": Says(""),
}
"""What can be wrong with a structured reply, by name; every one of FAILURES can befall it, too."""


# The pieces of the wire format


class Stream:
    """A streamed reply, event by event."""

    def __init__(self, wire: Wire, call: Call) -> None:
        self.wire, self.call = wire, call
        self._envelope = _envelope(call, "chat.completion.chunk")
        wire.start(200, "text/event-stream; charset=utf-8", **_headers(call.number))

    def delta(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        if any(delta.get(part) for part in ("content", "refusal", "tool_calls")):
            self.call.last_token_at = time.monotonic()
            self.call.first_token_at = self.call.first_token_at or self.call.last_token_at
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        self._event({"choices": [choice]})

    def empty(self) -> None:
        """As Azure begins: no choices, only what its filter thinks of the prompt; then it ends."""
        self._event({"choices": [], "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}]})
        self.done()

    def end(self, finish: str | None, used: Mapping[str, Any] | None) -> None:
        if finish:
            self.delta({}, finish)
        if used and self.call.wants_usage:
            self._event({"choices": [], "usage": used})
        self.done()

    def done(self) -> None:
        self.raw("[DONE]")
        self.wire.finish()

    def raw(self, data: str) -> None:
        self.wire.write(f"data: {data}\n\n".encode())

    def _event(self, parts: Mapping[str, Any]) -> None:
        self.raw(json.dumps({**self._envelope, **({"usage": None} if self.call.wants_usage else {}), **parts}))


def tokens_of(text: str) -> list[str]:
    """A text in pieces about as long as a model's; joined they are the text."""
    return _TOKEN.findall(text)


def usage(call: Call, text: str) -> dict[str, Any]:
    """The bill. A prompt is cached as far as it begins as an earlier one did, from 1024 tokens on, by 128."""
    asked, written = len(tokens_of(json.dumps(call.messages, ensure_ascii=False))), len(tokens_of(text))
    return {
        "prompt_tokens": asked,
        "completion_tokens": written,
        "total_tokens": asked + written,
        "prompt_tokens_details": {"cached_tokens": call.cached_tokens, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _envelope(call: Call, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{call.number:06}",
        "object": kind,
        "created": int(time.time()),
        "model": call.body.get("model", "test"),
        "service_tier": "default",
        "system_fingerprint": "fp_test",
    }


def _tool_call(call: Call, arguments: str) -> dict[str, Any]:
    function = {"name": call.tool or "look_up_weather", "arguments": arguments}
    return {"id": f"call_{call.number}", "type": "function", "function": function}


def _headers(number: int) -> dict[str, str]:
    return {
        "x-request-id": f"req_{number:06}",
        "openai-processing-ms": "7",
        "x-ratelimit-limit-requests": "500",
        "x-ratelimit-remaining-requests": "499",
        "x-ratelimit-limit-tokens": "200000",
        "x-ratelimit-remaining-tokens": "199000",
        "x-ratelimit-reset-requests": "120ms",
    }


class Wire:
    """A connection to the client, on which a reply can do what a server should not."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self._connection, self._stopping = connection, stopping
        self.open = True

    def start(self, status: int, kind: str, **headers: str) -> None:
        """The headers of a reply in chunks."""
        self._head(status, {"content-type": kind, "transfer-encoding": "chunked", **headers})

    def write(self, data: bytes) -> None:
        """A chunk."""
        self.raw(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def finish(self) -> None:
        """The end of the chunks, as it should be."""
        self.raw(b"0\r\n\r\n")

    def whole(self, status: int, body: Any, number: int, **headers: str) -> None:
        """A reply in one piece: JSON, or HTML if it is a text."""
        page = isinstance(body, str)
        content = body.encode() if page else json.dumps(body).encode()
        kind = "text/html" if page else "application/json"
        length = {"content-type": kind, "content-length": str(len(content))}
        self._head(status, {**length, **_headers(number), **headers}, content)

    def _head(self, status: int, headers: Mapping[str, str], content: bytes = b"") -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.raw(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{lines}\r\n".encode() + content)

    def raw(self, data: bytes) -> None:
        self.wait(0)
        try:
            self._connection.sendall(data)
        except OSError as error:
            raise ClientGone from error

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises ClientGone as soon as nobody is waiting any more."""
        end = time.monotonic() + seconds
        while not self._gone():
            left = end - time.monotonic()
            if left <= 0:
                return
            self._stopping.wait(min(left, 0.01))
        raise ClientGone

    def _gone(self) -> bool:
        if self._stopping.is_set():
            return True
        if isinstance(self._connection, ssl.SSLSocket):
            return False  # It cannot be peeked into.
        try:
            # Not `select`: it knows no file beyond the 1,024th.
            looking = select.poll()
            looking.register(self._connection, select.POLLIN)
            return bool(looking.poll(0)) and self._connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def close(self) -> None:
        """Hang up in the middle."""
        self.open = False
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def reset(self) -> None:
        """Hang up as a crash does: the client's next read is 'connection reset by peer'."""
        self.open = False
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


# The server


class ModelServer:
    """Listens, keeps what it was asked, and replies as its script says."""

    def __init__(
        self, script: Script, embeddings: Script, key: str | None, models: Sequence[str], tls: ssl.SSLContext | None
    ) -> None:
        self.script, self.embeddings = script, embeddings
        self.calls: list[Call] = []
        """The chat calls."""
        self.embedding_calls: list[Call] = []
        self.connections = 0
        self._key, self._models, self._tls = key, models, tls
        self._numbers, self._lock, self._stopping = count(1), threading.Lock(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        scheme, port = ("https" if tls else "http"), self._listening.getsockname()[1]
        self.url = f"{scheme}://127.0.0.1:{port}/v1"

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The bodies of the chat calls."""
        return [call.body for call in self.calls]

    @property
    def last(self) -> Call:
        """The last chat call."""
        return self.calls[-1]

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Refuse connections from now on and end those that there are."""
        self._stopping.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _converse(self, connection: socket.socket) -> None:
        with suppress(OSError, ClientGone), connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            spoken = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            spoken.settimeout(0.05)
            wire = Wire(spoken, self._stopping)
            while wire.open and (asked := self._read(spoken)):
                spoken.settimeout(10)
                self._answer(wire, *asked)
                if wire.open:
                    spoken.settimeout(0.05)

    def _read(self, connection: socket.socket) -> tuple[str, dict[str, str], bytes] | None:
        data, wanted = b"", None
        while not self._stopping.is_set():
            head, found, rest = data.partition(b"\r\n\r\n")
            if found:
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
                }
                wanted = int(headers.get("content-length", 0))
                if len(rest) >= wanted:
                    return lines[0].split(" ")[1], headers, rest[:wanted]
            try:
                more = connection.recv(65536)
            except TimeoutError:
                continue
            if not more:
                return None
            data += more
        return None

    def _answer(self, wire: Wire, target: str, headers: dict[str, str], content: bytes) -> None:
        try:
            body = json.loads(content or b"{}")
        except ValueError:
            body = {}
        with self._lock:
            call = Call(target, headers, body, next(self._numbers))
            reply = self._reply(call, target.partition("?")[0])
        try:
            reply.play(wire, call)
        except ClientGone:
            if not self._stopping.is_set():
                call.cancelled.set()
            wire.open = False
        finally:
            call.ended.set()

    def _reply(self, call: Call, path: str) -> Reply:
        given = call.headers.get("authorization", "").removeprefix("Bearer ") or call.headers.get("api-key", "")
        if self._key is not None and given != self._key:
            return FAILURES["401 key refused"]
        if path.endswith("/chat/completions"):
            call.cached_tokens = _cached(call, self.calls)
            self.calls.append(call)
            if not call.messages or not call.body.get("model"):
                return Fails(400, "you must provide a model parameter and messages")
            return _next(self.script, call, len(self.calls))
        if path.endswith("/embeddings"):
            self.embedding_calls.append(call)
            return _next(self.embeddings, call, len(self.embedding_calls))
        if path.endswith("/models"):
            return _Whole({"object": "list", "data": [{"id": name, "object": "model"} for name in self._models]})
        return Fails(404, f"Invalid URL ({path})")


@dataclass(frozen=True, slots=True)
class _Whole:
    body: Any

    def play(self, wire: Wire, call: Call) -> None:
        wire.whole(200, self.body, call.number)


def _next(script: Script, call: Call, number: int) -> Reply:
    if callable(script):
        return script(call)
    return script[min(number, len(script)) - 1] if isinstance(script, Sequence) else script


def _cached(call: Call, earlier: Sequence[Call]) -> int:
    def alike(other: Call) -> int:
        theirs = tokens_of(json.dumps(other.messages, ensure_ascii=False))
        pairs = enumerate(zip(tokens, theirs, strict=False))
        return next((at for at, (one, two) in pairs if one != two), min(len(tokens), len(theirs)))

    tokens = tokens_of(json.dumps(call.messages, ensure_ascii=False))
    most = max((alike(other) for other in earlier if other.body.get("model") == call.body.get("model")), default=0)
    return most // _CACHED_IN * _CACHED_IN if most >= _CACHED_FROM else 0


@contextmanager
def serving_model(
    script: Script = Says("Hello."),
    *,
    embeddings: Script = Embeds(),  # noqa: B008
    key: str | None = None,
    models: Sequence[str] = ("test-model",),
    tls: bool = False,
) -> Iterator[ModelServer]:
    """A model server until the end of the block. `key` is the only one that it takes; `tls` has a certificate that
    nobody knows."""
    server = ModelServer(script, embeddings, key, models, _self_signed() if tls else None)
    listening = threading.Thread(target=server.run, daemon=True)
    listening.start()
    try:
        yield server
    finally:
        server.stop()
        listening.join(5)


def nobody_listening() -> str:
    """The address of a server whose port is closed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def _self_signed() -> ssl.SSLContext:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    plain = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "self-signed.pem"
        file.write_bytes(plain + certificate.public_bytes(encoding))
        context.load_cert_chain(file)
    return context
