"""What matching has learned as people meet it: thin, learned, changed, put back; and a provider's own."""

from __future__ import annotations

import html
import re

import numpy as np
import pytest

from matcher.calibration import calibrate
from matcher.ranking import PROVIDER_WEIGHTS, WeightedRanker
from tests.conftest import Client
from tests.web.learned import REPORT, put_in_use, stored
from tests.world import NOW, World, insert

pytestmark = pytest.mark.anyio


def learned(world: World) -> WeightedRanker:
    weights = {**PROVIDER_WEIGHTS, "amount.range": 0.9, "amount.usual": 1.2}
    own = {str(world.org["wang"]): {"amount.range": 0.45, "amount.usual": 0.6}}
    return WeightedRanker(provider_weights=weights, name="learned-1", deviations=own)


async def refused(conn, world, n):
    for _ in range(n):
        await insert(
            conn,
            "feedback",
            organisation_id=world.org["wang"],
            pitch_id=world.pitch["qian"],
            choice="no",
            reason="amount",
            chosen_by=world.person["wang"],
            chosen_at=NOW,
        )


async def text_of(client: Client, path: str, lang: str) -> str:
    answer = await client.get(path, params={"lang": lang})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(answer.text))


@pytest.mark.parametrize(("lang", "thin"), [("en", "Not enough data"), ("zh", "数据不足")])
@pytest.mark.parametrize("persona", ["zhao", "gao"])
async def test_page_without_any_feedback_says_not_enough_data(client, lang, thin, persona) -> None:
    page = await text_of(client.sign_in(persona), "/learning", lang)

    assert page.count(thin) >= 5
    assert "weighted-1" in page
    assert ("/learning/train" in page) == (persona == "gao")


async def test_page_of_a_learned_model_tells_weights_reasons_and_the_way_back(
    client, world, world_conn, world_db
) -> None:
    await put_in_use(world_db, await stored(world_conn, learned(world)))

    page = await text_of(client.sign_in("zhao"), "/learning", "en")

    assert "Lists have been made by learned-1 since" in page
    # The mean of both sides: (0.9 + 1.2 + 0.6 + 0.4) / 2 against (0.3 + 0.4 + 0.6 + 0.4) / 2.
    assert "Amount counts 1.82 times as much as stated. 7 noes named it." in page
    assert "instead of learned-1" in page
    assert "Put weighted-1 in use" in page
    assert "0.740 against 0.700" in page
    assert "+0.040 (−0.010 to +0.090)" in page
    assert "Estimated from 900 impressions, 71 of them answered." in page


async def test_model_is_changed_and_put_back_with_one_button_each(
    client, world, world_conn, world_db
) -> None:
    await stored(world_conn, learned(world))
    client.sign_in("wang")
    assert "weighted-1" in await text_of(client, "/provider/matches", "en")
    before = await text_of(client, "/provider/matches", "en")

    async def put(version: str) -> int:
        client.sign_in("gao")
        page = await client.get("/learning")
        seen = re.findall(r'name="seen" value="(\d+)"', page.text)[0]
        answer = await client.post("/learning/use", data={"version": version, "seen": seen})
        return int(answer.status_code)

    assert await put("learned-1") == 303
    client.sign_in("wang")
    changed = await text_of(client, "/provider/matches", "en")
    assert "/learning/models/learned-1" in changed
    assert await put("weighted-1") == 303
    client.sign_in("wang")
    after = await text_of(client, "/provider/matches", "en")

    assert re.findall(r'score-number">.*?</p>', after, re.DOTALL) == re.findall(
        r'score-number">.*?</p>', before, re.DOTALL
    )
    assert "/learning/models/weighted-1" in after


async def test_button_without_a_model_changes_nothing(client, world_conn) -> None:
    client.sign_in("gao")

    answer = await client.post("/learning/use", data={"version": "", "seen": "x"})

    assert answer.status_code == 303
    assert await world_conn.fetchval("select count(*) from ranker_in_use") == 0


async def test_provider_reads_what_its_answers_taught_and_starts_anew(
    client, world, world_conn, world_db
) -> None:
    await put_in_use(world_db, await stored(world_conn, learned(world)))
    await refused(world_conn, world, 7)
    client.sign_in("wang")

    english = await text_of(client, "/provider/taste", "en")
    chinese = await text_of(client, "/provider/taste", "zh")

    assert (
        "You said “Amount does not fit” 7 times. Amount now counts 1.5 times as much for you as for everybody."
        in english
    )
    assert "您有 7 次说" in chinese
    assert (await client.post("/provider/taste/reset")).status_code == 303
    # The world's clock stands still: what was said until now no longer counts.
    gone = await text_of(client, "/provider/taste", "en")
    assert "So far your list is ordered by the same weights as everybody's." in gone
    assert "You started anew on" in gone


async def test_taste_of_one_provider_is_not_told_to_another(client, world, world_conn, world_db) -> None:
    await put_in_use(world_db, await stored(world_conn, learned(world)))
    await refused(world_conn, world, 7)
    client.sign_in("chen")

    page = await text_of(client, "/provider/taste", "en")

    assert "times" not in page
    assert (await client.get(f"/provider/taste?for={world.org['wang']}")).status_code == 404
    assert (await client.post(f"/provider/taste/reset?for={world.org['wang']}")).status_code == 404


async def test_list_and_pair_tell_chances_where_they_were_measured_and_not_where_thin(
    client, world, world_conn
) -> None:
    client.sign_in("wang")
    pair = f"/provider/pitches/{world.pitch['lin']}"
    assert "Measured:" not in await text_of(client, "/provider/matches", "en")
    assert (await text_of(client, pair, "en")).count("not enough data for a probability") == 3

    fits = np.linspace(0, 100, 120)
    curve = calibrate(fits, (np.arange(120) % 3 == 0).astype(float))
    run = await insert(
        world_conn, "training", requested_at=NOW, finished_at=NOW, outcome="kept", report=REPORT
    )
    told = {"provider": curve.plain(), "both": curve.plain()}
    await insert(
        world_conn, "ranker_calibration", model_id=None, training_id=run, content=told, fitted_at=NOW
    )
    client._transport.app.state.resources.rankers.forget()

    assert re.search(
        r"Measured: of 100 looked at with such a fit, about 3\d came to an introduction",
        await text_of(client, "/provider/matches", "en"),
    )
    page = await text_of(client, pair, "en")
    assert page.count("not enough data for a probability") == 1
    assert re.search(
        r"how well it is what you look for; of 100 looked at with such a fit, about 3\d met", page
    )
    organiser = await text_of(client.sign_in("zhao"), "/learning", "zh")
    assert organiser.count('class="plot"') == 2
    assert "已知 120 个结果，其中 40 个成真。" in organiser
