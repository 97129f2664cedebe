"""A letter says the same in plain text and in HTML, and nothing in it can load, run or pretend."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from web.letters import POLICY, Letter, plain_and_html

SITE = "https://shoutou.example.test"
LETTER = Letter(
    "晨稷冷链：投资人想见面",
    f"王先生想与您见面。\n时间：周三\n\n请在此回复：\n{SITE}/founder/introductions\n\n谢谢。",
    "zh",
    "/founder/introductions",
    "an introduction",
    "Introductions and deals",
    f"{SITE}/unsubscribe/token",
)


def test_page_that_the_body_names_becomes_the_button_and_is_not_said_twice():
    plain, html = plain_and_html(LETTER, SITE)

    assert plain.count(f"{SITE}/founder/introductions") == 1
    assert html.count(f'class="button" href="{SITE}/founder/introductions"') == 1
    assert '<html lang="zh-Hans">' in html
    assert "在首投中打开" in html
    assert "首投给您写信，事由：引荐" in plain
    assert f"不再接收这类邮件：{SITE}/unsubscribe/token" in plain
    assert f'href="{SITE}/account/notifications"' in html


def test_page_that_the_body_does_not_name_is_added_to_both():
    plain, html = plain_and_html(replace(LETTER, body="Somebody waits.", locale="en"), SITE)

    assert f"Open it: {SITE}/founder/introductions" in plain
    assert f'class="button" href="{SITE}/founder/introductions"' in html


def test_longer_address_does_not_count_as_the_page_itself():
    body = f"See {SITE}/founder/introductions/7 for one of them."

    plain, _ = plain_and_html(replace(LETTER, body=body, locale="en"), SITE)

    assert f"Open it: {SITE}/founder/introductions\n" in plain


def test_letter_about_the_account_says_that_it_always_comes():
    plain, html = plain_and_html(replace(LETTER, locale="en", unsubscribe=None), SITE)

    assert "Such mails always come" in plain
    assert "unsubscribe" not in plain + html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        f'{SITE}/"onmouseover="alert(1)',
        f"{SITE}.evil.example/founder",
        f"{SITE}@evil.example/",
        f"{SITE}:8080/x",
        "javascript:alert(1)",
        "https://evil.example/look",
    ],
)
def test_hostile_text_stays_text_and_no_address_but_ours_is_a_link(hostile):
    letter = replace(LETTER, subject=hostile, body=f"{hostile}\n\n{hostile}", link="")

    _, html = plain_and_html(letter, SITE)

    assert "<script" not in html
    assert "<img" not in html
    assert not re.search(r"<[^>]*\son\w+=", html)
    ours = re.compile(rf"{re.escape(SITE)}(/[^\"<>]*)?")
    assert [a for a in re.findall(r'href="([^"]*)"', html) if not ours.fullmatch(a)] == []
    assert "src=" not in re.sub(r"&[#\w]+;", "", re.sub(r"<(title|h1|p)>.*?</\1>", "", html, flags=re.DOTALL))


def test_letter_as_a_document_may_apply_its_own_styles_and_nothing_else():
    assert POLICY.startswith("default-src 'none'; style-src 'sha256-")
    assert "sandbox" in POLICY
    assert "allow-scripts" not in POLICY
    assert "allow-same-origin" not in POLICY
