"""Where each registration stood, and since when."""

from models.migrations.running import run_file

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0029_pre_registration_past")
