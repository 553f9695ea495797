"""Whether a question is about what only a page from elsewhere tells of, whatever else its words may mean."""

from __future__ import annotations

from collections.abc import Iterator

from bot import cues
from bot.since import is_month
from bot.understand import Request
from knowledge.keywords import ASKING, words
from knowledge.library import Library

# Looked up one by one.
_MOST_NAMES = 4


def is_of_a_page(request: Request, library: Library) -> bool:
    """It names somebody or something that only such pages know, or goes on about one of them."""
    if any(library.only_on_pages(name) for name in [*_names(request)][:_MOST_NAMES]):
        return True
    pointed = library.catalogue.documents_by_id(library.ids_at(request.points_at[:1]))
    return any(document.kind == "page" for document in pointed.values())


def _names(request: Request) -> Iterator[str]:
    """The names in the question: words with a capital inside a sentence that are no places and no months."""
    for employer in request.search.criteria.employers if request.search else ():
        yield from (word for word in words(employer) if word not in ASKING)
    places = {word for span in cues.spans("place", cues.flattened(request.question)) for word in span.split()}
    for name in cues.names_in(request.question):
        said = set(words(name))
        if name[:1].isupper() and not said <= places | ASKING and not is_month(cues.flattened(name).strip()):
            yield name
