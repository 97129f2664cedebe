"""Wishes and free times of an event, and the organiser's words on pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from matcher.wishes import Wanted
from models.entities.events import Event, Participant, Slot
from models.entities.vocabulary import Attendance, Role
from models.entities.wishes import AvailabilityWord, PromiseKind, Taken, WishKind
from web.api.bodies import Body, Id, Language, Query
from web.api.invited import OneInvited, invited
from web.api.operation import Area, Ask, Done
from web.forms.wishes import PromiseForm, TimesForm, WayForm, WishesForm, WishTermsForm
from web.i18n import N_
from web.services import participation, promises, wishes

AREA = Area(N_("Wishes of events"), "events")


# ---------------------------------------------------------------- wishes and free times


class AsQuery(Query):
    """As the organiser of the event, for a participant; else for yourself."""

    as_organiser: bool = False


def _asking(ask: Ask) -> bool:
    if ask.query.as_organiser:
        ask.acting(Role.ORGANISER)
        return True
    return False


@dataclass(frozen=True, slots=True)
class WishRow:
    """Somebody of the other side: the wish that holds, whether it was said, and the fit where it is known."""

    partner_id: int
    organisation_name: str
    pitch_name: str | None
    wish: Wanted
    said: bool
    fit: float | None
    # Gates that are closed between the two.
    shut: list[str]
    full: bool


@dataclass(frozen=True, slots=True)
class WishList:
    """Everybody whom a participant could wish to meet, those that fit best first."""

    event: Event
    participant: OneInvited
    rows: list[WishRow]
    open: bool


@AREA.add(
    "GET", "/participations/{participant_id}/wishes", "participation.wishes", N_("Whom you would meet"),
    WishList, query=AsQuery, pages=("participation.wishes", "organiser.participant_wishes"),
)  # fmt: skip
async def show_wishes(ask: Ask) -> WishList:
    """For whoever comes; for the organiser with `as_organiser`."""
    parts = ask.parts
    in_use = await parts.rankers.current()
    found = await wishes.open_wishes(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=ask.person,
        participant_id=ask.path["participant_id"],
        as_organiser=_asking(ask),
        index=parts.index,
    )
    rows = [
        WishRow(
            int(row.partner.id),
            row.partner.organisation_name,
            row.partner.pitch_name,
            row.stated.wanted,
            row.stated.said,
            row.fit,
            [str(gate.code) for gate in row.shut],
            row.partner.full,
        )
        for row in found.rows
    ]
    return WishList(found.event, invited(found.participant), rows, found.open)


class OneWish(Body):
    """What you wish of one of them."""

    partner_id: Id
    wish: WishKind


class WishesBody(Body):
    """Wishes that change; those of others stay."""

    wishes: Annotated[list[OneWish], Field(min_length=1, max_length=500)]

    def pairs(self) -> list[tuple[str, str]]:
        """The form has a field a partner."""
        return [(f"w-{one.partner_id}", str(one.wish)) for one in self.wishes]


@AREA.add(
    "POST", "/participations/{participant_id}/wishes", "participation.set_wishes",
    N_("Say whom you would meet"),
    Done, body=WishesBody, query=AsQuery, pages=("participation.wishes", "organiser.participant_wishes"),
    example={"wishes": [{"partner_id": 8, "wish": "must"}]},
)  # fmt: skip
async def set_wishes(ask: Ask) -> None:
    """All or nothing; where a cap would be passed nothing is kept."""
    said = ask.clean(WishesForm.parse(ask.form()))
    await wishes.set_wishes(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        participant_id=ask.path["participant_id"],
        wishes=said,
        as_organiser=_asking(ask),
    )


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """The slots of an event, in which you are busy, who last said so, and where you are booked elsewhere."""

    event: Event
    participant: OneInvited
    slots: list[Slot]
    busy: list[int]
    said_at: datetime | None
    word: AvailabilityWord | None
    taken: list[Taken]


@AREA.add(
    "GET", "/participations/{participant_id}/availability", "participation.availability",
    N_("When you are free"),
    FreeTimes, query=AsQuery, pages=("participation.availability", "organiser.participant_availability"),
)  # fmt: skip
async def show_times(ask: Ask) -> FreeTimes:
    """For whoever comes; for the organiser with `as_organiser`."""
    found = await _times(ask)
    one = found.participant
    return FreeTimes(
        found.event,
        invited(one),
        found.slots,
        sorted(one.busy),
        one.availability_at,
        found.word,
        found.taken,
    )


async def _times(ask: Ask) -> participation.Availability:
    return await participation.open_availability(
        ask.parts.db,
        viewer=ask.person,
        participant_id=ask.path["participant_id"],
        as_organiser=_asking(ask),
    )


class TimesBody(Body):
    """The slots in which you are free; an organiser says how they know."""

    form_names = {"free_slot_ids": "slots"}  # noqa: RUF012 - read by the class alone
    free_slot_ids: Annotated[list[Id], Field(max_length=500)]
    note: Annotated[str, Field(max_length=200)] = ""


@AREA.add(
    "POST", "/participations/{participant_id}/availability", "participation.set_availability",
    N_("Say when you are free"), Done, body=TimesBody, query=AsQuery,
    pages=("participation.availability", "organiser.participant_availability"),
    example={"free_slot_ids": [21, 22]},
)  # fmt: skip
async def set_times(ask: Ask) -> None:
    """The whole day anew."""
    found = await _times(ask)
    given = ask.clean(TimesForm.parse(ask.form(), found))
    await participation.set_availability(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        participant_id=found.participant.id,
        free_slot_ids=given.free_slot_ids,
        as_organiser=found.for_organiser,
        note=given.note,
    )


class WayBody(Body):
    """In person or online, and in which languages."""

    attendance: Attendance | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=2)]


@AREA.add(
    "POST", "/participations/{participant_id}/way", "participation.set_way",
    N_("Say how you take part"), Done,
    body=WayBody, query=AsQuery, pages=("participation.way", "organiser.participant_way"),
    example={"languages": ["zh", "en"]},
)  # fmt: skip
async def set_way(ask: Ask) -> None:
    """For whoever comes; for the organiser with `as_organiser`."""
    given = ask.clean(WayForm.parse(ask.form()))
    await participation.set_way(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.person,
        participant_id=ask.path["participant_id"],
        attendance=given.attendance,
        languages=given.languages,
        as_organiser=_asking(ask),
    )


# ---------------------------------------------------------------- the organiser's words


@dataclass(frozen=True, slots=True)
class WishedPair:
    """Two who come, and what each side wishes."""

    founder: OneInvited
    provider: OneInvited
    founder_wish: Wanted
    provider_wish: Wanted
    fit: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """The organiser's word on a pair, and why; it cannot hold once one of them said no."""

    founder_id: int
    provider_id: int
    kind: PromiseKind
    reason: str
    made_by_name: str
    made_at: datetime
    refused: bool


