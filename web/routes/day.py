"""The day of an event: a screen for the hall, everybody's own day, and the staff's pages."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web.forms.base import Parsed, blank
from web.forms.day import (
    DelayForm,
    LinkForm,
    number_of,
    said_of,
    staff_said_of,
    standby_answer,
)
from web.pages.day import link_line, own_day_page, rooms_of, screen_page, staff_day_page, standby_page
from web.pages.delays import delay_page
from web.render import render, see
from web.resources import resources
from web.services import delays, meetings_held, standby
from web.services.day import open_own_day, open_screen, open_staff_day
from web.services.door import door_code, end_link, make_link, token_of
from web.viewer import viewer_for, viewer_of


def _staff(request: Request) -> tuple[Viewer, int]:
    return viewer_for(request, Role.ORGANISER), request.path_params["event_id"]


async def screen(request: Request) -> Response:
    """What is on now and next, for a projector."""
    r = resources(request)
    found = await open_screen(r.db, r.settings, r.clock, token=request.path_params["token"])
    return render(request, "day/screen.html", screen_page(found))


async def own(request: Request) -> Response:
    """The viewer's own day."""
    viewer, r, event_id = viewer_of(request), resources(request), request.path_params["event_id"]
    found = await open_own_day(r.db, r.clock, viewer=viewer, event_id=event_id)
    code = door_code(r.settings, event_id=event_id, person_id=viewer.person_id)
    return render(request, "day/own.html", own_day_page(found, code))


async def said(request: Request) -> Response:
    """One side says what came of a meeting."""
    viewer, r = viewer_of(request), resources(request)
    side, what = said_of(await request.form(max_files=0))
    event_id = await meetings_held.say_of_meeting(
        r.db, r.clock, viewer=viewer, meeting_id=request.path_params["meeting_id"], side=side, said=what
    )
    return see(request, "day.own", flash="meeting_said", event_id=event_id)


async def step_in(request: Request) -> Response:
    """One side answers a stand-by offer."""
    viewer, r = viewer_of(request), resources(request)
    side, accept = standby_answer(await request.form(max_files=0))
    event_id, meeting_id = await standby.answer_standby(
        r.db, r.clock, viewer=viewer, offer_id=request.path_params["offer_id"], side=side, accept=accept
    )
    flash = "standby_declined" if not accept else "standby_waits" if meeting_id is None else "standby_booked"
    return see(request, "day.own", flash=flash, event_id=event_id)


# ---------------------------------------------------------------- the staff


async def _staff_page(request: Request, form: Parsed[Any], *, status: int = 200) -> Response:
    viewer, event_id = _staff(request)
    r = resources(request)
    found = await open_staff_day(r.db, r.clock, viewer=viewer, event_id=event_id)
    names = {"door": "door.volunteer", "screen": "day.screen"}
    links = [
        link_line(
            one,
            r.settings.public_url
            + request.url_for(names[one.kind], token=token_of(r.settings, r.clock, one)).path,
            r.clock.now(),
        )
        for one in found.links
    ]
    return render(request, "day/staff.html", staff_day_page(found, links, form), status=status)


async def staff_day(request: Request) -> Response:
    """How the day goes."""
    return await _staff_page(request, blank())


async def new_link(request: Request) -> Response:
    """An address for a volunteer at the door, or for a projector."""
    viewer, event_id = _staff(request)
    form = LinkForm.parse(await request.form(max_files=0))
    if form.clean is None:
        return await _staff_page(request, form, status=422)
    kind, name = form.clean
    r = resources(request)
    await make_link(r.db, r.clock, viewer=viewer, event_id=event_id, kind=kind, name=name)
    return see(request, "organiser.day", flash="link_made", event_id=event_id)


async def ended_link(request: Request) -> Response:
    """An address opens nothing from now on."""
    viewer, event_id = _staff(request)
    r, link_id = resources(request), number_of(await request.form(max_files=0), "link")
    await end_link(r.db, r.clock, viewer=viewer, event_id=event_id, link_id=link_id)
    return see(request, "organiser.day", flash="link_ended", event_id=event_id)


async def decide(request: Request) -> Response:
    """The staff's word on a meeting."""
    viewer, event_id = _staff(request)
    r, data = resources(request), await request.form(max_files=0)
    await meetings_held.decide_meeting(
        r.db, r.clock, viewer=viewer, event_id=event_id, meeting_id=number_of(data, "meeting"),
        said=staff_said_of(data),
    )  # fmt: skip
    return see(request, "organiser.day", flash="meeting_said", event_id=event_id)


async def late(request: Request) -> Response:
    """What runs late; with a room and minutes, what that would do."""
    viewer, event_id = _staff(request)
    r = resources(request)
    desk = await delays.open_delays(r.db, r.clock, viewer=viewer, event_id=event_id)
    if "minutes" not in request.query_params:
        return render(request, "day/delays.html", delay_page(desk, blank({"minutes": "10"})))
    form = DelayForm.parse(request.query_params, [i for i, _ in rooms_of(desk.facts.programme)])
    if form.clean is None:
        return render(request, "day/delays.html", delay_page(desk, form), status=422)
    asked = delays.with_consequences(desk, r.clock, form.clean.room_id, form.clean.minutes)
    return render(request, "day/delays.html", delay_page(asked, form))


