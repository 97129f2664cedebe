"""The chain of hashes over the ledger, salted commitments, daily heads."""

from models.migrations.running import run_file

revision = "0017"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0017_pre_chain")
