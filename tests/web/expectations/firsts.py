"""Firsts: the company's own people, organisers of its events, officers; a number for everybody."""

from tests.web.expectations import EVERYBODY, SIGNED_IN, Expect

SEE = frozenset({"lin", "zhao", "sun"})


def lin(world):
    return {"company_id": world.org["lin"]}


def qian(world):
    return {"company_id": world.org["qian"]}


def chen_lin(world):
    return {"certificate_id": world.certificate["chen_lin"]}


NOT_THERE = dict.fromkeys(SIGNED_IN - SEE, 404)

EXPECTATIONS = [
    Expect("public.certificate", EVERYBODY),
    Expect(
        "firsts.company",
        SEE,
        params=lin,
        denied=404,
        denied_for=NOT_THERE,
        other=qian,
        allowed_of_other=frozenset({"sun", "zhao"}),
        missing={"company_id": 999_999},
    ),
    Expect(
        "firsts.company",
        frozenset({"lin", "sun"}),
        ok=303,
        method="POST",
        params=lin,
        data=lambda w: {
            "form": "withdraw",
            "statement": "elsewhere",
            "id": w.elsewhere["lin"],
            "because": "写错了",
        },
        denied=404,
        denied_for={**NOT_THERE, "zhao": 403},
        other=qian,
        allowed_of_other=frozenset({"sun", "zhao"}),
        missing={"company_id": 999_999},
    ),
    Expect(
        "firsts.evidence",
        SEE,
        params=lambda w: {"evidence_id": w.evidence["elsewhere_lin"]},
        denied=404,
        denied_for=NOT_THERE,
        missing={"evidence_id": 999_999},
        is_page=False,
    ),
    Expect(
        "firsts.certificate",
        frozenset({"lin", "chen", "zhao", "sun"}),
        params=chen_lin,
        denied=404,
        missing={"certificate_id": 999_999},
    ),
    Expect(
        "firsts.certificate",
        frozenset({"lin", "chen", "zhao", "sun"}),
        ok=422,
        method="POST",
        params=chen_lin,
        data=lambda _: {"value": "nonsense"},
        denied=404,
        missing={"certificate_id": 999_999},
    ),
]
