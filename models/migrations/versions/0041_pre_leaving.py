"""The past of a party that leaves with its only person keeps no name."""

from models.migrations.running import run_file

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace a trigger's function; old code never puts a dash for a name of an organisation with a code."""
    run_file("0041_pre_leaving")
