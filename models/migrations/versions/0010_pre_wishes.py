"""Wishes of both sides of an event, promises of its organiser, and how people meet."""

from models.migrations.running import run_file

revision = "0010"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0010_pre_wishes")
