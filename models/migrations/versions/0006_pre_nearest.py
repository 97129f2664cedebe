"""Texts that say nearly the same: an index to count them, what waits is encoded, a search by vector."""

from models.migrations.running import run_file

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0006_pre_nearest")
