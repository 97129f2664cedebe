"""Who the token acts as, and organisations."""

from __future__ import annotations

from tests.web.api.cases import Case

CASES = [
    Case("account.me", "lin", holds=lambda w, a: a["person_id"] == w.person["lin"], also=("zhao", "sun")),
    Case("account.change", "lin", body=lambda w: {"name": "林晓", "language": "en"}),
    Case(
        "organisations.mine",
        "lin",
        holds=lambda w, a: [i["id"] for i in a["invitations"]] == [w.invitation["lin"]],
    ),
    Case("organisations.create", "wu", body=lambda w: {"name": "苏木工作室", "kinds": ["company"]}),
    Case("organisations.find", "wang", query=lambda w: {"q": "晨稷"}),
    Case(
        "organisations.show",
        "lin",
        path=lambda w: {"organisation_id": w.org["lin"]},
        wrong={"qian": 404, "sun": 404},
        holds=lambda w, a: a["organisation"]["id"] == w.org["lin"] and len(a["requests"]) == 1,
        also=(),
    ),
    Case(
        "organisations.change",
        "lin",
        path=lambda w: {"organisation_id": w.org["lin"]},
        body=lambda w: {"name": "晨稷冷链", "uscc": "91350100M000100Y43", "about": "活蟹保鲜。"},
        wrong={"qian": 404},
    ),
    Case(
        "organisations.invite",
        "lin",
        path=lambda w: {"organisation_id": w.org["lin"]},
        body=lambda w: {"email": "new@example.test"},
        wrong={"qian": 404},
    ),
    Case(
        "organisations.withdraw_invitation",
        "wang",
        path=lambda w: {"organisation_id": w.org["wang"], "invitation_id": w.invitation["stranger"]},
        wrong={"lin": 404},
    ),
    Case("organisations.ask", "qian", path=lambda w: {"organisation_id": w.org["chen"]}, wrong={"chen": 409}),
    Case(
        "organisations.leave", "fang", path=lambda w: {"organisation_id": w.org["fang"]}, wrong={"qian": 404}
    ),
    Case(
        "organisations.answer_request",
        "lin",
        path=lambda w: {"organisation_id": w.org["lin"], "membership_id": w.membership["mei"]},
        body=lambda w: {"accept": True},
        wrong={"qian": 404},
    ),
    Case(
        "organisations.change_member",
        "fang",
        path=lambda w: {"organisation_id": w.org["fang"], "membership_id": w.membership["ning"]},
        body=lambda w: {"may_sign": True, "is_manager": False},
        wrong={"qian": 404},
    ),
    Case(
        "organisations.remove_member",
        "fang",
        path=lambda w: {"organisation_id": w.org["fang"], "membership_id": w.membership["ning"]},
        wrong={"qian": 404},
    ),
    Case(
        "organisations.answer_invitation",
        "lin",
        path=lambda w: {"invitation_id": w.invitation["lin"]},
        body=lambda w: {"accept": True},
        wrong={"qian": 404},
        holds=lambda w, a: a == {"organisation_id": w.org["wang"]},
    ),
]
