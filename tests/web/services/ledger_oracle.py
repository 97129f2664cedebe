"""The ledger reckoned anew from its bare events in plain Python: no SQL, and none of the product's rules.

It remembers what happened and derives everything on demand; nothing that it answers is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

EQUITY_LIKE = ("priced_equity", "safe")


@dataclass
class Record:
    """What was proposed, and which answers came."""

    id: int
    company: int
    provider: str
    kind: str
    instrument: str
    amount: int
    value_on: date
    corrects: int | None
    first_drawdown: int = 0
    confirmed_by: set[str] = field(default_factory=set)
    voided_by: set[str] = field(default_factory=set)
    ended: str | None = None


@dataclass
class Movement:
    """How money moved, and which answers came."""

    id: int
    record: int
    movement: str
    amount: int
    value_on: date
    by: str
    confirmed: bool = False
    ended: bool = False


@dataclass
class Statement:
    """Something stated about a company; `what` tells which kind of statement it is."""

    id: int
    what: str
    company: int
    kind: str = ""
    on: date = date.min
    value: str = ""
    side: str = ""
    provider: str = ""
    other: int = 0
    taken_back: bool = False


@dataclass
class Oracle:
    """All that happened."""

    kinds_of: dict[str, str]
    records: dict[int, Record] = field(default_factory=dict)
    movements: dict[int, Movement] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)

    def status(self, record: Record) -> str:
        """Where a record stands."""
        if "officer" in record.voided_by or {"company", "provider"} <= record.voided_by:
            return "voided"
        if record.ended in ("withdrawn", "disputed"):
            return record.ended
        if len(record.confirmed_by) == 2:
            corrected = any(
                r.corrects == record.id and len(r.confirmed_by) == 2 for r in self.records.values()
            )
            return "corrected" if corrected else "confirmed"
        return record.ended or "proposed"

    def balance(self, record: Record) -> dict[str, int | None]:
        """What is left of a record's money, by what both sides confirmed."""
        total: dict[str, int] = {}
        for m in self.movements.values():
            if m.record == record.id and m.confirmed and not m.ended:
                total[m.movement] = total.get(m.movement, 0) + m.amount
        gone = sum(total.get(m, 0) for m in ("repayment", "write_off", "conversion"))
        drawn: int | None = None
        if record.instrument == "loan":
            drawn = record.first_drawdown + total.get("drawdown", 0)
        elif record.instrument == "convertible_note":
            drawn = record.amount
        liability = record.amount - total.get("called", 0) - total.get("released", 0)
        return {
            "drawn": drawn,
            "repaid": total.get("repayment", 0),
            "written_off": total.get("write_off", 0),
            "converted": total.get("conversion", 0),
            "outstanding": None if drawn is None else drawn - gone,
            "called": total.get("called", 0),
            "recovered": total.get("recovered", 0),
            "released": total.get("released", 0),
            "liability": liability if record.instrument == "guarantee" else None,
            "proceeds": total.get("exit", 0),
        }

    def heir(self, company: int) -> int:
        """The company at the end of the line."""
        for s in self.statements:
            if s.what == "succession" and not s.taken_back and s.other == company:
                return self.heir(s.company)
        return company

    def in_force(self, what: str, root: int) -> list[Statement]:
        """Statements about a company and all that it inherited from."""
        return [
            s for s in self.statements if s.what == what and not s.taken_back and self.heir(s.company) == root
        ]

    def firsts(self, companies: list[int]) -> dict[tuple[int, str, str], tuple[int, date]]:
        """Every first that should be certified: by company, kind and definition, the record and its day."""
        found = {}
        for root in {self.heir(c) for c in companies}:
            for kind, definition in (
                ("investment", "ledger-1"),
                ("loan", "ledger-1"),
                ("guarantee", "ledger-1"),
                ("investment", "unrelated-1"),
                ("investment", "institutions-only-1"),
                ("loan", "bureau-2"),
                ("guarantee", "guarantee-any-licensed-1"),
            ):
                first = self._first(root, kind, definition)
                if first is not None:
                    found[root, kind, definition] = first
        return found

    def _day(self, record: Record) -> date | None:
        """The day on which the money counts; a note's is that of its first conversion."""
        if record.instrument != "convertible_note":
            return record.value_on
        days = [
            m.value_on
            for m in self.movements.values()
            if m.record == record.id and m.movement == "conversion" and m.confirmed and not m.ended
        ]
        return min(days) if days else None

    def _first(self, root: int, kind: str, definition: str) -> tuple[int, date] | None:
        mine = [
            (day, r.id)
            for r in self.records.values()
            if r.kind == kind
            and self.heir(r.company) == root
            and self.status(r) == "confirmed"
            and (day := self._day(r)) is not None
        ]
        for day, number in sorted(mine):
            provider = self.records[number].provider
            if definition == "institutions-only-1" and self.kinds_of[provider] != "fund":
                continue
            if definition in ("unrelated-1", "institutions-only-1"):
                said = {s.side: s.value for s in self.in_force("relation", root) if s.provider == provider}
                answers = set(said.values())
                if answers == {"related"}:
                    continue
                if answers != {"unrelated"}:
                    return None
            if definition != "ledger-1":
                if any(s.kind == kind and s.on <= day for s in self.in_force("elsewhere", root)):
                    return None
                if definition == "bureau-2" and not self._bureau_is_clean(root, day):
                    return None
            return number, day
        return None

    def _bureau_is_clean(self, root: int, day: date) -> bool:
        reports = [s for s in self.in_force("bureau", root) if s.on <= day]
        if any(s.value == "some" for s in reports):
            return False
        return any(s.value == "none" and s.on >= day - timedelta(days=90) for s in reports)
