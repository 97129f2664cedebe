"""People, organisations, pitches, matches, events, money and mail."""

from models.migrations.running import run_file

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0001_pre_initial")
