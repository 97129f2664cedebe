"""Deliveries in hand, so that webhooks are sent to side by side, each in its order."""

from models.migrations.running import run_file

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column that old code leaves empty."""
    run_file("0043_pre_webhook_held")
