"""Past deals from a file: a provider's own, or an organiser's and officer's of all providers on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.db import Connection
from models.entities.imports import Fate, ImportFile, KnownOrganisation
from models.entities.profiles import NewDeal
from models.entities.viewer import Viewer
from models.entities.vocabulary import PROVIDER_KINDS
from models.repositories.imports import ImportRepository
from models.repositories.profiles import ProfileRepository
from models.uscc import fold
from web.clock import Clock
from web.services.import_known import Known, known_organisations
from web.services.import_mail import tell_deals_brought
from web.services.imports import DealRow, Judged, Numbered, Refusal

_KINDS = tuple(str(k) for k in PROVIDER_KINDS)
_Key = tuple[int, str, str | None, int | None, date | None]


async def judge_deals(
    conn: Connection, file: ImportFile, rows: Sequence[Numbered[DealRow]]
) -> list[Judged[DealRow]]:
    """On record already is a deal of the same provider, company, instrument, amount and day."""
    targets: list[int | Refusal]
    if file.organisation_id is not None:
        targets = [file.organisation_id] * len(rows)
    else:
        names = [r.value.provider for r in rows]
        known = await known_organisations(conn, [fold(n) for n in names], names)
        targets = [_provider(known, name) for name in names]
    there = {
        (d.organisation_id, d.company_name.lower(), d.instrument, d.amount, d.dealt_on)
        for d in await ImportRepository(conn).deals(sorted({t for t in targets if isinstance(t, int)}))
    }
    judged, seen = [], dict[_Key, int]()
    for row, target in zip(rows, targets, strict=True):
        if isinstance(target, Refusal):
            judged.append(Judged(row, None, target))
            continue
        key = _key(target, row.value.deal)
        if key in seen:
            judged.append(Judged(row, None, Refusal("company", "import_twice", {"row": seen[key]})))
            continue
        seen[key] = row.number
        judged.append(Judged(row, Fate.SAME if key in there else Fate.NEW, None, target))
    return judged


def _key(target: int, deal: NewDeal) -> _Key:
    instrument = None if deal.instrument is None else str(deal.instrument)
    return (target, deal.company_name.lower(), instrument, deal.amount, deal.dealt_on)


def _provider(known: Known, name: str) -> int | Refusal:
    coded = known.by_code.get(fold(name))
    if coded is not None and set(coded.kinds) & set(_KINDS):
        return coded.id
    named: list[KnownOrganisation] = known.named(name, _KINDS)
    if len(named) == 1:
        return named[0].id
    return Refusal("provider", "import_provider_unclear" if named else "import_no_provider")


async def take_deals(
    conn: Connection, clock: Clock, viewer: Viewer, file: ImportFile, judged: Sequence[Judged[DealRow]]
) -> None:
    """The history that ranking learns from; a provider whose history others brought is told."""
    new: dict[int, list[NewDeal]] = {}
    for one in judged:
        if one.fate is Fate.NEW and one.target is not None:
            new.setdefault(one.target, []).append(one.row.value.deal)
    profiles = ProfileRepository(conn, viewer)
    for target, deals in new.items():
        await profiles.add_deals(target, deals, clock.now())
        if file.organisation_id is None:
            await tell_deals_brought(conn, clock, file.id, target, len(deals))
