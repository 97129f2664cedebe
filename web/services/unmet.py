"""Why a wish was not met: what stood in its way, and the cheapest change that would free it.

A founder or a provider reads of their own part exactly and of the others' only that they meet others, so
what is made for them (`Told`) holds no name, time or number of anybody else's. The organiser reads all,
in `unmet_pairs.py`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import anyio.to_thread

from matcher.relief import Relief, ReliefCode, reliefs
from matcher.scheduling import Blocker, MeetingsPlan, MeetingsProblem, WhyNot, why_not
from matcher.scheduling.problem import BlockerCode
from matcher.wishes import Wanted
from models.db import Database
from models.entities.events import Event, Participant, Slot
from models.entities.ids import ParticipantId
from models.entities.plans import PlanContents
from models.entities.viewer import Viewer
from models.entities.vocabulary import Answer
from models.errors import NotFound
from models.repositories.events import EventRepository
from models.repositories.participants import ParticipantRepository
from models.repositories.wishes import WishRepository
from web.services.planning_problem import (
    PlanningFacts,
    Span,
    load_facts,
    meetings_problem,
    overlaps,
    pair_wishes,
    to_plan,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that stands in the way, or that would free a wish, as one of the two may know it.

    `slots` are times, `others` partners of the reader's own, `count` how many slots. What a code says
    of the partner never carries more than the partner's name, which the reader knows.
    """

    code: str
    slots: tuple[Slot, ...] = ()
    others: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class UnmetWish:
    """A wish of one's own that the released plan does not meet."""

    partner: Participant
    wanted: Wanted
    why: tuple[Told, ...]
    # Sets of changes, each enough; the ones that ask least of others first.
    frees: tuple[tuple[Told, ...], ...]


@dataclass(frozen=True, slots=True)
class OwnUnmet:
    """What a person's participations at an event wished and did not get."""

    event: Event
    # By participation: how many wishes there were, and those that were not met.
    of: list[tuple[Participant, int, list[UnmetWish]]]
    released: bool


async def open_own_unmet(db: Database, *, viewer: Viewer, event_id: int) -> OwnUnmet:
    """The viewer's unmet wishes at an event, against the released plan and what is stated now."""
    async with db.read() as conn:
        own = await ParticipantRepository(conn).own(viewer, event_id=event_id)
        if not own:
            raise NotFound
        (event,) = await EventRepository(conn).by_ids([event_id])
        contents = await WishRepository(conn).released(event_id)
        if contents is None:
            return OwnUnmet(event, [], released=False)
        facts = await load_facts(conn, event)
    mine = [p for p in own if p.answer is Answer.ACCEPTED]
    of = await anyio.to_thread.run_sync(lambda: [_own(facts, contents, p) for p in mine])
    return OwnUnmet(event, of, released=True)


def _own(
    facts: PlanningFacts, contents: PlanContents, me: Participant
) -> tuple[Participant, int, list[UnmetWish]]:
    problem, plan = solved(facts, contents)
    met = {m.key for m in plan.meetings}
    wishes = []
    for (f, r), wish in pair_wishes(facts).items():
        mine, partner = (wish.founder, r) if me.side == "founder" else (wish.provider, f)
        if me.id in (f, r) and mine in (Wanted.MUST, Wanted.LIKE):
            wishes.append(
                (mine is not Wanted.MUST, facts.by_id[ParticipantId(partner)], mine, (str(f), str(r)))
            )
    wishes.sort(key=lambda w: (w[0], w[1].name, w[1].id))
    unmet = [
        told_to(facts, contents, problem, plan, me, partner, wanted)
        for _, partner, wanted, key in wishes
        if key not in met
    ]
    return me, len(wishes), unmet


def solved(facts: PlanningFacts, contents: PlanContents) -> tuple[MeetingsProblem, MeetingsPlan]:
    """The meetings of a plan on record as the solver sees them."""
    problem = meetings_problem(facts, {p.participant_id: p.slot_id for p in contents.pitches})
    return problem, to_plan(facts, contents.meetings)


