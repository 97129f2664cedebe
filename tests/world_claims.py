"""Claims of the world: a bonus of the city for borrowers, which lin has claimed and qian too (unseen by lin).

The bonus gives 10 % of a loan, once a deal, to companies that are not on the list of serious dishonesty.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from tests.world_rows import FILES, NOW, World, insert

BONUS = "borrower-bonus"
# The same again, and nobody has claimed it.
THANKS = "borrower-thanks"
RULE: dict[str, Any] = {
    "version": "1",
    "title": {"zh": "借款人奖励", "en": "Bonus for borrowers"},
    "place": {"zh": "镇江", "en": "Zhenjiang"},
    "subject": "loan",
    "beneficiary": "company",
    "gives": "money",
    "in_force": {"surely": ["2026-01-01", None]},
    "dated_by": "drawn_on",
    "conditions": [{"test": "is", "code": "honest", "fact": "dishonesty_list", "wanted": False}],
    "award": {"formula": "share", "of": "loan_principal", "share": "10%"},
    "caps": [{"scope": "deal", "times": 1}, {"scope": "person", "amount": "20万元"}],
    "documents": [],
    "citation": {
        "title": {"zh": "测试世界", "en": "The test world"},
        "number": None,
        "article": None,
        "url": None,
    },
}


async def build_claims(conn: Any, w: World) -> None:
    """A published rule, a declared fact with a file, and two claims."""
    for code in (BONUS, THANKS):
        await insert(
            conn,
            "subsidy_rule_version",
            code=code,
            version="1",
            content=RULE,
            note="测试",
            lang="zh",
            published_by=w.person["gao"],
            published_at=NOW,
        )
    for key in ("lin", "qian"):
        w.fact[key] = await insert(
            conn,
            "declared_fact",
            organisation_id=w.org[key],
            fact="dishonesty_list",
            value=False,
            as_of=date(2026, 5, 1),
            source="信用中国查询",
            lang="zh",
            sha256=hashlib.sha256(FILES[1]).hexdigest(),
            filename="query.pdf",
            declared_by=w.person[key],
            declared_at=NOW - timedelta(days=1),
        )
        w.claim[key] = await insert(
            conn,
            "subsidy_claim",
            rule_code=BONUS,
            rule_version="1",
            rule=RULE,
            record_id=w.record[f"chen_{key}"],
            company_id=w.org[key],
            organisation_id=w.org[key],
            claimed_on=NOW.date(),
            amount=5_000_000,
            total=5_000_000,
            caps=[
                {"scope": "deal", "amount": None, "times": 1},
                {"scope": "person", "amount": 20_000_000, "times": None},
            ],
            used={scope: {"amount": 0, "times": 0} for scope in ("deal", "person", "year", "pool")},
            facts={
                "drawn_on": {
                    "value": "2026-05-08",
                    "source": "record",
                    "on": "2026-05-08",
                    "record_id": w.record[f"chen_{key}"],
                },
                "loan_principal": {
                    "value": 50_000_000,
                    "source": "record",
                    "on": "2026-05-08",
                    "record_id": w.record[f"chen_{key}"],
                },
                "dishonesty_list": {
                    "value": False,
                    "source": "declared",
                    "on": "2026-05-01",
                    "record_id": None,
                    "declared": {
                        "id": w.fact[key],
                        "organisation_id": w.org[key],
                        "text": "信用中国查询",
                        "lang": "zh",
                        "stated_at": NOW.isoformat(),
                        "has_file": True,
                    },
                },
            },
            note="",
            lang="zh",
            claimed_by=w.person[key],
            claimed_at=NOW,
            idempotency_key=f"bonus-{key}",
        )
