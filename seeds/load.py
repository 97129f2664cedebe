"""Loads the demo world: the city's last nine months, played through the services as its people would."""

from __future__ import annotations

import time
from collections.abc import Callable

from models.db import Database
from models.entities.vocabulary import Role
from seeds.boards import write_boards
from seeds.claims import write_claims
from seeds.day import write_days
from seeds.deals import write_deals
from seeds.files_in import write_files_in
from seeds.firsts import write_firsts
from seeds.gatherings import write_events
from seeds.juries import write_juries
from seeds.money import write_records
from seeds.movements import write_movements
from seeds.open_events import write_open_events
from seeds.people import DEMO_PASSWORD, write_bodies, write_providers
from seeds.pools import write_pools
from seeds.reports import write_reports
from seeds.rules import write_rules
from seeds.searches import write_searches
from seeds.services import write_services
from seeds.stage import Calendar, MovableClock, Script, Stage
from seeds.texts import address, texts
from seeds.ventures import write_companies, write_interests
from seeds.wishes import write_wishes
from web.clock import Clock, SystemClock
from web.files import FileStore
from web.services.passwords import Passwords
from web.settings import Settings

__all__ = ["DEMO_PASSWORD", "SIGN_INS", "load_demo"]

SIGN_INS: list[tuple[str, str]] = [
    (Role.FOUNDER, address("shuangkuang")),
    ("angel", address("wang-qiming")),
    ("bank", address("runjiang-bank")),
    ("guarantor", address("jiangzhou-guarantee")),
    (Role.ORGANISER, address("techfin-centre-1")),
    (Role.JUROR, address("juror-shi")),
    (Role.SPACE, address("manager-wang")),
    (Role.OFFICER, address("officer-sun")),
    (Role.ADMIN, address("admin-ni")),
]


async def load_demo(
    db: Database, settings: Settings, say: Callable[[str], None], clock: Clock | None = None
) -> None:
    """Fill an empty database; one that has people already refuses the first act.

    What happens depends on the day alone on which it is loaded.
    """
    now, begun = (clock or SystemClock()).now(), time.perf_counter()
    days, script = Calendar(now), Script()
    first_day = days.local(-400, "00:00")
    world, files = texts(), FileStore(settings.files_dir)
    # One transaction, of which every act is a savepoint: a load that is broken off leaves nothing
    # behind, and nobody waits for a thousand commits to reach the disk.
    async with db.transaction() as conn:
        stage = Stage(Database.bound_to(conn), settings, MovableClock(first_day), files, Passwords())
        write_bodies(script, stage, world, days)
        write_providers(script, stage, world, days)
        write_companies(script, stage, world, days)
        write_events(script, stage, world, days)
        write_boards(script, stage, world, days)
        write_juries(script, stage, world, days)
        write_open_events(script, stage, world, days)
        write_interests(script, stage, world, days)
        write_wishes(script, stage, world, days)
        write_days(script, stage, world, days)
        write_records(script, stage, world, days)
        write_movements(script, stage, world, days)
        write_firsts(script, stage, world, days)
        write_reports(script, stage, world, days)
        write_deals(script, stage, days)
        write_services(script, stage, world, days)
        write_pools(script, stage, days)
        write_rules(script, stage, days)
        write_claims(script, stage, days)
        write_searches(script, stage, days)
        write_files_in(script, stage, world, days)
        n = await script.play(stage.clock, say)
    say(f"the demo world is loaded: {n} acts in {time.perf_counter() - begun:.0f} s")
