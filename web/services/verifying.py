"""A look over the whole ledger: everything is reckoned anew from the rows and laid beside the chain.

Says what does not fit, the first entry first. It trusts nothing that stands in the database: neither hashes,
nor triggers, nor rights; only heads that somebody keeps outside show that a whole chain was written anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import anyio.to_thread

from models.db import Connection, Database
from models.entities.chain import Entry, Head, SealedPerson, SealedText, Subject
from models.repositories.chain import ChainRepository
from web.clock import Clock
from web.files import FileStore
from web.services.canonical import (
    GENESIS,
    canonical,
    commitment,
    entry_hash,
    evidence_hash,
    head_message,
    sha256,
)
from web.services.ledger_content import (
    Draft,
    OfParty,
    OfPerson,
    OfText,
    Personal,
    compare,
    drafts,
    files_of,
)
from web.site_key import PublicKey

# How many findings are kept in full; all of them are counted.
MOST_FINDINGS = 100
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit; `where` names rows and columns, never their content."""

    code: str
    seq: int | None = None
    subject: str | None = None
    subject_id: int | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look over the whole ledger came to."""

    n_entries: int
    n_files: int
    tip_hash: str
    findings: list[Finding]
    n_findings: int
    began_at: datetime
    ended_at: datetime

    @property
    def holds(self) -> bool:
        """Whether everything fits."""
        return self.n_findings == 0


@dataclass(slots=True)
class _Look:
    """The state of one look."""

    files: FileStore
    seq: int = 0
    hash: str = GENESIS
    found: list[Finding] = field(default_factory=list)
    # Hash of each entry that a head names, by its number; the empty chain's is known.
    hashes: dict[int, str] = field(default_factory=lambda: {0: GENESIS})
    # What became of each file that was looked at: None is well.
    seen: dict[str, str | None] = field(default_factory=dict)


async def verify_ledger(
    db: Database,
    clock: Clock,
    files: FileStore,
    *,
    keys: Sequence[PublicKey],
    kept: Sequence[Head] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Reckon the whole chain anew; `kept` are heads that somebody has kept outside."""
    began_at = clock.now()
    look = _Look(files)
    async with db.read() as conn:
        chain = ChainRepository(conn)
        heads = await chain.heads()
        named = {head.seq for head in (*heads, *kept)}
        while entries := await chain.entries_after(look.seq, _AT_ONCE):
            await _look_at(conn, look, entries, named)
            progress(look.seq)
        for subject, subject_id in await chain.unsealed():
            look.found.append(Finding("ledger_unsealed", None, subject, subject_id))
        for row in await chain.erased_but_here():
            look.found.append(Finding("ledger_erased_but_here", None, "person", row["person_id"]))
    _look_at_heads(look, heads, keys, "ledger_head")
    _look_at_heads(look, kept, keys, "ledger_kept_head")
    # What concerns an entry first, in the order of the chain; a stable sort keeps the rest as it was found.
    look.found.sort(key=lambda one: (one.seq is None, one.seq or 0))
    return Verdict(
        look.seq,
        len(look.seen),
        look.hash,
        look.found[:MOST_FINDINGS],
        len(look.found),
        began_at,
        clock.now(),
    )


async def _look_at(conn: Connection, look: _Look, entries: Sequence[Entry], named: set[int]) -> None:
    """Links and rows of the next entries."""
    contents: dict[int, dict[str, Any]] = {}
    for entry in entries:
        content = _link(look, entry)
        if content is not None:
            contents[entry.seq] = content
        if entry.seq in named:
            look.hashes[entry.seq] = entry.hash
    by_subject: dict[Subject, list[Entry]] = {}
    for entry in entries:
        if entry.seq in contents:
            by_subject.setdefault(entry.subject, []).append(entry)
    for subject, some in by_subject.items():
        rows = await drafts(conn, subject, [entry.subject_id for entry in some])
        await _compare(
            conn, look, [(entry, contents[entry.seq], rows.get(entry.subject_id)) for entry in some]
        )
    await anyio.to_thread.run_sync(_look_at_files, look, entries, contents)


