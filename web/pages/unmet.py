"""Why a wish was not met: to who wished, in what they may know, and to the organiser in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.relief import Relief, ReliefCode
from matcher.scheduling import Blocker
from matcher.scheduling.problem import BlockerCode
from matcher.wishes import Wanted, Wish
from models.entities.events import Participant, Slot
from models.entities.plans import PlanStatus
from models.entities.wishes import WishKind
from web import formats
from web.formats import in_a_row
from web.i18n import gettext, ngettext
from web.pages.events import EventLine
from web.pages.wishes import wish_words
from web.sentences import sentence
from web.services.plan_board import named
from web.services.planning_problem import PlanningFacts, plain_params
from web.services.unmet import OwnUnmet, Told, UnmetWish
from web.services.unmet_pairs import CategoryShare, PlanWishes, UnmetPair
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class UnmetLine:
    """One wish that was not met, in sentences."""

    name: str
    lang: str
    wanted: str
    must: bool
    why: list[str]
    frees: list[str]


@dataclass(frozen=True, slots=True)
class UnmetGroup:
    """The unmet wishes of one participation."""

    participant: Participant
    answer: str
    lines: list[UnmetLine]


@dataclass(frozen=True, slots=True)
class OwnUnmetPage:
    """`participation/unmet.html`."""

    title: str
    answer: str
    line: EventLine
    groups: list[UnmetGroup]


def own_unmet_page(found: OwnUnmet) -> OwnUnmetPage:
    """The reader's unmet wishes, each with what stood in its way and what would free it."""
    n = sum(len(unmet) for _, _, unmet in found.of)
    total = sum(n for _, n, _ in found.of)
    answer = (
        gettext("No plan is released yet; you will get a mail.")
        if not found.released
        else gettext("You wished for nobody, so nothing was missed.")
        if not total
        else gettext("All your wishes are met.")
        if not n
        else gettext("%(n)s of your %(total)s wishes are not met.", n=n, total=total)
    )
    zone = found.event.timezone
    return OwnUnmetPage(
        gettext("Why not?"),
        answer,
        EventLine(found.event),
        [
            UnmetGroup(
                who,
                gettext("%(n)s of %(total)s wishes not met", n=len(unmet), total=total),
                [_line(one, who.side, zone) for one in unmet],
            )
            for who, total, unmet in found.of
            if unmet
        ],
    )


def _line(one: UnmetWish, side: str, zone: str) -> UnmetLine:
    name = one.partner.name
    return UnmetLine(
        name,
        one.partner.lang,
        wish_words()[WishKind(one.wanted)],
        one.wanted is Wanted.MUST,
        [_why(told, name, side, zone) for told in one.why],
        [fits_if(_condition(told, name, zone) for told in told_together) for told_together in one.frees],
    )


def _times(slots: Iterable[Slot], zone: str) -> str:
    return in_a_row(formats.time(s.starts_at, zone) for s in slots)


def _why(told: Told, name: str, side: str, zone: str) -> str:
    """What stands in the way, to one of the two; `name` is the other one."""
    house = (
        gettext("You already meet somebody of the same house.")
        if side == "founder"
        else gettext("%(name)s already meets somebody of your house.", name=name)
    )
    params = {"name": name, "times": _times(told.slots, zone), "others": in_a_row(told.others)}
    return {
        "closed": gettext("This meeting was not among those that could be planned."),
        "no_common_time": gettext("You and %(name)s have no time in common.", **params),
        "me_on_stage": gettext("You are on stage at %(times)s.", **params),
        "me_elsewhere": gettext("You are at another event at %(times)s.", **params),
        "me_not_free": gettext("You are marked as not free at %(times)s.", **params),
        "me_cap": gettext("You already have as many meetings as you take."),
        "other_cap": gettext("%(name)s already has as many meetings as they take.", **params),
        "house": house,
        "me_busy": gettext("You meet %(others)s at %(times)s.", **params),
        "me_break": gettext("You would have no break at %(times)s.", **params),
        "other_busy": ngettext(
            "%(name)s meets others in %(num)s slot that you share.",
            "%(name)s meets others in %(num)s slots that you share.",
            told.count,
            name=name,
        ),
        "tables": gettext("Every table is taken at %(times)s.", **params)
        if told.slots
        else gettext("There is no table for this meeting."),
        "interpreters": gettext("All interpreters are busy at %(times)s.", **params)
        if told.slots
        else gettext("There is no interpreter for this meeting."),
        "open": gettext(
            "Both of you are free at %(times)s: the organiser can still add this meeting.", **params
        ),
    }[told.code]


def _condition(told: Told, name: str, zone: str) -> str:
    """One change that would free a wish, as it stands behind "if"."""
    params = {"name": name, "times": _times(told.slots, zone), "others": in_a_row(told.others)}
    return {
        "me_free": gettext("you were free at %(times)s", **params),
        "me_more": gettext("you took one more meeting"),
        "other_free": gettext("%(name)s had another free time", **params),
        "other_more": gettext("%(name)s took one more meeting", **params),
        "drop_own": gettext("your meeting with %(others)s gave way", **params),
        "move_own": gettext("your meeting with %(others)s moved to %(times)s", **params),
        "drop_others": gettext("a meeting of others gave way"),
        "move_others": gettext("meetings of others moved"),
    }[told.code]


def fits_if(conditions: Iterable[str]) -> str:
    """Conditions that together are enough, as a sentence."""
    return gettext("It would fit if %(conditions)s.", conditions=gettext(" and ").join(conditions))


# ---------------------------------------------------------------- the organiser


