"""Which files and pages were read to the end, which version of each, and what became of each run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, insert, select

from knowledge.database import translated
from knowledge.tables import origins, runs

_MANY = 500
_RUNS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Origin:
    """The version of a file or page that was read last."""

    fingerprint: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One look at a source. `failure` says why it could not be listed to its end, if it could not."""

    source: str
    started: datetime
    ended: datetime
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    unreadable: Sequence[dict[str, Any]] = ()
    failure: str | None = None


class Origins:
    """The origins and runs of a library, in its database. Written only once all that they vouch for has been."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, source: str) -> dict[str, Origin]:
        """The address and version of every file or page of a source that was read to the end."""
        query = select(origins).where(origins.c.source == source)
        with self._engine.connect() as connection:
            return {
                row.address: Origin(row.fingerprint, row.etag, row.last_modified) for row in connection.execute(query)
            }

    def remember(self, source: str, address: str, origin: Origin) -> None:
        """Note that this version was read to the end."""
        here = (origins.c.source == source) & (origins.c.address == address)
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(origins).where(here))
            connection.execute(insert(origins).values(source=source, address=address, **asdict(origin)))

    def forget(self, source: str, addresses: Iterable[str]) -> None:
        """Note that these are no longer there."""
        every = list(addresses)
        with translated(), self._engine.begin() as connection:
            for start in range(0, len(every), _MANY):
                some = origins.c.address.in_(every[start : start + _MANY])
                connection.execute(delete(origins).where(origins.c.source == source, some))

    def keep(self, run: Run) -> None:
        """Note what became of a run; the oldest ones of its source are dropped."""
        with translated(), self._engine.begin() as connection:
            connection.execute(insert(runs).values(**asdict(run) | {"unreadable": list(run.unreadable)}))
            newest = select(runs.c.id).where(runs.c.source == run.source).order_by(runs.c.id.desc()).limit(_RUNS_KEPT)
            connection.execute(delete(runs).where(runs.c.source == run.source, runs.c.id.not_in(newest)))

    def last(self, source: str, *, successful: bool = False) -> Run | None:
        """The newest run of a source, or the newest that came to its end."""
        query = select(runs).where(runs.c.source == source).order_by(runs.c.id.desc()).limit(1)
        if successful:
            query = query.where(runs.c.failure.is_(None))
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Run(**{field.name: row._mapping[field.name] for field in fields(Run)}) if row else None

    def failures(self, source: str) -> int:
        """How many runs in a row have failed by now."""
        good = select(func.coalesce(func.max(runs.c.id), 0)).where(runs.c.source == source, runs.c.failure.is_(None))
        query = select(func.count()).where(runs.c.source == source, runs.c.id > good.scalar_subquery())
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()
