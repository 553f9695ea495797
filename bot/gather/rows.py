"""The rows of a table that answer a question, in the documents that its words find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.gather.editions import editions, instead
from bot.gather.terms import terms_in
from bot.tables import Told, told
from bot.tables.asked import table_question
from bot.understand import Request
from knowledge.context import Earlier
from knowledge.library import Library
from knowledge.plain import cells_of
from knowledge.records import Kind, Match, Passage

# The shelf's pages have ways of their own.
_OUR_OWN = "shelf"
_KINDS: tuple[Kind, ...] = ("page", "course", "event")
_LOOKED_INTO = 8
_PASSAGES = 12


def rows(request: Request, library: Library, today: date) -> Told:
    """The rows that surely answer a request, if a page that was read from elsewhere has such a table."""
    if request.more or request.wishes:
        return Told()
    pointed = [*request.points_at, *([request.recent] if request.recent else [])]
    ids = [*library.ids_at(pointed[:2]), *_found(request, library, today)]
    of_each = editions(request, ids, library, today)
    if ids and of_each.compared_with(ids[0]):
        return Told()
    every = library.laid_out(instead(ids, of_each)[:_LOOKED_INTO])
    documents = [laid for laid in every if laid.document.source != _OUR_OWN]
    if not documents:
        return Told()
    # What is compared with something was asked of that before: `and is B bigger?`
    compares = table_question(request.question).compares
    wider = replace(request, query=" ".join((request.query, *request.before[:1]))) if compares else request
    return told(request, terms_in(wider, library), documents, request.points_at[:1], today)


def _found(request: Request, library: Library, today: date) -> list[str]:
    """The ids of the documents that its words find; none where all that could be found is our own."""
    if not library.catalogue.holds_from_elsewhere(_OUR_OWN, _KINDS):
        return []
    earlier = Earlier(request.before) if request.before else None
    matches = library.search(
        request.query, today=today, earlier=earlier, language=request.language, kinds=_KINDS, limit=_PASSAGES
    )
    return [match.passage.document_id for match in matches]


def with_columns_named(matches: Sequence[Match], library: Library) -> list[Match]:
    """The matches; a passage from the middle of a long table with the line above it that names its columns."""
    within = {match.passage.document_id for match in matches if _begins_in_a_table(match.passage)}
    if not within:
        return list(matches)
    names = {id: line for laid in library.laid_out(sorted(within)) for id, line in laid.named_above().items()}
    return [
        replace(match, passage=replace(match.passage, columns=names[match.passage.id]))
        if match.passage.id in names
        else match
        for match in matches
    ]


def _begins_in_a_table(passage: Passage) -> bool:
    first, _, rest = passage.text.partition("\n")
    return len(cells_of(first)) > 1 and "---" not in rest.partition("\n")[0]
