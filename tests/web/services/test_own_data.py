"""Everything about me: no table about people is forgotten, nothing secret and no other's address is in it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pytest

from models.rows import queries
from tests.personas import email
from tests.web.signed_in import viewer_of
from tests.world import FILES
from web.i18n import use_locale
from web.own_archive import build_archive
from web.services.own_data import DOWNLOADS, collect_own_data
from web.services.own_data_kinds import COLUMNS, GROUPS, KINDS, LEFT_OUT
from web.services.throttle import TooManyTries

pytestmark = pytest.mark.anyio

REFERENCES = """
    select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and c.confrelid = 'person'::regclass
"""


async def archive_of(db, clock, files, who, locale="en"):
    data = await collect_own_data(db, clock, viewer=await viewer_of(db, clock, who))
    with use_locale(locale), build_archive(data, files) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


async def test_every_column_about_a_person_is_in_the_download_or_left_out_for_a_reason(conn) -> None:
    columns = {(row["table"], row["column"]) for row in await conn.fetch(REFERENCES)}

    told = {(kind.key, column) for kind in KINDS for column in kind.columns if kind.key != "person"}

    # A new table fails here: add it to `own_data.sql` and `KINDS`, or to `LEFT_OUT` with its reason.
    assert {pair for pair in columns - told if pair[0] not in LEFT_OUT} == set()
    assert told - columns == set()
    assert all(LEFT_OUT.values())


def test_every_kind_is_read_by_each_of_its_columns() -> None:
    sql = queries("own_data")["about_person"]

    for kind in KINDS:
        branch = re.search(rf"select '{kind.key}'(?: as kind)?, .*?(?=union all|\Z)", sql, re.DOTALL)
        assert branch is not None, kind.key
        for column in kind.columns:
            assert re.search(rf"x\.{column}\b", branch[0]), (kind.key, column)
    assert {kind.group for kind in KINDS} == set(GROUPS)


async def test_archive_holds_a_page_everything_as_json_a_csv_a_kind_and_the_files(
    world_db, world, clock, files
) -> None:
    for content in FILES:
        files.put(content)

    archive = await archive_of(world_db, clock, files, "lin")

    everything = json.loads(archive.read("data.json"))
    names = set(archive.namelist())
    assert {"data.json", "index.html"} < names
    assert {f"csv/{key}.csv" for key in everything["kinds"]} < names
    assert everything["kinds"]["person"][0]["email"] == email("lin")
    assert {"pitch", "pitch_version", "consent", "membership", "session", "interest_received"} <= set(
        everything["kinds"]
    )
    version = next(v for v in everything["kinds"]["pitch_version"] if v["pitch_id"] == world.pitch["lin"])
    assert version["pitch_name"] == version["name"]
    assert FILES[0] in [archive.read(path) for path in everything["files"]]
    rows = list(csv.reader(io.StringIO(archive.read("csv/consent.csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + len(everything["kinds"]["consent"])


async def test_page_in_the_archive_speaks_the_reader_s_language(world_db, clock, files) -> None:
    zh = (await archive_of(world_db, clock, files, "lin", "zh")).read("index.html").decode()
    en = (await archive_of(world_db, clock, files, "lin")).read("index.html").decode()

    assert '<html lang="zh-Hans">' in zh
    assert "您保存的项目文本" in zh
    assert "Texts of pitches you saved" in en
    assert COLUMNS["given_at"] in en
    assert "given_at" not in en


@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "gao", "chen"])
async def test_archive_holds_no_secret_and_no_other_s_address(
    world_db, world_conn, world, clock, files, who
) -> None:
    # Something that could leak, of each kind.
    await world_conn.execute(
        "update person set password_hash = 'hash-of-' || id, totp_secret = 'totp-of-' || id"
    )
    secrets = await world_conn.fetch("select encode(token_hash, 'hex') as hash from session")

    archive = await archive_of(world_db, clock, files, who)

    text = "\n".join(archive.read(n).decode("utf-8-sig") for n in archive.namelist() if n[:6] != "files/")
    assert email(who) in text
    others = await world_conn.fetch("select email from person where id <> $1", world.person[who])
    assert [row["email"] for row in others if row["email"] in text] == []
    assert [row["hash"] for row in secrets if row["hash"] in text] == []
    assert "hash-of-" not in text
    assert "totp-of-" not in text


async def test_rival_s_archive_holds_nothing_of_lin_s_pitch(
    world_db, world_conn, world, clock, files
) -> None:
    await world_conn.execute(
        "update pitch_version set problem = 'only-lin-knows-this' where pitch_id = $1", world.pitch["lin"]
    )

    archive = await archive_of(world_db, clock, files, "qian")

    text = "\n".join(archive.read(n).decode("utf-8-sig") for n in archive.namelist())
    assert "only-lin-knows-this" not in text
    kinds = json.loads(archive.read("data.json"))["kinds"]
    about = {
        row.get("pitch_id")
        for key in ("pitch_seen", "pitch_listed", "comment_received")
        for row in kinds.get(key, [])
    }
    assert world.pitch["lin"] not in about


async def test_link_that_lets_somebody_in_is_not_in_the_archive(
    world_db, world_conn, world, clock, files
) -> None:
    await world_conn.execute(
        """insert into outbox_mail (person_id, to_address, locale, purpose, topic, subject, body, next_attempt_at,
               created_at)
           values ($1, 'lin@example.test', 'zh', 'reset', 'account', 'Reset', 'https://x/reset/let-me-in', now(), now())""",
        world.person["lin"],
    )

    archive = await archive_of(world_db, clock, files, "lin")

    mails = json.loads(archive.read("data.json"))["kinds"]["outbox_mail"]
    assert "Reset" in {m["subject"] for m in mails}
    assert "let-me-in" not in archive.read("data.json").decode()


async def test_download_is_noted_and_not_endless(world_db, world_conn, world, clock) -> None:
    lin = await viewer_of(world_db, clock, "lin")
    for _ in range(DOWNLOADS.tries):
        await collect_own_data(world_db, clock, viewer=lin)

    with pytest.raises(TooManyTries):
        await collect_own_data(world_db, clock, viewer=lin)

    noted = "select count(*) from audit where action = 'download_own_data' and person_id = $1"
    assert await world_conn.fetchval(noted, world.person["lin"]) == DOWNLOADS.tries


async def test_page_sends_the_zip_to_its_owner_alone(client, world) -> None:
    client.sign_in("lin")
    answer = await client.post("/account/rights/download")
    client.sign_in("nobody")
    refused = await client.post("/account/rights/download")

    assert answer.headers["content-type"] == "application/zip"
    assert "no-store" in answer.headers["cache-control"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert refused.headers["location"].startswith("/sign-in")
