"""The demo world comes into an empty embedded database, whole or begun anew, and nowhere else."""

import asyncpg
import pytest

from models.embedded import EmbeddedServer
from tests.conftest import FAST
from web import bootstrap
from web.bootstrap import CannotStart, Prepared
from web.settings import load

_PERSON = "insert into person (email, name, locale, created_at) values ($1, '林', 'zh', now())"


class Demo:
    """Stands for `seeds.load`: two people, and perhaps a power cut between them."""

    SIGN_INS = (("founder", "lin@example.org"), ("organiser", "zhao@example.org"))
    DEMO_PASSWORD = "first investment"

    def __init__(self):
        self.loads = 0
        self.cut = False

    async def load_demo(self, db, settings, say):
        self.loads += 1
        async with db.transaction() as conn:
            await conn.execute(_PERSON, "lin@example.org")
        if self.cut:
            raise SystemExit("killed")
        async with db.transaction() as conn:
            await conn.execute(_PERSON, "zhao@example.org")


@pytest.fixture
def demo(monkeypatch):
    made = Demo()
    monkeypatch.setattr(bootstrap, "_demo_module", lambda: made)
    return made


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    server = EmbeddedServer(tmp_path_factory.mktemp("demo"), options=FAST)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def prepared(cluster, tmp_path):
    """An empty, migrated installation, as `shoutou run` finds it at its first start."""
    chosen = load({"DATA_DIR": str(tmp_path), "DATABASE_URL": cluster.app_dsn})
    made = Prepared(chosen, cluster.owner_dsn, cluster)
    cluster.recreate_database()
    await bootstrap.migrate(made, _silent)
    return made


def _silent(line):
    return None


async def _people(prepared):
    conn = await asyncpg.connect(prepared.owner_dsn)
    try:
        return [row["email"] for row in await conn.fetch("select email from person order by email")]
    finally:
        await conn.close()


async def test_demo_is_loaded_into_an_empty_database_once(prepared, demo):
    await bootstrap.load_demo_once(prepared, _silent)
    await bootstrap.load_demo_once(prepared, _silent)

    assert demo.loads == 1
    assert await _people(prepared) == ["lin@example.org", "zhao@example.org"]


async def test_demo_sign_ins_are_told_where_it_was_loaded_alone(prepared, demo, tmp_path_factory):
    await bootstrap.load_demo_once(prepared, _silent)

    assert bootstrap.sign_ins(prepared.settings) == [
        "founder    lin@example.org",
        "organiser  zhao@example.org",
        "password of all: first investment",
    ]
    assert bootstrap.sign_ins(load({"DATA_DIR": str(tmp_path_factory.mktemp("other"))})) == []


async def test_demo_cut_short_is_begun_anew(prepared, demo):
    demo.cut = True
    with pytest.raises(SystemExit):
        await bootstrap.load_demo_once(prepared, _silent)
    demo.cut = False

    await bootstrap.load_demo_once(prepared, _silent)

    assert demo.loads == 2
    assert await _people(prepared) == ["lin@example.org", "zhao@example.org"]


async def test_demo_is_not_loaded_where_somebody_lives(prepared, demo):
    conn = await asyncpg.connect(prepared.owner_dsn)
    await conn.execute(_PERSON, "chen@example.org")
    await conn.close()

    await bootstrap.load_demo_once(prepared, _silent)

    assert demo.loads == 0
    with pytest.raises(CannotStart, match="the database is not empty"):
        await bootstrap.load_demo(prepared, _silent)
    assert await _people(prepared) == ["chen@example.org"]


async def test_demo_is_not_loaded_into_a_server_of_the_sites_own(prepared, demo):
    elsewhere = Prepared(prepared.settings, prepared.owner_dsn, None)

    await bootstrap.load_demo_once(elsewhere, _silent)

    assert demo.loads == 0
    assert await _people(prepared) == []


async def test_demo_asked_for_is_loaded_into_a_server_of_the_sites_own(prepared, demo):
    await bootstrap.load_demo(Prepared(prepared.settings, prepared.owner_dsn, None), _silent)

    assert demo.loads == 1
