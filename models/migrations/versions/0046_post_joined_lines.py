"""Decks by sentences, no longer by the lines of their pages."""

from models.migrations.running import run_file

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count texts with a deck as not yet encoded: the code of before would go on cutting lines."""
    run_file("0046_post_joined_lines")
