"""What a founder asks of host spaces, and what is done about it until its end.

A request goes to one space that the founder chose, or at once to up to three that offer what is needed: those
with the least to do, so that nobody waits for one silent space after the other. The first that accepts takes
it; the others read that it is taken. Reminders and the end of what nobody answers are in `service_silence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.db import Connection, Database
from models.entities.ids import OrganisationId
from models.entities.service_requests import (
    OPEN,
    UNDER_WAY,
    WAITING,
    Ask,
    NewRequest,
    NewServiceStep,
    OwnPitch,
    ServiceSide,
    ServiceState,
    ServiceStep,
    ServiceStepTaken,
    SpaceThatOffers,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.service_requests import ServiceRequestRepository
from web.clock import Clock
from web.services.once import answered_before, keep_answer
from web.services.service_mail import tell_asked, tell_step
from web.services.spaces import today_of

# How many spaces an open request goes to, and how many open requests a company may have.
MOST_ASKED = 3
MOST_OPEN = 10
# What is chosen for "any space that offers it": of the city, or of a district behind a colon.
ANY = "any"

_SPACE_STEPS: dict[ServiceState, frozenset[ServiceStep]] = {
    ServiceState.ASKED: frozenset({ServiceStep.ACCEPTED, ServiceStep.NEEDS_MORE, ServiceStep.DECLINED}),
    ServiceState.NEEDS_MORE: frozenset({ServiceStep.ACCEPTED, ServiceStep.DECLINED}),
    ServiceState.ACCEPTED: frozenset(
        {ServiceStep.STARTED, ServiceStep.DONE, ServiceStep.DECLINED, ServiceStep.WORD}
    ),
    ServiceState.IN_PROGRESS: frozenset({ServiceStep.DONE, ServiceStep.DECLINED, ServiceStep.WORD}),
}
_FOUNDER_STEPS: dict[ServiceState, frozenset[ServiceStep]] = {
    ServiceState.ASKED: frozenset({ServiceStep.WITHDRAWN}),
    ServiceState.NEEDS_MORE: frozenset({ServiceStep.REPLY, ServiceStep.WITHDRAWN}),
    ServiceState.ACCEPTED: frozenset({ServiceStep.DONE, ServiceStep.WORD, ServiceStep.WITHDRAWN}),
    ServiceState.IN_PROGRESS: frozenset({ServiceStep.DONE, ServiceStep.WORD, ServiceStep.WITHDRAWN}),
    ServiceState.DONE: frozenset({ServiceStep.RATED}),
}


@dataclass(frozen=True, slots=True)
class AskForm:
    """What the form of a request offers to choose from."""

    spaces: list[SpaceThatOffers]
    pitches: list[OwnPitch]


@dataclass(frozen=True, slots=True)
class AskView:
    """A request at one space as a side sees it, with what that side can do now."""

    ask: Ask
    side: ServiceSide
    may: frozenset[ServiceStep]
    steps: list[ServiceStepTaken]


def may_take(state: ServiceState, side: ServiceSide, rating: int | None) -> frozenset[ServiceStep]:
    """What a side can do in a state."""
    if side is ServiceSide.SPACE:
        return _SPACE_STEPS.get(state, frozenset())
    steps = _FOUNDER_STEPS.get(state, frozenset())
    return steps - {ServiceStep.RATED} if rating is not None else steps


async def open_ask_form(db: Database, clock: Clock, *, viewer: Viewer) -> AskForm:
    """Spaces that offer something today, and the viewer's pitches."""
    async with db.read() as conn:
        requests = ServiceRequestRepository(conn)
        spaces = await requests.spaces_that_offer(today_of(clock))
        return AskForm([s for s in spaces if s.kinds], await requests.own_pitches(viewer))


async def list_own(db: Database, *, viewer: Viewer, role: Role) -> list[Ask]:
    """Requests of the viewer's companies (as founder) or to the viewer's spaces."""
    async with db.read() as conn:
        return await ServiceRequestRepository(conn).visible(viewer, role=role)


