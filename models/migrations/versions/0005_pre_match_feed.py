"""A feed of changes, by which web processes keep what is on show in memory."""

from models.migrations.running import run_file

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0005_pre_match_feed")
