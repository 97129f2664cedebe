"""Calendars and printed sheets: a person's own part, an organiser's events, and what anybody may take."""

from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect
from tests.web.expectations.events import MISSING, ZHAO, zhaos, zhous


def sheets(of, **more):
    """The path of an event's sheets."""
    return lambda world: {**of(world), **more}


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
    Expect(
        "participation.plan_pdf",
        frozenset({"lin", "wang"}),
        params=sheets(zhaos, language="zh"),
        denied=404,
        other=sheets(zhous, language="zh"),
        missing=MISSING | {"language": "zh"},
        is_page=False,
    ),
    Expect(
        "public.programme_pdf",
        EVERYBODY,
        params=sheets(zhaos, language="en"),
        other=sheets(zhous, language="en"),
        missing=MISSING | {"language": "en"},
        is_page=False,
    ),
    *(
        Expect(
            "organiser.sheets",
            ZHAO,
            params=sheets(zhaos, kind=kind),
            denied_for={"zhou": 404},
            other=sheets(zhous, kind=kind),
            missing=MISSING | {"kind": kind},
        )
        for kind in ("people", "tables", "rooms")
    ),
    *(
        Expect(
            "organiser.sheets_pdf",
            ZHAO,
            params=sheets(zhaos, kind=kind, language=language),
            denied_for={"zhou": 404},
            other=sheets(zhous, kind=kind, language=language),
            missing=MISSING | {"kind": kind, "language": language},
            is_page=False,
        )
        for kind, language in (("people", "own"), ("tables", "zh"), ("rooms", "en"))
    ),
]
