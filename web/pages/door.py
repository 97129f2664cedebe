"""The door's page: who is expected, who is there, one button a person; names and sides, nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import segno
from markupsafe import Markup

from web import formats
from web.i18n import gettext, ngettext
from web.pages.events import EventLine
from web.services.door import Door, DoorList, Guest, folded_name, read_code

# So many letters of a code tell people apart; fewer stand in many names.
_SOME_OF_A_CODE = 4


def side_label(side: str) -> str:
    """The word for what somebody comes as."""
    return {
        "founder": gettext("Founder"),
        "provider": gettext("Provider"),
        "juror": gettext("Juror"),
        "visitor": gettext("Visitor"),
    }[side]


@dataclass(frozen=True, slots=True)
class GuestRow:
    """A person in the list."""

    code: str
    name: str
    folded: str
    sides: str
    # Only the organiser's own door says for whom somebody comes.
    detail: str
    # Standing sightings, the earliest first: one after it means that another door saw them too.
    seen_at: tuple[datetime, ...]
    seen_ids: tuple[UUID, ...]
    # A fresh id for the form without script, so that a second press of its button is the same sighting.
    id: UUID

    @property
    def sightings(self) -> str:
        """The same for the page's script."""
        return json.dumps(_sightings(self.seen_ids, self.seen_at))


@dataclass(frozen=True, slots=True)
class DoorPage:
    """`door/list.html`."""

    title: str
    answer: str
    line: EventLine
    rows: list[GuestRow]
    n_in: int
    n_expected: int
    until: datetime
    here: str
    seen_url: str
    list_url: str
    worker_url: str
    query: str
    is_staff: bool


def door_page(found: DoorList, here: str, worker_url: str, query: str = "") -> DoorPage:
    """Everybody, or those whose name, code or side holds what is searched."""
    wanted, code = folded_name(query), read_code(query)
    rows = [_row(found.door, g) for g in found.guests]
    if wanted:
        # As `door.js` does where there is a script.
        rows = [
            r
            for r in rows
            if wanted in r.folded or (len(code) >= _SOME_OF_A_CODE and r.code.startswith(code))
        ]
    line = EventLine(found.door.event)
    return DoorPage(
        gettext("Door: %(event)s", event=line.title),
        count_words(found),
        line,
        rows,
        found.n_in,
        len(found.guests),
        found.door.until,
        here,
        f"{here}/seen",
        f"{here}/list",
        worker_url,
        query,
        found.door.viewer is not None,
    )


def count_words(found: DoorList) -> str:
    """How many are there."""
    n = len(found.guests)
    return ngettext(
        "%(here)s of %(num)s person is here.", "%(here)s of %(num)s people are here.", n, here=found.n_in
    )


def _row(door: Door, guest: Guest) -> GuestRow:
    who = guest.who
    sides = " · ".join(side_label(s) for s in who.sides)
    detail = " · ".join(who.organisations) if door.viewer is not None else ""
    return GuestRow(
        guest.code,
        who.name,
        folded_name(f"{who.name} {sides} {detail} {guest.code}"),
        sides,
        detail,
        who.seen_at,
        who.seen_ids,
        uuid4(),
    )


def door_state(found: DoorList) -> dict[str, object]:
    """How things stand, for the page's script: by code, the sightings that stand, the earliest first."""
    return {
        "until": found.door.until.isoformat(),
        "seen": {g.code: _sightings(g.who.seen_ids, g.who.seen_at) for g in found.guests},
    }


def _sightings(ids: Sequence[UUID], instants: Sequence[datetime]) -> list[dict[str, str]]:
    return [{"id": str(i), "at": at.isoformat()} for i, at in zip(ids, instants, strict=True)]


def said_of(found: DoorList, guest: Guest | None, *, undo: bool) -> tuple[str, dict[str, object]]:
    """The notice after a button was pressed without script: its code and parameters."""
    if guest is None:
        return "door_unknown_code", {}
    if undo:
        return "door_undone", {"name": guest.who.name}
    zone = found.door.event.timezone
    if len(guest.who.seen_at) > 1:
        first = formats.time(guest.who.seen_at[0], zone)
        return "door_seen_before", {"name": guest.who.name, "time": first}
    return "door_seen", {"name": guest.who.name}


def qr_of(text: str) -> Markup:
    """A text as a QR code to be drawn into a page; its meaning stands beside it in letters."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, border=2
    )
    # The drawing is ours and holds numbers alone.
    return Markup(drawn.getvalue().decode("ascii"))  # noqa: S704
