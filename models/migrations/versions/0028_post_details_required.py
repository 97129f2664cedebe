"""Terms are required of new records."""

from models.migrations.running import run_file

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Require what the code of before did not write."""
    run_file("0028_post_details_required")
