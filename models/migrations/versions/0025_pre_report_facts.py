"""What reports count, as dated facts."""

from models.migrations.running import run_file

revision = "0025"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0025_pre_report_facts")