async def ask_service(db: Database, clock: Clock, *, viewer: Viewer, new: NewRequest, key: str) -> int:
    """Put a request to its spaces and tell them; the same key again answers with the same request."""
    if new.company_id not in viewer.organisation_ids(Role.FOUNDER):
        raise NotFound
    async with db.transaction() as conn:
        before = await answered_before(conn, clock, viewer, key, "ask_service", {"new": new})
        if before is not None:
            return int(before.answer)
        requests, now = ServiceRequestRepository(conn), clock.now()
        await _check(requests, clock, viewer, new)
        spaces = chosen_spaces(await requests.spaces_that_offer(today_of(clock)), new)
        request_id = await requests.ask(new, viewer.person_id, viewer.locale, now)
        asked = NewServiceStep(ServiceStep.ASKED)
        for space in spaces:
            await requests.add_step(
                request_id, space.id, ServiceSide.FOUNDER, asked, viewer.person_id, viewer.locale, now
            )
            await tell_asked(conn, clock, request_id, space.id, new.need)
        await AuditRepository(conn).note(
            now, viewer.person_id, "ask_service", "service_request", request_id, {"kind": new.kind}
        )
        await keep_answer(conn, viewer, key, request_id)
        return request_id


async def _check(requests: ServiceRequestRepository, clock: Clock, viewer: Viewer, new: NewRequest) -> None:
    if new.needed_by is not None and new.needed_by < today_of(clock):
        raise Invalid("needed_by_past", field="needed_by")
    if new.pitch_id is not None:
        own = await requests.own_pitches(viewer)
        if not any(p.id == new.pitch_id and p.company_id == new.company_id for p in own):
            raise Invalid("not_a_choice", field="pitch_id")
    if await requests.n_open(new.company_id) >= MOST_OPEN:
        raise Conflict("too_many_service_requests", most=MOST_OPEN)


def chosen_spaces(spaces: Sequence[SpaceThatOffers], new: NewRequest) -> list[SpaceThatOffers]:
    """The spaces that a request goes to: the one named, or those of the district with the least to do.

    Least to do is the fewest requests waiting, then who was asked longest ago, then the lower id. A space at
    which nobody could answer is asked only by name.
    """
    if new.space_id is not None:
        named = next((s for s in spaces if s.id == new.space_id), None)
        if named is None:
            raise Invalid("not_a_choice", field="where")
        if new.kind not in named.kinds:
            raise Invalid("space_does_not_offer", field="where", space=named.name)
        return [named]
    fitting = [
        s for s in spaces if new.kind in s.kinds and s.has_people and new.district in (None, s.district)
    ]
    if not fitting:
        raise Invalid("nobody_offers_it_there", field="where")
    fitting.sort(
        key=lambda s: (
            s.n_waiting,
            s.asked_at is not None,
            s.asked_at.timestamp() if s.asked_at else 0.0,
            s.id,
        )
    )
    return fitting[:MOST_ASKED]


async def open_request(
    db: Database, *, viewer: Viewer, request_id: int, role: Role | None = None
) -> list[AskView]:
    """A request at each space that the viewer may see it at: all for its founder, its own for a space."""
    async with db.read() as conn:
        requests = ServiceRequestRepository(conn)
        asks, side = await _find(requests, viewer, request_id, role)
        steps = await requests.steps(request_id, [a.space_id for a in asks])
    return [
        AskView(
            ask,
            side,
            may_take(ask.state, side, ask.rating),
            [s for s in steps if s.space_id == ask.space_id],
        )
        for ask in asks
    ]


