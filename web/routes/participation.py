"""Events for those who come: invitations and their own plan; wishes and calendars are next door."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.vocabulary import Role
from models.errors import Invalid
from web.forms.base import Parsed, blank
from web.forms.events import EntryAnswer, EntryForm, InvitationForm
from web.pages.own_plan import own_plan_page
from web.pages.participation import invitations_page
from web.render import render, see
from web.resources import resources
from web.services import participation
from web.services.door import door_code, written_code
from web.viewer import viewer_for, viewer_of


async def founder_events(request: Request) -> Response:
    """The founder's invitations."""
    viewer, r = viewer_for(request, Role.FOUNDER), resources(request)
    found = await participation.list_participations(r.db, viewer=viewer, side="founder")
    return render(request, "participation/list.html", invitations_page(found, r.clock.now(), blank()))


async def provider_events(request: Request) -> Response:
    """The provider's invitations."""
    viewer, r = viewer_for(request, Role.PROVIDER), resources(request)
    found = await participation.list_participations(r.db, viewer=viewer, side="provider")
    return render(request, "participation/list.html", invitations_page(found, r.clock.now(), blank()))


async def answer(request: Request) -> Response:
    """Accept or decline an invitation."""
    viewer, r = viewer_of(request), resources(request)
    participant_id = request.path_params["participant_id"]
    one = (
        await participation.open_availability(r.db, viewer=viewer, participant_id=participant_id)
    ).participant
    form = InvitationForm.parse(await request.form())
    if form.clean is None:
        found = await participation.list_participations(r.db, viewer=viewer, side=one.side)
        page = invitations_page(found, r.clock.now(), form, participant_id)
        return render(request, "participation/list.html", page, status=422)
    given = form.clean
    await participation.answer_invitation(
        r.db,
        r.clock,
        viewer=viewer,
        participant_id=participant_id,
        answer=given.answer,
        expected=given.expected,
        person_id=given.person_id,
        max_meetings=given.max_meetings,
        site=r.settings.public_url,
    )
    if given.answer == "accepted" and one.availability_at is None:
        return see(
            request, "participation.availability", flash="invitation_answered", participant_id=participant_id
        )
    return see(request, f"{one.side}.events", flash="invitation_answered")


async def own_plan(request: Request) -> Response:
    """The person's own plan of an event."""
    viewer, r, event_id = viewer_of(request), resources(request), request.path_params["event_id"]
    found = await participation.open_own_plan(r.db, viewer=viewer, event_id=event_id)
    code = written_code(door_code(r.settings, event_id=event_id, person_id=viewer.person_id))
    return render(request, "participation/plan.html", own_plan_page(found, r.clock.now(), code))


async def meeting_answer(request: Request) -> Response:
    """Confirm or decline one meeting."""
    viewer, r = viewer_of(request), resources(request)
    form = EntryForm.parse(await request.form())
    given = _clean(form)
    event_id = await participation.answer_meeting(
        r.db,
        r.clock,
        viewer=viewer,
        meeting_id=request.path_params["meeting_id"],
        side=given.side,
        expected=given.expected,
        answer=given.answer,
        site=r.settings.public_url,
    )
    return see(request, "participation.plan", flash="invitation_answered", event_id=event_id)


async def pitch_answer(request: Request) -> Response:
    """Confirm or decline the pitch slot."""
    viewer, r = viewer_of(request), resources(request)
    given = _clean(EntryForm.parse(await request.form()))
    event_id = await participation.answer_pitch_slot(
        r.db,
        r.clock,
        viewer=viewer,
        placed_id=request.path_params["placed_id"],
        expected=given.expected,
        answer=given.answer,
    )
    return see(request, "participation.plan", flash="invitation_answered", event_id=event_id)


def _clean(form: Parsed[EntryAnswer]) -> EntryAnswer:
    """A form that only our own buttons send."""
    if form.clean is None:
        raise Invalid("not_a_choice")
    return form.clean


_ONE = "/participations/{participant_id:int}"
routes = [
    Route("/founder/events", founder_events, name="founder.events"),
    Route("/provider/events", provider_events, name="provider.events"),
    Route(f"{_ONE}/answer", answer, name="participation.answer", methods=["POST"]),
    Route("/events/{event_id:int}/my-plan", own_plan, name="participation.plan"),
    Route(
        "/meetings/{meeting_id:int}/answer",
        meeting_answer,
        name="participation.meeting_answer",
        methods=["POST"],
    ),
    Route(
        "/pitch-slots/{placed_id:int}/answer",
        pitch_answer,
        name="participation.pitch_answer",
        methods=["POST"],
    ),
]