@dataclass(frozen=True, slots=True)
class UnmetPairLine:
    """A pair that was wished and does not meet."""

    founder: Participant
    provider: Participant
    founder_wish: str
    provider_wish: str
    promised: bool
    # In one line, and in full.
    brief: str
    why: list[str]
    frees: list[str]


@dataclass(frozen=True, slots=True)
class PlanWishesPage:
    """`events/plan_wishes.html`."""

    title: str
    answer: str
    line: EventLine
    plan_id: int
    draft: bool
    lines: list[UnmetPairLine]
    more: str | None
    asked: UnmetPairLine | None
    categories: list[str]


def plan_wishes_page(found: PlanWishes) -> PlanWishesPage:
    """What a plan makes of all wishes, and how the founder categories fare."""
    facts = found.facts
    line = EventLine(facts.event)
    answer = (
        gettext("%(n)s of %(total)s wished pairs meet.", n=found.n_met, total=found.n_wished)
        if found.n_wished
        else gettext("Nobody wished anything.")
    )
    return PlanWishesPage(
        gettext("%(event)s: wishes in plan %(n)s", event=line.title, n=found.plan.version),
        answer,
        line,
        found.plan.id,
        found.plan.status is PlanStatus.DRAFT,
        [_pair_line(facts, one) for one in found.pairs],
        ngettext("%(num)s weaker one is not listed.", "%(num)s weaker ones are not listed.", found.n_more)
        if found.n_more
        else None,
        None if found.asked is None else _pair_line(facts, found.asked),
        [_share(one) for one in found.categories],
    )


def _pair_line(facts: PlanningFacts, one: UnmetPair) -> UnmetPairLine:
    words = wish_words()
    frees = [fits_if(_statement(facts, one, r) for r in said) for said in one.frees]
    change = one.why.cheapest
    if change is not None:
        ways = [
            gettext(
                "%(pair)s moved to %(time)s",
                pair=_two(facts, m.key),
                time=formats.time(facts.meeting_slots[m.slot].starts_at, facts.event.timezone),
            )
            for m in change.moved
        ]
        ways += [gettext("%(pair)s gave way", pair=_two(facts, key)) for key in change.dropped]
        time = formats.time(facts.meeting_slots[change.slot].starts_at, facts.event.timezone)
        frees.append(
            gettext(
                "At %(time)s it would fit if %(conditions)s; the plan's value changes by %(value)s.",
                time=time,
                conditions=gettext(" and ").join(ways),
                value=_signed(change.net),
            )
            if ways
            else gettext("At %(time)s it can be added as it is.", time=time)
        )
    return UnmetPairLine(
        one.founder,
        one.provider,
        words[WishKind(one.wish.founder)],
        words[WishKind(one.wish.provider)],
        one.wish.promised,
        _brief(facts, one),
        list(dict.fromkeys(_blocker(facts, b, one.wish) for b in one.why.blockers))
        or [gettext("Nothing stands in the way but better meetings.")],
        frees,
    )


def _brief(facts: PlanningFacts, one: UnmetPair) -> str:
    """What stands in the way, in one line; every slot in full is for the pair that is asked for."""
    if one.why.always:
        return in_a_row(dict.fromkeys(_blocker(facts, b, one.wish) for b in one.why.always))
    open_slots = [facts.meeting_slots[n] for n, blockers in sorted(one.why.by_slot.items()) if not blockers]
    if open_slots:
        return gettext("it can be added at %(times)s", times=_times(open_slots, facts.event.timezone))
    n = len(one.why.by_slot)
    return ngettext(
        "one of them, or every table, is taken in the %(num)s slot that they share",
        "one of them, or every table, is taken in each of the %(num)s slots that they share",
        n,
    )


def _signed(value: float) -> str:
    """A change of value with its sign; none has none."""
    return f"{value:+.1f}" if round(value, 1) else "0"


def _blocker(facts: PlanningFacts, blocker: Blocker, wish: Wish) -> str:
    if blocker.code is BlockerCode.FORBIDDEN and Wanted.NO not in (wish.founder, wish.provider):
        # A pair is also shut where nobody said no.
        return (
            gettext("you shut this pair out")
            if wish.shut_out
            else gettext("the provider has nothing that the company seeks")
        )
    return sentence(f"blocker_{blocker.code}", **named(facts, plain_params(facts, blocker.params)))


def _two(facts: PlanningFacts, key: tuple[str, str]) -> str:
    names = {str(p.id): p.name for p in facts.everybody}
    return gettext("%(one)s and %(other)s", one=names.get(key[0], "?"), other=names.get(key[1], "?"))


def _statement(facts: PlanningFacts, one: UnmetPair, relief: Relief) -> str:
    founders = relief.code in (ReliefCode.FOUNDER_FREE, ReliefCode.FOUNDER_MORE)
    name = (one.founder if founders else one.provider).name
    if relief.slot is None:
        return gettext("%(name)s took one more meeting", name=name)
    time = formats.time(facts.meeting_slots[relief.slot].starts_at, facts.event.timezone)
    return gettext("%(name)s were free at %(time)s", name=name, time=time)


def _share(one: CategoryShare) -> str:
    name = label("category", one.category) if one.category else gettext("No category stated")
    return gettext(
        "%(name)s: %(founders)s founders (%(part)s %%) have %(meetings)s meetings (%(share)s %%), "
        "%(each)s each.",
        name=name,
        founders=one.n_founders,
        part=formats.number(one.share_founders * 100),
        meetings=one.n_meetings,
        share=formats.number(one.share_meetings * 100),
        each=formats.number(one.n_meetings / one.n_founders, 1),
    )
