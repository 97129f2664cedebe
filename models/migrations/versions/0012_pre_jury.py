"""The jury of an event: rules, conflicts of interest, assignment, score sheets, picks and results."""

from models.migrations.running import run_file

revision = "0012"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0012_pre_jury")
