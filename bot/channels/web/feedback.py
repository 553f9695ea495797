"""What people think of an answer: kept with their conversation, counted without a word of it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from bot.channels.web.conversations import Conversation
from bot.memory import now
from bot.opinions import Opinion, Opinions

Reason = Literal["incorrect", "outdated", "incomplete", "inappropriate", "not_helpful", "other"]


class FeedbackGiven(BaseModel):
    """An opinion on an answer."""

    answer: str = Field(min_length=1, max_length=64)
    rating: Literal["up", "down"]
    reasons: list[Reason] = Field(default_factory=list, max_length=6)
    comment: str | None = Field(default=None, max_length=2000)


def router(opinions: Opinions) -> APIRouter:
    """The route of feedback."""
    routes = APIRouter()

    @routes.post("/api/feedback", status_code=204)
    def feedback(body: FeedbackGiven, x_conversation: Conversation) -> Response:
        """Say what an answer is worth; a second opinion replaces the first."""
        comment = (body.comment or "").encode("utf-8", "replace").decode().replace("\0", " ").strip() or None
        opinion = Opinion(body.rating, tuple(dict.fromkeys(body.reasons)), comment)
        opinions.keep(x_conversation, body.answer, opinion, now())
        return Response(status_code=204)

    return routes
