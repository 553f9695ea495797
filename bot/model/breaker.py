"""A circuit breaker: a dead endpoint is not asked again and again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

_FAILURES = 5
_SECONDS = 30.0
_LONGEST = 300.0


class Breaker:
    """Counts what fails in a row. Open, it lets nothing through for a while, then one call to try."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._failed, self._until, self._trying = 0, 0.0, False

    @property
    def is_open(self) -> bool:
        """Nothing is let through now."""
        return self._clock() < self._until

    def enter(self) -> bool:
        """Whether a call may be made; after an opening only one at a time, until one has succeeded."""
        with self._lock:
            if self._clock() < self._until or self._trying:
                return False
            self._trying = self._until > 0
            return True

    def succeeded(self) -> None:
        """A call went well: the endpoint lives."""
        with self._lock:
            self._failed, self._until, self._trying = 0, 0.0, False

    def failed(self, *, at_once: bool = False, seconds: float = _SECONDS) -> None:
        """A call failed. `at_once` opens on the first, for as long as is said: a refused key stays refused."""
        with self._lock:
            self._failed += 1
            if at_once or self._trying or self._failed >= _FAILURES:
                self._until = self._clock() + min(seconds, _LONGEST)
            self._trying = False

    def left(self) -> None:
        """A call ended without telling anything of the endpoint: its reader went away, or it refused the text."""
        with self._lock:
            self._trying = False
