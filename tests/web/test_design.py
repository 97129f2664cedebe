"""The look's own laws: contrast, one place for colours and sizes, nothing inline, a small page."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.page_alone import frame_alone
from web.forms.base import Parsed, blank
from web.i18n import use_locale
from web.render import environment

WEB = Path(__file__).parents[2] / "web"
STATIC = WEB / "static"
TOKENS = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
OTHER_SHEETS = sorted(path.name for path in (STATIC / "css").glob("*.css") if path.name != "tokens.css")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
PAGE_FILES = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/print.css",
    "js/page.js",
    "js/autosave.js",
    "vendor/htmx/htmx-4.0.1.min.js",
)
MEANINGS = ("good", "attention", "bad", "information")
TEXT_PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "muted", "accent", "accent-strong")
        for ground in ("paper", "sheet-colour", "shade")
    ],
    *[(meaning, ground) for meaning in MEANINGS for ground in ("paper", "sheet-colour", f"{meaning}-tint")],
    *[("ink", f"{meaning}-tint") for meaning in MEANINGS],
    ("accent-strong", "accent-tint"),
    ("ink", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-bad", "bad"),
]
SHAPE_PAIRS = [
    *[(f"chart-{n}", ground) for n in range(1, 7) for ground in ("paper", "sheet-colour")],
    ("line-strong", "paper"),
    ("line-strong", "sheet-colour"),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def blocks() -> list[dict[str, str]]:
    """The light theme, the dark one by the system's wish, the dark one by choice."""
    found = [colours(body) for body in re.findall(r"\{([^{}]*)\}", TOKENS)]
    return [one for one in found if "paper" in one]


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_on_its_ground_is_readable(theme, front, ground):
    named = blocks()[theme]

    assert contrast(named[front], named[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPE_PAIRS)
def test_shape_on_its_ground_is_visible(theme, front, ground):
    named = blocks()[theme]

    assert contrast(named[front], named[ground]) >= 3


def test_dark_by_wish_and_dark_by_choice_are_equal():
    light, wished, chosen = blocks()

    assert wished == chosen
    assert wished.keys() == light.keys()


@pytest.mark.parametrize("name", OTHER_SHEETS)
def test_sheet_other_than_tokens_sets_no_colour_and_no_size(name):
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    # Queries of media and containers and the paper's margin cannot read custom properties.
    text = re.sub(r"@(?:media|container)[^{]*|@page\s*\{[^}]*\}", "", text)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(", text) == []
    assert re.findall(r"\b\d*\.?\d+(?:px|rem|em|ch|pt|mm)\b", text) == []


@pytest.mark.parametrize("name", OTHER_SHEETS)
def test_sheet_uses_only_tokens_that_exist(name):
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))

    used = set(re.findall(r"var\((--[\w-]+)\)", (STATIC / "css" / name).read_text(encoding="utf-8")))

    assert used - defined == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(WEB / "templates")))
def test_template_has_nothing_inline(path):
    text = path.read_text(encoding="utf-8")

    assert (
        re.findall(
            r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w{3,}=|javascript:|\shx-on|\sdata-hx-on", text
        )
        == []
    )


def test_templates_use_only_classes_that_a_sheet_knows():
    sheets = "".join(path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))
    used = {
        name
        for path in TEMPLATES
        # Components also carry names that only tie their parts together.
        if path.parent.name != "components"
        for names in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for name in re.sub(r"\{[{%].*?[%}]\}", "", names).split()
    }

    assert used - known == set()


def test_template_names_only_icons_that_are_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    asked = {
        name
        for path in TEMPLATES
        for name in re.findall(
            r"""(?:\bicon\(|icon_name=)['"]([\w-]+)['"]""", path.read_text(encoding="utf-8")
        )
    }

    assert asked - drawn == set()


def test_components_page_shows_every_icon():
    drawn = re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8"))

    text = show("dev/components.html", SamplePage(), "en")

    assert set(drawn) == set(re.findall(r'icons\.svg\?v=\w+#([\w-]+)"', text))


