"""What an entry of the chain seals: which rows, which of their columns, and what of them is personal.

A column that a later migration adds is sealed with everything else as soon as it holds something; whether it
names a person or may speak of one is said here, and a test asks the question of each new column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from models.db import Connection
from models.entities.chain import Subject
from models.repositories.chain import ChainRepository
from web.services.canonical import FORM, plain


@dataclass(frozen=True, slots=True)
class OfPerson:
    """In place of a person's id until the commitment is known."""

    person_id: int


@dataclass(frozen=True, slots=True)
class OfParty:
    """In place of a party's name where it has no code of its own, such as a natural person's."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class OfText:
    """In place of a free text, which may speak of people."""

    text: str


Personal: TypeAlias = OfPerson | OfParty | OfText
Draft: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """The columns that hold one party of a row: its id, and name and code as they were that day."""

    key: str
    id_column: str
    name_column: str
    uscc_column: str


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table that belong to a subject, under `key` in its content."""

    key: str
    table: str
    query: str
    many: bool = False
    persons: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    # Columns that change later and are sealed elsewhere, or that say nothing of their own.
    left_out: frozenset[str] = frozenset()
    parties: tuple[Party, ...] = field(default=())


def _steps(table: str, query: str) -> Part:
    return Part(
        "steps", table, query, many=True, persons=frozenset({"person_id"}), texts=frozenset({"comment"})
    )


def _files(table: str, query: str) -> Part:
    return Part(
        "evidence", table, query, many=True, persons=frozenset({"attached_by"}), texts=frozenset({"filename"})
    )


PARTS: dict[Subject, tuple[Part, ...]] = {
    Subject.RECORD: (
        Part(
            "record",
            "funding_record",
            "records",
            persons=frozenset({"proposed_by"}),
            texts=frozenset({"note"}),
            # The database reckons it from columns that are sealed.
            left_out=frozenset({"cny_amount"}),
            parties=tuple(
                Party(key, f"{key}_id", f"{key}_name", f"{key}_uscc")
                for key in ("company", "provider", "creditor")
            ),
        ),
        _steps("funding_step", "record_steps"),
        _files("funding_evidence", "record_evidence"),
    ),
    Subject.VOID: (
        _steps("funding_step", "void_steps"),
        _files("funding_evidence", "void_evidence"),
    ),
    Subject.MOVEMENT: (
        Part(
            "movement",
            "funding_movement",
            "movements",
            persons=frozenset({"stated_by"}),
            texts=frozenset({"note"}),
        ),
        _steps("funding_movement_step", "movement_steps"),
        _files("funding_evidence", "movement_evidence"),
    ),
    Subject.CERTIFICATE: (
        Part(
            "certificate",
            "first_certificate",
            "certificates",
            left_out=frozenset({"revoked_at", "revoked_because"}),
        ),
    ),
    Subject.REVOCATION: (Part("revocation", "first_certificate", "revocations"),),
    Subject.ELSEWHERE: (
        Part(
            "elsewhere",
            "first_elsewhere",
            "elsewheres",
            persons=frozenset({"declared_by"}),
            # The provider is no party here, and may be a natural person.
            texts=frozenset({"note", "provider_name"}),
        ),
        _files("first_evidence", "elsewhere_evidence"),
    ),
    Subject.MERGER: (
        Part(
            "merger",
            "company_succession",
            "mergers",
            persons=frozenset({"recorded_by"}),
            texts=frozenset({"note"}),
        ),
        _files("first_evidence", "merger_evidence"),
    ),
    Subject.FACT: (
        Part("fact", "first_fact", "facts", persons=frozenset({"stated_by"}), texts=frozenset({"note"})),
        _files("first_evidence", "fact_evidence"),
    ),
    Subject.WITHDRAWAL: (
        Part(
            "withdrawal",
            "first_withdrawal",
            "withdrawals",
            persons=frozenset({"withdrawn_by"}),
            texts=frozenset({"because"}),
        ),
    ),
}


