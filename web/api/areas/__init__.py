"""The operations, one module an area; each has `AREA`, which `catalogue.py` finds."""
