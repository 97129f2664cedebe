"""Pages of rules: what is not known is said beside it; the desk from a first draft to a version."""

from __future__ import annotations

import pytest

from tests.conftest import Client
from tests.world import World

pytestmark = pytest.mark.anyio
DESK = "/admin/rules/angel-rent-subsidy"


async def test_the_list_says_what_is_not_known(client: Client, world: World) -> None:
    page = (await client.sign_in("wang").get("/rules", params={"lang": "en"})).text

    assert "Shenzhen first-loan interest subsidy (2022)" in page
    assert "An amount that is not known" in page
    assert "To be verified: dates, source, amount, documents" in page
    assert "/admin/rules" not in page


async def test_a_rule_shows_every_condition_and_that_its_number_is_not_known(
    client: Client, world: World
) -> None:
    page = (await client.sign_in("lin").get("/rules/shenzhen-first-loan", params={"lang": "en"})).text

    assert "Interest rate of the loan: at least 2%" in page
    assert "Up to 31 May 2022 no loan business of any kind" in page
    assert "No version is in force today." in page
    assert page.count("not known") >= 3


async def test_what_an_administrator_published_is_shown_first_with_its_reason(
    client: Client, world: World
) -> None:
    page = (await client.sign_in("wu").get("/rules/angel-reward", params={"lang": "en"})).text

    assert page.index("Version 2026") < page.index("Version 0")
    assert "按 2026 年预算执行" in page
    assert "10% of the money invested; a deal: at most CNY 500,000" in page


async def test_from_a_first_draft_to_a_version(client: Client, world: World) -> None:
    client.sign_in("gao")
    first = await client.post(
        DESK, data={"act": "add", "revision": "0", "fact": "first_round", "tested": "is", "value": ""}
    )
    assert (first.status_code, first.headers["location"]) == (303, DESK)
    gone = await client.post(DESK, data={"act": "remove", "revision": "1", "condition": "further"})
    assert gone.status_code == 303

    saved = await client.post(DESK, data={**FILLED, "revision": "2"})
    assert saved.status_code == 303
    preview = (await client.get(DESK, params={"lang": "en"})).text
    assert "Publish version 1" in preview
    assert "It is the company&#39;s first round" in preview
    unseen = await client.post(DESK, data={"act": "publish", "revision": "2"})
    assert unseen.status_code == 409
    done = await client.post(DESK, data={"act": "publish", "revision": "3"})

    assert done.headers["location"] == "/rules/angel-rent-subsidy"
    page = (await client.sign_in("wang").get("/rules/angel-rent-subsidy", params={"lang": "en"})).text
    assert "25% of the money invested; an applicant in a year: at most CNY 30,000" in page


FILLED = {
    "act": "save",
    "version": "1",
    "note": "区里来文",
    "start": "2026-01-01",
    "end": "",
    "certain": "1",
    "title_zh": "天使投资人场租补贴",
    "title_en": "Rent subsidy for angels",
    "source_zh": "区里来文",
    "source_en": "Letter of the district",
    "formula": "share",
    "award_of": "investment_amount",
    "award_share": "25",
    "cap_year": "3万",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"version": "0"}, "already has a version of that name"),
        ({"version": "Version one"}, "a code in small letters is wanted"),
        ({"end": "2025-12-31"}, "The last day lies before the first."),
        ({"award_share": "a tenth"}, "Please give a percentage"),
        ({"cap_year": "much"}, "50万"),
        ({"title_en": ""}, "A required field"),
    ],
)
async def test_what_cannot_be_kept_is_said_beside_it(
    client: Client, world: World, changed: dict[str, str], told: str
) -> None:
    answer = await client.sign_in("gao").post(
        DESK, params={"lang": "en"}, data={**FILLED, "revision": "0", **changed}
    )

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    # Nothing that was typed is lost.
    assert "区里来文" in answer.text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("{", "This is not JSON"),
        ("[1]", "This is not JSON"),
        ('{"version": "1"}', "something is missing"),
        ('{"version": "1", "title": {"zh": "\\u0000", "en": "x"}}', "a text is wanted"),
        ('{"version": "1", "title": {"zh": "\\ud800", "en": "x"}}', "a text is wanted"),
        ("[" * 30_000, "This is not JSON"),
    ],
)
async def test_data_that_is_no_rule_is_refused_with_its_place(
    client: Client, world: World, data: str, told: str
) -> None:
    answer = await client.sign_in("gao").post(
        DESK, params={"lang": "en"}, data={"act": "data", "revision": "0", "data": data}
    )

    assert answer.status_code == 422
    assert told in answer.text


async def test_a_rule_of_a_code_that_is_taken_is_refused(client: Client, world: World) -> None:
    new = {"title_zh": "重名", "title_en": "Twice", "subject": "loan", "beneficiary": "company"}

    client.sign_in("gao")
    taken = await client.post("/admin/rules", data={**new, "code": "angel-tax"})
    broken = await client.post("/admin/rules", data={**new, "code": "Angel Tax"})

    assert (taken.status_code, broken.status_code) == (422, 422)
