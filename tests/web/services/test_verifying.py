"""`verify-ledger` holds for what the services wrote, and names each thing that somebody changed past them."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from models.db import Database
from tests.conftest import FixedClock, rolled_back
from tests.web.services.chain_stories import a_confirmed_loan, an_earlier_one, everything_else, rewritten
from tests.world import FILES, NOW
from web.services.canonical import GENESIS
from web.services.ledger_heads import heads_to_keep, is_due, kept_heads, look_over, sign_days
from web.services.sealing import seal_what_was_before
from web.services.verifying import verify_ledger
from web.site_key import published, rotate, site_key

pytestmark = pytest.mark.anyio


class Story:
    """A world whose ledger is sealed, opened with the owner's rights and without triggers."""

    def __init__(self, conn, files, world, settings):
        self.conn, self.files, self.world = conn, files, world
        self.db = Database.bound_to(conn)
        self.clock = FixedClock(NOW)
        self.settings = settings

    async def verify(self, kept=()):
        return await verify_ledger(
            self.db, self.clock, self.files, keys=published(self.settings.data_dir), kept=kept
        )

    async def found(self, kept=()):
        verdict = await self.verify(kept)
        return [(f.code, f.subject, f.subject_id, f.where) for f in verdict.findings]

    async def do(self, statement, *values):
        return await self.conn.execute(statement, *values)


@pytest.fixture
async def story(connections, built_world, world, files, settings):
    """As the database's owner: rights and triggers are out of the way, as for a dishonest administrator."""
    for content in FILES:
        files.put(content)
    dsn = built_world[0].replace("shoutou_app@", "postgres@")
    async with rolled_back(connections, dsn) as conn:
        made = Story(conn, files, world, settings)
        await seal_what_was_before(made.db, made.clock)
        await a_confirmed_loan(made)
        await an_earlier_one(made)
        await conn.execute("set local session_replication_role = replica")
        yield made


async def test_honest_ledger_holds(story) -> None:
    verdict = await story.verify()

    assert verdict.findings == []
    assert verdict.holds
    assert verdict.n_entries > 5
    assert verdict.n_files >= 2
    kinds = await story.conn.fetch("select distinct subject from ledger_entry")
    assert {row["subject"] for row in kinds} >= {"record", "certificate", "revocation"}


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("update funding_record set amount = amount + 1 where id = $1", "record.amount"),
        ("update funding_record set value_on = value_on - 1 where id = $1", "record.value_on"),
        ("update funding_record set provider_id = company_id + 1 where id = $1", None),
        ("update funding_record set note = 'Paid twice.' where id = $1", "record.note"),
        ("update funding_record set note = '' where id = $1", "record.note"),
        (
            "update funding_record set proposed_by = (select min(id) from person) where id = $1",
            "record.proposed_by",
        ),
        ("update funding_record set district = 'dantu' where id = $1", "record.district"),
    ],
)
async def test_changed_record_is_found_with_its_column(story, statement, where) -> None:
    await story.do(statement, story.loan)

    [(code, subject, subject_id, paths), *others] = await story.found()

    assert (code, subject, subject_id, others) == ("ledger_row_changed", "record", story.loan, [])
    if where is not None:
        assert paths == where


async def test_changed_signer_and_time_are_found_with_their_step(story) -> None:
    step = await story.conn.fetchval(
        "select id from funding_step where record_id = $1 and step = 'confirmed_by_company'", story.loan
    )
    await story.do("update funding_step set taken_at = taken_at - interval '1 day' where id = $1", step)
    await story.do("update funding_step set person_id = $2 where id = $1", step, story.world.person["lin"])

    assert await story.found() == [
        (
            "ledger_row_changed",
            "record",
            story.loan,
            f"steps[{step}].person_id, steps[{step}].taken_at",
        )
    ]


async def test_deleted_and_added_steps_are_found(story) -> None:
    gone = await story.conn.fetchval(
        "delete from funding_step where record_id = $1 and step = 'confirmed_by_company' returning id",
        story.loan,
    )
    new = await story.conn.fetchval(
        "insert into funding_step (record_id, step, person_id, body_id, comment, lang, taken_at)"
        " values ($1, 'disputed', $2, $3, 'x', 'zh', $4) returning id",
        story.loan,
        story.world.person["lin"],
        story.world.org["lin"],
        NOW,
    )

    [(code, _, subject_id, where)] = await story.found()

    assert (code, subject_id, where) == (
        "ledger_row_changed",
        story.loan,
        ", ".join(sorted([f"steps[{gone}]", f"steps[{new}]"])),
    )


