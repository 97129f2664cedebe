"""To whom a pitch is shown, lists by date, corrections that are asked for, and leaving."""

from models.migrations.running import run_file

revision = "0037"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a person may ask about themselves; old code writes impressions by fit as before."""
    run_file("0037_pre_rights")
