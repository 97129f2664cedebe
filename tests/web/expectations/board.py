"""Plans while they are made, compared and copied, and the outbox of an event: for their own organiser alone."""

from tests.web.expectations import Expect
from tests.web.expectations.events import MISSING, MISSING_PLAN, ZHAO, other_plan, plan, zhaos, zhous

WORDING = {
    "act": "save",
    "mail": "cancelled",
    "locale": "zh",
    "version": "0",
    "subject": "{event}取消",
    "body": "很抱歉，{event}不举行了。{reason}",
}


def of_plan(name, method="GET", *, ok=200, query=None, is_page=True):
    """A page or act on a plan of zhao's event."""
    return Expect(
        name,
        ZHAO,
        ok=ok,
        method=method,
        params=plan,
        query=query,
        denied_for={"zhou": 404},
        other=other_plan,
        missing=MISSING_PLAN,
        is_page=is_page,
    )


def of_event(name, method="GET", *, ok=200, data=None):
    """A page or act on zhao's event."""
    return Expect(
        name,
        ZHAO,
        ok=ok,
        method=method,
        params=zhaos,
        data=data,
        denied_for={"zhou": 404},
        other=zhous,
        missing=MISSING,
    )


EXPECTATIONS = [
    of_plan("organiser.plan_live", is_page=False),
    of_plan(
        "organiser.plan_targets",
        query=lambda w: {"participant": str(w.participant["zhao_founder"])},
        is_page=False,
    ),
    of_plan("organiser.plan_changes"),
    # It is made already; that a solve ends is shown in tests/web/services/test_solving.py.
    of_plan("organiser.plan_stop", "POST", ok=409),
    of_plan("organiser.plan_copy", "POST", ok=303),
    of_event("organiser.outbox"),
    of_event("organiser.wording"),
    of_event("organiser.wording", "POST", ok=303, data=lambda w: WORDING),
    of_event("organiser.outbox_send", "POST", ok=303),
    of_event("organiser.outbox_remove", "POST", ok=303, data=lambda w: {"mail": str(w.mail["held"])}),
    of_event(
        "organiser.outbox_word",
        "POST",
        ok=303,
        data=lambda w: {"mail": str(w.mail["held"]), "subject": "您的路演", "body": "请提前十分钟到场。"},
    ),
    of_event(
        "organiser.outbox_text",
        "POST",
        ok=303,
        data=lambda w: {"locale": "zh", "subject": "", "opening": "请看新的安排。", "closing": ""},
    ),
]
