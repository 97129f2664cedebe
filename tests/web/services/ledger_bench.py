"""What the ledger's machine works on: one database for all its runs, a cast, records as a form would give them."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from models.db import Database
from models.entities.funding import NewRecord
from models.entities.funding_details import (
    ConvertibleNote,
    FundingDetails,
    Guarantee,
    LinkedLoan,
    Loan,
    PricedEquity,
    Production,
    RateKind,
    Round,
    Safe,
    Security,
    ValuationBasis,
)
from models.entities.ids import OrganisationId
from models.entities.viewer import Viewer
from models.entities.vocabulary import FundingInstrument, FundingKind, Role
from tests.conftest import FixedClock
from tests.web.services.first_stories import company
from tests.web.signed_in import viewer_of
from tests.world import NOW, World, insert
from web.files import FileStore
from web.services import funding_answers as answers
from web.services.funding import propose_record
from web.services.funding_evidence import PROVES_MONEY, Upload

I = FundingInstrument  # noqa: E741 - a table of instruments reads better short
# Who gives what, and who signs for them.
PROVIDERS = {
    "wang": ("angel", "wang", (I.PRICED_EQUITY, I.CONVERTIBLE_NOTE, I.SAFE)),
    "fund": ("fund", "wang", (I.PRICED_EQUITY, I.CONVERTIBLE_NOTE, I.SAFE)),
    "chen": ("bank", "chen", (I.LOAN,)),
    "guo": ("guarantor", "guo", (I.GUARANTEE,)),
}
KIND_OF = {I.LOAN: FundingKind.LOAN, I.GUARANTEE: FundingKind.GUARANTEE}


class MemoryFiles(FileStore):
    """Files that lie nowhere, so that a step need not wait for a disk."""

    def __init__(self) -> None:
        super().__init__(Path("/nowhere"))
        self._held: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self._held[sha256] = content
        return sha256

    def get(self, sha256: str) -> bytes:
        return self._held[sha256]


class Bench:
    """One database, connection and event loop for all runs; each run is a transaction that is rolled back."""

    def __init__(self, dsn: str, world: World) -> None:
        self.loop = asyncio.new_event_loop()
        self.world = replace(world, org=dict(world.org))
        self.conn = self.run(Database.open_connection(dsn))
        self.owner = self.run(asyncpg.connect(dsn.replace("shoutou_app@", "postgres@")))
        self.db = Database.bound_to(self.conn)
        self.n_runs = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.run(self._cast())
        self.viewers: dict[str, Viewer] = {
            who: self.run(viewer_of(self.db, FixedClock(NOW), who))
            for who in ("lin", "wang", "chen", "guo", "sun")
        }

    def run(self, act: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(act)

    def close(self) -> None:
        self.run(self.conn.close())
        self.run(self.owner.close())
        self.loop.close()

    def sweep(self) -> None:
        """What was rolled back is cleared away now and then, or every look would step over it."""
        self.n_runs += 1
        if self.n_runs % 20 == 0:
            self.run(self.owner.execute("vacuum analyze"))

    async def _cast(self) -> None:
        """A team and a second company of lin's, a fund of wang's; founders may see every provider."""
        conn, w = self.conn, self.world
        for name in ("team", "other"):
            w.org[name] = await company(conn, w, "lin", name)
        w.org["fund"] = await insert(conn, "organisation", name="江南基金", lang="zh", created_at=NOW)
        await insert(conn, "organisation_kind", organisation_id=w.org["fund"], kind="fund")
        await insert(
            conn, "membership", person_id=w.person["wang"], organisation_id=w.org["fund"], status="active",
            is_manager=True, created_at=NOW, answered_at=NOW,
        )  # fmt: skip
        await insert(
            conn, "vetting", organisation_id=w.org["fund"], decision="granted", evidence="已核对",
            decided_by=w.person["zhao"], body_id=w.org["zhao"], decided_at=NOW,
        )  # fmt: skip
        await conn.execute(
            "insert into provider_profile (organisation_id, lang, thesis, amount_min, amount_max, max_founders, "
            "changed_by, changed_at) select $1, lang, thesis, amount_min, amount_max, max_founders, changed_by, "
            "changed_at from provider_profile where organisation_id = $2",
            w.org["fund"],
            w.org["wang"],
        )
        await conn.execute("update provider_profile set visible_to_founders = true")
        # Each run begins with money of every kind that has already moved.
        for name, provider, instrument in (
            ("team", "wang", I.CONVERTIBLE_NOTE),
            ("team", "wang", I.PRICED_EQUITY),
            ("other", "wang", I.SAFE),
            ("other", "chen", I.LOAN),
            ("other", "guo", I.GUARANTEE),
        ):
            clock, on = FixedClock(NOW), NOW.date() - timedelta(days=60)
            lin = await viewer_of(self.db, clock, "lin")
            record = await propose_record(
                self.db, clock, MemoryFiles(), viewer=lin, role=Role.FOUNDER,
                new=new_record(w, w.org[name], provider, instrument, 33_333_333, on), key=f"{name}-{instrument}",
                uploads=[Upload("0.pdf", f"%PDF-1.7 {name} {instrument}".encode(), min(PROVES_MONEY[instrument]))],
            )  # fmt: skip
            signer = await viewer_of(self.db, clock, PROVIDERS[provider][1])
            await answers.confirm_record(self.db, clock, viewer=signer, record_id=record, side="provider")


def new_record(
    world: World, company_id: int, provider: str, instrument: FundingInstrument, amount: int, on: date
) -> NewRecord:
    """A record as a form would give it."""
    return NewRecord(
        company_id=OrganisationId(company_id),
        provider_id=OrganisationId(world.org[provider]),
        creditor_id=OrganisationId(world.org["chen"]) if instrument is I.GUARANTEE else None,
        kind=KIND_OF.get(instrument, FundingKind.INVESTMENT),
        instrument=instrument,
        details=details(instrument, amount, on),
        product="",
        amount=amount,
        currency="CNY",
        value_on=on,
        event_id=None,
        note="",
        lang="zh",
    )


def details(instrument: FundingInstrument, amount: int, on: date) -> FundingDetails:
    """What each instrument has to tell."""
    match instrument:
        case FundingInstrument.PRICED_EQUITY:
            return PricedEquity(10**12, ValuationBasis.POST, 500, None, Round.ANGEL, on)
        case FundingInstrument.CONVERTIBLE_NOTE:
            return ConvertibleNote(500, on + timedelta(days=700), None, 2000, "下一轮融资")
        case FundingInstrument.SAFE:
            return Safe(10**12, None, mfn=False)
        case FundingInstrument.LOAN:
            return Loan(
                "合同-1", RateKind.FIXED, 400, 12, (Security.NONE,), max(1, amount // 2), Production.YES
            )
        case _:
            return Guarantee(8000, 100, 12, (Security.NONE,), LinkedLoan.UNKNOWN)
