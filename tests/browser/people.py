"""People in front of a browser: one with a mouse, one with nothing but the keys; each step they take is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Site
from web.i18n import gettext, use_locale

PASSWORD = "three quiet herons"


@dataclass
class Person:
    """One browser window with one person in front of it, who uses the mouse."""

    site: Site
    page: Page
    lang: str
    email: str
    secret: str = ""
    # What was done by hand: a click, a field filled in, a file chosen.
    steps: list[str] = field(default_factory=list)

    def say(self, english: str, **params: object) -> str:
        """The words as they stand on the page."""
        with use_locale(self.lang):
            return gettext(english, **params)

    def took(self, what: str) -> None:
        self.steps.append(what)

    def go(self, path: str) -> None:
        """Open an address."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)

    def follow(self, words: str) -> None:
        """Press the link with these words."""
        self._follow(self.page.get_by_role("link", name=words).first, words)

    def _follow(self, link: Locator, words: str) -> None:
        self.took(f"follow {words}")
        with self.page.expect_navigation():
            self.activate(link)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.took(f"type {name}")
            self.type_into(self.page.locator(f"main [name='{name}']:not([type=hidden])").first, value)

    def type_into(self, control: Locator, value: str) -> None:
        control.fill(value)

    def tick(self, name: str, value: str) -> None:
        self.took(f"tick {name}")
        self.tick_box(self.page.locator(f"main input[name='{name}'][value='{value}']").first)

    def tick_first(self, name: str) -> None:
        """The first box of a list."""
        self.took(f"tick {name}")
        self.tick_box(self.page.locator(f"main input[name='{name}']").first)

    def tick_box(self, box: Locator) -> None:
        box.check()

    def choose(self, name: str, value: str | None = None, *, label: str | None = None) -> None:
        self.took(f"choose {name}")
        select = self.page.locator(f"main select[name='{name}']").first
        if value is None:
            chosen = select.locator("option", has_text=label).first.get_attribute("value")
            assert chosen is not None
            value = chosen
        self.choose_option(select, value)

    def choose_option(self, select: Locator, value: str) -> None:
        select.select_option(value=value)

    def attach(self, name: str, filename: str, content: bytes, media_type: str) -> None:
        """Choose a file."""
        self.took(f"choose the file {filename}")
        self.put_file(
            self.page.locator(f"main input[name='{name}']").first,
            {"name": filename, "mimeType": media_type, "buffer": content},
        )

    def put_file(self, control: Locator, file: Any) -> None:
        control.set_input_files(file)

    def press(self, english: str, **params: object) -> None:
        """Press the button with these words; the page that follows must not be an error."""
        words = self.say(english, **params)
        self.took(f"press {words}")
        button = self.page.locator("main").get_by_role("button", name=words, exact=True).first
        with self.page.expect_navigation() as following:
            self.activate(button)
        assert following.value.status < 400, (english, self.page.locator("main").inner_text())

    def activate(self, control: Locator) -> None:
        control.click()

    def here(self, pattern: str) -> str:
        """The part of the present address that has this form."""
        found = re.search(pattern, self.page.url)
        assert found is not None, self.page.url
        return found[0]

    def open(self, english: str, **params: object) -> None:
        """Unfold what stands behind these words."""
        words = self.say(english, **params)
        self.took(f"open {words}")
        self.activate(self.page.locator("main summary", has_text=words).first)

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
        if "/sign-in" not in self.page.url:
            self.go("/sign-in")
        self.fill(email=self.email, password=PASSWORD)
        self.press("Sign in")

    def set_up_second_factor(self) -> None:
        self.go("/account/second-factor")
        self.secret = self.page.locator("main code").first.inner_text().replace(" ", "")
        self.fill(code=pyotp.TOTP(self.secret).now())
        self.press("Set up")

    def done(self) -> None:
        """What is to be looked at when this person leaves."""


