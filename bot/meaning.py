"""How near sentences are in meaning, by vectors that are made ready while a model still writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import LocalEmbeddings

Alike = Callable[[Sequence[str], Sequence[str]], NDArray[Any]]
"""How near each left sentence is to each right one, from their vectors."""

# A hundred answers' worth, in six megabytes.
_KEPT = 4000
# So few at a time that nobody waits long for the end of one.
_AT_ONCE = 4


class Meanings:
    """Vectors of sentences by the small model that ships, each computed once. The thresholds of the check are its own,
    whatever the library was written with. Safe for many answers at once."""

    def __init__(self, sentences: Callable[[Sequence[str]], NDArray[Any]] | None = None) -> None:
        self._sentences = sentences or LocalEmbeddings().sentences
        self._vectors: dict[str, NDArray[Any]] = {}
        self._worker = ThreadPoolExecutor(1, "meaning")

    def alike(self, seconds: float) -> Alike:
        """Nearness in at most so long from the first time that it is asked for. Once the time is up nothing is near
        anything, so that what only its meaning could save is dropped."""
        until: list[float] = []

        def alike(left: Sequence[str], right: Sequence[str]) -> NDArray[Any]:
            until[:] = until or [monotonic() + seconds]
            vectors = self.ready([*left, *right], lambda: monotonic() > until[0])
            if vectors is None:
                return np.zeros((len(left), len(right)), dtype=np.float32)
            return np.asarray(vectors[: len(left)] @ vectors[len(left) :].T)

        return alike

    def ahead(self) -> Ahead:
        """Makes vectors ready for one answer, beside everything else."""
        return Ahead(self, self._worker)

    def ready(self, texts: Sequence[str], given_up: Callable[[], bool]) -> NDArray[Any] | None:
        """A vector each; nothing once it was given up."""
        known = self._vectors
        found = {text: known[text] for text in texts if text in known}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if len(known) + len(missing) > _KEPT:
            self._vectors = known = {}
        for place in range(0, len(missing), _AT_ONCE):
            if given_up():
                return None
            some = dict(zip(missing[place:][:_AT_ONCE], self._sentences(missing[place:][:_AT_ONCE]), strict=True))
            known.update(some)
            found.update(some)
        return np.stack([found[text] for text in texts]) if texts else None


class Ahead:
    """The vectors of one answer, made ready while it is being written, one batch after the other."""

    def __init__(self, meanings: Meanings, worker: ThreadPoolExecutor) -> None:
        self._meanings, self._worker = meanings, worker
        self._over = Event()
        self._under_way: Future[Any] | None = None

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        # The answer is there, or nobody waits for it any more.
        self._over.set()

    def look(self, texts: Callable[[], Sequence[str]]) -> bool:
        """Make the vectors of these sentences ready, unless those before are still being made."""
        if self._under_way is not None and not self._under_way.done():
            return False
        self._under_way = self._worker.submit(self._look, texts)
        return True

    def _look(self, texts: Callable[[], Sequence[str]]) -> None:
        if not self._over.is_set():
            self._meanings.ready(texts(), self._over.is_set)
