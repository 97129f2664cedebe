"""Frozen entities of the field; the neighbour `models/repositories/` reads and writes them."""
