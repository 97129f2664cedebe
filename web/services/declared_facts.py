"""What a party declares for the rules to judge by: which facts are wanted, by whom, and for what.

How declared facts meet those of the ledger is in `rule_facts.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import anyio.to_thread

from matcher.eligibility import About
from matcher.eligibility.facts import Value
from models.db import Database
from models.entities.claims import DeclaredFact, FactFile, NewFact
from models.entities.ids import OrganisationId, RecordId
from models.entities.subsidy_rules import LedgerDeal
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.claims import FactRepository
from web.clock import Clock
from web.files import FileStore
from web.services.first_definitions import default_definition
from web.services.funding_evidence import store_content
from web.services.rule_facts import DECLARABLE, known_by, parties_of, value_data
from web.services.subsidies import (
    MOST_DEALS,
    Case,
    Ground,
    Standing,
    judge,
    read_ground,
    today_of,
)

_FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class FactFileSent:
    """A file as it came in."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class WantedFact:
    """One fact that a rule asks for: what is said now, and which rules wait for it or use it."""

    name: str
    record_id: int | None
    said: DeclaredFact | None
    # Rules (by code and the chosen version's title) of which a case is undecided for lack of it.
    awaited_by: tuple[Case, ...]
    used_by: tuple[Case, ...]
    contested: bool


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The facts of the organisation itself, or (with a deal) of one of its deals."""

    deal: LedgerDeal | None
    facts: tuple[WantedFact, ...]


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All facts that one organisation can supply."""

    organisation: Acting
    groups: tuple[FactGroup, ...]
    # How many facts are missing, and how many cases of rules that pay here wait for them.
    n_missing: int
    n_waiting: int


async def open_facts(
    db: Database, clock: Clock, *, viewer: Viewer, role: Role, organisation_id: int | None
) -> FactSheet:
    """What an organisation of the viewer's can say, what rules that pay here lack first."""
    acting = acting_as(viewer, role, organisation_id)
    async with db.read() as conn:
        ground = await read_ground(conn, clock, viewer, role, limit=MOST_DEALS)
    cases = await anyio.to_thread.run_sync(lambda: judge(ground, None))
    return sheet_of(acting, ground, cases)


def acting_as(viewer: Viewer, role: Role, organisation_id: int | None) -> Acting:
    """The organisation for which the viewer speaks; a provider must have been let in."""
    mine = [a for a in viewer.organisations(role) if role is not Role.PROVIDER or a.vetted]
    if organisation_id is None and mine:
        return mine[0]
    for one in mine:
        if one.organisation_id == organisation_id:
            return one
    raise NotAllowed("not_allowed") if organisation_id is None else NotFound


def sheet_of(acting: Acting, ground: Ground, cases: Sequence[Case]) -> FactSheet:
    """The facts that this organisation can supply for the cases of its deals."""
    mine = int(acting.organisation_id)
    said = {
        (d.fact, None if d.record_id is None else int(d.record_id)): d
        for d in ground.declared
        if int(d.organisation_id) == mine
    }
    awaited: dict[tuple[str, int | None], list[Case]] = {}
    used: dict[tuple[str, int | None], list[Case]] = {}
    contested: set[tuple[str, int | None]] = set()
    waiting: set[tuple[int, str]] = set()
    for case in cases:
        if mine not in parties_of(case.deal):
            continue
        for name in case.rule.facts():
            key = _place(name, case.deal, mine)
            if key is None or (name in case.facts.known and _given(case, name)):
                continue
            used.setdefault(key, []).append(case)
            if name in case.facts.contested:
                contested.add(key)
            if case.standing is Standing.UNDECIDED and name in case.outcome.missing:
                awaited.setdefault(key, []).append(case)
                waiting.add((int(case.deal.record_id), case.rule.code))
    groups = []
    for deal in (None, *ground.deals):
        record_id = None if deal is None else int(deal.record_id)
        keys = [k for k in used if k[1] == record_id]
        keys += [k for k in said if k[1] == record_id and k not in used]
        keys.sort(key=lambda k: (k not in awaited, list(DECLARABLE).index(k[0]) if k[0] in DECLARABLE else 0))
        facts = tuple(
            WantedFact(
                name,
                record_id,
                said.get((name, record_id)),
                tuple(awaited.get((name, record_id), ())),
                tuple(used.get((name, record_id), ())),
                (name, record_id) in contested,
            )
            for name, _ in keys
            if name in DECLARABLE
        )
        if facts:
            groups.append(FactGroup(deal, facts))
    return FactSheet(acting, tuple(groups), len(awaited), len(waiting))


