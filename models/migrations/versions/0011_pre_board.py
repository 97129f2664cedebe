"""How a solve went, corrections with a way back, re-plans, mails that are held."""

from models.migrations.running import run_file

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0011_pre_board")
