"""Deals: interest levels, a lead, a checklist and silences between introduction and money."""

from models.migrations.running import run_file

revision = "0019"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0019_pre_deals")
