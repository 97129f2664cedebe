"""Definitions of "first" as versioned, dated, cited data, and the pure derivation of who holds one.

What is settled from it is in `firsts.py`. A definition is conditions out of a small vocabulary; each
answers yes, no or unknown, and unknown never issues.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, assert_never

import models
from models.entities.firsts import Candidate, Fact, StatedFact
from models.entities.vocabulary import FundingInstrument, FundingKind, OrganisationKind

# In a definition's list of instruments: a note, counted from the day on which it converted.
CONVERTED_NOTE = "converted_note"


class Condition(StrEnum):
    """What a definition may ask of a candidate or its company."""

    PROVIDER_IS = "provider_is"
    UNRELATED = "unrelated"
    PAID_BETWEEN = "paid_between"
    BUREAU = "bureau"


class Verdict(StrEnum):
    """Whether there is a first."""

    FIRST = "first"
    NONE = "none"
    UNKNOWN = "unknown"


class Because(StrEnum):
    """Why there is none, or none is known."""

    EARLIEST = "earliest"
    NO_RECORD = "no_record"
    ELSEWHERE = "elsewhere"
    BUREAU_HAS_RECORD = "bureau_has_record"
    BUREAU_UNKNOWN = "bureau_unknown"
    RELATION_UNKNOWN = "relation_unknown"
    EARLIER_OUTSIDE = "earlier_outside"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated about one company and kind beyond its records; all of it in force."""

    # Days on which a first of this kind happened outside the platform.
    elsewhere_on: tuple[date, ...] = ()
    stated: tuple[StatedFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a definition says of a company: the first with its day, or why there is none."""

    verdict: Verdict
    because: Because
    record_id: int | None = None
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class FirstDefinition:
    """What counts as a company's first of a kind, since when, and who says so."""

    family: str
    version: int
    since: date
    until: date | None
    # Whether a first outside the platform matters; else it is of this ledger alone.
    looks_beyond: bool
    # The citation or a figure in it still has to be checked.
    verify: bool
    kinds: Mapping[str, tuple[str, ...]]
    conditions: tuple[tuple[Condition, Mapping[str, Any]], ...]
    name_zh: str
    name_en: str
    zh: str
    en: str
    source_zh: str
    source_en: str

    @property
    def code(self) -> str:
        """Family and version, as certificates name it."""
        return f"{self.family}-{self.version}"

    def in_use(self, on: date) -> bool:
        """Whether new certificates may be issued under it; those of before keep it."""
        return self.since <= on and (self.until is None or on < self.until)

    def first_of(
        self, kind: FundingKind, candidates: Sequence[Candidate], facts: Facts | None = None
    ) -> Outcome:
        """The earliest money among the confirmed records that count; ties go to the older record.

        A candidate of which it is unknown whether it counts leaves all after it unknown.
        """
        facts = facts or Facts()
        dated = [(on, c) for c in candidates if (on := self._counts_on(kind, c)) is not None]
        dated.sort(key=lambda pair: (pair[0], pair[1].id))
        for effective_on, candidate in dated:
            counts = self._counts(candidate, effective_on, facts)
            if counts is False:
                continue
            outcome = self._of_company(candidate, effective_on, facts)
            # What shuts the company out from this day on holds whether or not this candidate counts.
            if counts is None and outcome.because not in (Because.ELSEWHERE, Because.BUREAU_HAS_RECORD):
                return Outcome(Verdict.UNKNOWN, Because.RELATION_UNKNOWN, candidate.id, effective_on)
            return outcome
        return Outcome(Verdict.NONE, Because.NO_RECORD)

    def _counts_on(self, kind: FundingKind, candidate: Candidate) -> date | None:
        instruments = self.kinds.get(kind, ())
        if candidate.instrument in instruments:
            return candidate.value_on
        if candidate.instrument is FundingInstrument.CONVERTIBLE_NOTE and CONVERTED_NOTE in instruments:
            return candidate.converted_on
        return None

    def _counts(self, candidate: Candidate, effective_on: date, facts: Facts) -> bool | None:
        """Whether this candidate itself is of the kind that counts; None is unknown."""
        known: bool | None = True
        for condition, values in self.conditions:
            match condition:
                case Condition.PROVIDER_IS:
                    if not candidate.provider_kinds & {OrganisationKind(k) for k in values["kinds"]}:
                        return False
                case Condition.UNRELATED:
                    said = _relation(candidate, facts)
                    if said == {"related"}:
                        return False
                    known = True if said == {"unrelated"} else None
                case Condition.PAID_BETWEEN | Condition.BUREAU:
                    pass  # They speak of the company, below.
                case _:
                    assert_never(condition)
        return known

    def _of_company(self, candidate: Candidate, effective_on: date, facts: Facts) -> Outcome:
        """What the company's own conditions make of the earliest that counts."""

        def none(because: Because) -> Outcome:
            return Outcome(Verdict.NONE, because, candidate.id, effective_on)

        if self.looks_beyond and any(on <= effective_on for on in facts.elsewhere_on):
            return none(Because.ELSEWHERE)
        for condition, values in self.conditions:
            match condition:
                case Condition.PAID_BETWEEN:
                    first, end = date.fromisoformat(values["from"]), date.fromisoformat(values["until"])
                    if not first <= effective_on < end:
                        return none(Because.EARLIER_OUTSIDE)
                case Condition.BUREAU:
                    clean = _bureau_is_clean(values, effective_on, facts)
                    if clean is False:
                        return none(Because.BUREAU_HAS_RECORD)
                    if clean is None:
                        return Outcome(Verdict.UNKNOWN, Because.BUREAU_UNKNOWN, candidate.id, effective_on)
                case Condition.PROVIDER_IS | Condition.UNRELATED:
                    pass  # They speak of the candidate, above.
                case _:
                    assert_never(condition)
        return Outcome(Verdict.FIRST, Because.EARLIEST, candidate.id, effective_on)


def _latest_by_side(facts: Sequence[StatedFact]) -> set[str]:
    """What each side said last; more than one value means that the sides differ."""
    latest: dict[str, str] = {}
    for fact in sorted(facts, key=lambda f: f.id):
        latest[fact.stated_side] = fact.value
    return set(latest.values())


def _relation(candidate: Candidate, facts: Facts) -> set[str]:
    return _latest_by_side(
        [f for f in facts.stated if f.fact is Fact.RELATION and f.provider_id == candidate.provider_id]
    )


def _bureau_is_clean(values: Mapping[str, Any], effective_on: date, facts: Facts) -> bool | None:
    """What the bureau's reports say of the time before the money.

    A report that shows a record settles it for all days after it. One that shows none holds for the
    cut-off day or, without one, for so many days before the money.
    """
    reports = [f for f in facts.stated if f.fact is Fact.BUREAU_RECORD and f.seen_on <= effective_on]
    if "cut_off" in values:
        since = date.fromisoformat(values["cut_off"])
        bad = [f for f in reports if f.value == "some" and f.seen_on <= since]
    else:
        since = effective_on - timedelta(days=values["within_days"])
        bad = [f for f in reports if f.value == "some"]
    if bad:
        return False
    return True if any(f.value == "none" and f.seen_on >= since for f in reports) else None


@functools.cache
def definitions() -> tuple[FirstDefinition, ...]:
    """All definitions that the platform knows, in the order in which they are settled."""
    path = Path(models.__file__).parent / "reference" / "first_definitions.json"
    return tuple(_read(row) for row in json.loads(path.read_text(encoding="utf-8")))


def _read(row: Mapping[str, Any]) -> FirstDefinition:
    return FirstDefinition(
        family=row["family"],
        version=row["version"],
        since=date.fromisoformat(row["since"]),
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        looks_beyond=row["looks_beyond"],
        verify=row["verify"],
        kinds={FundingKind(k): tuple(v) for k, v in row["kinds"].items()},
        conditions=tuple(
            (Condition(c["condition"]), {k: v for k, v in c.items() if k != "condition"})
            for c in row["conditions"]
        ),
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        zh=row["zh"],
        en=row["en"],
        source_zh=row["source_zh"],
        source_en=row["source_en"],
    )


def definition_of(code: str) -> FirstDefinition | None:
    """The definition that a certificate names."""
    return next((d for d in definitions() if d.code == code), None)


def default_definition() -> FirstDefinition:
    """The one that public counts use."""
    return definitions()[0]