def test_page_loads_at_most_a_hundred_kilobytes_of_style_and_script():
    assert sum((STATIC / name).stat().st_size for name in PAGE_FILES) <= 100_000


def test_static_files_load_nothing_from_elsewhere():
    for path in [STATIC / name for name in PAGE_FILES if "vendor" not in name]:
        assert (
            re.findall(
                r"https?://|@import|url\(|^import |\bimport\(",
                path.read_text(encoding="utf-8"),
                flags=re.MULTILINE,
            )
            == []
        )


@dataclass(frozen=True)
class SamplePage:
    title: str = "Components"
    blank: Parsed[object] = field(default_factory=blank)
    now: datetime = datetime(2026, 5, 15, 1, tzinfo=UTC)
    later: datetime = datetime(2026, 5, 15, 2, tzinfo=UTC)


def show(template: str, page: object, locale: str) -> str:
    with use_locale(locale):
        return (
            environment()
            .get_template(template)
            .render(
                page=page,
                request=SimpleNamespace(url=SimpleNamespace(path="/here")),
                **frame_alone(locale),
            )
        )


FORM = """
{% import "components/ui.html" as ui %}
{{ ui.error_summary(page.form, {"stage": "Stage"}) }}
{{ ui.field(page.form, "name", "Name", limit=40, help="Short.") }}
{{ ui.select(page.form, "stage", "Stage", options("stage")) }}
{{ ui.checkboxes(page.form, "category", "Category", options("category")) }}
{{ ui.field(page.form, "secret", "Password", type="password") }}
"""


def show_form(parsed: Parsed[object]) -> str:
    with use_locale("en"):
        return environment().from_string(FORM).render(page=SimpleNamespace(form=parsed))


def test_form_macros_refused_keep_input_escaped_and_focus_first_error():
    values: dict[str, str | list[str]] = {"name": "<b>", "category": ["youth", "farmer"], "secret": "hush"}

    text = show_form(Parsed(values, {"name": "Wrong name.", "stage": "Wrong stage."}, None))

    name = re.search(r'<input class="input" id="f-name"[^>]*>', text)
    assert name is not None
    assert 'value="&lt;b&gt;"' in name[0]
    assert 'aria-invalid="true" autofocus' in name[0]
    assert 'aria-describedby="f-name-help f-name-error f-name-count"' in name[0]
    assert text.count(" autofocus") == 1
    assert '<a href="#f-stage">Stage: Wrong stage.</a>' in text
    assert re.findall(r'value="(\w+)" checked', text) == ["youth", "farmer"]
    assert "hush" not in text


def test_form_macros_blank_show_no_error_and_no_focus():
    text = show_form(blank())

    assert "aria-invalid" not in text
    assert "autofocus" not in text
    assert 'class="error"' not in text


def test_components_select_with_unknown_value_shows_that_nothing_is_chosen():
    text = show("dev/components.html", SamplePage(), "en")

    chosen = re.search(r'<select[^>]*id="f-b_stage".*?</select>', text, flags=re.DOTALL)
    assert chosen is not None
    assert "Please choose" in chosen[0]
    assert " selected" not in chosen[0]


@pytest.mark.parametrize(("locale", "lang"), [("zh", "zh-Hans"), ("en", "en")])
def test_components_page_in_each_language_names_it_and_repeats_no_id(locale, lang):
    text = show("dev/components.html", SamplePage(), locale)

    ids = re.findall(r'\sid="([^"]+)"', text)
    assert f'<html lang="{lang}">' in text
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', text)) != set()
    for named in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', text):
        assert set(named.split()) <= set(ids)
    # Every image of a number hides itself from ears, because words stand beside it.
    assert all(
        'aria-hidden="true"' in tag for tag in re.findall(r"<svg[^>]*>", text) if "chart-bar" not in tag
    )


def test_error_page_with_incident_shows_its_number_and_the_way_on():
    page = SimpleNamespace(
        title="Failed", message="Nothing is lost.", status=500, incident="abc123", back="/from"
    )

    text = show("error.html", page, "en")

    assert "abc123" in text
    assert 'href="/from"' in text
    assert 'href="/public.home"' in text
