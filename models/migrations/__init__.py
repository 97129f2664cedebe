"""Alembic revisions that run the plain SQL files beside them; loaded on the command line only."""
