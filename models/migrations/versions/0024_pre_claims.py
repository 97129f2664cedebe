"""Claims: declared facts, adopted rules, claims with their steps, and what they hold of the caps."""

from models.migrations.running import run_file

revision = "0024"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0024_pre_claims")
