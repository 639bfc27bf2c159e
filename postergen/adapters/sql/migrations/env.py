"""Let Alembic run on the connection that `database.upgrade` opens."""

from alembic import context

from postergen.adapters.sql.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
