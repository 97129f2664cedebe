"""Providers from an organiser's file: the organisation, what it looks for, and whom to ask to manage it."""

from __future__ import annotations

from collections.abc import Sequence

from models.db import Connection
from models.entities.imports import Fate, KnownOrganisation
from models.entities.viewer import Viewer
from models.entities.vocabulary import PROVIDER_KINDS
from models.jobs import enqueue
from models.repositories.audit import AuditRepository
from models.repositories.imports import ImportRepository
from models.repositories.organisations import OrganisationRepository
from models.repositories.profiles import ProfileRepository
from web.clock import Clock
from web.services.import_known import known_organisations, meant, new_keys
from web.services.imports import Judged, Numbered, ProviderRow, Refusal
from web.services.organisations import invite_address
from web.settings import Settings

_KINDS = tuple(str(k) for k in PROVIDER_KINDS)


async def judge_providers(
    conn: Connection, rows: Sequence[Numbered[ProviderRow]]
) -> list[Judged[ProviderRow]]:
    """A provider on record is left as it is once somebody acts for it; before that its profile may change."""
    named = [(r.value.organisation.name, r.value.organisation.uscc) for r in rows]
    known = await known_organisations(conn, [u for _, u in named if u], [n for n, _ in named])
    targets = [
        meant(known, name, uscc, row.value.email, _KINDS, "name")
        for row, (name, uscc) in zip(rows, named, strict=True)
    ]
    unclaimed = [t.id for t in targets if isinstance(t, KnownOrganisation) and not t.has_members]
    profiles = await ImportRepository(conn).profiles(unclaimed)
    judged, seen = [], dict[object, int]()
    for row, target, new_key in zip(rows, targets, new_keys(named), strict=True):
        if isinstance(target, Refusal):
            judged.append(Judged(row, None, target))
            continue
        key: object = new_key if target is None else target.id
        if key in seen:
            judged.append(Judged(row, None, Refusal("name", "import_twice", {"row": seen[key]})))
            continue
        seen[key] = row.number
        if target is None:
            judged.append(Judged(row, Fate.NEW))
            continue
        same = target.has_members or profiles.get(target.id) == row.value.profile
        judged.append(Judged(row, Fate.SAME if same else Fate.CHANGED, None, target.id))
    return judged


async def take_providers(
    conn: Connection,
    clock: Clock,
    settings: Settings,
    viewer: Viewer,
    judged: Sequence[Judged[ProviderRow]],
) -> None:
    """New providers wait to be vetted like any other; their contacts are asked to manage them."""
    organisations, profiles, now = OrganisationRepository(conn), ProfileRepository(conn, viewer), clock.now()
    for one in judged:
        row, target = one.row.value, one.target
        if one.fate is Fate.NEW:
            target = await organisations.add(row.organisation, viewer.person_id, now)
            await AuditRepository(conn).note(
                now,
                viewer.person_id,
                "create_organisation",
                "organisation",
                target,
                {"kinds": sorted(row.organisation.kinds)},
            )
            await invite_address(
                conn,
                clock,
                settings,
                viewer=viewer,
                organisation_id=target,
                email=row.email,
                is_manager=True,
            )
        if target is not None and one.fate in (Fate.NEW, Fate.CHANGED):
            await profiles.save(target, row.profile, now)
    await enqueue(conn, "encode")
