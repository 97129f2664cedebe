"""What texts are like at large under each text model, so that hubs no longer stand high in every list."""

from models.migrations.running import run_file

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns that old code leaves empty; the worker fills them."""
    run_file("0045_pre_text_background")
