"""What the loader plays on: a clock that is moved, who is who by key, and acts in the order of their time."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.db import Database
from models.entities.ids import EventId, OrganisationId, PersonId, PitchId
from models.entities.viewer import Viewer
from web.files import FileStore
from web.services.accounts import load_viewer
from web.services.passwords import Passwords
from web.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
Act = Callable[[], Awaitable[object]]


def number(key: str, below: int) -> int:
    """A number that looks accidental and is the same in every load."""
    return zlib.crc32(key.encode()) % below


class MovableClock:
    """The services' clock; it stands where the play is, and never goes back."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """The instant of the act that is being played."""
        return self._instant

    def move_to(self, instant: datetime) -> None:
        """Go on to the next act."""
        self._instant = max(self._instant, instant)


class Calendar:
    """Days counted from the day of loading, as instants; what has not happened yet happens now."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(ZONE).date()

    def date(self, day: int) -> date:
        """The date so many days from today."""
        return self.today + timedelta(days=day)

    def local(self, day: int, clock_time: str) -> datetime:
        """A time of day so many days from today, in the city; may lie in the future."""
        hour, minute = map(int, clock_time.split(":"))
        at = self.date(day)
        return datetime(at.year, at.month, at.day, hour, minute, tzinfo=ZONE).astimezone(UTC)

    def at(self, day: int, key: str) -> datetime:
        """Some minute of that day's office hours, the same for the same key; never later than now."""
        minute = number(key, 8 * 60)
        return min(self.local(day, "09:00") + timedelta(minutes=minute), self.now)


class Script:
    """Acts with their times; played in the order of time, at the same time in the order of writing."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []

    def add(self, at: datetime, act: Act) -> None:
        """Write one act down."""
        self._acts.append((at, len(self._acts), act))

    async def play(self, clock: MovableClock, say: Callable[[str], None]) -> int:
        """Play all acts; answers how many."""
        said = 0
        acts = sorted(self._acts, key=lambda a: a[:2])
        for done, (at, _, act) in enumerate(acts):
            clock.move_to(at)
            await act()
            if (done + 1) * 5 // len(acts) > said:
                said = (done + 1) * 5 // len(acts)
                say(f"{said * 20} % of the demo world ({at.astimezone(ZONE):%Y-%m-%d})")
        return len(acts)


@dataclass
class Stage:
    """The installation, and everybody and everything in it by the key of its record."""

    db: Database
    settings: Settings
    clock: MovableClock
    files: FileStore
    passwords: Passwords
    person: dict[str, PersonId] = field(default_factory=dict)
    body: dict[str, OrganisationId] = field(default_factory=dict)
    pitch: dict[str, PitchId] = field(default_factory=dict)
    event: dict[str, EventId] = field(default_factory=dict)
    _viewers: dict[str, Viewer] = field(default_factory=dict)

    @property
    def site(self) -> str:
        """How people reach the platform, for links in mails."""
        return self.settings.public_url

    async def viewer(self, key: str) -> Viewer:
        """A person as the services want to know them."""
        if key not in self._viewers:
            self._viewers[key] = await load_viewer(self.db, self.person[key], self.clock)
        return self._viewers[key]

    def changed(self, key: str) -> None:
        """What this person may do has changed; ask anew next time."""
        self._viewers.pop(key, None)
