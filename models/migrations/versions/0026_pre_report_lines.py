"""What reports count of pools and of companies that inherit."""

from models.migrations.running import run_file

revision = "0026"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0026_pre_report_lines")
