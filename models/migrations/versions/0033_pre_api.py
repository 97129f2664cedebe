"""Tokens, kept answers and webhooks of the API."""

from models.migrations.running import run_file

revision = "0033"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables, and triggers that write only while somebody listens."""
    run_file("0033_pre_api")
