"""How many steps a newcomer takes: from a deck to a submitted pitch, and from sign-in to a ranked list.

A click, a field filled in and a file chosen are one step each; the people of `people.py` count their own.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pptx import Presentation

from models.entities.vocabulary import Role
from tests.browser.conftest import Site
from tests.browser.people import PASSWORD, Person, person
from tests.world import World, insert
from web.resources import Resources
from web.services.accounts import create_person
from web.services.decks import PPTX

pytestmark = pytest.mark.browser

MOST_TO_SUBMITTED = 12
MOST_TO_RANKED_LIST = 8
DECKS = {
    "zh": (
        "商业计划书\n会呼吸的蟹箱\n活蟹过夜不掉膘的保湿箱\n镇江青弋水产科技有限公司",
        "痛点\n河蟹装箱过一夜，每斤要少掉半两肉。\n冷藏车一趟四百五十元，小户用不起。",
        "解决方案\n• 箱内加一层可透气的湿膜\n• 三天不换水，水产运输损耗减半",
        "市场规模\n全市有四百户养蟹人家，每年外运两千吨。",
        "核心团队\n林晓：江苏大学研究生三年级\n王工：做了十年水产养殖设备",
        "融资需求\n种子轮融资 80 万元，出让 8% 股权\n地址：丹阳市吕城镇",
    ),
    "en": (
        "Pitch deck\nA crate that breathes\nLive crabs keep their weight overnight\nQingyi Aquatic Co., Ltd.",
        "The problem\nA crab in a crate loses meat with every night.\nA cold truck costs 450 yuan a trip.",
        "Our solution\nA damp film lets air through for three days: live fish and crabs arrive as they left.",
        "Market\nFour hundred families raise crabs here and ship two thousand tons a year.",
        "Team\nLin is a postgraduate student.\nWang built aquaculture tanks for ten years.",
        "The ask\nRaising RMB 0.8m at seed stage for 8 % equity.\nAddress: Lucheng, Danyang",
    ),
}
THESIS = {
    "zh": "我们投种子轮到A轮的水产养殖和冷链项目，单笔50万到300万元股权，优先京口和句容。不投游戏。",
    "en": "We back seed to series A companies in aquaculture and cold chains in Jingkou and Jurong, with equity "
    "tickets of RMB 500k to 3m. We never touch games.",
}
LANGS = ["zh", "en"] if "SOAK" in os.environ else ["zh"]


def deck(pages: tuple[str, ...]) -> bytes:
    """Slides as a founder has them: a title and what stands below."""
    slides = Presentation()
    for page in pages:
        slide = slides.slides.add_slide(slides.slide_layouts[6])
        slide.shapes.add_textbox(0, 0, 4000000, 4000000).text_frame.text = page
    out = io.BytesIO()
    slides.save(out)
    return out.getvalue()


@pytest.fixture
def newcomers(request: Any, chromium: Browser, world_site: Site, world: World) -> Iterator[dict[str, Person]]:
    """A founder and an angel with accounts, and nothing else; the angel's house was vetted."""
    lang = request.param
    emails = {name: f"new-{name}-{lang}@example.org" for name in ("founder", "angel")}

    async def let_in(parts: Resources) -> None:
        made = {
            name: await create_person(
                parts.db, parts.clock, parts.passwords,
                email=emails[name], name=name.title(), password=PASSWORD, roles=roles, locale=lang,
            )
            for name, roles in (("founder", [Role.FOUNDER]), ("angel", []))
        }  # fmt: skip
        now = parts.clock.now()
        async with parts.db.transaction() as conn:
            house = await insert(conn, "organisation", name="新江天使", lang="zh", created_at=now)
            await insert(conn, "organisation_kind", organisation_id=house, kind="angel")
            await insert(
                conn, "membership", person_id=made["angel"], organisation_id=house, status="active",
                is_manager=True, created_at=now, answered_at=now,
            )  # fmt: skip
            await insert(
                conn, "vetting", organisation_id=house, decision="granted", evidence="营业执照已核对",
                decided_by=world.person["zhao"], body_id=world.org["zhao"], decided_at=now,
            )  # fmt: skip

    world_site.run(let_in)
    contexts = {
        name: chromium.new_context(
            locale="zh-CN" if lang == "zh" else "en-GB", viewport={"width": 390, "height": 844}
        )
        for name in emails
    }
    for context in contexts.values():
        context.set_default_timeout(15_000)
    yield {
        name: person(context, world_site, lang, emails[name], by_keyboard=False)
        for name, context in contexts.items()
    }
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("newcomers", LANGS, indirect=True)
def test_newcomers_reach_something_useful_in_few_steps(newcomers: dict[str, Person]) -> None:
    founder, angel = newcomers["founder"], newcomers["angel"]

    to_submitted = from_deck_to_submitted(founder)
    to_list = from_sign_in_to_ranked_list(angel)

    print(f"deck to submitted pitch, sign-in included: {len(to_submitted)} steps: {to_submitted}")  # noqa: T201 - the figure
    print(f"sign-in to first ranked list: {len(to_list)} steps: {to_list}")  # noqa: T201 - the figure
    assert len(to_submitted) <= MOST_TO_SUBMITTED
    assert len(to_list) <= MOST_TO_RANKED_LIST


def from_deck_to_submitted(founder: Person) -> list[str]:
    """Sign in, choose the deck, look at what was read, agree, submit."""
    founder.sign_in()
    founder.attach("deck", "deck.pptx", deck(DECKS[founder.lang]), PPTX)
    founder.press("Read the deck")
    founder.site.work()
    # The page looks again by itself; nobody presses anything.
    read_on_page_two = founder.say("From page %(n)s", n=2)
    expect(founder.page.locator("#f-problem-help")).to_contain_text(read_on_page_two)
    founder.press("Save draft")
    founder.tick("consent", "1")
    founder.press("Submit pitch")
    founder.sees(
        founder.say("Submitted. An organiser will read it, and you will get a mail with the answer.")
    )
    return founder.steps


def from_sign_in_to_ranked_list(angel: Person) -> list[str]:
    """Sign in, paste a thesis, confirm what was read of it."""
    angel.sign_in()
    angel.fill(thesis=THESIS[angel.lang])
    angel.press("Fill in my profile from it")
    expect(angel.page.locator("#f-amount_max")).to_have_value("3000000")
    assert angel.page.locator("[name=stages]:checked").count() == 4
    angel.press("Save")
    expect(angel.page.locator(".score, [class*=score]").first).to_be_visible()
    angel.sees("lin 项目")
    return angel.steps
