"""Sheets of paper: what stands on one, and how it is set in print."""
