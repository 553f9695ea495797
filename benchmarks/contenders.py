"""The two that are compared, behind the same verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from knowledge.embeddings import Embeddings

OURS, THEIRS = "ours", "forty"
BOTH = (OURS, THEIRS)


class Contender(Protocol):
    """Takes in a folder of Markdown, and gives the addresses of the passages that fit a question best."""

    def index(self, folder: Path) -> None: ...

    def passages(self) -> int: ...

    def search(self, question: str, limit: int) -> list[str]: ...

    def close(self) -> None: ...


def open_contender(name: str, folder: Path, model: Embeddings) -> Contender:
    """One of the two on a folder. Only its own packages are imported, because memory is measured too."""
    if name == OURS:
        from benchmarks.ours import Ours

        return Ours(folder, model)
    from benchmarks.forty_lines import FortyLines

    return FortyLines(folder, model)
