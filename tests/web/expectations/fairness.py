"""Fair chances: organisers, officers and administrators read; organisers and administrators set the rules."""

from tests.web.expectations import Expect

SETTERS = frozenset({"zhao", "zhou", "gao"})

EXPECTATIONS = [
    Expect("fairness.show", SETTERS | {"sun"}),
    Expect(
        "fairness.rules",
        SETTERS,
        ok=303,
        method="POST",
        data=lambda w: {"enabled": "1", "reach": "2", "line": "8", "most": "1"},
    ),
    Expect("fairness.plan", SETTERS, ok=303, method="POST"),
]
