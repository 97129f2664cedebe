"""Certificates with a number, firsts that happened elsewhere, facts, and who inherits from whom."""

from models.migrations.running import run_file

revision = "0018"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0018_pre_firsts")
