"""Calls on a pool move by move, so that a loan may default, pay and default again."""

from models.migrations.running import run_file

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace a function that reads; old code reads the same columns."""
    run_file("0030_pre_pool_calls")
