"""Entities, SQL, schema, migrations, repositories: the only room that knows the database."""
