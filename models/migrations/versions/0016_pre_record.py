"""The record: typed details, its whole life, and how the money moves afterwards."""

from models.migrations.running import run_file

revision = "0016"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0016_pre_record")
