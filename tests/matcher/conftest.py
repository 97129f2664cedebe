"""Budgets of the laws: small in `make test`, large in `make soak`."""

import os

from hypothesis import settings

settings.register_profile("small", max_examples=25, deadline=None)
settings.register_profile("soak", max_examples=2000, deadline=None)
settings.load_profile("soak" if os.environ.get("SOAK") else "small")
