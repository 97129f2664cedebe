"""Events: the organiser's day and events, who is asked to come, and what anybody may read."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.entities.event_kinds import PARTS
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from web.formats import DEFAULT_ZONE
from web.formats import date as written_date
from web.forms.base import Data, Parsed, blank
from web.forms.event_builder import BuilderForm, copied_values, empty_values, template_values
from web.forms.events import EventForm, JurorForm, SlotsForm, chosen_ids, days_of
from web.forms.registrations import PublicFiltersForm
from web.i18n import gettext, ngettext
from web.pages.event_builder import EventFormPage, builder_page, kind_options, zones
from web.pages.events import (
    EventLine,
    EventsPage,
    JurorsPage,
    PitchesPage,
    ProvidersPage,
    SlotsPage,
    board_page,
    slot_groups,
    today_page,
)
from web.pages.public_events import public_event_page, public_events_page
from web.render import render, see
from web.resources import resources
from web.sentences import sentence
from web.services import events, invitations
from web.services.day_shape import to_series, usual_day
from web.viewer import viewer_for, viewer_or_none


def _organiser(request: Request) -> tuple[Viewer, int]:
    return viewer_for(request, Role.ORGANISER), int(request.path_params.get("event_id", 0))


async def home(request: Request) -> Response:
    """What needs the organiser today."""
    viewer, r = viewer_for(request, Role.ORGANISER), resources(request)
    today, coming = await events.today(r.db, r.clock, viewer=viewer)
    return render(request, "events/today.html", today_page(today, coming))


async def event_list(request: Request) -> Response:
    """The events of the organiser's own bodies."""
    viewer = viewer_for(request, Role.ORGANISER)
    found = await events.list_events(resources(request).db, viewer=viewer)
    answer = ngettext("Your body holds %(num)s event.", "Your body holds %(num)s events.", len(found))
    page = EventsPage(gettext("Events"), answer, [EventLine(e, c) for e, c in found])
    return render(request, "events/list.html", page)


def _edit_page(
    request: Request, form: Parsed[Any], event_id: int, sequence: int, *, status: int = 200
) -> Response:
    page = EventFormPage(
        gettext("Facts of the event"), form, zones(), kind_options(), event_id=event_id, sequence=sequence
    )
    return render(request, "events/form.html", page, status=status)


async def new(request: Request) -> Response:
    """The builder: empty, with a usual day, or with an earlier event."""
    viewer, r = viewer_for(request, Role.ORGANISER), resources(request)
    earlier = [EventLine(e) for e, _ in await events.list_events(r.db, viewer=viewer)]
    copy, template = request.query_params.get("copy", ""), request.query_params.get("template", "")
    usual, today = usual_day(template), r.clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    values = empty_values()
    if copy.isascii() and copy.isdigit() and len(copy) < 16:
        found = await events.open_shape(r.db, viewer=viewer, event_id=int(copy))
        values = copied_values(found.event, found.rooms, found.slots, today)
    elif usual is not None:
        values = template_values(usual, gettext("Room"), today)
    elif copy or template:
        raise NotFound
    return render(request, "events/form.html", builder_page(blank(values), earlier=earlier))


async def create(request: Request) -> Response:
    """Make an event with its day, as a draft; `act=preview` shows the day and saves nothing."""
    viewer, r = viewer_for(request, Role.ORGANISER), resources(request)
    data = await request.form()
    form = BuilderForm.parse(data)
    if form.clean is None:
        return render(request, "events/form.html", builder_page(form), status=422)
    if data.get("act") == "preview":
        return render(request, "events/form.html", builder_page(form, new_day=form.clean))
    facts = form.clean.facts
    try:
        event_id = await events.create_event(
            r.db,
            r.clock,
            viewer=viewer,
            facts=facts,
            series=to_series(form.clean.blocks, facts.starts_at),
            wishes_close_at=form.clean.wishes_close_at,
        )
    except Invalid as error:
        refused = form.with_error(
            _BUILDER_FIELDS.get(error.field or "", error.field or "day"), sentence(error.code, **error.params)
        )
        return render(request, "events/form.html", builder_page(refused, new_day=form.clean), status=422)
    if not PARTS[facts.kind].pitches or form.clean.blocks:
        return see(request, "organiser.event", flash="event_built", event_id=event_id)
    return see(request, "organiser.event_slots", flash="event_created", event_id=event_id)


# Where the fields of a series stand in the builder.
_BUILDER_FIELDS = {"start": "b1_start", "count": "b1_count", "rooms": "rooms"}


def _with(form: Parsed[Any], error: Invalid) -> Parsed[Any]:
    if error.field is None:
        raise error
    return form.with_error(error.field, sentence(error.code, **error.params))


async def board(request: Request) -> Response:
    """One event and its next step."""
    viewer, event_id = _organiser(request)
    found = await events.open_board(resources(request).db, viewer=viewer, event_id=event_id)
    return render(request, "events/board.html", board_page(found, blank()))


async def edit(request: Request) -> Response:
    """The facts of an event as a form."""
    viewer, event_id = _organiser(request)
    found = await events.open_shape(resources(request).db, viewer=viewer, event_id=event_id)
    return _edit_page(
        request, blank(EventForm.values(found.event, found.rooms)), event_id, found.event.sequence
    )


