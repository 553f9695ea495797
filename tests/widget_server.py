"""A server that speaks the guide's HTTP surface to the widget, and fails in every way on demand.

It answers what a test tells it to, counts what was truly asked, drops connections, expires tokens, serves host pages.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

WIDGET = Path(__file__).parent.parent / "widget"
Json = dict[str, Any]
Event = tuple[str, Json]

FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/chat": ("chat.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/widget.js": ("widget.js", "text/javascript"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def citation(number: int, **other: Any) -> Json:
    """A source, complete."""
    return {
        "number": number,
        "title": f"Clinical research associate {number}",
        "heading": "What you do all day",
        "address": f"/library/cra{number}",
        "document": "paths/cra.md",
        "quote": "A clinical research associate divides the week between visits and reports.",
        "kind": "path",
        "checked": "2026-11-22",
        "language": "en",
        "example": False,
        "references": [
            {"title": "Training", "publisher": "ECCRT", "address": "https://eccrt.example/star", "as_of": "2026-11"}
        ],
    } | other


def answer(text: str, **other: Any) -> Json:
    """An Answer, complete."""
    return {
        "id": secrets.token_urlsafe(9),
        "conversation": "",
        "text": text,
        "language": "en",
        "outcome": "answered",
        "made_by": "extractive",
        "citations": [],
        "cards": [],
        "suggestions": [],
        "timings_ms": {},
        "care": None,
    } | other


@dataclass
class Reply:
    """What happens to a question: how its answer comes, and what goes wrong."""

    answer: Json = field(default_factory=lambda: answer("A CRA visits hospitals. [1]", citations=[citation(1)]))
    pieces: list[str] | None = None
    """The deltas; the answer's text by words if left out."""
    pause: float = 0.0
    """Seconds before each piece."""
    replaced: bool = False
    drops: list[int] = field(default_factory=list)
    """After how many events each connection is cut, one number a connection."""
    fails: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    """Problems that come first: status, detail, headers."""
    hold: threading.Event | None = None
    """Nothing but the status comes before this is set."""

    def events(self) -> list[Event]:
        pieces = self.pieces if self.pieces is not None else re.findall(r"\S+\s*", self.answer["text"])
        steps = [("status", {"step": step}) for step in ("understanding", "gathering", "composing")]
        replaced = [("replace", {"text": self.answer["text"]})] if self.replaced else []
        return [*steps, *(("text", {"delta": piece}) for piece in pieces), *replaced, ("answer", self.answer)]


@dataclass
class Message:
    """A question that is under way or was answered: its events are made once."""

    question: str
    events: list[Event]
    stopped: bool = False


