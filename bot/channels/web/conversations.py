"""A conversation, to who holds its secret: to see, to download, to delete."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse

from bot.channels.web.runs import Runs
from bot.memory import Memory, now

Conversation = Annotated[str, Header(alias="X-Conversation", max_length=200)]


def router(memory: Memory, runs: Runs) -> APIRouter:
    """The routes of one's own conversation."""
    routes = APIRouter()

    @routes.get("/api/conversation")
    def conversation(x_conversation: Conversation) -> JSONResponse:
        """All that is kept of a conversation."""
        whole = memory.whole(x_conversation, now())
        said: dict[str, Any] = {
            "conversation": x_conversation,
            "language": whole.language,
            "turns": [
                {"question": turn.question, "answer": turn.answer, "at": f"{turn.at.isoformat(timespec='seconds')}Z"}
                for turn in whole.turns
            ],
            "kept_until": f"{whole.until.isoformat(timespec='seconds')}Z",
        }
        return JSONResponse(said, headers={"Cache-Control": "no-store"})

    @routes.delete("/api/conversation", status_code=204)
    async def forget(x_conversation: Conversation) -> Response:
        """Delete a conversation and all that came of it; an answer under way is ended first."""
        await asyncio.to_thread(memory.recall, x_conversation, now())
        for run in runs.of(x_conversation):
            if run.task and not run.over:
                run.task.cancel()
                await asyncio.wait([run.task], timeout=1)
            runs.forget(run)
        await asyncio.to_thread(memory.forget, x_conversation)
        return Response(status_code=204)

    return routes
