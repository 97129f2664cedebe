"""Rules that pay."""

from models.migrations.running import run_file

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0020_pre_rules")
