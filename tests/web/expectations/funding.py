"""Money on record: parties, the organising body of the event, officers; nobody else."""

from tests.web.expectations import Expect

LEDGER = frozenset({"lin", "qian", "wang", "wu", "chen", "guo", "zhao", "zhou", "sun"})
PROPOSERS = LEDGER - {"sun"}
# Of the record that wang proposed to lin's company.
SEE = frozenset({"lin", "wang", "zhao", "sun"})
OUTSIDE = dict.fromkeys(LEDGER - SEE, 404)


def wang_lin(world):
    return {"record_id": world.record["wang_lin"]}


def chen_qian(world):
    return {"record_id": world.record["chen_qian"]}


def chen_lin(world):
    return {"record_id": world.record["chen_lin"]}


def side(name):
    return lambda world: {"side": name, "comment": "金额不对"}


MISSING = {"record_id": 999_999}

EXPECTATIONS = [
    Expect("funding.list", LEDGER),
    Expect("funding.new", PROPOSERS),
    Expect("funding.new", PROPOSERS, ok=422, method="POST", data=lambda w: {"kind": "nonsense"}),
    Expect(
        "funding.record",
        SEE,
        params=wang_lin,
        denied_for=OUTSIDE,
        other=chen_qian,
        allowed_of_other=frozenset({"sun"}),
        missing=MISSING,
    ),
    Expect(
        "funding.confirm",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=wang_lin,
        data=side("company"),
        denied_for=OUTSIDE,
        other=chen_qian,
        missing=MISSING,
    ),
    Expect(
        "funding.dispute",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=wang_lin,
        data=side("company"),
        denied_for=OUTSIDE,
        other=chen_qian,
        missing=MISSING,
    ),
    # Wang has signed already; zhao and sun are no party.
    Expect(
        "funding.dispute",
        frozenset({"lin"}),
        params=wang_lin,
        denied_for={**OUTSIDE, "wang": 409},
        other=chen_qian,
        missing=MISSING,
    ),
    Expect(
        "funding.withdraw",
        frozenset({"wang"}),
        ok=303,
        method="POST",
        params=wang_lin,
        denied_for=OUTSIDE,
        other=chen_qian,
        missing=MISSING,
    ),
    Expect(
        "funding.correct",
        frozenset({"lin", "chen"}),
        params=chen_lin,
        denied_for=dict.fromkeys(LEDGER - {"lin", "chen", "zhao", "sun"}, 404),
        missing=MISSING,
    ),
    Expect(
        "funding.correct",
        frozenset({"lin", "chen"}),
        ok=422,
        method="POST",
        params=chen_lin,
        denied_for=dict.fromkeys(LEDGER - {"lin", "chen", "zhao", "sun"}, 404),
        missing=MISSING,
    ),
    Expect(
        "funding.attach",
        frozenset({"lin", "wang"}),
        ok=422,
        method="POST",
        params=wang_lin,
        denied_for={**OUTSIDE, "zhao": 422, "sun": 422},
        other=chen_qian,
        missing=MISSING,
    ),
    Expect(
        "funding.evidence",
        SEE,
        params=lambda w: {"evidence_id": w.evidence["wang_lin"]},
        denied_for=OUTSIDE,
        other=lambda w: {"evidence_id": w.evidence["chen_qian"]},
        allowed_of_other=frozenset({"sun"}),
        missing={"evidence_id": 999_999},
        is_page=False,
    ),
]
