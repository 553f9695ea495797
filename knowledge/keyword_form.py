"""Keywords that were made into stems in another way than today's are made anew; that embeds nothing."""

from __future__ import annotations

from sqlalchemy import select

from knowledge import keywords
from knowledge.catalogue import Catalogue
from knowledge.database import translated
from knowledge.tables import documents, passages

_STAMP = "keywords"
_TOGETHER = 500
_EVERY = select(
    passages.c.number, documents.c.title, documents.c.aliases, passages.c.heading, passages.c.text, documents.c.language
).join(documents)


def renew_keywords(catalogue: Catalogue) -> None:
    """Fill the index of words anew, if it was written in another form. A crash in the middle leaves what was there."""
    if catalogue.stamped(_STAMP) == keywords.FORM:
        return
    with translated(), catalogue.engine.begin() as connection:
        keywords.clear(connection)
        for some in connection.execute(_EVERY).partitions(_TOGETHER):
            keywords.index(connection, [keywords.found_by(*row) for row in some])
    catalogue.stamp(_STAMP, keywords.FORM)
