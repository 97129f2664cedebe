"""Host spaces for everybody; requests for the company that asks and the space that is asked, counts for officers."""

from tests.web.expectations import EVERYBODY, Expect

FOUNDERS = frozenset({"lin", "qian"})
# Who acts as founder or for a space, and so learns only that there is no such request.
PARTIES = FOUNDERS | {"xu"}
MISSING = {"request_id": 999_999}


def of_lin(world):
    return {"request_id": world.service["lin"]}


def of_qian(world):
    return {"request_id": world.service["qian"]}


EXPECTATIONS = [
    Expect("public.spaces", EVERYBODY),
    Expect(
        "public.space",
        EVERYBODY,
        params=lambda w: {"space_id": w.org["xu"]},
        missing={"space_id": 999_999},
    ),
    Expect("space.page", frozenset({"xu"})),
    Expect(
        "space.page",
        frozenset({"xu"}),
        ok=303,
        method="POST",
        data=lambda w: {"revision": "1", "about_zh": "新的介绍", "act": "save"},
    ),
    Expect(
        "space.offers",
        frozenset({"xu"}),
        ok=303,
        method="POST",
        data=lambda w: {"kind": "mentors", "title_zh": "导师日", "is_free": "1"},
    ),
    Expect("founder.services", FOUNDERS),
    Expect("founder.ask_service", FOUNDERS),
    Expect(
        "founder.ask_service",
        FOUNDERS,
        ok=303,
        method="POST",
        data=lambda w: {"kind": "law", "where": "any", "need": "合同", "key": "k1"},
    ),
    Expect(
        "services.show",
        frozenset({"lin", "xu"}),
        params=of_lin,
        denied_for={"qian": 404},
        other=of_qian,
        missing=MISSING,
    ),
    Expect(
        "services.step",
        frozenset({"lin"}),
        ok=303,
        method="POST",
        params=of_lin,
        data=lambda w: {"step": "withdrawn", "space_id": str(w.org["xu"]), "key": "k1"},
        # A space cannot withdraw what a founder asked.
        denied_for={"qian": 404, "xu": 409},
        other=of_qian,
        missing=MISSING,
    ),
    Expect("space.requests", frozenset({"xu"})),
    Expect("space.services", frozenset({"xu"})),
    Expect("officer.services", frozenset({"sun"})),
]
