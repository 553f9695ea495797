"""This library behind the same verbs as the forty lines, so that both can be asked the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.run import ingest
from knowledge.embeddings import Embeddings
from knowledge.library import Library

TODAY = date(2026, 11, 22)


class Ours:
    """The library as `opinno ingest` and a question without a profile use it."""

    def __init__(self, folder: Path, model: Embeddings) -> None:
        self._library = Library(folder, model, doing="benchmark")
        # Chroma is opened here, as the forty lines do.
        self._library.warm_up()

    def index(self, folder: Path) -> None:
        report = ingest(self._library, [str(folder)], TODAY)
        if report.unreadable or report.unreachable:
            raise RuntimeError(f"The library could not read its own benchmark: {report}")

    def passages(self) -> int:
        return len(self._library.catalogue.passage_ids())

    def search(self, question: str, limit: int) -> list[str]:
        return [match.passage.address for match in self._library.search(question, today=TODAY, limit=limit)]

    def close(self) -> None:
        self._library.close()
