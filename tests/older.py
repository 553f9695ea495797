"""Libraries as they were for an older guide."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from knowledge import migrations
from knowledge.database import open_database


def scripts_config() -> Config:
    """Where the scripts of the migrations are."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def take_back(file: Path, revision: str) -> None:
    """Make a library what it was for an older guide."""
    config = scripts_config()
    engine = open_database(file)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()
