"""What endpoints send that speak nearly as OpenAI's: their chunks byte by byte, over real sockets."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import time
from typing import Any

import pytest
from pydantic import SecretStr

from bot.model.chat import ChatModel, Place
from bot.model.failures import ModelFailed, seconds_of
from bot.model.thinking import Spoken
from bot.reading import Reading

TEXT = "It costs 250 euros. [1]"
Body = dict[str, Any]
Reply = tuple[int, str]
"""A status and what stands below the headers."""


def chunk(delta: Any, finish: str | None = None, **more: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps({'id': 'x', 'object': 'chat.completion.chunk', 'choices': [choice], **more})}\n\n"


def words(**beside: Any) -> str:
    return "".join(chunk({"content": word, **beside}) for word in re.findall(r"\s*\S+", TEXT))


WHOLE = words() + chunk({}, "stop")
DONE = "data: [DONE]\n\n"
BILL = chunk({}, usage={"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}).replace(
    '"choices": [{"index": 0, "delta": {}, "finish_reason": null}]', '"choices": []'
)
SHAPES = {
    "nothing at its end": WHOLE,
    "a role first, no content": chunk({"role": "assistant", "content": None}) + WHOLE + BILL + DONE,
    "the filter's verdict first": chunk({}).replace('[{"index": 0, "delta": {}, "finish_reason": null}]', "[]") + WHOLE,
    "a reason with the last word": words()[: words().rindex("data:")] + chunk({"content": " [1]"}, "stop") + DONE,
    "no reason, but that it is done": words() + DONE,
    "a reason in capitals": words() + chunk({"content": ""}, "STOP") + DONE,
    "carriage returns": (WHOLE + DONE).replace("\n", "\r\n"),
    "comments and events": ": processing\n\nevent: ping\ndata: {}\n\n" + WHOLE.replace("data: ", "id: 7\ndata:") + DONE,
    "no choices after the end": WHOLE + BILL.replace("[]", "null") + DONE,
    "rubbish after the end": WHOLE + 'data: {"choices": [{"delta": {"cont\n\n',
    "thoughts beside the words": chunk({"content": None, "reasoning_content": "hm"}) * 9 + words(reasoning_content=None)
    + chunk({}, "stop"),
    "thoughts before the words": chunk({"content": "<thi"}) + chunk({"content": "nk>\nThe user asks [2]</th"})
    + chunk({"content": "ink>\n\n"}) + WHOLE,
}  # fmt: skip


def told(replies: Callable[[str, Body], Reply], base: str = "/v1", read: bool = False) -> tuple[Any, list[Body]]:
    """What a model says whose endpoint gives these replies, and what it was asked."""
    asked: list[Body] = []

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body)
            status, said = replies(self.path, body)
            self.send_response(status)
            is_stream = status == 200 and body.get("stream")
            self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json")
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        place = Place("m", SecretStr("k"), f"http://127.0.0.1:{server.server_port}{base}")
        try:
            return asyncio.run(_asked(ChatModel(place), read)), asked
        finally:
            server.shutdown()


async def _asked(model: ChatModel, read: bool) -> Any:
    try:
        if read:
            return (await model.read("rules", "question", Reading, 100))[0]
        # Two at once, as when the first readers of a new endpoint come together; then one who comes later.
        first = await asyncio.gather(*(_whole(model) for _ in range(2)))
        return [*first, await _whole(model)]
    finally:
        await model.close()


async def _whole(model: ChatModel) -> str:
    said, finish = "", None
    async for delta in model.stream("rules", "question", 100):
        said, finish = said + delta.text, delta.finish or finish
    return f"{said} ({(finish or '').lower()})"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_whole_text_is_understood_however_it_is_sent(shape: str) -> None:
    said, _ = told(lambda _, body: (200, SHAPES[shape]))
    assert said == [f"{TEXT} (stop)"] * 3


def test_a_text_that_breaks_off_is_no_whole_one() -> None:
    with pytest.raises(ModelFailed, match="cut_off"):
        told(lambda _, body: (200, words()))


REFUSALS: dict[str, Callable[[Body], str | None]] = {
    "what is named": lambda body: next((f"Unknown: {n}" for n in ("stream_options", "temperature") if n in body), None),
    "one thing after the other": lambda body: next(
        (f"extra_forbidden: {n}" for n in ("max_completion_tokens", "max_tokens", "stream_options") if n in body), None
    ),
    "something unnamed": lambda body: "Bad Request" if "stream_options" in body else None,
    "rules of their own": lambda body: "System role not supported" if body["messages"][0]["role"] == "system" else None,
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_an_endpoint_refuses_is_left_out_for_everybody_at_once(refusal: str) -> None:
    def replies(_: str, body: Body) -> Reply:
        wrong = REFUSALS[refusal](body)
        return (400, json.dumps({"error": {"message": wrong}})) if wrong else (200, WHOLE + DONE)

    said, asked = told(replies)
    assert said == [f"{TEXT} (stop)"] * 3
    assert sum(REFUSALS[refusal](body) is None for body in asked) == 3
    assert REFUSALS[refusal](asked[-1]) is None
    assert "rules" in str(asked[-1]["messages"])


def test_a_request_that_is_wrong_in_itself_is_not_sent_again_and_again() -> None:
    sent: list[Body] = []

    def replies(_: str, body: Body) -> Reply:
        sent.append(body)
        return 400, "no"

    with pytest.raises(ModelFailed, match="rejected"):
        told(replies)
    assert len(sent) <= 4


def test_a_model_that_thinks_first_is_told_not_to_the_next_time() -> None:
    _, asked = told(lambda _, body: (200, SHAPES["thoughts beside the words"]))
    assert "reasoning_effort" not in asked[0]
    assert asked[-1]["reasoning_effort"] == "none"
    assert asked[-1]["chat_template_kwargs"] == {"enable_thinking": False}


@pytest.mark.parametrize("base", ["", "/"])
def test_an_address_without_its_last_step_is_found(base: str) -> None:
    said, _ = told(lambda path, _: (200, WHOLE) if path.startswith("/v1/") else (404, "404 page not found"), base)
    assert said == [f"{TEXT} (stop)"] * 3


def test_an_endpoint_without_v1_is_asked_where_it_is() -> None:
    said, _ = told(lambda path, _: (200, WHOLE) if path == "/chat/completions" else (404, ""), "")
    assert said == [f"{TEXT} (stop)"] * 3


def test_a_reading_among_other_words_is_found_though_schemas_are_ignored() -> None:
    shaped = json.dumps({"query": "x", "purpose": "question", "paths": [], "aspect": "none"})
    message = {"role": "assistant", "content": f"Sure!\n```json\n{shaped}\n```"}
    reply = {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}
    read, asked = told(lambda *_: (200, json.dumps(reply)), read=True)
    assert read.query == "x"
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("20", 20), ("0", 0), ("0.5", 0.5), ("-3", None), ("nan", None), ("1e12", None), ("soon", None), (None, None)],
)
def test_how_long_to_wait_is_understood_or_taken_as_not_said(said: str | None, seconds: float | None) -> None:
    assert seconds_of(said) == seconds


def test_how_long_to_wait_may_be_a_date() -> None:
    assert 55 < (seconds_of(formatdate(time() + 60, usegmt=True)) or 0) <= 61
    assert seconds_of(formatdate(time() - 60, usegmt=True)) == 0


def test_to_wait_for_nothing_closes_no_way() -> None:
    assert not ModelFailed("too_many", wait=0).opens_at_once
    assert ModelFailed("too_many", wait=20).closed_for == 20
    assert ModelFailed("unavailable", wait=20).opens_at_once


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>so [1] so</think>\n\nIt is so. [1]", "It is so. [1]"),
        ("<think>so it goes on and on", ""),
        ("<b>It</b> is so.", "<b>It</b> is so."),
        ("It is <think>so</think>.", "It is <think>so</think>."),
        ("<th", ""),
    ],
)
def test_thoughts_are_no_answer(text: str, said: str, size: int) -> None:
    spoken = Spoken()
    assert "".join(spoken.feed(text[place : place + size]) for place in range(0, len(text), size)) == said
