"""The officer's results and the rows behind them; what an event led to is for its organiser as well."""

from tests.web.expectations import Expect

EXPECTATIONS = [
    Expect("officer.results", frozenset({"sun"})),
    Expect(
        "officer.result_rows",
        frozenset({"sun"}),
        query=lambda w: {"measure": "record_confirmed"},
    ),
    Expect(
        "results.event",
        frozenset({"zhao", "sun"}),
        params=lambda w: {"event_id": w.event["zhao"]},
        denied_for={"zhou": 404},
        missing={"event_id": 10**6},
    ),
]
