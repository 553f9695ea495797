"""The rows of a table that answer a question, in the documents that its words find."""

from __future__ import annotations

from datetime import date

from bot.evidence import terms_of
from bot.tables import Choice, best_choices
from bot.understand import Request
from knowledge import keywords
from knowledge.context import Earlier
from knowledge.library import Library

_LOOKED_INTO = 8
_PASSAGES = 12


def rows(request: Request, library: Library, today: date) -> tuple[Choice, ...]:
    """The rows that surely answer a request, if a page that was read from elsewhere has such a table."""
    if request.more or request.wishes:
        return ()
    earlier = Earlier(request.before) if request.before else None
    matches = library.search(
        request.query, today=today, earlier=earlier, language=request.language, kinds=("page",), limit=_PASSAGES
    )
    pointed = [*request.points_at, *([request.recent] if request.recent else [])]
    ids = [*library.ids_at(pointed[:2]), *(match.passage.document_id for match in matches)]
    documents = [laid for laid in library.laid_out(list(dict.fromkeys(ids))[:_LOOKED_INTO]) if laid.grids]
    if not documents:
        return ()
    counts = library.term_counts(keywords.query_stems(request.query))
    terms = terms_of(request.question, request.query, counts, library.passage_count())
    return best_choices(request, terms, documents, request.points_at[:1])
