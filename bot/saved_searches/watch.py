"""What has come up since the last look: each vacancy once, told at most once a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.gather.vacancies import open_vacancies
from bot.matching import families_of, matched
from bot.saved_searches.notices import Notice, Notices
from bot.saved_searches.store import SavedSearch, Store, marks_of
from knowledge.library import Library
from knowledge.records import Document


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody is told in one message."""

    found: Sequence[tuple[SavedSearch, Sequence[Document]]]
    """Searches with their new matches, each vacancy under one of them."""
    ending: Sequence[SavedSearch] = ()


class Watch:
    """Looks for what saved searches meet, and has it told once."""

    def __init__(self, store: Store, notices: Notices, library: Library, today: Callable[[], date]) -> None:
        self._store, self._notices, self._library, self._today = store, notices, library, today
        self._looked: tuple[object, date, frozenset[str]] | None = None

    def due(self, now: datetime, prefix: str = "") -> list[Notice]:
        """Who is to be told something now, of those whose names begin so. What was not seen off comes again."""
        self.look_at_all(now)
        return self._notices.claim(prefix, now)

    def begin(self, notice: Notice, now: datetime) -> Told | None:
        """What a message tells that is sent right after this; None if there is nothing to be told any more."""
        begun = self._notices.begin(notice.id)
        if begun is None:
            return None
        told = self._told(notice.owner, *begun, now)
        if told.found or told.ending:
            return told
        # What it would tell of has closed since, or was deleted.
        self._notices.sent(notice.id)
        return None

    def put_back(self, notice: Notice) -> None:
        """It was surely not sent, and comes again."""
        self._notices.put_back(notice.id)

    def sent(self, notice: Notice) -> None:
        """It is on its way, and will not come again."""
        self._notices.sent(notice.id)

    def look_at_all(self, now: datetime) -> None:
        """Look what every search meets, if anything may have changed since the last look."""
        searches = self._store.watching(now)
        seen = (self._library.records("vacancy"), self._today(), frozenset(each.id for each in searches))
        if self._looked is None or self._looked[0] is not seen[0] or self._looked[1:] != seen[1:]:
            self.look(searches, now)
            self._looked = seen

    def look(self, searches: Sequence[SavedSearch], now: datetime) -> None:
        """Look what searches meet, and note what they did not meet before."""
        for search in searches:
            meeting = self.meeting(search)
            met = self._store.marks(search.id)
            known = {mark for _, marks in met.values() for mark in marks}
            still = {mark for vacancy in meeting for mark in marks_of(vacancy)}
            new = [vacancy for vacancy in meeting if known.isdisjoint(marks_of(vacancy))]
            gone = [id for id, (state, marks) in met.items() if state == "new" and still.isdisjoint(marks)]
            if new or gone:
                self._store.found(search.id, new, gone, now)

    def meeting(self, search: SavedSearch) -> Sequence[Document]:
        """The open vacancies that meet all of a search."""
        today, families = self._today(), families_of(self._library.records("path"))
        return matched(search.criteria, open_vacancies(self._library, today), today, families).meeting

    def new_of(self, owner: str, searches: Sequence[SavedSearch], now: datetime) -> dict[str, list[Document]]:
        """What somebody was not told of yet: search -> open vacancies."""
        self.look([search for search in searches if not search.paused], now)
        return self._documents({s: frozenset(v) for s, v in self._notices.new_of(owner).items()})

    def _told(self, owner: str, found: Mapping[str, Collection[str]], ending: Collection[str], now: datetime) -> Told:
        searches = {search.id: search for search in self._store.of(owner, now)}
        once: list[tuple[SavedSearch, Sequence[Document]]] = []
        told = set[str]()
        for id, documents in self._documents(found).items():
            # A vacancy that meets two searches is told once.
            new = [document for document in documents if told.isdisjoint(marks_of(document))]
            told |= {mark for document in new for mark in marks_of(document)}
            if new and id in searches:
                once.append((searches[id], new))
        return Told(once, [searches[id] for id in ending if id in searches])

    def _documents(self, found: Mapping[str, Collection[str]]) -> dict[str, list[Document]]:
        by_mark = {m: document for document in open_vacancies(self._library, self._today()) for m in marks_of(document)}
        documents: dict[str, list[Document]] = {}
        for search, ids in found.items():
            met = self._store.marks(search)
            meant = [next((by_mark[m] for m in met[id][1] if m in by_mark), None) for id in sorted(ids) if id in met]
            documents[search] = [document for document in meant if document is not None]
        return documents
