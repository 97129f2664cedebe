"""No unchangeable row keeps the name of a natural person."""

from models.migrations.running import run_file

revision = "0026"
down_revision = "MANY"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Old code does not notice: it reads the present name where there is no past one."""
    run_file("0026_pre_forgetting")
