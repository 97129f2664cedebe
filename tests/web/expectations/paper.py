"""Calendars and printed sheets: a person's own part, an organiser's events, and what anybody may take."""

from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect
from tests.web.expectations.events import MISSING, zhaos, zhous

EXPECTATIONS = [
    Expect("participation.calendar_stop", SIGNED_IN, ok=303, method="POST"),
    Expect(
        "participation.plan_calendar",
        frozenset({"lin", "wang"}),
        params=zhaos,
        denied=404,
        other=zhous,
        missing=MISSING,
        is_page=False,
    ),
    Expect("public.events_calendar", EVERYBODY, is_page=False),
]