async def drafts(conn: Connection, subject: Subject, ids: Sequence[int]) -> dict[int, Draft]:
    """The content of these subjects as their rows say it now; one that has no row of its own is left out."""
    chain = ChainRepository(conn)
    main, *others = PARTS[subject]
    found: dict[int, Draft] = {}
    for row in await chain.rows(main.query, ids):
        draft = found.setdefault(row["owner_id"], _begun(subject, row["owner_id"]))
        _add(draft, main, row)
    for part in others:
        for row in await chain.rows(part.query, ids):
            if row["owner_id"] in found:
                _add(found[row["owner_id"]], part, row)
    return found


def files_of(content: Mapping[str, Any]) -> list[str]:
    """The hashes of the files that a content names, sorted."""
    return sorted(row["sha256"] for row in content.get("evidence", ()))


def _begun(subject: Subject, subject_id: int) -> Draft:
    return {"form": FORM, "subject": str(subject), "id": subject_id}


def _add(draft: Draft, part: Part, row: Mapping[str, Any]) -> None:
    sealed = _sealed(part, row)
    if part.many:
        draft.setdefault(part.key, []).append(sealed)
    else:
        draft[part.key] = sealed


def _sealed(part: Part, row: Mapping[str, Any]) -> Draft:
    """A row without what is unknown, and with what is personal marked."""
    left_out = part.left_out | {"owner_id"}
    nameless: Draft = {}
    for party in part.parties:
        if row[party.id_column] is not None and row.get(party.uscc_column) is None:
            nameless[party.key] = OfParty(row[party.id_column])
            left_out |= {party.name_column}
    sealed: Draft = {}
    for name, value in row.items():
        if value is None or name in left_out:
            continue
        if name in part.persons:
            sealed[name] = OfPerson(value)
        elif name in part.texts:
            sealed[name] = OfText(value)
        else:
            sealed[name] = plain(value)
    if nameless:
        sealed["parties"] = nameless
    return sealed


# ---------------------------------------------------------------- filling in and comparing


def personal(draft: Any) -> Iterator[Personal]:
    """Everything personal in a draft, in its order."""
    if isinstance(draft, OfPerson | OfParty | OfText):
        yield draft
    elif isinstance(draft, dict):
        for one in draft.values():
            yield from personal(one)
    elif isinstance(draft, list):
        for one in draft:
            yield from personal(one)


def filled_in(draft: Any, commitments: Mapping[Personal, str]) -> Any:
    """The draft with a commitment in each place; a text that says nothing is left out."""
    if isinstance(draft, OfPerson | OfParty | OfText):
        return commitments[draft]
    if isinstance(draft, dict):
        return {
            key: filled_in(value, commitments) for key, value in draft.items() if not _says_nothing(value)
        }
    if isinstance(draft, list):
        return [filled_in(one, commitments) for one in draft]
    return draft


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where sealed content and rows differ, and what is still to be asked of commitments."""

    differences: list[str]
    # Path, what the rows say, and the commitment that was sealed there.
    personal: list[tuple[str, Personal, str]]


def compare(sealed: Any, draft: Any) -> Comparison:
    """Sealed content beside what the rows say now."""
    found = Comparison([], [])
    _compare(sealed, draft, "", found)
    return found


def _compare(sealed: Any, draft: Any, path: str, found: Comparison) -> None:
    if isinstance(draft, OfPerson | OfParty | OfText):
        if isinstance(sealed, str):
            found.personal.append((path, draft, sealed))
        elif not (_says_nothing(draft) and sealed is None):
            found.differences.append(path)
    elif isinstance(draft, dict) and isinstance(sealed, dict):
        for key in sorted(draft.keys() | sealed.keys()):
            _compare(sealed.get(key), draft.get(key), f"{path}.{key}" if path else key, found)
    elif isinstance(draft, list) and isinstance(sealed, list) and _rows(draft) and _rows(sealed):
        one, other = ({row["id"]: row for row in rows} for rows in (sealed, draft))
        for key in sorted(one.keys() | other.keys()):
            _compare(one.get(key), other.get(key), f"{path}[{key}]", found)
    elif sealed != draft:
        found.differences.append(path)


def _rows(values: list[Any]) -> bool:
    return all(isinstance(one, dict) and "id" in one for one in values)


def _says_nothing(value: Any) -> bool:
    return isinstance(value, OfText) and not value.text
