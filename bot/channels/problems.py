"""Errors over HTTP: `application/problem+json`, a clear reason in the reader's language, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from bot.assistant import QuestionRefused
from bot.channels.web.admission import Busy
from bot.channels.web.limits import TooMany
from bot.channels.web.runs import Stopped
from bot.memory import UnknownConversation
from bot.messages import OtherQuestion
from bot.opinions import UnknownAnswer
from knowledge.errors import LibraryError
from knowledge.records import LANGUAGES, Language
from prompts import replies, reply

log = logging.getLogger(__name__)

_TRY_AFTER = 5


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error response with its reason."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    more = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(body, status_code=status, headers=more, media_type="application/problem+json")


def spoken(request: Request) -> Language:
    """The language that a request would like to be answered in."""
    return language_of_headers(request.headers)


def language_of_headers(headers: Headers) -> Language:
    """The language of ours that stands first in `Accept-Language`; English if none does."""
    wanted: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "")[:500].split(","):
        tag, _, weight = part.partition(";")
        try:
            wanted.append((float(weight.strip().removeprefix("q=") or 1), tag.strip()[:2].lower()))
        except ValueError:
            continue
    for liked, tag in sorted(wanted, key=lambda each: -each[0]):
        for language in LANGUAGES:
            if liked > 0 and tag == language:
                return language
    return "en"


async def _refused(_: Request, error: Exception) -> JSONResponse:
    return problem(422, str(error))


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(400, reply(spoken(request), "http.not_json"))
    field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query")) or "body"
    return problem(422, reply(spoken(request), "http.field", field=field, reason=first["msg"]))


async def _unknown_conversation(request: Request, _: Exception) -> JSONResponse:
    return problem(404, reply(spoken(request), "say.unknown_conversation"))


async def _unknown_answer(request: Request, _: Exception) -> JSONResponse:
    return problem(404, reply(spoken(request), "http.unknown_answer"))


async def _other_question(request: Request, _: Exception) -> JSONResponse:
    return problem(409, reply(spoken(request), "http.other_question"))


async def _too_many(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TooMany)
    detail = reply(spoken(request), "http.too_many", seconds=error.after)
    return problem(429, detail, {"Retry-After": str(error.after)})


async def _busy(request: Request, _: Exception) -> JSONResponse:
    return problem(503, reply(spoken(request), "http.busy"), {"Retry-After": str(_TRY_AFTER)})


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    name = f"http.{error.status_code}"
    # The framework's own words are no more than the title.
    plain = error.detail == HTTPStatus(error.status_code).phrase and name in replies("en")
    detail = reply(spoken(request), name) if plain else str(error.detail)
    return problem(error.status_code, detail, error.headers)


async def _library_error(request: Request, error: Exception) -> JSONResponse:
    log.error("the library failed: %s", error)
    return problem(503, reply(spoken(request), "say.failed"), {"Retry-After": str(_TRY_AFTER)})


async def _unexpected(request: Request, _: Exception) -> JSONResponse:
    return problem(500, reply(spoken(request), "say.failed"))


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    QuestionRefused: _refused,
    RequestValidationError: _malformed,
    UnknownConversation: _unknown_conversation,
    UnknownAnswer: _unknown_answer,
    OtherQuestion: _other_question,
    TooMany: _too_many,
    Busy: _busy,
    Stopped: _busy,
    HTTPException: _http_error,
    LibraryError: _library_error,
    Exception: _unexpected,
}