def _place(name: str, deal: LedgerDeal, mine: int) -> tuple[str, int | None] | None:
    """Where this organisation says a fact: of itself (None), of the deal, or nowhere."""
    spec = DECLARABLE.get(name)
    if spec is None:
        return None
    if spec.about is About.DEAL:
        return name, int(deal.record_id)
    is_company = mine == int(deal.company_id)
    return (name, None) if is_company is (spec.about is About.COMPANY) else None


def _given(case: Case, name: str) -> bool:
    """Whether the ledger says it, so that nobody need."""
    return case.facts.known[name].origin.declared_id is None


async def declare_facts(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    viewer: Viewer,
    role: Role,
    organisation_id: int | None,
    record_id: int | None,
    values: Mapping[str, Value | None],
    as_of: date,
    source: str,
    file: FactFileSent | None = None,
) -> int:
    """Say facts of the organisation or of one of its deals; None takes one back. How many were kept.

    What is already said, with the same value, day and source, is not said again.
    """
    acting = acting_as(viewer, role, organisation_id)
    if not _FIRST_DAY <= as_of <= today_of(clock):
        raise Invalid("fact_day_not_possible", field="as_of")
    if not source:
        raise Invalid("required", field="source")
    for name in values:
        _check(name, record_id, acting, role)
    stored = None if file is None else await store_content(files, file.content)
    async with db.transaction() as conn:
        repository, now = FactRepository(conn), clock.now()
        if record_id is not None and not await repository.deals(
            viewer, default_definition().code, role=role, limit=1, record_id=record_id
        ):
            raise NotFound
        known = {
            d.fact: d
            for d in await repository.declared(
                [acting.organisation_id], [] if record_id is None else [record_id]
            )
            if d.record_id == record_id
        }
        if stored is not None and file is not None:
            await repository.remember_file(stored[0], len(file.content), stored[1], now)
        n = 0
        for name, value in values.items():
            before = known.get(name)
            if value is None and before is None:
                continue
            if before is not None and stored is None and _same(before, value, as_of, source):
                continue
            new = NewFact(
                OrganisationId(acting.organisation_id),
                None if record_id is None else RecordId(record_id),
                name,
                None if value is None else value_data(value),
                as_of,
                source,
                viewer.locale,
                None if stored is None else stored[0],
                None if file is None else file.filename[:200],
            )
            await repository.declare(new, viewer.person_id, now)
            n += 1
        await AuditRepository(conn).note(
            now,
            viewer.person_id,
            "declare_facts",
            "organisation",
            acting.organisation_id,
            {"facts": sorted(values), "record_id": record_id},
        )
    return n


def _check(name: str, record_id: int | None, acting: Acting, role: Role) -> None:
    """Each speaks of itself, and of a deal that it is a party to."""
    spec = DECLARABLE.get(name)
    about = {Role.FOUNDER: About.COMPANY, Role.PROVIDER: About.PROVIDER}[role]
    wanted = about if record_id is None else About.DEAL
    if spec is None or spec.about is not wanted:
        raise Invalid("fact_not_yours", field=name)


def _same(before: DeclaredFact, value: Value | None, as_of: date, source: str) -> bool:
    known = known_by(before)
    return (
        known is not None
        and known.fact.value == value
        and type(known.fact.value) is type(value)
        and (before.as_of, before.source) == (as_of, source)
    )


async def open_fact_file(
    db: Database, files: FileStore, *, viewer: Viewer, fact_id: int
) -> tuple[FactFile, bytes]:
    """The file behind a fact, for those who declared it and for officers."""
    async with db.read() as conn:
        found = await FactRepository(conn).file(viewer, fact_id)
    if found is None:
        raise NotFound
    return found, await anyio.to_thread.run_sync(files.get, found.sha256)
