"""Who somebody is and acts for, as one function: a token is looked up with its person by one query."""

from models.migrations.running import run_file

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a function that old code does not call."""
    run_file("0042_pre_acting_person")
