"""`make bench`: measure on the shared benchmark folder and write docs/benchmarks.md."""

import os

# Read when numpy is loaded: threads of BLAS that have nothing to do sleep at once, else they take the
# processor from whatever is measured next.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "18")