async def run_late(request: Request) -> Response:
    """Let a room run late."""
    viewer, event_id = _staff(request)
    r = resources(request)
    desk = await delays.open_delays(r.db, r.clock, viewer=viewer, event_id=event_id)
    form = DelayForm.parse(await request.form(max_files=0), [i for i, _ in rooms_of(desk.facts.programme)])
    if form.clean is None:
        return render(request, "day/delays.html", delay_page(desk, form), status=422)
    found = await delays.apply_delay(
        r.db, r.clock, viewer=viewer, event_id=event_id, room_id=form.clean.room_id,
        minutes=form.clean.minutes, site=r.settings.public_url,
    )  # fmt: skip
    return see(
        request, "organiser.late", flash="delay_made", flash_params={"n": len(found.told)}, event_id=event_id
    )


async def back_in_time(request: Request) -> Response:
    """Take the latest delay of a room back."""
    viewer, event_id = _staff(request)
    r, delay_id = resources(request), number_of(await request.form(max_files=0), "delay")
    n = await delays.undo_delay(
        r.db, r.clock, viewer=viewer, event_id=event_id, delay_id=delay_id, site=r.settings.public_url
    )
    return see(request, "organiser.late", flash="delay_undone", flash_params={"n": n}, event_id=event_id)


async def move(request: Request) -> Response:
    """A meeting takes place in another slot of the day."""
    viewer, event_id = _staff(request)
    r, data = resources(request), await request.form(max_files=0)
    await delays.move_meeting(
        r.db, r.clock, viewer=viewer, event_id=event_id, meeting_id=number_of(data, "meeting"),
        slot_id=number_of(data, "slot"), site=r.settings.public_url,
    )  # fmt: skip
    return see(request, "organiser.late", flash="meeting_moved_today", event_id=event_id)


async def call_off(request: Request) -> Response:
    """A meeting does not take place."""
    viewer, event_id = _staff(request)
    r, data = resources(request), await request.form(max_files=0)
    await delays.call_off_meeting(
        r.db, r.clock, viewer=viewer, event_id=event_id, meeting_id=number_of(data, "meeting"),
        site=r.settings.public_url,
    )  # fmt: skip
    return see(request, "organiser.late", flash="meeting_called_off", event_id=event_id)


async def who_steps_in(request: Request) -> Response:
    """Tables at which somebody is missing, and who could step in."""
    viewer, event_id = _staff(request)
    r = resources(request)
    desk = await standby.open_standby(r.db, r.clock, viewer=viewer, event_id=event_id)
    return render(request, "day/standby.html", standby_page(desk))


async def offer(request: Request) -> Response:
    """Offer a table to a pair."""
    viewer, event_id = _staff(request)
    r, data = resources(request), await request.form(max_files=0)
    await standby.offer_standby(
        r.db, r.clock, viewer=viewer, event_id=event_id, founder_id=number_of(data, "founder"),
        provider_id=number_of(data, "provider"),
    )  # fmt: skip
    return see(request, "organiser.standby", flash="standby_offered", event_id=event_id)


_STAFF = "/organiser/events/{event_id:int}"
routes = [
    Route("/screen/{token}", screen, name="day.screen"),
    Route("/events/{event_id:int}/day", own, name="day.own"),
    Route("/meetings/{meeting_id:int}/said", said, name="day.said", methods=["POST"]),
    Route("/standby/{offer_id:int}/answer", step_in, name="day.standby_answer", methods=["POST"]),
    Route(f"{_STAFF}/day", staff_day, name="organiser.day"),
    Route(f"{_STAFF}/links", new_link, name="organiser.link_new", methods=["POST"]),
    Route(f"{_STAFF}/links/end", ended_link, name="organiser.link_end", methods=["POST"]),
    Route(f"{_STAFF}/meetings/said", decide, name="organiser.meeting_said", methods=["POST"]),
    Route(f"{_STAFF}/meetings/move", move, name="organiser.meeting_move", methods=["POST"]),
    Route(f"{_STAFF}/meetings/call-off", call_off, name="organiser.meeting_call_off", methods=["POST"]),
    Route(f"{_STAFF}/late", late, name="organiser.late"),
    Route(f"{_STAFF}/late", run_late, name="organiser.late", methods=["POST"]),
    Route(f"{_STAFF}/late/undo", back_in_time, name="organiser.late_undo", methods=["POST"]),
    Route(f"{_STAFF}/standby", who_steps_in, name="organiser.standby"),
    Route(f"{_STAFF}/standby", offer, name="organiser.standby", methods=["POST"]),
]
