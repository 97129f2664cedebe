"""A company's passport: what it holds as of a day, who may see which parts, and that its signature holds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from models.entities.passports import Part
from models.errors import Invalid, NotFound
from tests.web.signed_in import viewer_of
from tests.world import NOW, insert
from web.services.passports import (
    canonical,
    check,
    make_share,
    open_passport,
    open_shared,
    revoke_share,
    share_token,
    signed,
)
from web.site_key import published, rotate, site_key

pytestmark = pytest.mark.anyio
MANUAL = Path(__file__).parents[3] / "docs" / "reports.md"
SITE = "http://shoutou.test"


@pytest.fixture
async def lin(world_db, clock):
    return await viewer_of(world_db, clock, "lin")


@pytest.fixture
async def passport(world_db, clock, world, lin):
    return (await open_passport(world_db, clock, viewer=lin, company_id=world.org["lin"])).passport


def keys_of(settings):
    return [key.jwk() for key in published(settings.data_dir)]


async def test_passport_holds_what_is_on_record_and_no_draft(passport, world):
    assert [p.name for p in passport.pitches] == ["lin 项目", "lin_submitted 项目"]
    assert [(r.record_id, r.amount, r.provider_name) for r in passport.records] == [
        (world.record["chen_lin"], 50_000_000, "江南银行")
    ]
    assert [(f.kind, f.definition, len(f.number)) for f in passport.firsts] == [("loan", "ledger-1", 12)]
    assert [d.code for d in passport.definitions] == ["ledger-1"]
    assert [(t.space_name, str(t.stage)) for t in passport.tenancies] == [("五洲创客中心", "nursery")]


async def test_passport_of_an_earlier_day_knows_nothing_that_came_later(world_db, clock, world, lin):
    clock.instant = NOW + timedelta(days=3)
    await insert_elsewhere(world_db, world, at=NOW + timedelta(days=2))

    found = await open_passport(
        world_db, clock, viewer=lin, company_id=world.org["lin"], as_of=NOW + timedelta(days=1)
    )
    later = await open_passport(world_db, clock, viewer=lin, company_id=world.org["lin"])

    assert "另一家外地担保" not in {e.provider_name for e in found.passport.elsewhere}
    assert "另一家外地担保" in {e.provider_name for e in later.passport.elsewhere}


async def insert_elsewhere(db, world, at):
    async with db.transaction() as conn:
        await insert(
            conn,
            "first_elsewhere",
            company_id=world.org["lin"],
            kind="guarantee",
            happened_on=NOW.date(),
            provider_name="另一家外地担保",
            lang="zh",
            declared_by=world.person["lin"],
            declared_side="company",
            declared_at=at,
        )


async def test_passport_is_not_there_for_the_rival(world_db, clock, world):
    qian = await viewer_of(world_db, clock, "qian")

    with pytest.raises(NotFound):
        await open_passport(world_db, clock, viewer=qian, company_id=world.org["lin"])


async def test_officer_reads_it_but_neither_sees_nor_makes_links(world_db, clock, world):
    sun = await viewer_of(world_db, clock, "sun")

    own = await open_passport(world_db, clock, viewer=sun, company_id=world.org["lin"])

    assert (own.may_share, own.shares) == (False, [])
    with pytest.raises(NotFound):
        await make_share(
            world_db,
            clock,
            viewer=sun,
            company_id=world.org["lin"],
            parts=[Part.FIRSTS],
            audience="",
            days=30,
        )


async def shared_by(world_db, clock, settings, world, lin, *parts, days=30):
    share_id = await make_share(
        world_db, clock, viewer=lin, company_id=world.org["lin"], parts=parts, audience="银行", days=days
    )
    return share_id, share_token(settings, clock, share_id)


async def test_link_shows_exactly_the_chosen_parts_as_they_stood(world_db, clock, settings, world, lin):
    _, token = await shared_by(world_db, clock, settings, world, lin, Part.FIRSTS)
    clock.instant = NOW + timedelta(days=5)
    await insert_elsewhere(world_db, world, at=NOW + timedelta(days=2))

    found = (await open_shared(world_db, clock, settings, token=token, form="page")).passport

    assert found.as_of == NOW
    assert [f.kind for f in found.firsts] == ["loan"]
    assert "另一家外地担保" not in {e.provider_name for e in found.elsewhere}
    assert (found.records, found.pitches, found.meetings, found.tenancies) == ([], [], [], [])


async def test_each_opening_of_a_link_is_counted_for_its_founder(world_db, clock, settings, world, lin):
    share_id, token = await shared_by(world_db, clock, settings, world, lin, Part.FIRSTS)
    for form in ("page", "json"):
        await open_shared(world_db, clock, settings, token=token, form=form)

    own = await open_passport(world_db, clock, viewer=lin, company_id=world.org["lin"])

    share = next(s for s in own.shares if s.id == share_id)
    assert (share.n_openings, share.last_opened_at) == (2, NOW)


async def test_link_ends_when_it_is_revoked(world_db, clock, settings, world, lin):
    share_id, token = await shared_by(world_db, clock, settings, world, lin, Part.FIRSTS)
    await revoke_share(world_db, clock, viewer=lin, company_id=world.org["lin"], share_id=share_id)

    with pytest.raises(NotFound):
        await open_shared(world_db, clock, settings, token=token, form="page")
    with pytest.raises(NotFound):
        await revoke_share(world_db, clock, viewer=lin, company_id=world.org["lin"], share_id=share_id)


async def test_link_ends_by_itself(world_db, clock, settings, world, lin):
    _, token = await shared_by(world_db, clock, settings, world, lin, Part.FIRSTS, days=7)
    clock.instant = NOW + timedelta(days=7)

    with pytest.raises(NotFound):
        await open_shared(world_db, clock, settings, token=token, form="page")


async def test_link_needs_a_part_and_a_known_term(world_db, clock, world, lin):
    for parts, days in (([], 30), ([Part.FIRSTS], 31)):
        with pytest.raises(Invalid):
            await make_share(
                world_db, clock, viewer=lin, company_id=world.org["lin"], parts=parts, audience="", days=days
            )


# ---------------------------------------------------------------- the signature


async def test_document_holds_whole_numbers_and_its_definition(passport, settings):
    said = json.loads(signed(passport, site_key(settings.data_dir), SITE).content)["passport"]

    assert said["records"][0]["amount_minor"] == 50_000_000
    assert said["firsts"][0]["definition"] == "ledger-1"
    assert said["definitions"][0]["zh"].startswith("本平台台账内的首笔")
    assert "." not in re.sub(r'"(?:[^"\\]|\\.)*"', "", canonical(said).decode())


async def test_signature_holds_and_also_after_the_key_was_replaced(passport, settings):
    made = signed(passport, site_key(settings.data_dir), SITE)
    old = check(made.content, keys_of(settings))
    rotate(settings.data_dir)

    again = check(made.content, keys_of(settings))

    assert old == again
    assert (again.holds, again.company) == (True, "晨稷冷链")


async def test_every_changed_byte_fails(passport, settings):
    made = signed(passport, site_key(settings.data_dir), SITE).content
    keys = keys_of(settings)

    held = [
        place
        for place in range(len(made))
        if check(made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :], keys).holds
    ]

    assert held == []
    assert not check(made + b" ", keys).holds


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"passport":1,"signature":2}', b"\xff", b"[" * 99_999]
)
def test_what_is_no_passport_does_not_hold(content, settings):
    assert not check(content, keys_of(settings)).holds


async def test_signature_of_another_site_does_not_hold(passport, settings, tmp_path):
    made = signed(passport, site_key(tmp_path / "elsewhere"), SITE)

    assert not check(made.content, keys_of(settings)).holds


async def test_ten_lines_of_the_manual_verify_without_us(passport, settings, tmp_path):
    program = re.search(r"```python\n(import base64.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    assert program is not None
    assert len([line for line in program[1].splitlines() if line.strip()]) <= 10
    made = signed(passport, site_key(settings.data_dir), SITE).content
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys_of(settings)}), encoding="utf-8")

    def said(content):
        (tmp_path / "passport.json").write_bytes(content)
        return subprocess.run(
            [sys.executable, "-c", program[1], "passport.json", "keys.json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    good, bad = said(made), said(made.replace("江南银行".encode(), "江北银行".encode(), 1))

    assert good.stdout.startswith("holds: 晨稷冷链 2026-05-15T10:00:00+08:00")
    assert bad.returncode != 0
    assert "InvalidSignature" in bad.stderr
