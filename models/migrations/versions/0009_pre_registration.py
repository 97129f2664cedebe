"""Registration with seats and a waiting list, pitches put forward and in reserve, postponing."""

from models.migrations.running import run_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0009_pre_registration")
