"""An event with so many people that no proof of its plan is found in seconds; made from a small one."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from models.entities.events import Slot
from models.entities.ids import OrganisationId, ParticipantId, PersonId, SlotId
from web.services.planning_problem import PlanningFacts

_FOUNDER, _PROVIDER, _BODY = 10**6, 2 * 10**6, 10**7


def enlarged(
    facts: PlanningFacts,
    *,
    founders: int = 60,
    providers: int = 60,
    slots: int = 0,
    tables: int = 25,
    seed: int = 5,
) -> PlanningFacts:
    """The same event with these many people, each away at times, and as many further slots for meetings."""
    drawn = random.Random(seed)
    every = (*facts.slots, *_more_slots(facts.meeting_slots[-1], slots))
    meeting = [s for s in every if s.kind == "meeting"]
    founder, provider = facts.side("founder")[0], facts.side("provider")[0]
    people = [
        replace(
            founder,
            id=ParticipantId(_FOUNDER + i),
            person_id=PersonId(_FOUNDER + i),
            busy=_away(drawn, meeting),
        )
        for i in range(founders)
    ] + [
        replace(
            provider,
            id=ParticipantId(_PROVIDER + i),
            person_id=PersonId(_PROVIDER + i),
            organisation_id=OrganisationId(_BODY + i),
            # Two of one house never meet the same founder: such a day cannot be coloured at once.
            house=f"house-{i // 4}",
            busy=_away(drawn, meeting),
        )
        for i in range(providers)
    ]
    wishes = tuple(
        replace(
            facts.wishes[0],
            founder_id=ParticipantId(_FOUNDER + f),
            provider_id=ParticipantId(_PROVIDER + r),
            founder_said=None,
            provider_said=None,
            promise=None,
            score=drawn.random() * 3,
            choice=None,
            introduction=None,
            instruments_meet=None,
        )
        for f in range(founders)
        for r in range(providers)
    )
    return replace(
        facts,
        event=replace(facts.event, n_tables=tables),
        slots=every,
        everybody=tuple(people),
        wishes=wishes,
    )


def _more_slots(last: Slot, n: int) -> list[Slot]:
    step = last.ends_at - last.starts_at + timedelta(minutes=5)
    return [
        replace(
            last, id=SlotId(10**6 + i), starts_at=last.starts_at + i * step, ends_at=last.ends_at + i * step
        )
        for i in range(1, n + 1)
    ]


def _away(drawn: random.Random, slots: Sequence[Slot]) -> frozenset[int]:
    return frozenset(s.id for s in slots if drawn.random() < 0.45)
