"""Text models: which one serves the lists, which is being prepared, which rests."""

from models.migrations.running import run_file

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add; old code does not notice."""
    run_file("0004_pre_text_models")
