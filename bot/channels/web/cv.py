"""A CV over HTTP: read once in a process of its own, answered, and gone. Nothing of it is kept, nor told to the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from bot.assistant import as_json
from bot.channels.problems import problem, spoken
from bot.channels.web.doorkeeper import LARGEST_UPLOAD
from bot.channels.web.limits import Asker, Limits
from bot.channels.web.visitors import Visitors
from bot.conversation import Answer
from bot.memory import Memory, UnknownConversation, now
from knowledge.records import LANGUAGES, Language
from prompts import reply

log = logging.getLogger(__name__)

LARGEST_FILE = 5_000_000
_MEGABYTE = 1_000_000
_FIELDS = 8
_AT_ONCE = 2
_FORM = "multipart/form-data"

Read = Callable[[bytes, str], str]
"""The text of a file of this name, read where it can do no harm. Raises WrongKind and Unreadable."""
Answered = Callable[[str, Language | None, str], Answer]
"""The answer to the text of a CV, in a language and a conversation."""


class WrongKind(Exception):
    """The file is nothing that a CV is written in."""


class Unreadable(Exception):
    """The file cannot be read."""


class _InMemory(MultiPartParser):
    """Keeps a file in memory however large it may be: what must not be kept must not lie on a disk."""

    spool_max_size = LARGEST_UPLOAD
    max_file_size = LARGEST_UPLOAD


def router(read: Read, answered: Answered, memory: Memory, limits: Limits, visitors: Visitors) -> APIRouter:
    """The route of CVs."""
    routes = APIRouter()
    places = asyncio.Semaphore(_AT_ONCE)

    @routes.post(
        "/api/cv",
        response_model=None,
        max_body_size=LARGEST_UPLOAD,
        openapi_extra={"requestBody": {"required": True, "content": {_FORM: {"schema": _SCHEMA}}}},
    )
    async def cv(request: Request) -> JSONResponse:
        """Which career paths and searches the lines of a CV go with. `consent` must be `yes`; nothing is kept."""
        language = spoken(request)
        limits.admit_upload(Asker(getattr(request.state, "session", None), visitors.network(request.scope)))
        if not request.headers.get("content-type", "").startswith(_FORM):
            raise HTTPException(415, reply(language, "cv.no_file"))
        form = await _form(request, language)
        language = _language(form.get("language")) or language
        if form.get("consent") != "yes":
            raise HTTPException(422, reply(language, "cv.consent"))
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise HTTPException(422, reply(language, "cv.no_file"))
        content, name = await file.read(), file.filename or ""
        if len(content) > LARGEST_FILE:
            return problem(413, reply(language, "cv.too_large", limit=LARGEST_FILE // _MEGABYTE))
        conversation = await asyncio.to_thread(_known, memory, form.get("conversation"))
        wanted = _language(form.get("language"))
        async with places:
            try:
                text = await asyncio.to_thread(read, content, name)
                answer = await asyncio.to_thread(answered, text, wanted, conversation)
            except WrongKind:
                raise HTTPException(415, reply(language, "cv.kind")) from None
            except Unreadable:
                raise HTTPException(422, reply(language, "cv.unreadable")) from None
            except Exception as error:
                # Not the trace: it might hold words of the CV.
                log.error("a CV could not be answered: %s", type(error).__name__)
                raise HTTPException(500, reply(language, "say.failed")) from None
        return JSONResponse(as_json(answer), headers={"Cache-Control": "no-store"})

    return routes


async def _form(request: Request, language: Language) -> Any:
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=_FIELDS)
    try:
        return await parser.parse()
    except (MultiPartException, KeyError):
        raise HTTPException(400, reply(language, "cv.no_file")) from None


def _known(memory: Memory, conversation: Any) -> str:
    """The conversation that the answer is told in, if it is one."""
    try:
        return memory.recall(str(conversation), now()).id if conversation else ""
    except UnknownConversation:
        return ""


def _language(said: Any) -> Language | None:
    return next((language for language in LANGUAGES if language == said), None)


_SCHEMA = {
    "type": "object",
    "required": ["file", "consent"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "consent": {"type": "string", "enum": ["yes"]},
        "conversation": {"type": "string"},
        "language": {"type": "string", "enum": list(LANGUAGES)},
    },
}
