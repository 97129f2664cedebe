"""Files that people bring, kept while they look at what would become of them."""

from models.migrations.running import run_file

revision = "0034"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table; old code does not know of it."""
    run_file("0034_pre_imports")
