"""The whole chain with four people signed in: from sign-up to a certified first investment, in each language.

In Chinese they use nothing but the keys, in English the mouse; `make soak` walks both ways in both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from models.entities.vocabulary import Role
from tests.browser.conftest import Site, now_of
from tests.browser.people import PASSWORD, KeyboardPerson, Person, person
from web.formats import money
from web.i18n import use_locale
from web.services.accounts import create_person

pytestmark = pytest.mark.browser

PITCH = {
    "zh": {
        "company": "青弋水产", "name": "会呼吸的蟹箱", "one_line": "活蟹过夜不掉膘的保湿箱",
        "problem": "河蟹装箱过一夜,每斤要少掉半两肉。", "solution": "箱内加一层可透气的湿膜,三天不换水。",
        "market": "全市有四百户养蟹人家,每年外运两千吨。", "team": "队长在塘口长大,同伴学的是高分子。",
        "body": "镇江科技金融服务中心", "angel": "扬子天使", "thesis": "只看水产品活体运输,愿意陪着跑市场。",
        "event": "夏季路演",
    },
    "en": {
        "company": "Qingyi Aquatic", "name": "A crate that breathes", "one_line": "Live crabs keep their weight overnight",
        "problem": "A crab in a crate loses meat every night.", "solution": "A damp film lets air through for three days.",
        "market": "Four hundred families raise crabs here and ship them.", "team": "One grew up at the pond, one studies polymers.",
        "body": "City Tech Finance Centre", "angel": "Yangtze Angels", "thesis": "Live transport of aquatic food, nothing else.",
        "event": "Summer roadshow",
    },
}  # fmt: skip


WAYS = [("zh", True), ("en", False)] + ([("zh", False), ("en", True)] if "SOAK" in os.environ else [])


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-{'keys' if way[1] else 'mouse'}")
def people(request: Any, chromium: Browser, empty_site: Site) -> Iterator[dict[str, Person]]:
    """Four people, each in a window of their own; the administrator was made on the command line."""
    lang, by_keyboard = request.param
    contexts = {
        name: chromium.new_context(
            locale="zh-CN" if lang == "zh" else "en-GB", viewport={"width": 390, "height": 844}
        )
        for name in ("admin", "organiser", "founder", "angel")
    }
    for context in contexts.values():
        context.set_default_timeout(15_000)
    found = {
        name: person(context, empty_site, lang, f"{name}@example.org", by_keyboard=by_keyboard)
        for name, context in contexts.items()
    }
    empty_site.run(
        lambda parts: create_person(
            parts.db, parts.clock, parts.passwords,
            email="admin@example.org", name="Admin", password=PASSWORD, roles=[Role.ADMIN], locale=lang,
        )
    )  # fmt: skip
    yield found
    for context in contexts.values():
        context.close()


def test_chain_from_sign_up_to_confirmed_first_investment(
    people: dict[str, Person], empty_site: Site
) -> None:
    admin, organiser, founder, angel = (people[n] for n in ("admin", "organiser", "founder", "angel"))
    words = PITCH[founder.lang]
    accounts(admin, organiser, words)
    founder.sign_up("Lin", "founder")
    angel.sign_up("Wang", "provider")
    pitch_path = draft_and_submit(founder, words)
    found_angel(angel, words)
    vet(organiser, words)
    review(organiser, words)
    empty_site.work()
    introduce(angel, founder, words)
    event_path = roadshow(organiser, founder, angel, words)
    fund(angel, founder, words)
    public_window(people, words, event_path)
    founder.go(pitch_path)
    founder.sees(words["angel"])
    for one in people.values():
        one.done()


def accounts(admin: Person, organiser: Person, words: dict[str, str]) -> None:
    """The administrator makes the organising body and asks its first manager."""
    admin.sign_in()
    admin.set_up_second_factor()
    admin.go("/admin/organisations")
    admin.open("Set up a space or organising body")
    admin.tick("kind", "organiser")
    admin.fill(name=words["body"], manager_email=organiser.email)
    admin.press("Set it up")
    organiser.sign_up("Zhao", "organiser")
    organiser.go(organiser.mailed_link("invitations"))
    organiser.press("Accept")
    organiser.set_up_second_factor()


def draft_and_submit(founder: Person, words: dict[str, str]) -> str:
    """A draft with a first half, saved; then the rest, submitted."""
    founder.go("/founder/pitches/new")
    founder.fill(company_name=words["company"], name=words["name"], one_line=words["one_line"])
    founder.tick("lang", founder.lang)
    founder.press("Save draft")
    path = founder.here(r"/founder/pitches/\d+")
    founder.go(f"{path}/edit")
    founder.fill(**{name: words[name] for name in ("problem", "solution", "market", "team")})
    founder.choose("main_category", "youth")
    founder.choose("sector", "agri.aquaculture")
    founder.choose("stage", "seed")
    founder.choose("district", "jingkou")
    founder.tick("seeks", "equity")
    founder.fill(equity_min="50万", equity_max="150万")
    founder.press("Save draft")
    founder.tick("consent", "1")
    founder.tick("showcase", "1")
    founder.press("Submit pitch")
    return path


def found_angel(angel: Person, words: dict[str, str]) -> None:
    """The angel founds its organisation and says what it looks for; no pitch opens yet."""
    angel.go("/organisations/new")
    angel.tick("kinds", "angel")
    angel.fill(name=words["angel"])
    angel.choose("district", "jingkou")
    angel.press("Set it up")
    angel.go("/provider/profile")
    angel.fill(thesis=words["thesis"], amount_min="20万", amount_max="300万")
    angel.tick("lang", angel.lang)
    angel.tick("instruments", "equity")
    angel.tick("stages", "seed")
    angel.press("Save")
    angel.go("/provider/matches")
    assert angel.page.url.endswith("/provider/waiting")


def vet(organiser: Person, words: dict[str, str]) -> None:
    """Let in, with evidence."""
    organiser.go("/organiser/providers")
    organiser.follow(words["angel"])
    organiser.fill(evidence="ID and licence seen")
    organiser.press("Let in")


def review(organiser: Person, words: dict[str, str]) -> None:
    """Read what was submitted and approve it, for the showcase too."""
    organiser.go("/organiser/review")
    organiser.follow(words["name"])
    organiser.sees(words["problem"])
    organiser.tick("showcase", "1")
    organiser.press("Approve")


def introduce(angel: Person, founder: Person, words: dict[str, str]) -> None:
    """The pitch is in the list with reasons; interest becomes an introduction once both agree."""
    angel.go("/provider/matches")
    angel.follow(words["name"])
    angel.sees(words["problem"])
    angel.sees(angel.say("Why it fits"))
    assert founder.email not in angel.page.content()
    angel.press("Interested")
    founder.go("/founder/introductions")
    founder.sees(words["angel"])
    founder.press("Accept and exchange contacts")
    founder.sees(angel.email)
    angel.go("/provider/introductions")
    angel.sees(founder.email)


def roadshow(organiser: Person, founder: Person, angel: Person, words: dict[str, str]) -> str:
    """An event with a slot on stage and a meeting, planned by one button and released."""
    day = (now_of(organiser.site) + timedelta(days=20)).date().isoformat()
    organiser.go("/organiser/events/new")
    organiser.tick("kind", "roadshow")
    organiser.fill(**{f"title_{organiser.lang}": words["event"]}, day=day, starts="09:00", ends="17:00")
    organiser.tick("languages", organiser.lang)
    organiser.tick("attendance", "on_site")
    organiser.fill(place="A1", rooms="A", n_tables="2")
    organiser.press("Save as a draft")
    path = organiser.here(r"/organiser/events/\d+")
    for kind, start in (("pitch", "09:00"), ("meeting", "10:00")):
        organiser.go(f"{path}/slots")
        organiser.tick("kind", kind)
        organiser.choose("day", day)
        organiser.fill(start=start, minutes="15", count="3", **{"break": "5"})
        organiser.press("Set these slots")
    organiser.go(f"{path}/pitches")
    organiser.tick_first("pitch")
    organiser.press("Select and invite")
    organiser.go(f"{path}/providers")
    organiser.tick_first("provider")
    organiser.press("Invite the ticked ones")
    for one, role in ((founder, "founder"), (angel, "provider")):
        one.go(f"/{role}/events")
        one.press("We come")
    organiser.go(path)
    organiser.press("Publish the event")
    organiser.go(path)
    organiser.press("Make a plan")
    organiser.site.work()
    organiser.page.reload()
    move_a_card(organiser)
    organiser.open("Release version %(n)s", n=1)
    organiser.press("Release it and send the mails")
    for one, other in ((founder, words["angel"]), (angel, words["name"])):
        one.go(path.replace("/organiser", "") + "/my-plan")
        one.sees(other)
    check_in(organiser, path)
    return path.replace("/organiser", "")


def move_a_card(organiser: Person) -> None:
    """A meeting goes to the other table: picked up, carried with the arrows and put down, or by its choices."""
    if not isinstance(organiser, KeyboardPerson):
        return
    organiser.go(organiser.here(r"/organiser/.*").partition("?")[0] + "?tables=all")
    board, says = organiser.page, organiser.page.locator("[data-board-says]")
    organiser.activate(board.locator(".board-tables [data-card]").first)
    picked = "Picked up: {card}. Arrow keys choose a place, Enter puts it there, Esc puts it back."
    expect(says).to_contain_text(organiser.say(picked).partition("{")[0])
    board.keyboard.press("ArrowRight")
    with board.expect_navigation():
        board.keyboard.press("Enter")
    organiser.sees(organiser.say("a move"))


def check_in(organiser: Person, path: str) -> None:
    """The first of those who are expected comes to the door."""
    organiser.go(f"{path}/day")
    organiser.follow(organiser.say("Open the door"))
    row = organiser.page.locator("[data-code]").first
    organiser.activate(row.get_by_role("button"))
    expect(row).to_have_class(re.compile("door-in"))


def fund(angel: Person, founder: Person, words: dict[str, str]) -> None:
    """Proposed by the angel with evidence, confirmed by the founder: a first investment."""
    angel.go("/funding/new?as=provider")
    angel.follow(angel.say("Priced equity"))
    angel.choose("company_id", label=words["company"])
    angel.choose("provider_id", label=words["angel"])
    today = now_of(angel.site).date().isoformat()
    angel.fill(amount="80万", value_on=today, valuation="800万", share_bp="10", closed_on=today)
    angel.choose("basis", "post")
    angel.choose("round", "angel")
    angel.attach("paper_bank_slip", "slip.pdf", b"%PDF-1.7 paid in", "application/pdf")
    angel.press("Ask the other side to confirm")
    record = angel.here(r"/funding/\d+")
    founder.go(record)
    with use_locale(founder.lang):
        founder.sees(money(80_000_000))
    first = founder.say("First investment").lower()
    founder.press("Confirm this %(what)s", what=first)
    founder.sees(founder.say("First investment"))
    founder.sees(founder.say("Confirmed by both sides"))
    founder.follow(founder.say("Open the certificate"))
    founder.sees(words["angel"])


def public_window(people: dict[str, Person], words: dict[str, str], event_path: str) -> None:
    """Anybody sees the event's programme, the project without terms, and the count of firsts."""
    anybody = people["admin"]
    anybody.page.context.clear_cookies()
    anybody.go("/projects")
    anybody.sees(words["name"])
    anybody.go(event_path)
    anybody.sees(words["name"])
    anybody.go("/results")
    row = anybody.page.locator("table tr", has_text=str(now_of(anybody.site).year)).first
    expect(row).to_contain_text("1")
