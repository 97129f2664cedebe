"""The whole chain with four people signed in: from sign-up to a confirmed first investment, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from models.entities.vocabulary import Role
from tests.browser.conftest import Site, now_of
from web.formats import money
from web.i18n import gettext, use_locale
from web.services.accounts import create_person

pytestmark = pytest.mark.browser

PASSWORD = "three quiet herons"
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


@dataclass
class Person:
    """One browser window with one person in front of it."""

    site: Site
    page: Page
    lang: str
    email: str
    secret: str = ""

    def say(self, english: str, **params: object) -> str:
        """The words as they stand on the page."""
        with use_locale(self.lang):
            return gettext(english, **params)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']:not([type=hidden])").first.fill(value)

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f"main input[name='{name}'][value='{value}']").first.check()

    def choose(self, name: str, value: str | None = None, *, label: str | None = None) -> None:
        self.page.locator(f"main select[name='{name}']").first.select_option(value=value, label=label)

    def press(self, english: str, **params: object) -> None:
        """Press the button with these words; the page that follows must not be an error."""
        words = self.say(english, **params)
        with self.page.expect_navigation() as following:
            self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        assert following.value.status < 400, (english, self.page.locator("main").inner_text())

    def here(self, pattern: str) -> str:
        """The part of the present address that has this form."""
        found = re.search(pattern, self.page.url)
        assert found is not None, self.page.url
        return found[0]

    def open(self, english: str) -> None:
        """Unfold what stands behind these words."""
        self.page.locator("main summary", has_text=self.say(english)).first.click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def mailed_link(self, kind: str) -> str:
        """The path of the newest link of a kind in this person's mails."""
        for _, body in self.site.mails_to(self.email):
            found = re.search(rf"{re.escape(self.site.address)}(/{kind}/[^\s]+)", body)
            if found:
                return found[1]
        raise AssertionError(f"no mail with a {kind} link to {self.email}")

    def sign_up(self, name: str, came_as: str) -> None:
        self.go("/sign-up")
        self.tick("came_as", came_as)
        self.fill(name=name, email=self.email, password=PASSWORD)
        self.tick("language", self.lang)
        self.press("Sign up")
        self.go(self.mailed_link("verify"))
        self.press("This is my address")
        self.sign_in()

    def sign_in(self) -> None:
        self.go("/sign-in")
        self.fill(email=self.email, password=PASSWORD)
        self.press("Sign in")

    def set_up_second_factor(self) -> None:
        self.go("/account/second-factor")
        self.secret = self.page.locator("main code").first.inner_text().replace(" ", "")
        self.fill(code=pyotp.TOTP(self.secret).now())
        self.press("Set up")


@pytest.fixture(params=["zh", "en"])
def people(request: Any, chromium: Browser, empty_site: Site) -> Iterator[dict[str, Person]]:
    """Four people, each in a window of their own; the administrator was made on the command line."""
    lang = request.param
    contexts = {
        name: chromium.new_context(
            locale="zh-CN" if lang == "zh" else "en-GB", viewport={"width": 390, "height": 844}
        )
        for name in ("admin", "organiser", "founder", "angel")
    }
    for context in contexts.values():
        context.set_default_timeout(15_000)
    found = {
        name: Person(empty_site, context.new_page(), lang, f"{name}@example.org")
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
    refused = angel.page.goto(angel.site.address + "/provider/matches")
    assert refused is not None
    assert refused.status == 403


def vet(organiser: Person, words: dict[str, str]) -> None:
    """Let in, with evidence."""
    organiser.go("/organiser/providers")
    organiser.page.get_by_role("link", name=words["angel"]).first.click()
    organiser.fill(evidence="ID and licence seen")
    organiser.press("Let in")


def review(organiser: Person, words: dict[str, str]) -> None:
    """Read what was submitted and approve it, for the showcase too."""
    organiser.go("/organiser/review")
    organiser.page.get_by_role("link", name=words["name"]).first.click()
    organiser.sees(words["problem"])
    organiser.tick("showcase", "1")
    organiser.press("Approve")


def introduce(angel: Person, founder: Person, words: dict[str, str]) -> None:
    """The pitch is in the list with reasons; interest becomes an introduction once both agree."""
    angel.go("/provider/matches")
    angel.page.get_by_role("link", name=words["name"]).first.click()
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
    organiser.page.locator("input[name=pitch]").first.check()
    organiser.press("Select and invite")
    organiser.go(f"{path}/providers")
    organiser.page.locator("input[name=provider]").first.check()
    organiser.press("Invite the ticked ones")
    for person, role in ((founder, "founder"), (angel, "provider")):
        person.go(f"/{role}/events")
        person.press("We come")
    organiser.go(path)
    organiser.press("Publish the event")
    organiser.go(path)
    organiser.press("Make a plan")
    organiser.site.work()
    organiser.page.reload()
    organiser.page.locator("main summary", has_text=organiser.say("Release version %(n)s", n=1)).click()
    organiser.press("Release it and send the mails")
    for person, other in ((founder, words["angel"]), (angel, words["name"])):
        person.go(path.replace("/organiser", "") + "/my-plan")
        person.sees(other)
    return path.replace("/organiser", "")


def fund(angel: Person, founder: Person, words: dict[str, str]) -> None:
    """Proposed by the angel with evidence, confirmed by the founder: a first investment."""
    angel.go("/funding/new?as=provider")
    angel.page.get_by_role("link", name=angel.say("Priced equity"), exact=True).click()
    angel.choose("company_id", label=words["company"])
    angel.choose("provider_id", label=words["angel"])
    today = now_of(angel.site).date().isoformat()
    angel.fill(amount="80万", value_on=today, valuation="800万", share_bp="10", closed_on=today)
    angel.choose("basis", "post")
    angel.choose("round", "angel")
    angel.page.locator("input[name=paper_bank_slip]").set_input_files(
        {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 paid in"}
    )
    angel.press("Ask the other side to confirm")
    record = angel.here(r"/funding/\d+")
    founder.go(record)
    with use_locale(founder.lang):
        founder.sees(money(80_000_000))
    first = founder.say("First investment").lower()
    founder.press("Confirm this %(what)s", what=first)
    founder.sees(founder.say("First investment"))
    founder.sees(founder.say("Confirmed by both sides"))


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