async def test_deleted_record_is_found(story) -> None:
    await story.do("delete from funding_record where id = $1", story.loan)

    assert ("ledger_row_missing", "record", story.loan, "") in await story.found()


async def test_deleted_certificate_is_found(story) -> None:
    await story.do("delete from first_certificate where id = $1", story.revoked)

    assert await story.found() == [
        ("ledger_row_missing", "certificate", story.revoked, ""),
        ("ledger_row_missing", "revocation", story.revoked, ""),
    ]


async def test_certificate_without_entry_and_given_to_another_record_is_found(story) -> None:
    await story.do("update first_certificate set record_id = $2 where id = $1", story.issued, story.loan)
    forged = await story.conn.fetchval(
        "insert into first_certificate (company_id, kind, definition, record_id, issued_at, effective_on)"
        " values ($1, 'loan', 'forged', $2, $3, $4) returning id",
        story.world.org["qian"],
        story.world.record["chen_qian"],
        NOW,
        date(2026, 5, 8),
    )

    assert await story.found() == [
        ("ledger_row_changed", "certificate", story.issued, "certificate.record_id"),
        ("ledger_unsealed", "certificate", forged, ""),
    ]


async def test_revocation_taken_back_is_found(story) -> None:
    await story.do("drop index first_certificate_in_force")
    await story.do(
        "update first_certificate set revoked_at = null, revoked_because = null where id = $1", story.revoked
    )

    assert await story.found() == [("ledger_row_missing", "revocation", story.revoked, "")]


async def test_record_confirmed_past_the_services_is_found(story) -> None:
    await story.do(
        "insert into funding_step (record_id, step, person_id, body_id, lang, taken_at)"
        " values ($1, 'confirmed_by_company', $2, $3, 'zh', $4)",
        story.world.record["wang_lin"],
        story.world.person["lin"],
        story.world.org["lin"],
        NOW,
    )

    assert await story.found() == [("ledger_unsealed", "record", story.world.record["wang_lin"], "")]


async def test_deleted_entry_is_found(story) -> None:
    seq = await story.conn.fetchval(
        "delete from ledger_entry where subject = 'record' and subject_id = $1 returning seq", story.loan
    )

    assert await story.found() == [
        ("ledger_entry_missing", None, None, str(seq)),
        ("ledger_unsealed", "record", story.loan, ""),
    ]


async def test_last_entry_deleted_with_its_row_is_found_by_a_kept_head_alone(story) -> None:
    kept = await keep(story)
    await story.do("delete from ledger_entry where seq = (select max(seq) from ledger_entry)")
    await story.do("delete from first_certificate where id = $1", story.issued)

    assert await story.found() == []
    assert [code for code, *_ in await story.found(kept)] == ["ledger_kept_head_beyond"]


async def test_entries_in_another_order_are_found(story) -> None:
    await story.do("alter table ledger_entry drop constraint ledger_entry_pkey")
    await story.do("update ledger_entry set seq = 5 - seq where seq in (2, 3)")

    codes = {code for code, *_ in await story.found()}

    assert codes == {"ledger_link_broken", "ledger_hash_broken"}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("content", "'{\"form\":1}'", "ledger_content_broken"),
        ("content_hash", "repeat('a', 64)", "ledger_content_broken"),
        ("evidence_hash", "repeat('a', 64)", "ledger_evidence_broken"),
        ("previous_hash", "repeat('a', 64)", "ledger_link_broken"),
        ("hash", "repeat('a', 64)", "ledger_hash_broken"),
        ("sealed_at", "sealed_at - interval '1 day'", "ledger_hash_broken"),
        ("subject_id", "subject_id + 1000", "ledger_hash_broken"),
    ],
)
async def test_changed_entry_is_found(story, column, value, code) -> None:
    seq = await story.conn.fetchval(
        "select seq from ledger_entry where subject = 'record' and subject_id = $1", story.loan
    )
    await story.do(f"update ledger_entry set {column} = {value} where seq = $1", seq)

    verdict = await story.verify()

    assert code in {f.code for f in verdict.findings if f.seq in {seq, seq + 1}}


