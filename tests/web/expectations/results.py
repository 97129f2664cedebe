"""The officer's results."""

from tests.web.expectations import Expect

EXPECTATIONS = [Expect("officer.results", frozenset({"sun"}))]