@dataclass(frozen=True, slots=True)
class EventWishes:
    """All wishes of an event, the strongest first, and what was promised."""

    event: Event
    founders: list[OneInvited]
    providers: list[OneInvited]
    pairs: list[WishedPair]
    words: list[Word]


def _all(found: Sequence[Participant]) -> list[OneInvited]:
    return [invited(p) for p in found]


@AREA.add(
    "GET", "/events/{event_id}/wishes", "events.wishes",
    N_("Who wishes whom, and what was promised"), EventWishes,
    pages=("organiser.event_wishes",),
)  # fmt: skip
async def event_wishes(ask: Ask) -> EventWishes:
    """For its organisers."""
    found = await promises.open_event_wishes(
        ask.parts.db, viewer=ask.acting(Role.ORGANISER), event_id=ask.path["event_id"]
    )
    pairs = [
        WishedPair(invited(p.founder), invited(p.provider), p.wish.founder, p.wish.provider, p.wish.score)
        for p in found.pairs
    ]
    words = [
        Word(
            int(p.promise.founder_id),
            int(p.promise.provider_id),
            p.promise.kind,
            p.promise.reason,
            p.promise.made_by_name,
            p.promise.made_at,
            p.refused,
        )
        for p in found.promises
    ]
    return EventWishes(found.event, _all(found.founders), _all(found.providers), pairs, words)


class WishTermsBody(Body):
    """How many wishes a side has, until when, interpreters, and what each founder should get."""

    most_must: Annotated[int, Field(ge=0, le=50)]
    most_like: Annotated[int, Field(ge=0, le=100)]
    closes_at: Annotated[
        str | None, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", description="On the event's clock.")
    ] = None
    n_interpreters: Annotated[int | None, Field(ge=0, le=100)] = None
    good_meetings: Annotated[int, Field(ge=0, le=20)]


@AREA.add(
    "POST", "/events/{event_id}/wish-terms", "events.set_wish_terms", N_("Set how wishes work"), Done,
    body=WishTermsBody, pages=("organiser.event_wishes",),
    example={"most_must": 2, "most_like": 5, "good_meetings": 1},
)  # fmt: skip
async def set_terms(ask: Ask) -> None:
    """By its organisers."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    found = await promises.open_event_wishes(parts.db, viewer=viewer, event_id=event_id)
    terms = ask.clean(WishTermsForm.parse(ask.form(), found.event.timezone))
    await promises.set_wish_terms(parts.db, parts.clock, viewer=viewer, event_id=event_id, terms=terms)


class PromiseBody(Body):
    """Promise a pair its meeting, or shut it out, and why."""

    form_names = {"founder_id": "founder", "provider_id": "provider"}  # noqa: RUF012 - read by the class alone
    founder_id: Id
    provider_id: Id
    kind: PromiseKind
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@AREA.add(
    "POST", "/events/{event_id}/promises", "events.promise", N_("Promise a pair, or shut it out"), Done,
    body=PromiseBody, pages=("organiser.event_promise",),
    example={"founder_id": 7, "provider_id": 8, "kind": "promised", "reason": "区里牵的线"},
)  # fmt: skip
async def promise(ask: Ask) -> None:
    """By its organisers."""
    viewer, parts, event_id = ask.acting(Role.ORGANISER), ask.parts, ask.path["event_id"]
    found = await promises.open_event_wishes(parts.db, viewer=viewer, event_id=event_id)
    new = ask.clean(
        PromiseForm.parse(ask.form(), [p.id for p in found.founders], [p.id for p in found.providers])
    )
    await promises.give_word(
        parts.db,
        parts.clock,
        viewer=viewer,
        event_id=event_id,
        founder_id=new.founder_id,
        provider_id=new.provider_id,
        kind=new.kind,
        reason=new.reason,
    )


class PairBody(Body):
    """Which pair."""

    founder_id: Id
    provider_id: Id


@AREA.add(
    "POST", "/events/{event_id}/promises/remove", "events.take_back_promise",
    N_("Take back the word on a pair"), Done, body=PairBody, pages=("organiser.event_promise_remove",),
    example={"founder_id": 7, "provider_id": 8},
)  # fmt: skip
async def take_back(ask: Ask) -> None:
    """By its organisers."""
    await promises.take_back_word(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        event_id=ask.path["event_id"],
        founder_id=ask.body.founder_id,
        provider_id=ask.body.provider_id,
    )
