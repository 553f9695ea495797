"""Several things asked at once: an answer to each, and of those that no source answers that it is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot import cues
from bot.attributes import asks_whether, has
from bot.citations import Evidence, Paragraph, Piece, evidence_of
from bot.compose.draft import Draft, lead
from bot.compose.silence import near_misses
from bot.compose.telling import best_told
from bot.gather import Findings
from bot.spoken import Spoken
from bot.understand import Request
from bot.views import Views
from knowledge.keywords import query_stems
from prompts import reply

# A sentence this much weaker than the best has what is asked for by chance.
_MARGIN = 6.0
# So much is told of a part where others are told, too, and so much of all.
_OF_ONE, _OF_ALL = 3, 8
# One word may stand there in other words, more of them seldom all do.
_SAYS_MUCH = 2

Compose = Callable[[Findings], Draft]


def several(request: Request, findings: Findings, compose: Compose) -> Draft | None:
    """What answers each part, what is not known, and what else bears on the whole; None where no part is answered."""
    whole = compose(replace(findings, each=()))
    drafts = [(each, _certain(each, compose(each), whole)) for each in findings.each]
    answered = [draft for _, draft in drafts if draft.outcome == "answered"]
    if not answered:
        return None
    told: list[Piece] = []
    for each, draft in drafts:
        if draft.outcome == "answered":
            told += _not_told(_begun(each, draft.paragraphs)[:_OF_ONE], told)
    leads = [evidence for draft in answered for evidence in evidence_of(draft.paragraphs[:1])]
    unknown = [each for each, draft in drafts if draft.outcome != "answered" and not _says(leads, each.request)]
    told += list(_not_told(whole.paragraphs, told))[: max(0, _OF_ALL - len(told))]
    for each in unknown:
        told += _unknown(request, each, told)
    return Draft(told, "answered", answered[0].made_by)


def _certain(part: Findings, draft: Draft, whole: Draft) -> Draft:
    """Where the question as a whole is not answered, a part that asks whether something is so is not either: `is there
    such a course, and when does it begin?`"""
    doubtful = whole.outcome != "answered" and asks_whether(cues.flattened(part.request.question))
    return replace(draft, outcome="abstained") if doubtful or _says_nothing_of(part) else draft


def _says_nothing_of(part: Findings) -> bool:
    """What is found has none of the words that the part itself says: it is found by those of the others alone."""
    if not part.request.before or part.request.asks is not None:
        return False
    stems = set(query_stems(part.request.question))
    own = [term for term in Spoken.of(part.request, part).topical if not stems.isdisjoint(term.forms)]
    seen = Views(part)
    views = [seen.of(line) for line in best_told(part.lines)[:_OF_ONE]]
    return len(own) >= _SAYS_MUCH and not any(view.has(term, view.passage) for view in views for term in own)


def _begun(findings: Findings, paragraphs: Sequence[Piece]) -> Sequence[Piece]:
    """What is told of a part, from a sentence with what it asks for: a day where it asks when."""
    asked = findings.request.asks
    if asked is None or any(has(asked, evidence.quote) for evidence in evidence_of(paragraphs[:_OF_ONE])):
        return paragraphs
    fitting = sorted((line for line in findings.lines if line.has_asked), key=lambda line: -line.fit)
    near = [line for line in fitting[:1] if line.fit >= max(each.fit for each in findings.lines) - _MARGIN]
    return [*(lead(findings.request, line) for line in near), *paragraphs]


def _says(leads: Sequence[Evidence], part: Request) -> bool:
    """A sentence that answers another part holds what this one asks: a row has the day and the price."""
    return part.asks is not None and any(has(part.asks, lead.quote) for lead in leads)


def _not_told(paragraphs: Sequence[Piece], told: Sequence[Piece]) -> Iterator[Piece]:
    """Those that say something which was not said yet."""
    said = {_place(evidence) for evidence in evidence_of(told)}
    title: Piece | None = None
    for paragraph in paragraphs:
        there = {_place(evidence) for evidence in evidence_of([paragraph])}
        if there and not there <= said:
            # Rows of two documents stand under the title of each.
            yield from [title] if title else []
            yield paragraph
            title = None
        elif not there:
            title = paragraph if isinstance(paragraph, Paragraph) and paragraph.text.endswith(":") else None


def _place(evidence: Evidence) -> tuple[str, int]:
    return evidence.passage.id, evidence.first


def _unknown(request: Request, findings: Findings, told: Sequence[Piece]) -> list[Piece]:
    """That one part is not answered, with what comes near and was not told."""
    asked, kind = findings.request.question.rstrip(" ?"), findings.request.asks or "nothing"
    numbered = any(character.isdigit() for character in asked)
    words = (
        reply(request.language, f"silent.{kind}") if numbered else reply(request.language, "silent.part", part=asked)
    )
    near = [piece for piece in near_misses(findings.request, findings) if piece.evidence]
    return [Paragraph(words), *_not_told(near, told)]
