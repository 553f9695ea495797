"""Documents on their way into the library: embedded together, for many small calls of the model take longer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ingest.split import split
from knowledge.errors import LibraryError
from knowledge.library import Library, Piece
from knowledge.records import Document
from tracing import step

# So much waits at most: a crash costs no more than that, and memory stays small.
_MOST_TEXTS = 256
_MOST_LETTERS = 2**20

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Batch:
    """Documents that wait for each other, and what may only be done once all of them are in the library."""

    library: Library
    waiting: list[tuple[Document, Sequence[Piece]]] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    tripped: set[str] = field(default_factory=set)
    """The files and pages of which a document could not be put."""
    _texts: int = 0
    _letters: int = 0

    def put(self, document: Document) -> None:
        """Put a document into the library, with later ones. Raises LibraryError."""
        pieces = split(document)
        self.waiting.append((document, pieces))
        self._texts += sum(len(piece.texts) for piece in pieces)
        self._letters += len(document.text)
        if self._texts >= _MOST_TEXTS or self._letters >= _MOST_LETTERS:
            self.flush()

    def then(self, act: Callable[[], None]) -> None:
        """Do something once every document put so far is in the library."""
        self.afterwards.append(act)
        if not self.waiting or len(self.afterwards) >= _MOST_TEXTS:
            self.flush()

    def flush(self) -> None:
        """Put what waits into the library. Raises LibraryError."""
        if self.waiting:
            self._put_waiting()
        acts, self.afterwards = self.afterwards, []
        self.waiting, self._texts, self._letters = [], 0, 0
        for act in acts:
            act()

    def _put_waiting(self) -> None:
        try:
            with step("put", documents=len(self.waiting)):
                self.library.put_many(self.waiting, settle=False)
        except LibraryError:
            raise
        except Exception:
            # One document that trips the model must not take the others with it.
            for document, pieces in self.waiting:
                self._put_alone(document, pieces)

    def _put_alone(self, document: Document, pieces: Sequence[Piece]) -> None:
        try:
            self.library.put(document, pieces, settle=False)
        except LibraryError:
            raise
        except Exception:
            log.exception("not put: %s", document.address)
            self.tripped.add(document.part_of or document.address)
