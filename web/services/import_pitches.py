"""Pitches from a file: by an organiser for founders who are asked to join, or by a founder for their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.db import Connection
from models.entities.ids import OrganisationId, PitchId
from models.entities.imports import Fate, ImportKind, KnownOrganisation
from models.entities.organisations import NewOrganisation
from models.entities.viewer import Viewer
from models.entities.vocabulary import OrganisationKind, Role
from models.repositories.audit import AuditRepository
from models.repositories.imports import ImportRepository
from models.repositories.organisations import OrganisationRepository
from models.repositories.pitches import PitchRepository
from web.clock import Clock
from web.services.import_known import Known, known_organisations, meant, new_keys
from web.services.import_mail import tell_pitch_brought
from web.services.imports import Judged, Numbered, PitchRow, Refusal
from web.services.organisations import invite_address
from web.settings import Settings

_COMPANY = (str(OrganisationKind.COMPANY),)


async def judge_pitches(
    conn: Connection, viewer: Viewer, kind: ImportKind, rows: Sequence[Numbered[PitchRow]]
) -> list[Judged[PitchRow]]:
    """A pitch is on record already when its company has one of this name; its text stays the founder's."""
    known = await known_organisations(
        conn,
        [r.value.uscc for r in rows if r.value.uscc],
        [r.value.company_name for r in rows],
    )
    own = set(viewer.organisation_ids(Role.FOUNDER)) if kind is ImportKind.OWN_PITCHES else None
    targets = [_company(known, r.value, own) for r in rows]
    ids = {t.id for t in targets if isinstance(t, KnownOrganisation)}
    pitches = {
        (p.company_id, p.name.lower()): p.id for p in await ImportRepository(conn).pitches(sorted(ids))
    }
    keys = new_keys([(r.value.company_name, r.value.uscc) for r in rows])
    judged, seen = [], dict[Any, int]()
    for row, target, new_key in zip(rows, targets, keys, strict=True):
        if isinstance(target, Refusal):
            judged.append(Judged(row, None, target))
            continue
        value = row.value
        company: object = target.id if target is not None else new_key
        key = (company, value.draft.name.lower())
        if key in seen:
            judged.append(Judged(row, None, Refusal("name", "import_twice", {"row": seen[key]})))
            continue
        seen[key] = row.number
        there = target is not None and (target.id, value.draft.name.lower()) in pitches
        judged.append(Judged(row, Fate.SAME if there else Fate.NEW, None, target.id if target else None))
    return judged


def _company(known: Known, row: PitchRow, own: set[int] | None) -> KnownOrganisation | Refusal | None:
    if own is None:
        return meant(known, row.company_name, row.uscc, row.email, _COMPANY, "company_name")
    coded = known.by_code.get(row.uscc or "")
    if coded is not None:
        return coded if coded.id in own else Refusal("uscc", "import_not_own_company")
    mine = [o for o in known.named(row.company_name, _COMPANY) if o.id in own]
    return mine[0] if mine else None


async def take_pitches(
    conn: Connection,
    clock: Clock,
    settings: Settings,
    viewer: Viewer,
    kind: ImportKind,
    judged: Sequence[Judged[PitchRow]],
) -> None:
    """Each new pitch becomes a draft of its company; nothing is submitted or shown by an import."""
    made: dict[str, OrganisationId] = {}
    keys = new_keys([(j.row.value.company_name, j.row.value.uscc) for j in judged])
    for one, key in zip(judged, keys, strict=True):
        if one.fate is not Fate.NEW:
            continue
        row = one.row.value
        if one.target is not None:
            company = OrganisationId(one.target)
            pitch_id = await _add_pitch(conn, clock, viewer, company, row)
            if kind is ImportKind.PITCHES:
                await tell_pitch_brought(conn, clock, company, row.draft.name, pitch_id)
            continue
        if key not in made:
            made[key] = await _add_company(conn, clock, settings, viewer, kind, row)
        await _add_pitch(conn, clock, viewer, made[key], row)


async def _add_company(
    conn: Connection, clock: Clock, settings: Settings, viewer: Viewer, kind: ImportKind, row: PitchRow
) -> OrganisationId:
    now, draft = clock.now(), row.draft
    if kind is ImportKind.OWN_PITCHES:
        company = await PitchRepository(conn).add_company(
            row.company_name, draft.lang, row.uscc, draft.district, viewer.person_id, now
        )
    else:
        new = NewOrganisation(
            row.company_name,
            draft.lang,
            frozenset({OrganisationKind.COMPANY}),
            row.uscc,
            draft.district,
            draft.city or None,
        )
        company = await OrganisationRepository(conn).add(new, viewer.person_id, now)
        await invite_address(
            conn,
            clock,
            settings,
            viewer=viewer,
            organisation_id=company,
            email=row.email,
            is_manager=True,
        )
    await AuditRepository(conn).note(
        now, viewer.person_id, "create_organisation", "organisation", company, {"kinds": ["company"]}
    )
    return company


async def _add_pitch(
    conn: Connection, clock: Clock, viewer: Viewer, company: OrganisationId, row: PitchRow
) -> PitchId:
    pitches, now = PitchRepository(conn), clock.now()
    if row.uscc is not None:
        await pitches.register_company(company, row.uscc, now)
    pitch_id = await pitches.add(company, viewer.person_id, now)
    await pitches.add_version(pitch_id, 1, row.draft, None, viewer.person_id, now)
    return pitch_id