async def test_chain_written_anew_over_a_changed_row_holds_by_itself_but_not_beside_a_kept_head(
    story,
) -> None:
    kept = await keep(story)
    await story.do("update funding_record set amount = amount + 1 where id = $1", story.loan)
    await rewritten(story)

    assert await story.found() == []
    assert {code for code, *_ in await story.found(kept)} == {"ledger_kept_head_differs"}


async def test_changed_and_missing_files_are_found(story) -> None:
    [one, other] = story.slips
    story.files.path(one).write_bytes(b"%PDF-1.7 paid in 900 000")
    story.files.path(other).unlink()

    found = await story.found()

    assert found == [
        ("ledger_file_changed", "record", story.loan, one),
        ("ledger_file_missing", "record", story.earlier, other),
    ]


async def test_file_that_is_called_a_proof_of_voiding_is_sealed_with_the_record_it_came_with(story) -> None:
    content = await story.conn.fetchval(
        "select content from ledger_entry where subject = 'record' and subject_id = $1", story.loan
    )
    await story.do(
        "update funding_evidence set evidence_type = 'void_proof' where record_id = $1", story.loan
    )
    [(code, _, _, where)] = await story.found()

    assert story.slips[0] in content
    assert code == "ledger_row_changed"
    assert where.endswith("evidence_type")


async def test_evidence_taken_away_is_found(story) -> None:
    gone = await story.conn.fetchval(
        "delete from funding_evidence where record_id = $1 returning id", story.loan
    )

    assert await story.found() == [
        ("ledger_row_changed", "record", story.loan, "evidence")
        if not await story.conn.fetchval(
            "select exists (select from funding_evidence where record_id = $1)", story.loan
        )
        else ("ledger_row_changed", "record", story.loan, f"evidence[{gone}]")
    ]


async def test_signature_given_to_somebody_else_is_found_although_the_salt_is_gone(story) -> None:
    lin, qian = story.world.person["lin"], story.world.person["qian"]
    await story.do("update sealed_person set person_id = $2 where person_id = $1", lin, qian)

    codes = {code for code, *_ in await story.found()}
    await story.do(
        "update sealed_person set identity = null, salt = null, erased_at = $2 where person_id = $1",
        qian,
        NOW,
    )
    erased = {code for code, *_ in await story.found()}

    assert codes == {"ledger_row_changed"}
    assert erased == {"ledger_row_changed", "ledger_erased_but_here"}


async def test_text_erased_by_the_owner_with_its_salt_still_fits(story) -> None:
    await story.do(
        "update sealed_text set salt = null, erased_at = $1 where commitment in"
        " (select content::jsonb #>> '{record,note}' from ledger_entry where subject = 'record' and subject_id = $2)",
        NOW,
        story.loan,
    )
    assert [code for code, *_ in await story.found()] == ["ledger_row_changed"]

    await story.do("update funding_record set note = '' where id = $1", story.loan)

    assert await story.found() == []


@pytest.mark.parametrize(
    ("subject", "table", "change", "where"),
    [
        ("movement", "funding_movement", "amount = amount - 1", "movement.amount"),
        ("elsewhere", "first_elsewhere", "provider_name = '李女士'", "elsewhere.provider_name"),
        ("fact", "first_fact", "value = 'some'", "fact.value"),
        ("merger", "company_succession", "succeeded_on = succeeded_on - 1", "merger.succeeded_on"),
        ("withdrawal", "first_withdrawal", "because = '不想要了'", "withdrawal.because"),
    ],
)
async def test_everything_that_counts_is_sealed_without_names_and_watched(
    story, subject, table, change, where
) -> None:
    await story.do("set local session_replication_role = origin")
    made = await everything_else(story)
    await story.do("set local session_replication_role = replica")
    honest = await story.found()
    contents = await story.conn.fetchval("select string_agg(content, '') from ledger_entry")

    await story.do(f"update {table} set {change} where id = $1", made[subject])
    changed = await story.found()
    await story.do(f"delete from {table} where id = $1", made[subject])
    gone = await story.found()

    assert honest == []
    for word in ("孙女士", "亲自", "从未到账", "写错", "x.pdf", "y.pdf", "@"):
        assert word not in contents
    assert changed == [("ledger_row_changed", subject, made[subject], where)]
    assert ("ledger_row_missing", subject, made[subject], "") in gone


