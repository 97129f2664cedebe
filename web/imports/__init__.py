"""Files that people bring in: how they are read, what their columns mean, and what would become of each row.

The rows go through the same forms as the pages; what is written is decided in `web/services/import*.py`.
"""