# Notes of every element that gets the focus whether it shows that, and whether something sticky hides all of it.
WATCH_FOCUS = (Path(__file__).parent / "watch_focus.js").read_text(encoding="utf-8")
# More presses of Tab than any page has stops.
MOST_STOPS = 400


@dataclass
class KeyboardPerson(Person):
    """Somebody who cannot use a mouse: Tab, Shift+Tab, Enter, Space, arrows, and letters in fields."""

    typed_addresses: list[str] = field(default_factory=list)
    # Stops of the focus that were looked at, and what was wrong with them.
    stops: int = 0
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Listened for from the beginning: a browser that learns of the first listener only when the key is
        # pressed may, when busy, open a chooser that nobody sees (10 of 200 times under load, then none).
        self.page.on("filechooser", lambda _: None)

    def go(self, path: str) -> None:
        """Follow a link of the present page to the address; where none leads there, type the address."""
        link = self.page.locator(f"a[href='{path}']:visible").first
        if self.page.url.startswith(self.site.address) and link.count():
            with self.page.expect_navigation() as following:
                self.activate(link)
            assert following.value.ok, (path, following.value.status)
            return
        self.look()
        self.typed_addresses.append(path)
        super().go(path)

    def reach(self, control: Locator) -> None:
        """Walk the focus to a control, forwards or backwards, as many stops as it takes."""
        control.wait_for()
        handle = control.element_handle()
        for _ in range(MOST_STOPS):
            before, stops = self.page.evaluate("target => watchFocus.towards(target)", handle)
            if stops == 0:
                self.look()
                return
            for _ in range(stops):
                self.page.keyboard.press("Shift+Tab" if before else "Tab")
        where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        raise AssertionError(f"the focus does not reach {control}; it is at {where}")

    def look(self) -> None:
        """Collect what was wrong about the focus on the way."""
        if self.page.url != "about:blank":
            stops, troubles = self.page.evaluate("watchFocus.take()")
            self.stops += stops
            self.troubles += troubles

    def activate(self, control: Locator) -> None:
        self.reach(control)
        self.page.keyboard.press("Enter")

    def type_into(self, control: Locator, value: str) -> None:
        self.reach(control)
        kind = control.get_attribute("type")
        if kind == "date":
            # Chromium without a desktop asks for month, day, year.
            self.page.keyboard.type(date.fromisoformat(value).strftime("%m%d%Y"))
        elif kind == "time":
            hours, minutes = value.split(":")
            self.page.keyboard.type(f"{int(hours) % 12 or 12:02}{minutes}{'PM' if int(hours) > 11 else 'AM'}")
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(value)
        assert control.input_value() == value

    def tick_box(self, box: Locator) -> None:
        if box.is_checked():
            return
        if box.get_attribute("type") == "checkbox":
            self.reach(box)
            self.page.keyboard.press("Space")
        else:
            # Tab stops at one button of a group; the arrows go on from there.
            name = box.get_attribute("name")
            group = self.page.locator(f"main input[type=radio][name='{name}']")
            checked = self.page.locator(f"main input[type=radio][name='{name}']:checked")
            first = checked.first if checked.count() else group.first
            self.reach(first)
            self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if box.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        assert box.is_checked()

    def choose_option(self, select: Locator, value: str) -> None:
        self.reach(select)
        values = select.evaluate("s => [...s.options].map(o => o.value)")
        steps = values.index(value) - values.index(select.input_value())
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        assert select.input_value() == value

    def put_file(self, control: Locator, file: Any) -> None:
        self.reach(control)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def done(self) -> None:
        """Every stop on the way showed the focus, and none was hidden."""
        self.look()
        assert self.stops > len(self.steps)
        assert sorted(set(self.troubles)) == []


def person(context: BrowserContext, site: Site, lang: str, email: str, *, by_keyboard: bool) -> Person:
    """Somebody in a window of their own."""
    if not by_keyboard:
        return Person(site, context.new_page(), lang, email)
    context.add_init_script(WATCH_FOCUS)
    return KeyboardPerson(site, context.new_page(), lang, email)
