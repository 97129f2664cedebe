"""Wishes for an event: whom each side would meet, within caps, until the deadline.

What a side wishes is known to it and to the organiser, to nobody else. The organiser's promises are next
door in `promises.py`; what the wishes are worth to the planner is in `pair_wishes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matcher.deflection import Substitute
from matcher.gates import Gate
from matcher.ranking import Ranker
from matcher.wishes import Listed, OverCap, Stated, Wanted, over_caps, with_proposals
from models.db import Database
from models.entities.events import Event, Participant
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer, EventStatus
from models.entities.wishes import Partner, WishKind
from models.errors import Conflict, Invalid
from models.repositories.audit import AuditRepository
from models.repositories.wishes import WishRepository
from web.clock import Clock
from web.services.found_participant import Found, find_participant
from web.services.index import MatchIndex
from web.services.pair_wishes import listed_for_founder, listed_for_provider
from web.services.wish_order import Ordered, order_partners

_NONE = Stated(Wanted.NONE, said=False)


@dataclass(frozen=True, slots=True)
class WishRow:
    """One of the other side: the wish that holds, and what the ranker says; None where it cannot say."""

    partner: Partner
    stated: Stated
    fit: float | None
    shut: tuple[Gate, ...]
    instead: tuple[Substitute, ...]


@dataclass(frozen=True, slots=True)
class WishList:
    """Everybody whom a participant could wish to meet, those that fit best first."""

    event: Event
    participant: Participant
    rows: list[WishRow]
    # Whether the organiser looks, and whether the one who looks may still change something.
    for_organiser: bool
    open: bool
    # Whether anybody could be ranked at all.
    ranked: bool

    def count(self, wanted: Wanted) -> int:
        """How many wishes of a kind hold."""
        return sum(row.stated.wanted is wanted for row in self.rows)


def closes_at(event: Event) -> datetime:
    """Until when the sides may change their wishes; the beginning of the event where nothing else is set."""
    return event.wishes_close_at or event.starts_at


async def open_wishes(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    participant_id: int,
    as_organiser: bool = False,
    index: MatchIndex | None = None,
) -> WishList:
    """The other side of the event as this participant may see it, ordered by the match score."""
    index = index or MatchIndex()
    now = clock.now()
    async with index.look(db) as conn:
        found = await find_participant(conn, viewer, participant_id, as_organiser=as_organiser)
        partners = await WishRepository(conn).partners(found.participant)
        ordered = await index.run(
            lambda tables: order_partners(tables, ranker, found.participant, partners, now.date())
        )
    return _list(found, partners, ordered, now)


async def seen_partners(db: Database, *, viewer: Viewer, participant_id: int) -> list[Partner]:
    """Whom one's own participant could wish to meet, unranked."""
    async with db.read() as conn:
        found = await find_participant(conn, viewer, participant_id, as_organiser=False)
        return await WishRepository(conn).partners(found.participant)


def _list(found: Found, partners: list[Partner], ordered: Ordered, now: datetime) -> WishList:
    stated = _stated(found, partners)
    rows = [
        WishRow(
            p,
            stated.get(p.id, _NONE),
            ordered.fits.get(p.id),
            ordered.shut.get(p.id, ()),
            ordered.instead.get(p.id, ()),
        )
        for p in partners
    ]
    rows.sort(key=lambda row: (row.fit is None, -(row.fit or 0.0), row.partner.id))
    return WishList(
        found.event,
        found.participant,
        rows,
        found.for_organiser,
        _is_open(found, now),
        bool(ordered.fits or ordered.shut),
    )


def _stated(found: Found, partners: list[Partner]) -> dict[int, Stated]:
    said: dict[int, Wanted] = {p.id: Wanted(p.said) for p in partners if p.said is not None}
    founder = found.participant.side == "founder"
    listed: dict[int, Listed] = {
        p.id: word
        for p in partners
        if p.said is None
        and (
            word := listed_for_founder(p.introduction)
            if founder
            else listed_for_provider(p.choice, p.introduction)
        )
        is not None
    }
    return with_proposals(said, listed, most_like=found.event.most_like)


def _is_open(found: Found, now: datetime) -> bool:
    if found.event.status is EventStatus.CANCELLED or found.participant.answer is not Answer.ACCEPTED:
        return False
    return found.for_organiser or now < closes_at(found.event)


async def set_wishes(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    participant_id: int,
    wishes: Mapping[int, WishKind],
    as_organiser: bool = False,
) -> None:
    """Say what a participant wishes of some partners; the others stay as they are.

    All or nothing: where a cap would be passed nothing is kept, and the error says which. A wish of
    somebody whom the participant cannot see is refused as if there were no such person.
    """
    now = clock.now()
    async with db.transaction() as conn:
        found = await find_participant(conn, viewer, participant_id, as_organiser=as_organiser)
        if found.event.status is EventStatus.CANCELLED:
            raise Conflict("event_is_cancelled")
        if found.participant.answer is not Answer.ACCEPTED:
            raise Conflict("wishes_need_a_yes")
        if not _is_open(found, now):
            raise Conflict("wishes_are_closed")
        repository = WishRepository(conn)
        await repository.lock(participant_id)
        seen = {p.id for p in await repository.partners(found.participant)}
        if not wishes.keys() <= seen:
            raise Invalid("not_a_choice")
        # Who does not come any more counts for no cap.
        before = {i: w for i, w in (await repository.said(participant_id)).items() if i in seen}
        said: dict[int, WishKind] = {**before, **wishes}
        for over in _over(found.event, said, wishes):
            raise Invalid(f"too_many_{over.wanted}", count=over.count, most=over.most)
        for partner_id, wish in sorted(wishes.items()):
            await repository.say(participant_id, partner_id, wish, viewer.person_id, now)
        if as_organiser:
            await AuditRepository(conn).note(
                now, viewer.person_id, "set_wishes", "participant", participant_id
            )


def _over(event: Event, said: Mapping[int, WishKind], new: Mapping[int, WishKind]) -> list[OverCap]:
    """The caps that these wishes pass; one that was passed before is no reason to refuse taking back."""
    over = over_caps([Wanted(w) for w in said.values()], most_must=event.most_must, most_like=event.most_like)
    return [one for one in over if WishKind(one.wanted) in new.values()]
