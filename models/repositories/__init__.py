"""One repository an aggregate: it takes an open connection, runs named queries, returns entities."""
