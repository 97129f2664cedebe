"""The day of an event: check-in, delays, stand-by meetings, meetings kept and missed."""

from models.migrations.running import run_file

revision = "0013"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; a meeting's keys now spare those that the day took away, of which old code makes none."""
    run_file("0013_pre_day")
