"""Unclear questions: when a small model is asked what is meant, and how its reading joins the guide's own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, Field

from bot.compose.brief import conversation_in_short
from bot.conversation import Conversation
from bot.naming import title_in
from bot.understand import Aspect, Purpose, Request
from knowledge.keywords import content_words
from knowledge.records import CareerPath, Document
from prompts import prompt

# A question of fewer words of its own says too little, one of more says too much at once.
_FEW, _MANY = 2, 30
_MOST_PATHS = 3
_OPEN = ("question", "courses", "events", "overview")


class Reading(BaseModel):
    """What a model makes of a question. Nothing in it is believed before it was looked at."""

    query: str = Field(max_length=400)
    purpose: Literal["overview", "compare", "explain", "vacancies", "courses", "events", "question"]
    paths: list[str] = Field(max_length=10)
    aspect: Literal["day", "entry", "skills", "first_jobs", "next_steps", "suit", "not_suit", "salary", "none"]


def unsure(request: Request, conversation: Conversation) -> bool:
    """Whether the guide's own reading may be off: it leans on what was said and nothing tells on what, or it is a
    question of so few or so many words that no cue tells what it is after."""
    if request.purpose not in _OPEN or request.search or request.paths or request.points_at or request.more:
        return False
    if conversation.turns and request.before:
        return True
    own = len(content_words(request.question))
    return request.asks is None and (own >= _MANY or (own <= _FEW and bool(conversation.turns)))


def reading_prompt(
    request: Request,
    conversation: Conversation,
    paths: Sequence[Document],
    masked: Callable[[str], str],
    code: str | None = None,
) -> tuple[str, str]:
    """What the small model is asked: the rules, and the question with what was said before."""
    code = code or secrets.token_hex(8)

    def marked(what: str, text: str) -> str:
        return f"<<{what} {code}>>\n{masked(text).replace('<<', '< <').replace('>>', '> >')}\n<<end {code}>>"

    known = [f"{path.facts.id}: {title_in(path, 'en')}" for path in paths if isinstance(path.facts, CareerPath)]
    asked = prompt(
        "understand.question",
        paths="\n".join(known) or "(none)",
        code=code,
        conversation=marked("conversation", conversation_in_short(conversation)),
        question=marked("question", request.question),
    )
    return prompt("understand.system"), asked


def merged(request: Request, read: Reading, paths: Sequence[Document]) -> Request:
    """The guide's own request, with what the model saw in it that holds: paths that there are, words of the
    conversation. The question itself, its language and its criteria stay the guide's own."""
    by_id = {path.facts.id: path for path in paths if isinstance(path.facts, CareerPath)}
    named = tuple(by_id[id] for id in dict.fromkeys(read.paths) if id in by_id)[:_MOST_PATHS]
    purpose: Purpose = read.purpose
    if (purpose == "compare" and len(named) < 2) or (purpose == "explain" and len(named) != 1):
        purpose = "question"
    if purpose == "vacancies":
        # A search has criteria, and those only the guide itself reads.
        purpose = "question"
    aspect: Aspect | None = read.aspect if read.aspect != "none" and named else None
    query = " ".join(read.query.split())
    return replace(
        request,
        parts=(),
        query=f"{query} {request.query}" if query else request.query,
        purpose=purpose,
        paths=named,
        aspect=aspect,
        details=request.details or bool(named and purpose == "question" and not aspect),
    )
