"""Heads for everybody, findings for the officer, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from models.db import Database
from models.entities.chain import Check
from models.repositories.chain import ChainRepository
from tests.conftest import FixedClock
from tests.world import NOW
from web.sentences import ledger as sentences
from web.services import verifying
from web.services.ledger_heads import kept_heads, sign_days
from web.services.verifying import verify_ledger
from web.site_key import published, site_key

pytestmark = pytest.mark.anyio

CODES = sorted(code for code in sentences.SENTENCES if code.startswith("ledger_"))


async def test_heads_are_there_for_everybody_and_can_be_checked_against(client, world_conn, settings) -> None:
    db, clock = Database.bound_to(world_conn), FixedClock(NOW + timedelta(days=2))
    await sign_days(db, clock, site_key(settings.data_dir))

    page = await client.get("/ledger/heads", params={"lang": "en"})
    told = await client.get("/ledger/heads.json")

    tip = await ChainRepository(world_conn).tip()
    assert tip is not None
    assert f"The latest signed head is that of 16 May 2026: {tip.seq} entries." in page.text
    assert tip.hash in page.text
    kept = kept_heads(told.text)
    assert [(h.seq, h.hash) for h in kept] == [(tip.seq, tip.hash)] * 2
    keys = published(settings.data_dir)
    verdict = await verify_ledger(db, clock, client.parts.files, keys=keys, kept=kept)
    assert verdict.findings == []
    for word in ("晨稷", "王天使", "江南银行", "50000000"):
        assert word not in told.text


async def test_empty_installation_says_when_there_will_be_a_head(client) -> None:
    page = await client.get("/ledger/heads", params={"lang": "en"})

    assert "No day of the ledger has been signed yet." in page.text


async def test_officer_reads_what_was_found_in_words(client, world_conn) -> None:
    found = [
        {"code": code, "seq": 7, "subject": "record", "subject_id": 3, "where": f"where-{code}"}
        for code in CODES
    ]
    await ChainRepository(world_conn).add_check(Check(NOW, NOW, 12, 3, found, len(found) + 5))
    client.sign_in("sun")

    en = (await client.get("/officer/ledger", params={"lang": "en"})).text
    zh = (await client.get("/officer/ledger", params={"lang": "zh"})).text

    assert f"and {len(found) + 5} things do not fit." in en
    assert "Record 3 is not what entry 7 sealed: where-ledger_row_changed." in en
    assert "第 3 号记录与第 7 条封存的内容不符：where-ledger_row_changed。" in zh
    assert "5 more are not listed here." in en
    for page in (en, zh):
        assert page.count("<li>") >= len(found)
        assert "%(" not in page


async def test_officer_reads_that_all_fits_or_was_not_looked_at(client, world_conn) -> None:
    client.sign_in("sun")

    before = (await client.get("/officer/ledger", params={"lang": "en"})).text
    await ChainRepository(world_conn).add_check(Check(NOW, NOW, 12, 3, [], 0))
    after = (await client.get("/officer/ledger", params={"lang": "en"})).text

    assert "The whole ledger has not been looked over yet" in before
    assert "and all of it fits." in after
    assert "What does not fit" not in after


def test_every_code_that_is_found_has_its_sentence() -> None:
    source = Path(verifying.__file__).read_text(encoding="utf-8")
    plain = set(re.findall(r'"(ledger_[a-z_]+)"', source)) - {"ledger_head", "ledger_kept_head"}
    of_heads = {
        f"{code}_{what}"
        for code in ("ledger_head", "ledger_kept_head")
        for what in ("beyond", "differs", "unsigned")
    }

    assert plain | of_heads == set(CODES)
