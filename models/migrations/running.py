"""Run one plain SQL file of `models/migrations/sql/` inside the revision's transaction."""

from pathlib import Path

from alembic import context, op
from sqlalchemy.util import await_only


def run_file(name: str) -> None:
    """Send the whole file at once; asyncpg takes many statements when there are no arguments."""
    text = (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    if context.is_offline_mode():
        op.execute(text)
        return
    raw = op.get_bind().connection.driver_connection
    if raw is None:
        message = "the migration has no open connection"
        raise RuntimeError(message)
    await_only(raw.execute(text))
