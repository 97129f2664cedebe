"""What the pages say of offers, suggestions and first looks, in both languages."""

from __future__ import annotations

import html
import re

import pytest

from tests.conftest import HOST
from tests.many import add_pitch
from tests.web.services.test_floor import RANKER, RULES
from tests.web.signed_in import viewer_of
from web.services.fairness import set_rules
from web.services.floor import plan_pending
from web.services.index import MatchIndex

pytestmark = pytest.mark.anyio


def link(text: str, part: str) -> str:
    """The first address on the page that holds `part`."""
    found = re.search(rf'href="([^"]*{re.escape(part)}[^"]*)"', text)
    assert found is not None, part
    return html.unescape(found[1])


async def test_founder_reads_the_offer_and_opens_the_form_filled_in_and_unsaved(client, world, world_conn):
    client.sign_in("lin")
    path = f"/founder/pitches/{world.pitch['lin']}/openings"
    versions = await world_conn.fetchval("select count(*) from pitch_version")

    chinese = (await client.get(path, params={"lang": "zh"})).text
    english = (await client.get(path, params={"lang": "en"})).text
    form = (await client.get(link(english, "try.") + "&lang=en")).text

    assert "如果也寻求担保，30–150 万元" in chinese
    assert "会多 1 家资金方可选。" in chinese
    assert "If you also seek Guarantee, CNY 300,000 to CNY 1,500,000" in english
    assert "1 more provider is open." in english
    assert "1 of them would stand in your first ten." in english
    assert "京口担保" in english
    assert "Nothing is saved yet" in form
    assert re.search(r'value="guarantee" checked', form)
    assert re.search(r'name="guarantee_max" type="text" value="1500000"', form)
    assert "data-autosave=" not in form
    assert await world_conn.fetchval("select count(*) from pitch_version") == versions


async def test_list_of_who_fits_counts_the_gated_and_leads_to_what_would_let_them_in(client, world):
    client.sign_in("lin")
    path = f"/founder/pitches/{world.pitch['lin']}"

    page = (await client.get(f"{path}/providers", params={"lang": "en"})).text

    assert f'href="http://{HOST}{path}/openings"' in page or f'href="{path}/openings"' in page
    assert 'data-hx-select="#openings"' in page
    assert "Providers who are shut out" in page
    assert "more provider is open" not in page


async def test_provider_reads_what_would_open_more_and_opens_the_profile_filled_in(client, world):
    client.sign_in("guo")

    english = (await client.get("/provider/openings", params={"lang": "en"})).text
    chinese = (await client.get("/provider/openings", params={"lang": "zh"})).text
    form = (await client.get(link(english, "try.") + "&lang=en")).text

    assert "0 pitches are open to you; your profile shuts out 2." in english
    assert "2: seek an instrument that you do not give" in english
    assert "If you also give" in english
    assert "会多 2 个项目可看。" in chinese
    assert "Nothing is saved yet" in form


async def test_suggestions_that_are_no_values_are_left_out(client, world):
    client.sign_in("lin")
    path = f"/founder/pitches/{world.pitch['lin_draft']}/edit"

    page = (
        await client.get(
            path,
            params={"lang": "en", "try.stage": "<b>", "try.equity_min": "a lot", "try.name": "Mine now"},
        )
    ).text

    assert "Nothing is saved yet" not in page
    assert "Mine now" not in page
    assert "a lot" not in page


async def test_pair_page_says_what_would_let_the_pitch_in(client, world):
    client.sign_in("guo")

    page = (await client.get(f"/provider/pitches/{world.pitch['lin']}", params={"lang": "zh"})).text

    assert "哪些改动能让它进入" in page
    assert "在机构资料中试填" in page


async def test_list_and_organisers_page_tell_of_a_first_look(client, world, world_db, world_conn, clock):
    await add_pitch(world_conn, world, "lonely")
    zhao = await viewer_of(world_db, clock, "zhao")
    await set_rules(world_db, clock, viewer=zhao, new=RULES)
    assert await plan_pending(world_db, MatchIndex(), RANKER, clock)

    mine = (await client.sign_in("wang").get("/provider/matches", params={"lang": "zh"})).text
    organiser = (await client.sign_in("zhao").get("/fairness", params={"lang": "en"})).text
    officer = (await client.sign_in("sun").get("/fairness", params={"lang": "en"})).text

    assert mine.count("为让每个已通过的项目都有一次首看机会而排在这里；匹配度不变。") == 1
    assert "3 of 3 approved pitches stand high in at least 1 lists." in organiser
    assert "lonely" in organiser
    assert "Promise this from now on" in organiser
    assert "lonely" not in officer
    assert "Promise this from now on" not in officer


async def test_rules_that_cannot_be_kept_are_refused_with_what_was_typed(client, world_conn):
    client.sign_in("zhao")

    answer = await client.post(
        "/fairness/rules", params={"lang": "en"}, data={"reach": "3", "line": "4", "most": "4"}
    )

    assert answer.status_code == 422
    assert "Set aside fewer places than stand above the line." in answer.text
    assert await world_conn.fetchval("select count(*) from fairness_rule") == 0
