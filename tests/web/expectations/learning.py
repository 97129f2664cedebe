"""What matching has learned: organisers and administrators keep it, providers see their own."""

from tests.web.expectations import SIGNED_IN, Expect

KEEPERS = frozenset({"zhao", "zhou", "gao"})
# Providers that an organiser let in.
VETTED = frozenset({"wang", "chen", "guo"})

EXPECTATIONS = [
    Expect("learning.show", KEEPERS),
    Expect("learning.train", frozenset({"gao"}), ok=303, method="POST"),
    # The stated weights are in use already: who may choose is told so.
    Expect(
        "learning.use",
        KEEPERS,
        ok=409,
        method="POST",
        data=lambda w: {"version": "weighted-1", "seen": "0"},
    ),
    Expect(
        "learning.model",
        SIGNED_IN,
        params=lambda w: {"version": "weighted-1"},
        missing={"version": "learned-999"},
    ),
    Expect("provider.taste", VETTED, denied_for={"wu": 303}),
    Expect("provider.taste_reset", VETTED, ok=303, method="POST"),
]
