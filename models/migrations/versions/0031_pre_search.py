"""Searches that people keep, and events in the feed that web processes follow."""

from models.migrations.running import run_file

revision = "0031"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code lets the feed's new subject pass."""
    run_file("0031_pre_search")