async def _find(
    requests: ServiceRequestRepository, viewer: Viewer, request_id: int, role: Role | None
) -> tuple[list[Ask], ServiceSide]:
    """The asks of a request by the side that the viewer is on; who is on both sides chooses by `role`."""
    wanted = role if role in {Role.FOUNDER, Role.SPACE} else None
    for asked_as in dict.fromkeys(filter(None, (wanted, Role.FOUNDER, Role.SPACE))):
        found = await requests.visible(viewer, role=asked_as, request_id=request_id)
        if found:
            return found, ServiceSide(str(asked_as))
    raise NotFound


async def take_service_step(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    request_id: int,
    space_id: int,
    new: NewServiceStep,
    key: str,
    role: Role | None = None,
) -> None:
    """What a side does about a request at one space; a withdrawal ends it at every space.

    The same key again does nothing more. Of two spaces that accept in the same second one takes it, the
    other reads that it has moved on.
    """
    async with db.transaction() as conn:
        body = {"request": request_id, "space": space_id, "new": new}
        if await answered_before(conn, clock, viewer, key, "service_step", body) is not None:
            return
        requests, now = ServiceRequestRepository(conn), clock.now()
        asks, side = await _find(requests, viewer, request_id, role)
        if not any(a.space_id == space_id for a in asks):
            raise NotFound
        standing = await requests.lock(request_id)
        state, rating = standing[OrganisationId(space_id)]
        if new.step not in may_take(state, side, rating):
            raise Conflict("service_moved_on")
        _check_step(clock, new)
        at = [space_id]
        if new.step is ServiceStep.WITHDRAWN:
            at = [s for s, (where, _) in standing.items() if where in OPEN]
        for one in at:
            await requests.add_step(request_id, one, side, new, viewer.person_id, viewer.locale, now)
            await tell_step(conn, clock, request_id, one, side, new)
        if new.step is ServiceStep.ACCEPTED:
            await _tell_taken(conn, clock, request_id, space_id, standing)
        await AuditRepository(conn).note(
            now, viewer.person_id, f"service_{new.step}", "service_request", request_id, {"space": space_id}
        )
        await keep_answer(conn, viewer, key, True)


def _check_step(clock: Clock, new: NewServiceStep) -> None:
    if new.step is ServiceStep.ACCEPTED and (new.promised_on is None or new.promised_on < today_of(clock)):
        raise Invalid("promise_not_ahead", field="promised_on")
    if new.step is ServiceStep.DECLINED and new.reason is None:
        raise Invalid("required", field="reason")
    if new.step is ServiceStep.RATED and new.rating is None:
        raise Invalid("required", field="rating")
    if new.step in {ServiceStep.NEEDS_MORE, ServiceStep.REPLY, ServiceStep.WORD} and not new.note:
        raise Invalid("required", field="note")


async def _tell_taken(
    conn: Connection,
    clock: Clock,
    request_id: int,
    space_id: int,
    standing: dict[OrganisationId, tuple[ServiceState, int | None]],
) -> None:
    """The other spaces need not answer any more."""
    requests, taken = ServiceRequestRepository(conn), NewServiceStep(ServiceStep.TAKEN)
    for other, (state, _) in standing.items():
        if other != space_id and state in WAITING:
            await requests.add_step(request_id, other, ServiceSide.PLATFORM, taken, None, "zh", clock.now())
            await tell_step(conn, clock, request_id, other, ServiceSide.PLATFORM, taken)


def whole_state(asks: Sequence[Ask]) -> Ask:
    """Of the asks of one request the one that says how far the founder is.

    What a space took comes first, then what waits for the founder, then what waits for a space; of what has
    ended, the latest.
    """
    order = (UNDER_WAY | {ServiceState.DONE}, {ServiceState.NEEDS_MORE}, {ServiceState.ASKED})
    for states in order:
        for ask in asks:
            if ask.state in states:
                return ask
    return max(asks, key=lambda a: (a.state_at, a.space_id))


def promise_default(today: date) -> date:
    """The day that the form of an acceptance proposes: a week from now."""
    return date.fromordinal(today.toordinal() + 7)
