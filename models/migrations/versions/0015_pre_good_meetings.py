"""Good meetings for each founder."""

from models.migrations.running import run_file

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0015_pre_good_meetings")
