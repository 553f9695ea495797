"""What was read from the catalogue and holds until the next write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.catalogue import Catalogue
from knowledge.editions import Editions, editions_among
from knowledge.laid_out import LaidOut, laid_out
from knowledge.orders import is_order
from knowledge.records import Document, Kind

_LAID_OUT = 64


@dataclass(slots=True)
class Kept:
    """What was read so far: whoever writes begins with a new one."""

    records: dict[Kind, list[Document]] = field(default_factory=dict[Kind, list[Document]])
    vocabulary: Mapping[str, int] | None = None
    laid_out: dict[str, LaidOut] = field(default_factory=dict[str, LaidOut])
    editions: Editions | None = None

    def records_in(self, catalogue: Catalogue, kind: Kind) -> list[Document]:
        """The documents of a kind that carry a record, but for those whose title gives orders to a machine."""
        if kind not in self.records:
            every = catalogue.documents(kinds=[kind])
            # A list would show the title, a question could be taken to name it.
            self.records[kind] = [each for each in every if each.facts is not None and not is_order(each.title)]
        return self.records[kind]

    def laid_out_in(self, catalogue: Catalogue, ids: Sequence[str]) -> list[LaidOut]:
        """Documents with their tables, in this order, but for those whose title gives orders to a machine."""
        kept = self.laid_out
        missing = [id for id in dict.fromkeys(ids) if id not in kept]
        if len(kept) + len(missing) > _LAID_OUT:
            kept.clear()
            missing = list(dict.fromkeys(ids))
        for id, document in catalogue.documents_by_id(missing).items() if missing else ():
            # The title would stand above the row.
            if not is_order(document.title):
                kept[id] = laid_out(document, catalogue.passages_of(id))
        return [kept[id] for id in dict.fromkeys(ids) if id in kept]

    def editions_in(self, catalogue: Catalogue) -> Editions:
        """Which of the pages are editions of one thing."""
        if self.editions is None:
            self.editions = editions_among(catalogue.documents(kinds=["page"]))
        return self.editions
