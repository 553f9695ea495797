"""The words of a request, weighed by how rare they are in the library."""

from __future__ import annotations

from collections.abc import Mapping

from bot.evidence import Term, terms_of
from bot.understand import Request
from knowledge.keywords import query_stems
from knowledge.library import Library


def terms_and_counts(request: Request, library: Library) -> tuple[list[Term], Mapping[str, int]]:
    """The words that carry meaning, and in how many passages each of their stems occurs."""
    counts = library.term_counts(query_stems(request.query))
    return terms_of(request.question, request.query, counts, library.passage_count()), counts


def terms_in(request: Request, library: Library) -> list[Term]:
    """The words that carry meaning."""
    return terms_and_counts(request, library)[0]
