"""What was read from the catalogue and holds until the next write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.catalogue import Catalogue
from knowledge.editions import Editions, editions_among
from knowledge.laid_out import LaidOut, laid_out
from knowledge.orders import is_order
from knowledge.records import Document, Kind, Passage

# So many pages and documents with tables are kept, some 40 kB each; then the keeping begins anew.
_PAGES = 64


@dataclass(slots=True)
class Kept:
    """What was read so far: whoever writes begins with a new one."""

    records: dict[Kind, list[Document]] = field(default_factory=dict[Kind, list[Document]])
    vocabulary: Mapping[str, int] | None = None
    laid_out: dict[str, LaidOut] = field(default_factory=dict[str, LaidOut])
    pages: dict[tuple[str, date], list[Passage]] = field(default_factory=dict[tuple[str, date], list[Passage]])
    editions: Editions | None = None

    def records_in(self, catalogue: Catalogue, kind: Kind) -> list[Document]:
        """The documents of a kind that carry a record, but for those whose title gives orders to a machine."""
        if kind not in self.records:
            every = catalogue.documents(kinds=[kind])
            # A list would show the title, a question could be taken to name it.
            self.records[kind] = [each for each in every if each.facts is not None and not is_order(each.title)]
        return self.records[kind]

    def editions_in(self, catalogue: Catalogue) -> Editions:
        """Which of the pages are editions of one thing."""
        if self.editions is None:
            self.editions = editions_among(catalogue.documents(kinds=["page"]))
        return self.editions

    def page_in(self, catalogue: Catalogue, work: str, today: date) -> Sequence[Passage]:
        """The passages of a work's pages, in reading order: the same few pages are read for most questions."""
        page = self.pages.get((work, today))
        if page is None:
            if len(self.pages) >= _PAGES:
                self.pages.clear()
            page = self.pages[work, today] = catalogue.passages_of_work(work, today)
        return page

    def laid_out_in(self, catalogue: Catalogue, ids: Sequence[str]) -> list[LaidOut]:
        """Documents with their tables, in this order, but for those whose title gives orders to a machine."""
        # Others read and begin anew at the same time: what is here stays in `found`.
        found = {id: known for id in ids if (known := self.laid_out.get(id))}
        missing = [id for id in ids if id not in found]
        every = catalogue.documents_by_id(missing) if missing else {}
        # The title would stand above the row.
        fresh = {id: document for id, document in every.items() if not is_order(document.title)}
        found |= {id: laid_out(document, catalogue.passages_of(id)) for id, document in fresh.items()}
        if len(self.laid_out) + len(fresh) > _PAGES:
            self.laid_out.clear()
        self.laid_out.update({id: found[id] for id in fresh})
        return [found[id] for id in dict.fromkeys(ids) if id in found]
