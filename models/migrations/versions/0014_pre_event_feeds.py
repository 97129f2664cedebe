"""Calendar addresses for one event alone."""

from models.migrations.running import run_file

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0014_pre_event_feeds")
