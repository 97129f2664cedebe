"""Inbox, digests, quiet hours and wordings of mails."""

from models.migrations.running import run_file

revision = "0032"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns with defaults, tables and a function; old code writes mails as before."""
    run_file("0032_pre_messages")
