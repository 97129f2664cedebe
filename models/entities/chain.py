"""The chain over the ledger: entries, daily heads, looks over the whole, who stands behind a commitment."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


class Subject(enum.StrEnum):
    """What an entry seals; `subject_id` is the id of the row that it is about."""

    RECORD = "record"
    MOVEMENT = "movement"
    # A confirmed record declared void; the id is the record's.
    VOID = "void"
    CERTIFICATE = "certificate"
    # The id is the certificate's.
    REVOCATION = "revocation"
    ELSEWHERE = "elsewhere"
    MERGER = "merger"
    FACT = "fact"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One link; `content` is canonical JSON with commitments in place of people."""

    seq: int
    subject: Subject
    subject_id: int
    content: str
    content_hash: str
    evidence_hash: str
    previous_hash: str
    hash: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Tip:
    """The last entry, as far as the next one needs it."""

    seq: int
    hash: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain was at the end of a day, and its last hash, signed by the site."""

    day: date
    seq: int
    hash: str
    signed_at: datetime
    key_id: str
    signature: str


@dataclass(frozen=True, slots=True)
class Check:
    """What one look over the whole ledger found."""

    began_at: datetime
    ended_at: datetime
    n_entries: int
    n_files: int
    findings: list[dict[str, Any]]
    n_findings: int


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """Who stands behind a commitment; identity and salt are gone once they have left."""

    commitment: str
    person_id: int | None
    organisation_id: int | None
    identity: str | None
    salt: bytes | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class SealedText:
    """The salt of a free text; gone once the text was erased."""

    commitment: str
    salt: bytes | None
    erased_at: datetime | None
