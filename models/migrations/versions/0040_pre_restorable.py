"""A check that a restore can run: pg_restore looks for nothing by its bare name."""

from models.migrations.running import run_file

revision = "0040"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change how a function is called, not what it answers."""
    run_file("0040_pre_restorable")