async def test_voiding_taken_back_and_its_steps_are_watched(story) -> None:
    await story.do("set local session_replication_role = origin")
    await everything_else(story)
    await story.do("set local session_replication_role = replica")

    await story.do("delete from funding_step where record_id = $1 and step like 'void%'", story.earlier)

    assert await story.found() == [("ledger_row_missing", "void", story.earlier, "")]


# ---------------------------------------------------------------- heads


async def keep(story):
    """What an outsider has fetched at this moment."""
    key = site_key(story.settings.data_dir)
    told = await heads_to_keep(
        story.db, story.clock, key, published(story.settings.data_dir), "https://shoutou.test"
    )
    return kept_heads(json.dumps(told))


async def test_each_day_is_signed_once_and_holds_what_was_sealed_in_it(story) -> None:
    key = site_key(story.settings.data_dir)
    assert await sign_days(story.db, story.clock, key) == 0

    story.clock.instant += timedelta(days=2)
    n_signed = await sign_days(story.db, story.clock, key)
    again = await sign_days(story.db, story.clock, key)

    assert (n_signed, again) == (2, 0)
    heads = await keep(story)
    tip = await story.conn.fetchrow("select seq, hash from ledger_entry order by seq desc limit 1")
    assert [(h.day, h.seq, h.hash) for h in heads[:2]] == [
        (date(2026, 5, 15), tip["seq"], tip["hash"]),
        (date(2026, 5, 16), tip["seq"], tip["hash"]),
    ]
    assert (await story.verify(heads)).holds


async def test_day_ends_with_the_city_s_midnight(story) -> None:
    # 15 May 2026, 23:59:59 in the city.
    story.clock.instant = NOW.replace(hour=15, minute=59, second=59)
    assert await sign_days(story.db, story.clock, site_key(story.settings.data_dir)) == 0

    story.clock.instant += timedelta(seconds=1)

    assert await sign_days(story.db, story.clock, site_key(story.settings.data_dir)) == 1


async def test_head_that_was_changed_or_signed_by_somebody_else_is_found(story, tmp_path) -> None:
    story.clock.instant += timedelta(days=2)
    await sign_days(story.db, story.clock, site_key(story.settings.data_dir))
    stranger = site_key(tmp_path / "stranger")
    kept = await keep(story)
    await story.do("update ledger_head set hash = repeat('a', 64) where day = '2026-05-15'")
    await story.do("update ledger_head set key_id = $1 where day = '2026-05-16'", stranger.key_id)

    assert sorted((code, where) for code, _, _, where in await story.found(kept)) == [
        ("ledger_head_differs", "2026-05-15"),
        ("ledger_head_unsigned", "2026-05-15"),
        ("ledger_head_unsigned", "2026-05-16"),
    ]


async def test_heads_signed_with_a_replaced_key_still_hold(story) -> None:
    story.clock.instant += timedelta(days=2)
    await sign_days(story.db, story.clock, site_key(story.settings.data_dir))
    kept = await keep(story)

    rotate(story.settings.data_dir)

    assert (await story.verify(kept)).holds


async def test_empty_chain_has_a_head_of_the_moment(db, clock, files, settings) -> None:
    key = site_key(settings.data_dir)
    kept = kept_heads(json.dumps(await heads_to_keep(db, clock, key, [key.public], "https://shoutou.test")))

    verdict = await verify_ledger(db, clock, files, keys=[key.public], kept=kept)

    assert [(h.seq, h.hash) for h in kept] == [(0, GENESIS)]
    assert verdict.holds


async def test_look_over_is_kept_and_due_once_a_night(story) -> None:
    keys = [site_key(story.settings.data_dir).public]
    story.clock.instant = NOW + timedelta(days=3)
    assert await is_due(story.db, story.clock)
    await story.do("update funding_record set amount = amount + 1 where id = $1", story.loan)

    await look_over(story.db, story.clock, story.files, keys)

    row = await story.conn.fetchrow("select * from ledger_check order by id desc limit 1")
    assert row["n_findings"] == 1
    assert (row["findings"][0]["code"], row["findings"][0]["where"]) == (
        "ledger_row_changed",
        "record.amount",
    )
    assert not await is_due(story.db, story.clock)
    story.clock.instant += timedelta(hours=15)
    assert not await is_due(story.db, story.clock)
    story.clock.instant += timedelta(hours=2)
    assert await is_due(story.db, story.clock)
