"""The panel of a first visit: on the first page of its role, until it is put away, for one person and role."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.anyio
PANEL = 'aria-label="您的首次访问"'


@pytest.mark.parametrize(
    ("persona", "role", "path"),
    [
        ("lin", "founder", "/founder/pitches"),
        ("wang", "provider", "/provider/matches"),
        ("wu", "provider", "/provider/profile"),
        ("zhao", "organiser", "/organiser"),
        ("he", "juror", "/juror"),
        ("xu", "space", "/space"),
        ("sun", "officer", "/officer/results"),
        ("gao", "admin", "/admin/people"),
    ],
)
async def test_panel_stands_on_the_role_s_first_page_until_it_is_put_away(
    client, world_conn, world, persona, role, path
):
    await world_conn.execute(
        "delete from welcome_seen where person_id = $1 and role = $2", world.person[persona], role
    )
    client.sign_in(persona)

    first = await client.get(path)
    away = await client.post("/welcome/seen", data={"role": role})
    again = await client.get(path)

    assert PANEL in first.text
    assert (away.status_code, away.headers["location"]) == (303, path)
    assert again.status_code == 200
    assert PANEL not in again.text


async def test_panel_is_put_away_by_nobody_else(client, world_conn, world):
    await world_conn.execute("delete from welcome_seen where person_id = $1", world.person["lin"])
    await client.sign_in("qian").post("/welcome/seen", data={"role": "founder"})
    wrong = await client.sign_in("lin").post("/welcome/seen", data={"role": "admin"})
    none = await client.post("/welcome/seen", data={"role": "king"})

    html = (await client.get("/founder/pitches")).text

    assert (wrong.status_code, none.status_code) == (403, 404)
    assert PANEL in html


async def test_provider_who_is_not_vetted_begins_where_something_can_be_done(client):
    html = (await client.sign_in("wu").get("/account")).text

    assert 'href="/provider/profile"' in html
