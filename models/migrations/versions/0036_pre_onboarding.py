"""Decks that are read before there is a pitch, and the first visits that are over."""

from models.migrations.running import run_file

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables; old code does not ask for them."""
    run_file("0036_pre_onboarding")
