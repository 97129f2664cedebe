"""Administration is the administrator's alone."""

from __future__ import annotations

from tests.web.expectations import Expect
from tests.web.expectations.board import WORDING

GAO = frozenset({"gao"})
NOBODY_SUCH = {"person_id": 999_999}


def person(key):
    return lambda w: {"person_id": w.person[key]}


def mail(key):
    return lambda w: {"mail_id": w.mail[key]}


EXPECTATIONS = [
    Expect("admin.people", GAO, query=lambda w: {"q": "lin"}),
    Expect("admin.person", GAO, params=person("lin"), missing=NOBODY_SUCH),
    Expect(
        "admin.grant_role", GAO, ok=303, method="POST", params=person("lin"), missing=NOBODY_SUCH,
        data=lambda w: {"role": "officer"},
    ),
    Expect(
        "admin.revoke_role", GAO, ok=303, method="POST", params=person("sun"), missing=NOBODY_SUCH,
        data=lambda w: {"role": "officer"},
    ),
    Expect("admin.close_account", GAO, ok=303, method="POST", params=person("wu"), missing=NOBODY_SUCH),
    Expect("admin.forget_person", GAO, ok=303, method="POST", params=person("wu"), missing=NOBODY_SUCH),
    # Nobody in the world has set one up.
    Expect("admin.reset_second_factor", GAO, ok=409, method="POST", params=person("lin"), missing=NOBODY_SUCH),
    Expect("admin.organisations", GAO),
    Expect(
        "admin.organisations", GAO, ok=303, method="POST",
        data=lambda w: {"kind": "space", "name": "西津渡众创", "manager_email": "xijin@example.test"},
    ),
    Expect(
        "admin.appoint", GAO, ok=303, method="POST", params=lambda w: {"organisation_id": w.org["xu"]},
        data=lambda w: {"email": "new@example.test"}, missing={"organisation_id": 999_999},
    ),
    Expect("admin.outbox", GAO),
    Expect("admin.wording", GAO),
    Expect("admin.wording", GAO, ok=303, method="POST", data=lambda w: WORDING),
    Expect("admin.text_model", GAO),
    Expect("admin.mail", GAO, params=mail("lin"), missing={"mail_id": 999_999}),
    Expect("admin.letter", GAO, params=mail("lin"), missing={"mail_id": 999_999}, is_page=False),
    Expect("admin.retry_mail", GAO, ok=303, method="POST", params=mail("failed"), missing={"mail_id": 999_999}),
]  # fmt: skip
