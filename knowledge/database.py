"""The database itself: how it is opened, and its errors in words that may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from knowledge.errors import LibraryError, LibraryFull

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    # What is deleted is overwritten: a conversation that somebody wants gone must not stay in the file.
    "secure_delete=ON",
)


def open_database(file: Path) -> Engine:
    """An engine on a SQLite file, made if need be. Readers do not wait for the writer."""
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"check_same_thread": False},
        # The words of a question stay out of every error message, and so out of the log.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        for pragma in _PRAGMAS:
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


def wipe_log(engine: Engine) -> bool:
    """Take the pages of what was deleted out of SQLite's write-ahead log. False while a reader still needs them."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        busy = connection.exec_driver_sql("pragma wal_checkpoint(TRUNCATE)").scalar_one()
    return not busy
