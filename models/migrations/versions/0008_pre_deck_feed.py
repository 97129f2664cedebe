"""A deck that was read, replaced or removed is noted in the feed of changes."""

from models.migrations.running import run_file

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0008_pre_deck_feed")
