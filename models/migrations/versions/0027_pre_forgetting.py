"""No unchangeable row keeps the name of a natural person."""

from models.migrations.running import run_file

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Old code does not notice: it reads the present name where there is no past one."""
    run_file("0027_pre_forgetting")
