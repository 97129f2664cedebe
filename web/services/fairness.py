"""Exposure of founders' groups, and the promise that every approved pitch gets a first look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import anyio.to_thread

from matcher.evaluation import place_attention
from matcher.fairness import GroupExposure, exposure_table
from models.db import Database
from models.entities.fairness import Grouped, LiftLine, NewRules, PlanLine, Rules, ShortLine, Shown
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import NotAllowed
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.fairness import FairnessRepository
from web.clock import Clock

# Impressions of the last quarter; earlier lists say little about the ones of today.
EXPOSURE_DAYS = 90
# So far lists are read at all; a place after it counts as no attention.
LAST_PLACE = 30
# Groups of fewer pitches are pooled, so that no figure speaks of somebody in particular.
SMALLEST_GROUP = 5
NOT_STATED = "not_stated"
READERS = (Role.ORGANISER, Role.OFFICER, Role.ADMIN)
SETTERS = frozenset({Role.ORGANISER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Fairness:
    """How attention is shared, what is promised, and how far the promise is kept."""

    by_category: list[GroupExposure]
    by_district: list[GroupExposure]
    n_shown: int
    rules: Rules | None
    in_force: NewRules
    plan: PlanLine | None
    # Names are for those who review pitches; an officer reads the sums.
    lifts: list[LiftLine]
    shorts: list[ShortLine]
    may_set: bool


async def open_fairness(db: Database, clock: Clock, *, viewer: Viewer) -> Fairness:
    """The page of organisers, officers and administrators."""
    if not viewer.roles & set(READERS):
        raise NotAllowed("not_allowed")
    async with db.read() as conn:
        fairness = FairnessRepository(conn)
        rules = await fairness.rules()
        plan = await fairness.latest_plan()
        lifts = await fairness.lifts(viewer, plan) if plan else []
        shorts = await fairness.shorts(viewer, plan) if plan else []
        shown = await fairness.shown(clock.now() - timedelta(days=EXPOSURE_DAYS), LAST_PLACE)
        groups = await fairness.groups()
    by_category, by_district = await anyio.to_thread.run_sync(_exposure, shown, groups)
    return Fairness(
        by_category,
        by_district,
        sum(one.n for one in shown),
        rules,
        rules_in_force(rules),
        plan,
        lifts,
        shorts,
        may_set=bool(viewer.roles & SETTERS),
    )


async def set_rules(db: Database, clock: Clock, *, viewer: Viewer, new: NewRules) -> None:
    """Promise this from now on; the worker plans anew."""
    if not viewer.roles & SETTERS:
        raise NotAllowed("not_allowed")
    async with db.transaction() as conn:
        rule_id = await FairnessRepository(conn).set_rules(new, viewer.person_id, clock.now())
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "fairness_rules_set",
            "fairness_rule",
            rule_id,
            {"enabled": new.enabled, "reach": new.reach, "line": new.line, "most": new.most},
        )
        await enqueue(conn, "plan_floor")


async def request_plan(db: Database, clock: Clock, *, viewer: Viewer) -> None:
    """Plan now and not at the next change."""
    if not viewer.roles & SETTERS:
        raise NotAllowed("not_allowed")
    async with db.transaction() as conn:
        await FairnessRepository(conn).request_plan(viewer.person_id, clock.now())
        await enqueue(conn, "plan_floor")


def rules_in_force(rules: Rules | None) -> NewRules:
    """The rules set last, or those that ship."""
    if rules is None:
        return NewRules()
    return NewRules(rules.enabled, rules.reach, rules.line, rules.most)


def _exposure(shown: list[Shown], groups: list[Grouped]) -> tuple[list[GroupExposure], list[GroupExposure]]:
    attention: dict[str, float] = {}
    for one in shown:
        key = str(one.pitch_id)
        attention[key] = attention.get(key, 0.0) + one.n * place_attention(one.place)
    return (
        _table(attention, {str(g.pitch_id): g.category for g in groups}),
        _table(attention, {str(g.pitch_id): g.district for g in groups}),
    )


def _table(attention: Mapping[str, float], group_of: Mapping[str, str | None]) -> list[GroupExposure]:
    return exposure_table(
        attention,
        {pitch: group or NOT_STATED for pitch, group in group_of.items()},
        least=SMALLEST_GROUP,
    )