def _link(look: _Look, entry: Entry) -> dict[str, Any] | None:
    """An entry by itself and after the one before; its content, unless that is not even its own."""

    def find(code: str, where: str = "") -> None:
        look.found.append(Finding(code, entry.seq, entry.subject, entry.subject_id, where))

    if entry.seq != look.seq + 1:
        gone = f"{look.seq + 1}" if entry.seq == look.seq + 2 else f"{look.seq + 1}–{entry.seq - 1}"
        look.found.append(Finding("ledger_entry_missing", look.seq + 1, where=gone))
    elif entry.previous_hash != look.hash:
        find("ledger_link_broken")
    look.seq, look.hash = entry.seq, entry.hash
    reckoned = entry_hash(
        seq=entry.seq,
        previous_hash=entry.previous_hash,
        subject=entry.subject,
        subject_id=entry.subject_id,
        content_hash=entry.content_hash,
        evidence_hash=entry.evidence_hash,
        sealed_at=entry.sealed_at,
    )
    if reckoned != entry.hash:
        find("ledger_hash_broken")
    if sha256(entry.content) != entry.content_hash:
        find("ledger_content_broken")
    try:
        content = json.loads(entry.content)
        own = (content["subject"], content["id"]) == (entry.subject, entry.subject_id)
        files = evidence_hash(files_of(content))
    except (ValueError, KeyError, TypeError):
        own, files, content = False, "", None
    if not own or canonical(content) != entry.content:
        find("ledger_content_foreign")
        return None
    if files != entry.evidence_hash:
        find("ledger_evidence_broken")
    return dict(content)


async def _compare(
    conn: Connection, look: _Look, some: Iterable[tuple[Entry, dict[str, Any], Draft | None]]
) -> None:
    """Sealed contents beside the rows, with all commitments asked for at once."""
    compared = []
    for entry, content, draft in some:
        if draft is None:
            look.found.append(Finding("ledger_row_missing", entry.seq, entry.subject, entry.subject_id))
        else:
            compared.append((entry, compare(content, draft)))
    asked = {sealed for _, comparison in compared for _, _, sealed in comparison.personal}
    chain = ChainRepository(conn)
    people = await chain.commitments(sorted(asked)) if asked else {}
    texts = await chain.text_salts(sorted(asked - people.keys())) if asked else {}
    for entry, comparison in compared:
        paths = [
            *comparison.differences,
            *(
                path
                for path, personal, sealed in comparison.personal
                if not _stands_behind(personal, sealed, people, texts)
            ),
        ]
        if paths:
            look.found.append(
                Finding(
                    "ledger_row_changed", entry.seq, entry.subject, entry.subject_id, ", ".join(sorted(paths))
                )
            )


def _stands_behind(
    personal: Personal, sealed: str, people: Mapping[str, SealedPerson], texts: Mapping[str, SealedText]
) -> bool:
    """Whether a commitment is to this person, party or text; an erased one can only be asked whose it was."""
    if isinstance(personal, OfText):
        text = texts.get(sealed)
        if text is None:
            return False
        if text.salt is None:
            return not personal.text
        return commitment(text.salt, personal.text) == sealed
    who = people.get(sealed)
    if who is None:
        return False
    of_person = isinstance(personal, OfPerson) and personal.person_id == who.person_id
    of_party = isinstance(personal, OfParty) and personal.organisation_id == who.organisation_id
    if not (of_person or of_party):
        return False
    return who.salt is None or who.identity is None or commitment(who.salt, who.identity) == sealed


def _look_at_files(look: _Look, entries: Sequence[Entry], contents: Mapping[int, dict[str, Any]]) -> None:
    """Each file that proves something, once: is it there, and is it still what it was."""
    for entry in entries:
        for row in contents.get(entry.seq, {}).get("evidence", ()):
            name = row["sha256"]
            if name not in look.seen:
                look.seen[name] = _trouble_of(look.files, name)
            trouble = look.seen[name]
            if trouble is not None:
                look.found.append(Finding(trouble, entry.seq, entry.subject, entry.subject_id, name))


def _trouble_of(files: FileStore, name: str) -> str | None:
    try:
        found = files.hash_of(name)
    except (OSError, ValueError):
        return "ledger_file_missing"
    return None if found == name else "ledger_file_changed"


def _look_at_heads(look: _Look, heads: Iterable[Head], keys: Sequence[PublicKey], code: str) -> None:
    """Each head: was it the chain's, and did this site sign it."""
    by_id = {key.key_id: key for key in keys}
    for head in heads:
        where = f"{head.day}"
        if head.seq > look.seq:
            look.found.append(Finding(f"{code}_beyond", head.seq, where=where))
        elif look.hashes.get(head.seq) != head.hash:
            look.found.append(Finding(f"{code}_differs", head.seq, where=where))
        message = head_message(day=head.day, seq=head.seq, hash_=head.hash, signed_at=head.signed_at)
        key = by_id.get(head.key_id)
        if key is None or not key.verifies(head.signature, message):
            look.found.append(Finding(f"{code}_unsigned", head.seq, where=where))
