"""What changes between two versions of a plan, as a list that a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.entities.plans import PlanStatus
from web import formats
from web.i18n import gettext, ngettext
from web.pages.events import EventLine, plan_status_label
from web.pages.plan_grids import table_words
from web.services.plan_versions import Comparison, Move, Place
from web.services.planning_problem import PlanningFacts

_KINDS = ("new", "moved", "seated", "dropped")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change in words."""

    who: str
    before: str
    after: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Mover:
    """A participant with all that changes for them."""

    name: str
    lang: str
    changes: list[ChangeLine]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """`events/plan_changes.html`."""

    title: str
    answer: str
    line: EventLine
    plan_id: int
    before_id: int
    before: str
    after: str
    lines: list[ChangeLine]
    movers: list[Mover]
    choices: list[tuple[str, str]]
    # Whether there is something to go back to: the plan is no open draft.
    can_copy: bool


def changes_page(found: Comparison) -> ChangesPage:
    """Two versions side by side."""
    counts = {kind: sum(m.kind == kind for m in found.moves) for kind in _KINDS}
    answer = (
        formats.sentences(
            ngettext("%(num)s new.", "%(num)s new.", counts["new"]),
            ngettext("%(num)s moved.", "%(num)s moved.", counts["moved"]),
            ngettext("%(num)s at another table.", "%(num)s at another table.", counts["seated"]),
            ngettext("%(num)s dropped.", "%(num)s dropped.", counts["dropped"]),
        )
        if found.moves
        else gettext("Nothing differs between these two versions.")
    )
    return ChangesPage(
        gettext("From version %(old)s to version %(new)s", old=found.before.version, new=found.after.version),
        answer,
        EventLine(found.facts.event),
        found.after.id,
        found.before.id,
        plan_status_label(found.before.status),
        plan_status_label(found.after.status),
        [_line(found.facts, m) for m in found.moves],
        movers(found.facts, found.moves),
        [
            (str(p.id), f"{gettext('Version %(n)s', n=p.version)} · {plan_status_label(p.status)}")
            for p in found.versions
            if p.id != found.after.id
        ],
        found.after.status is not PlanStatus.DRAFT,
    )


def movers(facts: PlanningFacts, moves: Sequence[Move]) -> list[Mover]:
    """Everybody for whom something changes, with what."""
    names = {p.id: p for p in facts.everybody}
    of: dict[int, list[ChangeLine]] = {}
    for move in moves:
        for who in move.people:
            other = None if move.provider_id is None else sum(move.people) - who
            title = gettext("Pitch") if other is None else gettext("with %(name)s", name=_name(facts, other))
            of.setdefault(who, []).append(_line(facts, move, title))
    shown = [p for p in names.values() if p.id in of]
    return [Mover(p.name, p.lang, of[p.id]) for p in sorted(shown, key=lambda p: (p.side, p.name, p.id))]


def _name(facts: PlanningFacts, participant_id: int) -> str:
    return next((p.name for p in facts.everybody if p.id == participant_id), "?")


def _line(facts: PlanningFacts, move: Move, who: str | None = None) -> ChangeLine:
    labels = {
        "new": gettext("new"),
        "moved": gettext("moved"),
        "seated": gettext("other table"),
        "dropped": gettext("dropped; declined before") if move.declined else gettext("dropped"),
    }
    pills = {"new": "good", "moved": "attention", "seated": "information", "dropped": "bad"}
    if who is None:
        names = [_name(facts, i) for i in move.people]
        who = " × ".join(names) if len(names) > 1 else gettext("Pitch: %(name)s", name=names[0])
    return ChangeLine(
        who,
        place_words(facts, move.before),
        place_words(facts, move.after),
        pills[move.kind],
        labels[move.kind],
    )


def place_words(facts: PlanningFacts, place: Place | None) -> str:
    """Time and table, or time and room."""
    if place is None:
        return "–"
    slot = next((s for s in facts.slots if s.id == place.slot_id), None)
    if slot is None:
        return gettext("a slot that is gone")
    time = formats.time(slot.starts_at, facts.event.timezone)
    where = slot.room_name if place.table_no is None else table_words(facts.event, place.table_no)
    return f"{time} · {where}"
