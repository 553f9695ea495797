"""Alembic's entry: runs on the connection that `upgrade` hands over."""

from alembic import context

from knowledge.slack_tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
