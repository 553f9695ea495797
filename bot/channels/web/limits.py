"""How much one page, one network and all together may ask in a minute."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

_MINUTE = 60.0
# Beyond it the words of help still come, though no longer as an answer that is kept.
_IN_NEED = 30
_UPLOADS = 6
# Each is a few bytes; more networks than this in a minute is an attack, and the limit for all still holds.
_MOST_KNOWN = 50_000


class TooMany(Exception):
    """One more would be more than is allowed."""

    def __init__(self, after: float) -> None:
        super().__init__(after)
        self.after = max(1, math.ceil(after))
        """Seconds until there is room again."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Limit:
    """So many a minute, at once or one after the other, for each name."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._clock = a_minute, clock
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, name: str) -> float:
        """Seconds until there is room for one more; 0 if there is."""
        left = self._filled(name).left
        return 0.0 if left >= 1 else (1 - left) * _MINUTE / self._most

    def take(self, name: str) -> None:
        """Count one."""
        self._filled(name).left -= 1

    def _filled(self, name: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= _MOST_KNOWN:
                self._forget(now)
            bucket = self._buckets[name] = _Bucket(self._most, now)
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._most / _MINUTE)
        bucket.at = now
        return bucket

    def _forget(self, now: float) -> None:
        self._buckets = {name: kept for name, kept in self._buckets.items() if now - kept.at < _MINUTE}
        if len(self._buckets) >= _MOST_KNOWN:
            self._buckets.clear()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who a limit is for: a session's page, and the network; None for what has none."""

    session: str | None
    network: str | None


class Limits:
    """The three limits together: what one refuses is counted by none."""

    def __init__(self, session: int, network: int, all_together: int, clock: Callable[[], float] = monotonic) -> None:
        self._session, self._network = Limit(session, clock), Limit(network, clock)
        self._all, self._in_need = Limit(all_together, clock), Limit(_IN_NEED, clock)
        self._uploads = Limit(_UPLOADS, clock)

    def admit_upload(self, asker: Asker) -> None:
        """Count one file to read, which costs more than a question. Raises TooMany."""
        name = asker.session or asker.network
        if name is None:
            return
        if wait := self._uploads.wait(name):
            raise TooMany(wait)
        self._uploads.take(name)

    def admit_in_need(self, asker: Asker) -> None:
        """Count one question of somebody in need, beyond all other limits. Raises TooMany."""
        name = asker.network or asker.session or "all"
        wait = self._in_need.wait(name)
        if wait:
            raise TooMany(wait)
        self._in_need.take(name)

    def admit(self, asker: Asker) -> None:
        """Count one question. Raises TooMany."""
        counted = [(self._all, "all")]
        if asker.session is not None:
            counted.append((self._session, asker.session))
        if asker.network is not None:
            counted.append((self._network, asker.network))
        wait = max(limit.wait(name) for limit, name in counted)
        if wait:
            raise TooMany(wait)
        for limit, name in counted:
            limit.take(name)


class Streams:
    """How many streams each session reads at a time."""

    def __init__(self, most: int) -> None:
        self._most, self._open = most, dict[str, int]()

    def open(self, session: str | None) -> None:
        """One more. Raises TooMany."""
        if session is not None:
            if self._open.get(session, 0) >= self._most:
                raise TooMany(5)
            self._open[session] = self._open.get(session, 0) + 1

    def close(self, session: str | None) -> None:
        """One less."""
        if session is not None:
            left = self._open.get(session, 1) - 1
            if left:
                self._open[session] = left
            else:
                self._open.pop(session, None)