async def save(request: Request) -> Response:
    """Change the facts of an event."""
    viewer, event_id = _organiser(request)
    r, data = resources(request), await request.form()
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    form = EventForm.parse(data)
    sent = str(data.get("sequence", ""))
    sequence = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
    if form.clean is None:
        return _edit_page(request, form, event_id, sequence, status=422)
    try:
        await events.edit_event(
            r.db,
            r.clock,
            viewer=viewer,
            event_id=event_id,
            sequence=sequence,
            facts=form.clean,
            site=r.settings.public_url,
        )
    except Invalid as error:
        return _edit_page(request, _with(form, error), event_id, sequence, status=422)
    return see(request, "organiser.event", flash="saved", event_id=event_id)


async def _slots_page(request: Request, viewer: Viewer, event_id: int, form: Parsed[Any] | None) -> Response:
    found = await events.open_shape(resources(request).db, viewer=viewer, event_id=event_id)
    event = found.event
    values: dict[str, str | list[str]] = {
        "kind": "pitch",
        "minutes": "15",
        "count": "8",
        "break": "5",
        "day": EventForm.values(event, [])["day"],
        "start": EventForm.values(event, [])["starts"],
    }
    page = SlotsPage(
        gettext("Rooms and slots"),
        EventLine(event),
        form or blank(values),
        found.rooms,
        [(d.isoformat(), written_date(d)) for d in days_of(event)],
        slot_groups(event, found.slots),
    )
    return render(request, "events/slots.html", page, status=422 if form else 200)


async def slots(request: Request) -> Response:
    """The slots of an event, and the form that sets more."""
    viewer, event_id = _organiser(request)
    return await _slots_page(request, viewer, event_id, None)


async def add_slots(request: Request) -> Response:
    """Set a series of slots."""
    viewer, event_id = _organiser(request)
    r = resources(request)
    found = await events.open_shape(r.db, viewer=viewer, event_id=event_id)
    form = SlotsForm.parse(await request.form(), found.event, found.rooms)
    if form.clean is None:
        return await _slots_page(request, viewer, event_id, form)
    try:
        n = await events.add_slots(r.db, r.clock, viewer=viewer, event_id=event_id, series=[form.clean])
    except Invalid as error:
        return await _slots_page(request, viewer, event_id, _with(form, error))
    return see(
        request, "organiser.event_slots", flash="slots_added", flash_params={"n": n}, event_id=event_id
    )


async def remove_slots(request: Request) -> Response:
    """Take out the ticked slots that no plan uses."""
    viewer, event_id = _organiser(request)
    r = resources(request)
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    chosen = chosen_ids(await request.form(), "slot")
    n = 0
    if chosen.clean:
        n = await events.remove_slots(r.db, r.clock, viewer=viewer, event_id=event_id, slot_ids=chosen.clean)
    return see(
        request, "organiser.event_slots", flash="slots_removed", flash_params={"n": n}, event_id=event_id
    )


async def _pitches_page(
    request: Request, viewer: Viewer, event_id: int, form: Parsed[Any] | None
) -> Response:
    event, choices = await invitations.pitch_choices(resources(request).db, viewer=viewer, event_id=event_id)
    n = sum(c.selected for c in choices)
    answer = gettext("%(n)s of %(total)s pitches on show are selected.", n=n, total=len(choices))
    page = PitchesPage(gettext("Select pitches"), answer, EventLine(event), form or blank(), choices)
    return render(request, "events/pitches.html", page, status=422 if form else 200)


async def pitches(request: Request) -> Response:
    """The pitches that could be selected."""
    viewer, event_id = _organiser(request)
    return await _pitches_page(request, viewer, event_id, None)


async def select(request: Request) -> Response:
    """Select the ticked pitches and invite their companies."""
    viewer, event_id = _organiser(request)
    r, form = resources(request), chosen_ids(await request.form(), "pitch")
    if form.clean is None:
        return await _pitches_page(request, viewer, event_id, form)
    made = await invitations.select_pitches(
        r.db, r.clock, viewer=viewer, event_id=event_id, pitch_ids=form.clean, site=r.settings.public_url
    )
    return see(
        request, "organiser.event", flash="pitches_selected", flash_params={"n": len(made)}, event_id=event_id
    )


async def _providers_page(
    request: Request, viewer: Viewer, event_id: int, form: Parsed[Any] | None
) -> Response:
    event, choices = await invitations.provider_choices(
        resources(request).db, viewer=viewer, event_id=event_id
    )
    n = sum(c.invited for c in choices)
    answer = gettext("%(n)s of %(total)s vetted providers are invited.", n=n, total=len(choices))
    page = ProvidersPage(gettext("Invite providers"), answer, EventLine(event), form or blank(), choices)
    return render(request, "events/providers.html", page, status=422 if form else 200)


async def providers(request: Request) -> Response:
    """The providers that could be invited."""
    viewer, event_id = _organiser(request)
    return await _providers_page(request, viewer, event_id, None)


