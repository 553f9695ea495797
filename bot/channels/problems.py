"""Errors over HTTP: `application/problem+json`, a clear reason, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.assistant import QuestionRefused
from bot.memory import UnknownConversation
from knowledge.errors import LibraryError
from prompts import reply

log = logging.getLogger(__name__)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error response with its reason."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


async def _refused(_: Request, error: Exception) -> JSONResponse:
    return problem(422, str(error))


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(400, "The body is not valid JSON.")
    field = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    return problem(422, f"{field}: {first['msg']}")


async def _unknown_conversation(request: Request, _: Exception) -> JSONResponse:
    return problem(404, reply(_language(request), "say.unknown_conversation"))


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), error.headers)


async def _library_error(request: Request, error: Exception) -> JSONResponse:
    log.error("the library failed: %s", error)
    return problem(503, reply(_language(request), "say.failed"))


async def _unexpected(request: Request, _: Exception) -> JSONResponse:
    return problem(500, reply(_language(request), "say.failed"))


def _language(request: Request) -> str:
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return wanted if wanted in ("nl", "fr") else "en"


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    QuestionRefused: _refused,
    RequestValidationError: _malformed,
    UnknownConversation: _unknown_conversation,
    HTTPException: _http_error,
    LibraryError: _library_error,
    Exception: _unexpected,
}
