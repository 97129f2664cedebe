"""Deals: the two sides and nobody else; counts and silences for the organiser of the event."""

from tests.web.expectations import Expect
from tests.web.expectations.events import own

PROVIDERS = frozenset({"wang", "chen", "guo"})
# Who acts as founder or provider, and so learns only that there is no such deal.
PARTIES = frozenset({"lin", "qian", "wang", "wu", "chen", "guo"})
MISSING = {"deal_id": 999_999}


def wang_lin(world):
    return {"deal_id": world.talk["wang_lin"]}


def chen_qian(world):
    return {"deal_id": world.talk["chen_qian"]}


def of_both(name, method="GET", *, ok=200, data=None, allowed=frozenset({"lin", "wang"})):
    """Something of wang's deal with lin."""
    return Expect(
        name,
        allowed,
        ok=ok,
        method=method,
        params=wang_lin,
        data=data,
        denied_for=dict.fromkeys(PARTIES - allowed, 404),
        other=chen_qian,
        missing=MISSING,
    )


EXPECTATIONS = [
    Expect("provider.deals", PROVIDERS | {"wu"}),
    Expect(
        "provider.deals",
        frozenset({"wang", "chen"}),
        ok=303,
        method="POST",
        data=lambda w: {"pitch_id": str(w.pitch["lin"])},
        # guo has nothing to do with lin's pitch; wu is not vetted.
        denied_for={"guo": 404},
    ),
    Expect(
        "founder.deals",
        frozenset({"lin"}),
        params=lambda w: {"pitch_id": w.pitch["lin"]},
        denied_for={"qian": 404},
        other=lambda w: {"pitch_id": w.pitch["qian"]},
        missing={"pitch_id": 999_999},
    ),
    of_both("deals.show"),
    of_both(
        "deals.step",
        "POST",
        ok=303,
        data=lambda w: {"step": "still_looking", "until_on": "2026-06-01", "key": "k1"},
    ),
    of_both("deals.lead", "POST", ok=303, data=lambda w: {"word": "ask"}),
    of_both(
        "deals.items",
        "POST",
        ok=303,
        data=lambda w: {"item_id": str(w.item["wang_lin"]), "revision": "0", "state": "done"},
    ),
    Expect(
        "deals.private",
        frozenset({"wang"}),
        ok=303,
        method="POST",
        params=wang_lin,
        data=lambda w: {"hours": "1.5", "spent_on": "2026-05-14"},
        denied_for={"chen": 404, "guo": 404, "wu": 404},
        other=chen_qian,
        missing=MISSING,
    ),
    own("organiser.event_deals"),
]