async def invite(request: Request) -> Response:
    """Invite the ticked providers."""
    viewer, event_id = _organiser(request)
    r, form = resources(request), chosen_ids(await request.form(), "provider")
    if form.clean is None:
        return await _providers_page(request, viewer, event_id, form)
    made = await invitations.invite_providers(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        organisation_ids=form.clean,
        site=r.settings.public_url,
    )
    return see(
        request,
        "organiser.event",
        flash="providers_invited",
        flash_params={"n": len(made)},
        event_id=event_id,
    )


async def _jurors_page(request: Request, viewer: Viewer, event_id: int, form: Parsed[Any] | None) -> Response:
    event, found = await invitations.jurors(resources(request).db, viewer=viewer, event_id=event_id)
    answer = ngettext("%(num)s juror is asked.", "%(num)s jurors are asked.", len(found))
    page = JurorsPage(gettext("Jurors"), answer, EventLine(event), form or blank({"locale": "zh"}), found)
    return render(request, "events/jurors.html", page, status=422 if form else 200)


async def jurors(request: Request) -> Response:
    """Who is asked to comment."""
    viewer, event_id = _organiser(request)
    return await _jurors_page(request, viewer, event_id, None)


async def add_juror(request: Request) -> Response:
    """Ask one more, by address."""
    viewer, event_id = _organiser(request)
    r, form = resources(request), JurorForm.parse(await request.form())
    if form.clean is None:
        return await _jurors_page(request, viewer, event_id, form)
    new = form.clean
    await invitations.invite_juror(
        r.db,
        r.clock,
        viewer=viewer,
        event_id=event_id,
        email=new.email,
        name=new.name,
        locale=new.locale,
        site=r.settings.public_url,
    )
    return see(request, "organiser.event_jurors", flash="juror_invited", event_id=event_id)


async def remove_juror(request: Request) -> Response:
    """Ask a juror no longer."""
    viewer, event_id = _organiser(request)
    r, chosen = resources(request), chosen_ids(await request.form(), "person")
    await events.open_event(r.db, viewer=viewer, event_id=event_id)
    if not chosen.clean:
        raise NotFound
    await invitations.remove_juror(r.db, r.clock, viewer=viewer, event_id=event_id, person_id=chosen.clean[0])
    return see(request, "organiser.event_jurors", flash="juror_removed", event_id=event_id)


async def publish(request: Request) -> Response:
    """Put the event on the public calendar."""
    viewer, event_id = _organiser(request)
    r = resources(request)
    await events.publish_event(r.db, r.clock, viewer=viewer, event_id=event_id)
    return see(request, "organiser.event", flash="event_published", event_id=event_id)


async def public_list(request: Request) -> Response:
    """What is to come and what has been, for anybody."""
    r = resources(request)
    filters = PublicFiltersForm.parse(Data(request.query_params.multi_items()))
    found = await events.public_events(r.db, r.clock)
    page = public_events_page(found, filters, r.clock.now(), request.url.path)
    return render(request, "events/public_list.html", page, status=422 if filters.errors else 200)


async def public_event(request: Request) -> Response:
    """A published event, for anybody."""
    r = resources(request)
    found = await events.open_public_event(
        r.db, r.clock, event_id=request.path_params["event_id"], viewer=viewer_or_none(request)
    )
    return render(request, "events/public.html", public_event_page(found))


_ONE = "/organiser/events/{event_id:int}"
routes = [
    Route("/organiser", home, name="organiser.home"),
    Route("/organiser/events", event_list, name="organiser.events"),
    Route("/organiser/events/new", new, name="organiser.event_new"),
    Route("/organiser/events/new", create, name="organiser.event_new", methods=["POST"]),
    Route(_ONE, board, name="organiser.event"),
    Route(f"{_ONE}/edit", edit, name="organiser.event_edit"),
    Route(f"{_ONE}/edit", save, name="organiser.event_edit", methods=["POST"]),
    Route(f"{_ONE}/slots", slots, name="organiser.event_slots"),
    Route(f"{_ONE}/slots", add_slots, name="organiser.event_slots", methods=["POST"]),
    Route(f"{_ONE}/slots/remove", remove_slots, name="organiser.event_slots_remove", methods=["POST"]),
    Route(f"{_ONE}/pitches", pitches, name="organiser.event_pitches"),
    Route(f"{_ONE}/pitches", select, name="organiser.event_pitches", methods=["POST"]),
    Route(f"{_ONE}/providers", providers, name="organiser.event_providers"),
    Route(f"{_ONE}/providers", invite, name="organiser.event_providers", methods=["POST"]),
    Route(f"{_ONE}/jurors", jurors, name="organiser.event_jurors"),
    Route(f"{_ONE}/jurors", add_juror, name="organiser.event_jurors", methods=["POST"]),
    Route(f"{_ONE}/jurors/remove", remove_juror, name="organiser.event_juror_remove", methods=["POST"]),
    Route(f"{_ONE}/publish", publish, name="organiser.event_publish", methods=["POST"]),
    Route("/events", public_list, name="public.events"),
    Route("/events/{event_id:int}", public_event, name="public.event"),
]