class WidgetServer:
    """What a test sees of the server."""

    def __init__(self) -> None:
        self.url = ""
        self.replies: dict[str, Reply] = {}
        self.default: Callable[[str], Reply] = lambda _: Reply()
        self.messages: dict[str, Message] = {}
        self.conversations: dict[str, list[Json]] = {}
        self.requests: list[tuple[str, str, Json]] = []
        """Method, path, body of every request to the API."""
        self.answered: list[str] = []
        """Every question that was truly answered: once each."""
        self.pages: dict[str, tuple[str, Mapping[str, str]]] = {}
        self.tokens: set[str] | None = None
        """The tokens that count; None asks for none."""
        self.session: Json = {"notice": {"days": 30}, "contacts": {}}
        self.origins: set[str] = set()
        self.shared: set[str] = set()
        self.policy = POLICY
        self.lock = threading.Lock()

    def reply_to(self, question: str) -> Reply:
        return self.replies.get(question) or self.default(question)

    def posts(self, path: str = "/api/chat") -> list[Json]:
        return [body for method, at, body in self.requests if method == "POST" and at == path]

    def page(self, path: str, html: str, **headers: str) -> str:
        """A host page of this server."""
        self.pages[path] = (html, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path


@contextmanager
def serving_widget() -> Iterator[WidgetServer]:
    """The server on a free port of the loopback, until the end of the block."""
    state = WidgetServer()

    class Bound(_Handler):
        server_state = state

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A visitor who leaves is no error."""

    server = Server(("127.0.0.1", 0), Bound)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_state: WidgetServer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    # Answers

    def _send(self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in {**self._allowed(), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _json(self, data: Any, status: int = 200) -> None:
        self._send(status, json.dumps(data).encode())

    def _problem(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps({"title": "Problem", "status": status, "detail": detail}).encode()
        self._send(status, body, "application/problem+json", **(headers or {}))

    def _allowed(self) -> dict[str, str]:
        origin = self.headers.get("Origin")
        if origin not in self.server_state.origins:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Headers": "authorization, content-type, last-event-id, x-conversation",
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Expose-Headers": "Retry-After",
            "Vary": "Origin",
        }

    # Questions

    def do_OPTIONS(self) -> None:
        self._send(204)

    def do_GET(self) -> None:
        self._do("GET")

    def do_HEAD(self) -> None:
        cors = {"Access_Control_Allow_Origin": "*"} if self.path == "/widget.js" else {}
        self._send(200, b"", "text/javascript", **cors)

    def do_POST(self) -> None:
        self._do("POST")

    def do_DELETE(self) -> None:
        self._do("DELETE")

    def _do(self, method: str) -> None:
        state, path = self.server_state, self.path.partition("?")[0]
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not path.startswith("/api/"):
            self._static(path)
            return
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        body: Json = json.loads(raw) if raw and is_json else {"raw": raw.decode("latin-1")} if raw else {}
        with state.lock:
            state.requests.append((method, path, body))
        if path == "/api/session":
            self._meet()
        elif state.tokens is not None and self.headers.get("Authorization", "")[7:] not in state.tokens:
            self._problem(401, "The token is old.")
        elif path == "/api/chat":
            self._chat(body)
        elif found := re.fullmatch(r"/api/chat/([\w-]+)(/stop)?", path):
            self._message(found[1], bool(found[2]))
        elif path == "/api/conversation":
            self._conversation(method)
        elif path == "/api/cv":
            self._cv(body)
        elif path == "/api/feedback":
            self._json({})
        elif path == "/api/share":
            identity = secrets.token_urlsafe(9)
            state.shared.add(identity)
            self._json({"address": f"/shared/{identity}"})
        elif path.startswith("/api/share/"):
            state.shared.discard(path.rpartition("/")[2])
            self._send(204)
        else:
            self._problem(404, "Not here.")

    def _static(self, path: str) -> None:
        state = self.server_state
        if path in state.pages:
            html, headers = state.pages[path]
            self._send(200, html.encode(), "text/html; charset=utf-8", **headers)
        elif path in FILES:
            name, kind = FILES[path]
            cors = {"Access_Control_Allow_Origin": "*"} if path == "/widget.js" else {}
            self._send(200, (WIDGET / name).read_bytes(), kind, Content_Security_Policy=state.policy, **cors)
        else:
            # Browsers ask every page for an icon; that is no fault of the widget.
            self._send(204 if path == "/favicon.ico" else 404, b"", "text/plain")

    def _meet(self) -> None:
        state = self.server_state
        if self.headers.get("Origin") not in {*state.origins, state.url, None}:
            self._problem(403, "This site may not use the guide.")
            return
        token = secrets.token_urlsafe(9)
        if state.tokens is not None:
            state.tokens.add(token)
        self._json({"token": token, "expires_in": 600, "site": {"id": "opinno", "name": "OPINNO"}} | state.session)

    def _conversation(self, method: str) -> None:
        state, key = self.server_state, self.headers.get("X-Conversation", "")
        if key not in state.conversations:
            self._problem(404, "This conversation is not known, or it has expired.")
        elif method == "DELETE":
            del state.conversations[key]
            self._send(204)
        else:
            turns = state.conversations[key]
            self._json({"conversation": key, "language": "en", "turns": turns, "kept_until": "2026-12-22"})

    def _cv(self, body: Json) -> None:
        # It belongs to no conversation: nothing of a CV is kept.
        self._json(answer("Your CV fits clinical research. [1]", citations=[citation(1)]))

    def _key(self, given: str | None) -> str:
        key = given or f"{secrets.token_urlsafe(6)}.{secrets.token_urlsafe(12)}"
        self.server_state.conversations.setdefault(key, [])
        return key

    def _chat(self, body: Json) -> None:
        state = self.server_state
        reply = state.reply_to(body["question"])
        with state.lock:
            failing = reply.fails.pop(0) if reply.fails else None
        if failing:
            self._problem(*failing)
            return
        if body["conversation"] and body["conversation"] not in state.conversations:
            self._problem(404, "This conversation is not known, or it has expired.")
            return
        with state.lock:
            if body["message"] not in state.messages:
                state.answered.append(body["question"])
                key = self._key(body["conversation"])
                reply.answer = reply.answer | {"conversation": key}
                state.messages[body["message"]] = Message(body["question"], reply.events())
        self._stream(state.messages[body["message"]], 0)

    def _message(self, identity: str, stop: bool) -> None:
        message = self.server_state.messages.get(identity)
        if message is None:
            self._problem(404, "There is no such message.")
        elif stop:
            message.stopped = True
            self._json({})
        else:
            self._stream(message, int(self.headers.get("Last-Event-ID") or 0))

    def _stream(self, message: Message, after: int) -> None:
        reply = self.server_state.reply_to(message.question)
        drop = reply.drops.pop(0) if reply.drops else None
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        # A length that is not reached: a cut connection is then an error, as it is on a real network.
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in self._allowed().items():
            self.send_header(name, value)
        self.end_headers()
        for number, (name, data) in enumerate(message.events[after:], after + 1):
            if drop is not None and number > drop:
                # What was sent still arrives, as it does on a real network.
                time.sleep(0.05)
                self.connection.close()
                return
            if name != "status":
                if reply.hold:
                    while not reply.hold.wait(0.05) and not message.stopped:
                        self._chunk(b": still here\n\n")
                time.sleep(reply.pause)
            if message.stopped and name != "answer":
                continue
            if name == "answer":
                self._keep(message, data)
            said = data | {"stopped": True} if message.stopped and name == "answer" else data
            self._chunk(f"id: {number}\nevent: {name}\ndata: {json.dumps(said)}\n\n".encode())
        self._chunk(b"")
        self.close_connection = True

    def _keep(self, message: Message, said: Json) -> None:
        turns = self.server_state.conversations.setdefault(said["conversation"], [])
        if not any(turn["answer"]["id"] == said["id"] for turn in turns):
            turns.append({"question": message.question, "answer": said, "at": "2026-11-22T10:00:00Z"})

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()
