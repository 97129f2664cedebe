"""`make bench`: measure on the shared benchmark folder and write docs/benchmarks.md."""
