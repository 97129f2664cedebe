"""Hosts of events, and links to a company's passport."""

from models.migrations.running import run_file

revision = "0023"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0023_pre_reports")
