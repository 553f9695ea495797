"""Alembic's entry: runs on the connection that `upgrade` hands over."""

from alembic import context

import knowledge.saved_search_tables
import knowledge.slack_tables  # noqa: F401
from knowledge.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
