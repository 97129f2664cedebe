"""Public pages and offers of host spaces, and founders' requests for services."""

from models.migrations.running import run_file

revision = "0035"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0035_pre_spaces")
