"""What the guide says about itself, in fixed words."""

from __future__ import annotations

from bot.citations import Paragraph
from bot.compose.draft import Draft
from bot.gather import Findings
from bot.understand import Request
from prompts import reply


def greeting(request: Request, _: Findings) -> Draft:
    """A hello that says what to ask."""
    return _fixed(reply(request.language, "say.greeting"))


def thanks(request: Request, _: Findings) -> Draft:
    """You are welcome."""
    return _fixed(reply(request.language, "say.thanks"))


def about(request: Request, findings: Findings) -> Draft:
    """What the guide is, truthfully, and what it can do."""
    return _fixed(reply(request.language, "say.about", documents=findings.documents, paths=len(findings.paths)))


def _fixed(words: str) -> Draft:
    return Draft([Paragraph(words)], made_by="fixed")
