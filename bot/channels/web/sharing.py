"""An answer as a page of its own, for others to read: without scripts, and gone with its conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from pydantic import BaseModel, Field

from bot.channels.outward import link
from bot.channels.problems import spoken
from bot.channels.web.conversations import Conversation
from bot.memory import now
from bot.opinions import Opinions, Shared
from prompts import reply

# As the widget shows it: what only HTML or other Markdown would know stands as it was written.
_LITERAL = ["image", "link", "autolink", "entity", "reference"]
# The text of an answer has paragraphs, lists, tables and bold: no links of its own, no HTML, no images.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_LITERAL)
_MARK = re.compile(r"\[([1-8])\]")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
}


class AnswerMeant(BaseModel):
    """The answer to make a page of."""

    answer: str = Field(min_length=1, max_length=64)


def router(opinions: Opinions) -> APIRouter:
    """The routes of shared answers."""
    routes = APIRouter()

    @routes.post("/api/share")
    def share(body: AnswerMeant, x_conversation: Conversation) -> dict[str, str]:
        """Make a page of an answer, which shows question, answer and sources to whoever has its address."""
        return {"address": f"/shared/{opinions.share(x_conversation, body.answer, now())}"}

    @routes.delete("/api/share/{id}", status_code=204)
    def unshare(id: str, x_conversation: Conversation) -> Response:
        """Take the page away again."""
        opinions.unshare(x_conversation, id, now())
        return Response(status_code=204)

    @routes.get("/shared/{id}", include_in_schema=False)
    def shared(id: str, request: Request) -> HTMLResponse:
        found = opinions.shared(id, now()) if len(id) <= 64 else None
        if found is None:
            raise HTTPException(404, reply(spoken(request), "http.not_shared"))
        return HTMLResponse(page(found), headers=_HEADERS)

    return routes


def page(shared: Shared) -> str:
    """A question, its answer and the sources, as a complete HTML page."""
    answer = shared.answer
    language = answer["language"]
    made = "yes" if answer["made_by"] == "model" else "no"
    sources = "".join(_source(citation, language) for citation in answer["citations"])
    listed = f"<h2>{escape(reply(language, 'page.sources'))}</h2><ol>{sources}</ol>" if sources else ""
    cards = "".join(f"<li>{link(card['address'], card['title'])}</li>" for card in answer["cards"])
    beside = f"<h2>{escape(reply(language, 'page.also'))}</h2><ul>{cards}</ul>" if cards else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow">'
        f"<title>{escape(shared.question[:80])} · OPINNO Guide</title>"
        '<link rel="stylesheet" href="/page.css"><link rel="icon" href="data:,"></head>'
        f'<body class="document"><main data-ai-generated="{made}"><h1>{escape(shared.question)}</h1>'
        f"<p><small>{escape(reply(language, 'page.shared', day=shared.at.date()))}</small></p>"
        f"{_marked(_MARKDOWN.render(answer['text']), answer)}{listed}{beside}"
        f'<p><a href="/chat">{escape(reply(language, "page.ask"))}</a></p></main></body></html>'
    )


def _marked(html: str, answer: Mapping[str, Any]) -> str:
    """The marks of citations, as links to the sources below."""
    known = {citation["number"] for citation in answer["citations"]}
    return _MARK.sub(lambda m: f'<a href="#source-{m[1]}">[{m[1]}]</a>' if int(m[1]) in known else m[0], html)


def _source(citation: Mapping[str, Any], language: str) -> str:
    number = int(citation["number"])
    title = " › ".join(part for part in (citation["title"], citation["heading"]) if part)
    checked = reply(language, "page.checked", day=str(citation["checked"]))
    return (
        f'<li id="source-{number}" value="{number}">{link(citation["address"], title)}'
        f'<blockquote lang="{escape(citation["language"], quote=True)}">{escape(citation["quote"])}</blockquote>'
        f"<small>{escape(checked)}</small></li>"
    )
