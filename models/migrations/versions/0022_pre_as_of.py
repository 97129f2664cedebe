"""The past of what reports count."""

from models.migrations.running import run_file

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0022_pre_as_of")
