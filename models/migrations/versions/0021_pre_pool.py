"""Risk-compensation pools: money, products, terms, and the records that they answer for."""

from models.migrations.running import run_file

revision = "0021"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0021_pre_pool")
