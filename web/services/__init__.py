"""Use cases: each takes the database, the clock and the viewer, and knows nothing of HTTP."""
