"""Training runs, learned rankers, which one is in use, calibration, resets of a provider's own taste."""

from models.migrations.running import run_file

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0003_pre_learning")