def told_to(
    facts: PlanningFacts,
    contents: PlanContents,
    problem: MeetingsProblem,
    plan: MeetingsPlan,
    me: Participant,
    partner: Participant,
    wanted: Wanted,
) -> UnmetWish:
    """Why one wish was not met, in what the one who wished may know."""
    key = (str(me.id), str(partner.id)) if me.side == "founder" else (str(partner.id), str(me.id))
    why = why_not(problem, plan, *key)
    view = _View(facts, contents, problem, plan, me, partner)
    return UnmetWish(partner, wanted, tuple(view.why(why)), tuple(view.frees(why, key)))


_CLOSED = (
    BlockerCode.FORBIDDEN,
    BlockerCode.NOT_LISTED,
    BlockerCode.TABLES_DIFFER,
    BlockerCode.PROMISED_SLOT,
)
_SIDED = {
    BlockerCode.FOUNDER_CAP: ("founder", "cap"),
    BlockerCode.INVESTOR_CAP: ("provider", "cap"),
    BlockerCode.FOUNDER_BUSY: ("founder", "busy"),
    BlockerCode.INVESTOR_BUSY: ("provider", "busy"),
    BlockerCode.FOUNDER_BREAK: ("founder", "break"),
    BlockerCode.INVESTOR_BREAK: ("provider", "break"),
}
_PLAIN = {
    BlockerCode.NO_TABLES: "tables",
    BlockerCode.TABLES_FULL: "tables",
    BlockerCode.TABLE_TAKEN: "tables",
    BlockerCode.INTERPRETERS: "interpreters",
    BlockerCode.HOUSE: "house",
}


