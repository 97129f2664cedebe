"""Mails of events in one's own words: for one event, for the site, with versions, and never with a bare brace."""

from __future__ import annotations

import pytest

from models.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.web.services.event_stories import SITE, cancel, mails, viewer
from web.i18n import LOCALES, use_locale
from web.services.event_texts import PLACEHOLDER, SHIPPED, Words, filled, shipped_words, unknown_placeholders
from web.services.event_wording import Wanted, open_desk, save_wording

pytestmark = pytest.mark.anyio
CANCELLED = Wanted("cancelled", "zh")


async def save(db, clock, who, event_id, words, version=0, wanted=CANCELLED):
    await save_wording(db, clock, viewer=who, event_id=event_id, wanted=wanted, words=words, version=version)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", SHIPPED)
def test_shipped_words_use_only_placeholders_that_the_mail_has(code, locale):
    with use_locale(locale):
        words = shipped_words(code)

    assert unknown_placeholders(code, words.subject, words.body) == []
    assert "%(" not in words.subject + words.body
    assert "{link}" in words.body
    facts = {name: f"<{name}>" for name in SHIPPED[code].names}
    assert PLACEHOLDER.findall("".join(filled(words, facts))) == []


def test_fact_that_looks_like_a_placeholder_is_not_filled_again():
    subject, body = filled(
        Words("{event}\n{name}", "{name}\n\n\n\n{when}"),
        {"event": "{when}", "name": "{event}", "when": "now"},
    )

    assert (subject, body) == ("{when} {event}", "{event}\n\nnow")


async def test_own_words_of_an_event_come_before_the_site_s_and_those_before_the_shipped(
    world_db, clock, world
):
    zhao, gao = await viewer(world_db, clock, "zhao"), await viewer(world_db, clock, "gao")
    event_id = world.event["zhao"]
    await save(world_db, clock, gao, None, Words("站点：{event}", "站点说不办了。"))
    desk = await open_desk(world_db, viewer=zhao, event_id=event_id, wanted=CANCELLED, site=SITE)
    assert desk.words.subject == "站点：{event}"
    assert not desk.is_written

    assert desk.event is not None
    await save(world_db, clock, zhao, event_id, Words("{event}不办了", "抱歉。{reason}\n{link}"))
    await cancel(world_db, clock, zhao, event_id)

    sent = {
        (m["locale"], m["subject"], m["body"].split("\n")[0])
        for m in await mails(world_db, "event_cancelled")
    }
    assert {s for lang, s, _ in sent if lang == "zh"} == {f"{desk.event.title_zh}不办了"}
    assert all("Cancelled".lower() in s.lower() for lang, s, _ in sent if lang == "en")


async def test_unknown_placeholder_is_refused_by_its_name(world_db, clock, world):
    zhao = await viewer(world_db, clock, "zhao")

    with pytest.raises(Invalid) as refused:
        await save(world_db, clock, zhao, world.event["zhao"], Words("{event}", "{event} {plce}"))

    assert (refused.value.code, refused.value.field) == ("unknown_placeholder", "body")
    assert refused.value.params["name"] == "plce"


async def test_versions_are_kept_and_going_back_is_one_of_them(world_db, clock, world):
    zhao, event_id = await viewer(world_db, clock, "zhao"), world.event["zhao"]
    await save(world_db, clock, zhao, event_id, Words("一", "一"))
    await save(world_db, clock, zhao, event_id, Words("二", "二"), 1)
    with pytest.raises(Conflict):
        await save(world_db, clock, zhao, event_id, Words("也是二", "也是二"), 1)
    await save(world_db, clock, zhao, event_id, None, 2)

    desk = await open_desk(world_db, viewer=zhao, event_id=event_id, wanted=CANCELLED, site=SITE)

    assert [(v.version, v.subject) for v in desk.versions] == [(3, None), (2, "二"), (1, "一")]
    with use_locale("zh"):
        assert desk.words == shipped_words("cancelled")
    assert not desk.is_written


async def test_preview_shows_real_facts_of_the_event(world_db, clock, world):
    zhao = await viewer(world_db, clock, "zhao")

    for code in SHIPPED:
        desk = await open_desk(
            world_db, viewer=zhao, event_id=world.event["zhao"], wanted=Wanted(code, "zh"), site=SITE
        )
        assert desk.preview is not None
        assert desk.event is not None
        assert desk.event.title_zh in desk.preview[0] + desk.preview[1], code
        assert PLACEHOLDER.findall("".join(desk.preview)) == [], code


async def test_words_are_the_own_organiser_s_and_the_administrator_s_alone(world_db, clock, world):
    zhou, zhao = await viewer(world_db, clock, "zhou"), await viewer(world_db, clock, "zhao")

    with pytest.raises(NotFound):
        await save(world_db, clock, zhou, world.event["zhao"], Words("x", "y"))
    with pytest.raises(NotFound):
        await open_desk(world_db, viewer=zhou, event_id=world.event["zhao"], wanted=CANCELLED, site=SITE)
    with pytest.raises(NotAllowed):
        await save(world_db, clock, zhao, None, Words("x", "y"))
