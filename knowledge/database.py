"""The database itself: how it is opened, and its errors in words that may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from knowledge.errors import LibraryError, LibraryFull


def open_database(file: Path) -> Engine:
    """An engine on a SQLite file, made if need be. Readers do not wait for the writer."""
    engine = create_engine(URL.create("sqlite", database=str(file)), connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"pragma {pragma}")

    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database as LibraryError: a full disk loses nothing, anything else names its reason."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        # A mistake of ours, not of the disk.
        raise
    except DatabaseError as error:
        if "disk is full" in str(error.orig):
            raise LibraryFull("The disk is full. Nothing that was stored before is lost.") from error
        raise LibraryError(f"The library's database cannot be used: {error.orig}.") from error
