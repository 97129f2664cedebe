"""The public window."""

from tests.web.expectations import EVERYBODY, Expect

EXPECTATIONS = [
    Expect("public.health", EVERYBODY, is_page=False),
    Expect("public.metrics", EVERYBODY, is_page=False),
]
