"""The job queue's own tables, as its installer makes them."""

from models.migrations.running import run_file

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("pgqueuer")
