"""Tenants of host spaces."""

from __future__ import annotations

from tests.web.api.cases import Case


def tenancy(w):
    return {"tenancy_id": w.tenancy["lin"]}


async def claimed(conn, w):
    """A company that names the space in what it submitted, and is nowhere a tenant."""
    await conn.execute("delete from tenancy where company_id = $1", w.org["qian"])
    await conn.execute(
        "update pitch_version v set space_id = $1 from pitch p"
        " where p.id = v.pitch_id and p.company_id = $2 and v.frozen_at is not null",
        w.org["xu"],
        w.org["qian"],
    )


CASES = [
    Case("tenancies.list", "xu", wrong={"lin": 403}, holds=lambda w, a: a["tenants"] != []),
    Case(
        "tenancies.confirm",
        "xu",
        body=lambda w: {
            "company_id": w.org["qian"],
            "space_id": w.org["xu"],
            "stage": "nursery",
            "since": "2026-05-01",
        },
        before=claimed,
        wrong={"lin": 403},
    ),
    Case("tenancies.end", "xu", path=tenancy, body=lambda w: {"on": "2026-05-01"}, wrong={"lin": 403}),
    Case(
        "tenancies.change_stage",
        "xu",
        path=tenancy,
        body=lambda w: {"stage": "incubator", "on": "2026-05-01"},
        wrong={"lin": 403},
    ),
]