class _View:
    """One pair from one side: turns the solver's values into what that side may know."""

    def __init__(
        self,
        facts: PlanningFacts,
        contents: PlanContents,
        problem: MeetingsProblem,
        plan: MeetingsPlan,
        me: Participant,
        partner: Participant,
    ) -> None:
        self.facts, self.problem, self.plan, self.me, self.partner = facts, problem, plan, me, partner
        self.slots = facts.meeting_slots
        self.on_stage = _on_stage(facts, contents, me)
        self.mine = problem.founder if me.side == "founder" else problem.investor
        self.theirs = problem.investor if me.side == "founder" else problem.founder

    def why(self, why: WhyNot) -> list[Told]:
        """What stands in the way, the reader's own part first."""
        if any(b.code in _CLOSED for b in why.always):
            # Not told: whether the other side said no, the organiser did, or a gate shuts it.
            return [Told("closed")]
        found = [self._always(b) for b in why.always if b.code is not BlockerCode.NO_COMMON_SLOT]
        found += self._away()
        found += self._by_slot(why)
        return found or [Told("no_common_time")]

    def _always(self, blocker: Blocker) -> Told:
        if blocker.code in _SIDED:
            side, what = _SIDED[blocker.code]
            return Told(f"{self._who(side)}_{what}")
        return Told(_PLAIN.get(blocker.code, "closed"))

    def _who(self, side: str) -> str:
        return "me" if side == self.me.side else "other"

    def _away(self) -> list[Told]:
        """Where the other one could and the reader cannot, and why; nothing of the other one's absences."""
        mine, theirs = self.mine[str(self.me.id)].available, self.theirs[str(self.partner.id)].available
        missed = [self.slots[n] for n in sorted(theirs - mine)]
        elsewhere = self.facts.taken_elsewhere(self.me)
        stage = [s for s in missed if overlaps(s, self.on_stage)]
        booked = [s for s in missed if s not in stage and overlaps(s, elsewhere)]
        marked = [s for s in missed if s.id in self.me.busy and s not in stage + booked]
        told = [
            Told(code, tuple(slots))
            for code, slots in (("me_on_stage", stage), ("me_elsewhere", booked), ("me_not_free", marked))
            if slots
        ]
        if not mine & theirs:
            told.append(Told("no_common_time"))
        return told

    def _by_slot(self, why: WhyNot) -> list[Told]:
        mine: dict[str, list[Slot]] = {}
        busy_with: list[str] = []
        n_other = 0
        for n, blockers in sorted(why.by_slot.items()):
            own = [b for b in blockers if b.code in _SIDED and self._who(_SIDED[b.code][0]) == "me"]
            other = [b for b in blockers if b.code in _SIDED and b not in own]
            for b in own:
                mine.setdefault(f"me_{_SIDED[b.code][1]}", []).append(self.slots[n])
                if "other" in b.params:
                    busy_with.append(self._name(str(b.params["other"])))
            if own:
                continue
            if other:
                n_other += 1
                continue
            plain = [_PLAIN.get(b.code, "closed") for b in blockers]
            # An open slot is no obstacle where something else holds in every slot.
            for code in dict.fromkeys(plain or ([] if why.always else ["open"])):
                mine.setdefault(code, []).append(self.slots[n])
        told = [
            Told(code, tuple(slots), tuple(dict.fromkeys(busy_with)) if code == "me_busy" else ())
            for code, slots in mine.items()
        ]
        if n_other:
            told.append(Told("other_busy", count=n_other))
        return told

    def _name(self, participant_id: str) -> str:
        return next((p.name for p in self.facts.everybody if str(p.id) == participant_id), "?")

    def frees(self, why: WhyNot, key: tuple[str, str]) -> list[tuple[Told, ...]]:
        """What would free the wish: changes of what the two said, and the cheapest exchange of meetings."""
        could = (markable(self.facts, self.me), markable(self.facts, self.partner))
        founder, provider = could if self.me.side == "founder" else could[::-1]
        sets = reliefs(self.problem, self.plan, *key, founder_could=founder, investor_could=provider)
        found = [tuple(self._relief(r) for r in said) for said in sets]
        # Those of the reader alone first; in which hour the other one is away is not told.
        found = sorted(dict.fromkeys(found), key=lambda f: sum(t.code.startswith("other") for t in f))
        exchange = self._exchange(why)
        return [*found[:4], exchange] if exchange else found[:4]

    def _relief(self, relief: Relief) -> Told:
        founders = relief.code in (ReliefCode.FOUNDER_FREE, ReliefCode.FOUNDER_MORE)
        who = self._who("founder" if founders else "provider")
        if relief.slot is None:
            return Told(f"{who}_more")
        return Told("me_free", (self.slots[relief.slot],)) if who == "me" else Told("other_free")

    def _exchange(self, why: WhyNot) -> tuple[Told, ...] | None:
        """The cheapest exchange; of meetings that are not the reader's own only that there are some."""
        change = why.cheapest
        if change is None or not (change.dropped or change.moved):
            return None
        told = []
        dropped_own = [k for k in change.dropped if str(self.me.id) in k]
        if dropped_own:
            names = [self._name(next(i for i in k if i != str(self.me.id))) for k in dropped_own]
            told.append(Told("drop_own", others=tuple(names)))
        moved_own = [m for m in change.moved if str(self.me.id) in m.key]
        if moved_own:
            names = [self._name(next(i for i in m.key if i != str(self.me.id))) for m in moved_own]
            told.append(Told("move_own", tuple(self.slots[m.slot] for m in moved_own), tuple(names)))
        if len(change.dropped) > len(dropped_own):
            told.append(Told("drop_others"))
        if len(change.moved) > len(moved_own):
            told.append(Told("move_others"))
        return tuple(told)


def _on_stage(facts: PlanningFacts, contents: PlanContents, who: Participant) -> list[Span]:
    """When the person who comes for a participant pitches, for that or for another pitch."""
    slots = {s.id: s for s in facts.slots}
    same = {p.id for p in facts.participants if p.id == who.id or (p.person_id == who.person_id is not None)}
    return [
        (slots[p.slot_id].starts_at, slots[p.slot_id].ends_at)
        for p in contents.pitches
        if p.participant_id in same and p.slot_id in slots
    ]


def markable(facts: PlanningFacts, who: Participant) -> Collection[int]:
    """The slots that somebody marked as not free, and nothing else takes: theirs to say otherwise."""
    elsewhere = facts.taken_elsewhere(who)
    return {n for n, s in enumerate(facts.meeting_slots) if s.id in who.busy and not overlaps(s, elsewhere)}
