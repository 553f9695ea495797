"""The history of the tables, and the way up to the newest."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from knowledge.errors import LibraryError

HEAD = "0009"
"""The newest revision. A test holds it against the scripts, so that starting needs no Alembic."""


def upgrade(connection: Connection) -> None:
    """Bring the tables up to HEAD, all or nothing. Raises LibraryError for a database from a newer guide."""
    if _revision(connection) == HEAD:
        return
    # Imported late: it costs a fifth of a second, and nearly every start is at HEAD.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    # SQLite's driver begins no transaction for tables, and a half-made set of them could never be finished.
    connection.exec_driver_sql("begin immediate")
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise LibraryError(
            "The library was written by a newer version of this guide. Update the guide; the library was left alone."
        ) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return str(found) if found is not None else None
