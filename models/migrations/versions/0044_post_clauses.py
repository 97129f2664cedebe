"""Vectors by clauses, so that a thesis that lists many wishes is found by one of them."""

from models.migrations.running import run_file

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count every text on show as not yet encoded: the code of before would go on cutting sentences."""
    run_file("0044_post_clauses")
