"""Drafts are their writer's alone; movements and voiding are for who may sign, and for the officer."""

from tests.web.expectations import Expect
from tests.web.expectations.funding import LEDGER, MISSING, PROPOSERS, chen_lin, chen_qian
from tests.web.expectations.organisations import LIN, NO_MEMBER, mei, mei_elsewhere, yes

# Of the loan that chen gave lin's company, confirmed by both.
STRANGERS = dict.fromkeys(LEDGER - {"lin", "chen", "zhao", "sun"}, 404)


def draft_of(name):
    return lambda world: {"draft_id": world.draft[name]}


def movement(name):
    return lambda world: {"movement_id": world.movement[name]}


EXPECTATIONS = [
    Expect(
        "funding.draft",
        PROPOSERS,
        ok=303,
        method="POST",
        data=lambda w: {"instrument": "loan", "key": "k", "amount": "半个"},
    ),
    Expect(
        "funding.discard",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=draft_of("lin"),
        denied_for=dict.fromkeys(PROPOSERS - {"lin"}, 404),
        other=draft_of("qian"),
        missing={"draft_id": 999_999},
    ),
    Expect(
        "funding.void",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=chen_lin,
        data=lambda w: {"side": "company", "reason": "这笔贷款没有发放"},
        denied_for=STRANGERS,
        other=chen_qian,
        missing=MISSING,
    ),
    Expect(
        "funding.move",
        frozenset({"lin", "chen"}),
        ok=422,
        method="POST",
        params=chen_lin,
        denied_for=STRANGERS,
        missing=MISSING,
    ),
    Expect(
        "funding.movement",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=movement("chen_lin"),
        data=lambda w: {"answer": "confirmed"},
        denied_for=STRANGERS,
        other=movement("chen_qian"),
        missing={"movement_id": 999_999},
    ),
    # Mei does not act for it yet.
    Expect(
        "organisations.let_sign",
        LIN,
        ok=409,
        method="POST",
        params=mei,
        denied=404,
        other=mei_elsewhere,
        missing=NO_MEMBER,
        data=yes,
    ),
]
