"""Results, reports, passports and pools."""

from __future__ import annotations

from tests.web.api.cases import Case


def company(w):
    return {"company_id": w.org["lin"]}


def event(w):
    return {"event_id": w.event["zhao"]}


def pool(w):
    return {"pool_id": w.pool["city"]}


OFFICER_ALONE = {"zhao": 403, "lin": 403}

CASES = [
    Case(
        "results.show",
        "sun",
        query=lambda w: {"year": "2026"},
        wrong=OFFICER_ALONE,
        holds=lambda w, a: [t["key"] for t in a["tables"]][:3] == ["figures", "targets", "funnel"],
    ),
    Case(
        "results.rows",
        "sun",
        query=lambda w: {"measure": "record_confirmed"},
        wrong=OFFICER_ALONE,
        holds=lambda w, a: a["n"] == len(a["rows"]) > 0 and a["amount"]["currency"] == "CNY",
    ),
    Case("results.event", "zhao", path=event, also=("sun",), wrong={"zhou": 404, "lin": 403}),
    Case(
        "reports.list",
        "lin",
        also=("sun", "zhao", "chen", "xu"),
        wrong={"he": 403},
        holds=lambda w, a: [(s["kind"], s["id"]) for s in a] == [("company", w.org["lin"])],
    ),
    Case(
        "reports.space",
        "xu",
        path=lambda w: {"space_id": w.org["xu"]},
        query=lambda w: {"star": "amount"},
        also=("sun",),
        wrong={"lin": 403},
    ),
    Case("reports.event", "zhao", path=event, also=("sun",), wrong={"zhou": 404}),
    Case(
        "events.state_host",
        "zhao",
        path=event,
        body=lambda w: {"name": "校团委", "role": "host"},
        wrong={"zhou": 404, "sun": 403},
    ),
    Case(
        "events.withdraw_host",
        "zhao",
        path=lambda w: {**event(w), "host_id": w.link["xu_host"]},
        wrong={"zhou": 404},
    ),
    Case(
        "reports.provider",
        "chen",
        path=lambda w: {"provider_id": w.org["chen"]},
        also=("sun",),
        wrong={"wang": 404, "lin": 403},
    ),
    Case("reports.company", "lin", path=company, also=("sun",), wrong={"qian": 404, "wang": 403}),
    Case("reports.signed_passport", "lin", path=company, also=("sun",), wrong={"qian": 404}),
    Case(
        "passports.links",
        "lin",
        path=company,
        wrong={"qian": 404},
        holds=lambda w, a: [s["id"] for s in a] == [w.link["lin_passport"]],
    ),
    Case(
        "passports.share",
        "lin",
        path=company,
        body=lambda w: {"parts": ["firsts"], "days": 30},
        wrong={"qian": 404, "sun": 403},
        holds=lambda w, a: "/passport/" in a["address"],
    ),
    Case(
        "passports.revoke",
        "lin",
        path=lambda w: {**company(w), "share_id": w.link["lin_passport"]},
        wrong={"qian": 404},
    ),
    Case(
        "pools.show",
        "sun",
        wrong=OFFICER_ALONE,
        holds=lambda w, a: a["pools"][0]["id"] == w.pool["city"] and len(a["report"]["tables"]) > 2,
    ),
    Case("pools.create", "sun", body=lambda w: {"name": "新区资金池"}, wrong=OFFICER_ALONE),
    Case(
        "pools.money",
        "sun",
        path=pool,
        body=lambda w: {
            "amount": {"minor": 500_000_000},
            "way": "in",
            "paid_on": "2026-01-05",
            "source": "财政拨款",
        },
        wrong=OFFICER_ALONE,
    ),
    Case(
        "pools.product",
        "sun",
        path=pool,
        body=lambda w: {"organisation_id": w.org["chen"], "name": "昆科贷"},
        wrong=OFFICER_ALONE,
    ),
    Case(
        "pools.terms",
        "sun",
        path=pool,
        body=lambda w: {
            "product_id": w.pool["product"],
            "since": "2026-01-01",
            "pool_share": "70",
            "bank_share": "30",
            "source": "补充协议",
        },
        wrong=OFFICER_ALONE,
    ),
    Case(
        "pools.cover",
        "sun",
        path=pool,
        body=lambda w: {
            "record_id": w.record["chen_lin"],
            "product_id": w.pool["product"],
            "because": "合同",
        },
        wrong=OFFICER_ALONE,
    ),
    Case(
        "ledger.show",
        "sun",
        wrong=OFFICER_ALONE,
        holds=lambda w, a: a["tip"]["seq"] > 0,
    ),
]
