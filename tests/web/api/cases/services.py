"""Host spaces, their offers, and requests for services."""

from __future__ import annotations

from tests.web.api.cases import Case


def xu(w):
    return {"space_id": w.org["xu"]}


def of_lin(w):
    return {"request_id": w.service["lin"]}


def founder(w):
    return {"side": "founder"}


NOT_A_SPACE = {"lin": 403, "sun": 403}

CASES = [
    Case(
        "spaces.directory",
        "qian",
        query=lambda w: {"category": "farmer"},
        # Nobody's exact number of companies leaves the house.
        holds=lambda w, a: (
            [s["id"] for s in a["items"]] == [w.org["other_space"]] and "n_tenants" not in a["items"][0]
        ),
    ),
    Case(
        "spaces.public",
        "lin",
        path=xu,
        holds=lambda w, a: [o["id"] for o in a["offers"]] == [w.space_offer["xu"]] and a["n_tenants"] is None,
    ),
    Case(
        "spaces.page",
        "xu",
        path=xu,
        wrong=NOT_A_SPACE,
        holds=lambda w, a: a["space"]["revision"] == 1,
    ),
    Case(
        "spaces.save_page",
        "xu",
        path=xu,
        body=lambda w: {
            "revision": 1,
            "about_zh": "新的介绍",
            "address_zh": "梦溪路 8 号",
            "published": True,
        },
        wrong=NOT_A_SPACE,
    ),
    Case(
        "spaces.add_offer",
        "xu",
        path=xu,
        body=lambda w: {"kind": "mentors", "title_zh": "导师日", "is_free": True},
        wrong=NOT_A_SPACE,
    ),
    Case(
        "spaces.change_offer",
        "xu",
        path=lambda w: {"space_id": w.org["xu"], "offer_id": w.space_offer["xu"]},
        body=lambda w: {"kind": "law", "title_zh": "律师门诊", "is_free": True, "revision": 1},
        wrong=NOT_A_SPACE,
    ),
    Case(
        "services.list",
        "lin",
        query=founder,
        wrong={"xu": 403, "sun": 403},
        holds=lambda w, a: [i["request_id"] for i in a["items"]] == [w.service["lin"]],
        also=("qian",),
    ),
    Case(
        "services.ask",
        "lin",
        body=lambda w: {"kind": "law", "need": "请看合同", "district": "jingkou", "pitch_id": w.pitch["lin"]},
        wrong={"xu": 403, "sun": 403, "qian": 422},
    ),
    Case(
        "services.show",
        "lin",
        path=of_lin,
        query=founder,
        wrong={"qian": 404, "xu": 403, "sun": 403},
        holds=lambda w, a: [(one["side"], one["may"]) for one in a] == [("founder", ["withdrawn"])],
    ),
    Case(
        "services.step",
        "xu",
        path=of_lin,
        query=lambda w: {"side": "space"},
        body=lambda w: {"space_id": w.org["xu"], "step": "accepted", "promised_on": "2026-06-01"},
        wrong={"lin": 403, "sun": 403},
    ),
    Case(
        "services.figures",
        "sun",
        query=lambda w: {"side": "officer"},
        wrong={"xu": 403, "lin": 403},
        holds=lambda w, a: a["counted"]["n_asked"] == len(a["rows"]) == 2 and "need" not in a["rows"][0],
    ),
]
