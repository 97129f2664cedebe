"""Texts that say nearly the same: an index to count them, what waits is encoded, a search by vector."""

from models.migrations.running import run_file

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0007_pre_nearest")
