"""What stands of a model's text -> a draft, with the notes that belong to it whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.citations import Paragraph, Piece, evidence_of
from bot.compose.draft import Draft
from bot.compose.silence import silent
from bot.conversation import Conversation
from bot.gather import Findings
from knowledge.records import Language
from prompts import reply


def drafted(paragraphs: Sequence[Piece], findings: Findings, own: Draft) -> Draft:
    """The draft of what stands. Without a paragraph the model found nothing, and the guide says so in its own words,
    unless it is sure: a section that was asked for by its name holds what it holds."""
    request = findings.request
    if not paragraphs:
        is_sure = request.purpose in ("overview", "explain", "compare") or (
            request.aspect is not None and not request.details
        )
        return own if own.outcome != "answered" or is_sure else silent(request, findings)
    invented = any(evidence.passage.address in findings.examples for evidence in evidence_of(paragraphs))
    note = [Paragraph(reply(request.language, "list.example_one"))] if invented else []
    return Draft([*paragraphs, *note], made_by="model")


def with_notice(own: Draft, why: str, language: Language, conversation: Conversation) -> Draft:
    """The guide's own draft; where a budget is spent it says so, once in a conversation."""
    notice = reply(language, "say.budget")
    if why != "budget" or any(notice in str(turn.answer.get("text", "")) for turn in conversation.turns):
        return own
    return replace(own, paragraphs=[*own.paragraphs, Paragraph(notice)])
