"""Everything about one person, as a copy to take away: rows by kind, less secrets and what is others'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.db import Database
from models.entities.viewer import Viewer
from models.repositories.audit import AuditRepository
from models.repositories.own_data import OwnDataRepository
from web.clock import Clock
from web.services.mail_purposes import PURPOSES
from web.services.own_data_kinds import KINDS, SECRET_COLUMNS, Kind
from web.services.throttle import Limit, count_try

# Everything is read each time: a few an hour are enough for anybody.
DOWNLOADS = Limit("own-data", 10, timedelta(hours=1))
_ORGANISATIONS = ("organisation_id", "company_id", "provider_id", "space_id", "body_id")
_SECRET_PURPOSES = frozenset(name for name, purpose in PURPOSES.items() if purpose.secret)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a download holds, by kind; kinds without rows are left out."""

    name: str
    drawn_at: datetime
    kinds: list[tuple[Kind, list[Row]]]
    # Hash in the store, and the name that the file was put up under.
    files: list[tuple[str, str]]
    # Files that were brought in and are not yet thrown away, with their content.
    brought: list[tuple[str, bytes]]

    @property
    def n_rows(self) -> int:
        """How many rows there are in all."""
        return sum(len(rows) for _, rows in self.kinds)


async def collect_own_data(db: Database, clock: Clock, *, viewer: Viewer) -> OwnData:
    """Read everything about the viewer at one instant; that it was asked for is noted.

    Others stand in it by name and never by address; what lets somebody in is left out.
    """
    now = clock.now()
    await count_try(db, clock, DOWNLOADS, str(viewer.person_id))
    async with db.read() as conn:
        own = OwnDataRepository(conn)
        found = await own.rows(viewer)
        ids = [
            {int(row[c]) for _, row in found for c in columns if row.get(c) is not None}
            for columns in (_ORGANISATIONS, ("pitch_id",), ("event_id",))
        ]
        names = await own.names(*ids)
        files = await own.files(viewer)
        brought = await own.brought(viewer)
    by_kind: dict[str, list[Row]] = {}
    for key, row in found:
        by_kind.setdefault(key, []).append(row)
    kinds = [
        (kind, [_told(kind, row, names, viewer) for row in _in_order(by_kind[kind.key])])
        for kind in KINDS
        if kind.key in by_kind
    ]
    async with db.transaction() as conn:
        await AuditRepository(conn).note(
            now, viewer.person_id, "download_own_data", "person", viewer.person_id
        )
    return OwnData(viewer.name, now, kinds, files, brought)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """By number where rows have one, else by their first instant; the same each time."""
    return sorted(rows, key=lambda row: (not isinstance(row.get("id"), int), row.get("id") or 0, str(row)))


def _told(kind: Kind, row: Row, names: Mapping[tuple[str, int], str], viewer: Viewer) -> Row:
    people = set(kind.columns) - {"id"}
    told = {k: v for k, v in row.items() if k not in SECRET_COLUMNS and k not in people}
    if kind.key == "person":
        told["second_factor"] = row["totp_enrolled_at"] is not None
    if kind.key == "invitation" and row["accepted_by"] != viewer.person_id:
        # Another's address.
        del told["email"]
    if kind.key == "outbox_mail" and row["purpose"] in _SECRET_PURPOSES:
        # It holds a link that lets its reader in.
        told["body"] = told["link"] = ""
    if len(people) > 1:
        told["as"] = [column for column in kind.columns if row.get(column) == viewer.person_id]
    for column in _ORGANISATIONS:
        if told.get(column) is not None and ("organisation", told[column]) in names:
            told[f"{column.removesuffix('_id')}_name"] = names["organisation", told[column]]
    for column in ("pitch", "event"):
        if told.get(f"{column}_id") is not None and (column, told[f"{column}_id"]) in names:
            told[f"{column}_name"] = names[column, told[f"{column}_id"]]
    return told
