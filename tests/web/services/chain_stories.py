"""A sealed loan and an earlier one that takes its first over, written past the forms; and a forger's work."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from tests.world import NOW, insert
from web.services.canonical import GENESIS, canonical, entry_hash, evidence_hash, sha256
from web.services.ledger_content import OfText, drafts, files_of, filled_in, personal
from web.services.sealing import seal

SLIPS = (b"%PDF-1.7 paid in 500 000", b"%PDF-1.7 paid in 300 000")
DEFINITION = "of-the-story"


async def confirmed_loan(story: Any, number: int, value_on: date) -> int:
    """Chen lends qian money, both sign, a slip proves it."""
    conn, world = story.conn, story.world
    slip = story.files.put(SLIPS[number])
    record: int = await insert(
        conn,
        "funding_record",
        idempotency_key=f"story-{number}",
        company_id=world.org["qian"],
        provider_id=world.org["chen"],
        kind="loan",
        instrument="loan",
        amount=50_000_000 - number,
        currency="CNY",
        value_on=value_on,
        district="runzhou",
        note="钱总亲自来签的字",
        lang="zh",
        proposed_by=world.person["chen"],
        proposed_side="provider",
        proposed_body_id=world.org["chen"],
        proposed_at=NOW,
    )
    await insert(conn, "stored_file", sha256=slip, size_bytes=24, media_type="application/pdf", stored_at=NOW)
    claim = {"company_id": world.org["qian"], "kind": "loan", "sha256": slip, "chain_id": record}
    await insert(conn, "evidence_claim", **claim)
    await insert(
        conn,
        "funding_evidence",
        record_id=record,
        filename="qian.pdf",
        evidence_type="drawdown_slip",
        attached_by=world.person["chen"],
        attached_at=NOW - timedelta(hours=1),
        **claim,
    )
    for step, who in (("confirmed_by_provider", "chen"), ("confirmed_by_company", "qian")):
        await insert(
            conn,
            "funding_step",
            record_id=record,
            step=step,
            person_id=world.person[who],
            body_id=world.org[who],
            comment="",
            lang="zh",
            taken_at=NOW,
        )
    await seal(conn, story.clock, "record", record)
    story.slips = [*getattr(story, "slips", []), slip]
    return record


async def certificate(story: Any, record: int, value_on: date) -> int:
    """This record is the first from now on."""
    found: int = await insert(
        story.conn,
        "first_certificate",
        company_id=story.world.org["qian"],
        kind="loan",
        definition=DEFINITION,
        record_id=record,
        issued_at=NOW,
        effective_on=value_on,
    )
    await seal(story.conn, story.clock, "certificate", found)
    return found


async def a_confirmed_loan(story: Any) -> None:
    """The loan of 8 May, and its certificate."""
    story.loan = await confirmed_loan(story, 0, date(2026, 5, 8))
    story.revoked = await certificate(story, story.loan, date(2026, 5, 8))


async def an_earlier_one(story: Any) -> None:
    """The loan of 2 May turns up and is the first now."""
    story.earlier = await confirmed_loan(story, 1, date(2026, 5, 2))
    await story.conn.execute(
        "update first_certificate set revoked_at = $2, revoked_because = 'earlier_record' where id = $1",
        story.revoked,
        NOW + timedelta(seconds=1),
    )
    await seal(story.conn, story.clock, "revocation", story.revoked)
    story.issued = await certificate(story, story.earlier, date(2026, 5, 2))


async def everything_else(story: Any) -> dict[str, int]:
    """One of each other subject, sealed: subject -> id."""
    conn, world = story.conn, story.world
    qian, chen, zhao = (world.person[name] for name in ("qian", "chen", "zhao"))
    slip = story.files.put(b"%PDF-1.7 what followed")
    await insert(conn, "stored_file", sha256=slip, size_bytes=22, media_type="application/pdf", stored_at=NOW)
    claim = {"company_id": world.org["qian"], "kind": "loan", "sha256": slip, "chain_id": story.loan}
    await insert(conn, "evidence_claim", **claim)
    proof = {"record_id": story.loan, "filename": "x.pdf", "attached_by": chen, "attached_at": NOW}
    moved = await insert(
        conn,
        "funding_movement",
        record_id=story.loan,
        movement="repayment",
        amount=1_000_000,
        value_on=date(2026, 5, 12),
        stated_by=chen,
        stated_side="provider",
        stated_body_id=world.org["chen"],
        stated_at=NOW,
        idempotency_key="moved",
        note="钱总亲自还的",
        lang="zh",
    )
    await insert(
        conn, "funding_evidence", evidence_type="repayment_slip", movement_id=moved, **claim, **proof
    )
    for side, who in (("provider", "chen"), ("company", "qian")):
        signed = {"person_id": world.person[who], "body_id": world.org[who], "lang": "zh", "taken_at": NOW}
        step = f"confirmed_by_{side}"
        await insert(conn, "funding_movement_step", movement_id=moved, step=step, **signed)
        void = f"void_by_{side}"
        await insert(conn, "funding_step", record_id=story.earlier, step=void, comment="从未到账", **signed)
    by = {"company_id": world.org["qian"], "lang": "zh"}
    elsewhere = await insert(
        conn,
        "first_elsewhere",
        kind="investment",
        happened_on=date(2024, 3, 1),
        provider_name="孙女士",
        declared_by=qian,
        declared_side="company",
        declared_at=NOW,
        **by,
    )
    evidence = {"sha256": slip, "filename": "y.pdf", "attached_by": qian, "attached_at": NOW}
    await insert(conn, "first_evidence", elsewhere_id=elsewhere, **evidence)
    fact = await insert(
        conn,
        "first_fact",
        fact="bureau_record",
        value="none",
        seen_on=date(2026, 5, 1),
        stated_by=qian,
        stated_side="company",
        stated_at=NOW,
        **by,
    )
    merger = await insert(
        conn,
        "company_succession",
        from_id=world.org["lin"],
        to_id=world.org["qian"],
        kind="merged",
        succeeded_on=date(2026, 5, 10),
        lang="zh",
        recorded_by=zhao,
        recorded_at=NOW,
    )
    taken_back = await insert(
        conn,
        "first_withdrawal",
        fact_id=fact,
        because="写错了公司",
        lang="zh",
        withdrawn_by=qian,
        withdrawn_at=NOW,
    )
    made = {
        "movement": moved,
        "void": story.earlier,
        "elsewhere": elsewhere,
        "fact": fact,
        "merger": merger,
        "withdrawal": taken_back,
    }
    for subject, subject_id in made.items():
        await seal(conn, story.clock, subject, subject_id)
    return made


async def rewritten(story: Any) -> None:
    """What a patient forger does: every entry anew over the rows as they are now, with all hashes right."""
    conn = story.conn
    previous = GENESIS
    for row in await conn.fetch("select * from ledger_entry order by seq"):
        draft = (await drafts(conn, row["subject"], [row["subject_id"]]))[row["subject_id"]]
        sealed = json.loads(row["content"])
        kept = dict(zip(personal(draft), _in_order(draft, sealed), strict=True))
        texts = {one: kept[one] for one in kept if not (isinstance(one, OfText) and not one.text)}
        content = canonical(filled_in(draft, texts))
        files = evidence_hash(files_of(json.loads(content)))
        hash_ = entry_hash(
            seq=row["seq"],
            previous_hash=previous,
            subject=row["subject"],
            subject_id=row["subject_id"],
            content_hash=sha256(content),
            evidence_hash=files,
            sealed_at=row["sealed_at"],
        )
        await conn.execute(
            "update ledger_entry set content = $2, content_hash = $3, evidence_hash = $4, previous_hash = $5,"
            " hash = $6 where seq = $1",
            row["seq"],
            content,
            sha256(content),
            files,
            previous,
            hash_,
        )
        previous = hash_


def _in_order(draft: Any, sealed: Any) -> list[Any]:
    """The sealed commitments at the places of what is personal, in the same order."""
    if isinstance(draft, dict):
        return [
            found
            for key, one in draft.items()
            for found in _in_order(one, sealed.get(key) if isinstance(sealed, dict) else None)
        ]
    if isinstance(draft, list):
        rows = sealed if isinstance(sealed, list) else [None] * len(draft)
        return [found for one, other in zip(draft, rows, strict=True) for found in _in_order(one, other)]
    return [sealed] if type(draft).__name__.startswith("Of") else []
