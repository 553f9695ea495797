"""The rows of a table that answer a question, in the documents that its words find."""

from __future__ import annotations

from datetime import date

from bot.evidence import terms_of
from bot.tables import Told, told
from bot.understand import Request
from knowledge import keywords
from knowledge.context import Earlier
from knowledge.library import Library

# The shelf's pages have ways of their own.
_OUR_OWN = "shelf"
_KINDS = ("page", "course", "event")
_LOOKED_INTO = 8
_PASSAGES = 12


def rows(request: Request, library: Library, today: date) -> Told:
    """The rows that surely answer a request, if a page that was read from elsewhere has such a table."""
    if request.more or request.wishes:
        return Told()
    earlier = Earlier(request.before) if request.before else None
    matches = library.search(
        request.query, today=today, earlier=earlier, language=request.language, kinds=_KINDS, limit=_PASSAGES
    )
    pointed = [*request.points_at, *([request.recent] if request.recent else [])]
    ids = [*library.ids_at(pointed[:2]), *(match.passage.document_id for match in matches)]
    documents = [
        laid for laid in library.laid_out(list(dict.fromkeys(ids))[:_LOOKED_INTO]) if laid.document.source != _OUR_OWN
    ]
    if not documents:
        return Told()
    counts = library.term_counts(keywords.query_stems(request.query))
    terms = terms_of(request.question, request.query, counts, library.passage_count())
    return told(request, terms, documents, request.points_at[:1])
