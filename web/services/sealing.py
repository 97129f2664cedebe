"""Each fact that comes into force is sealed: one entry of the chain, the last act of its transaction.

The order of locks is the company's, then those of steps and certificates, then the chain's head: whatever may
wait for anybody else comes before the first `seal`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable

from models.db import Connection, Database
from models.entities.chain import Entry, SealedPerson, Subject
from models.repositories.chain import ChainRepository
from web.clock import Clock
from web.services.canonical import GENESIS, canonical, commitment, entry_hash, evidence_hash, sha256
from web.services.ledger_content import (
    OfParty,
    OfPerson,
    OfText,
    Personal,
    drafts,
    files_of,
    filled_in,
    personal,
)

_SALT_BYTES = 32


class NothingToSeal(RuntimeError):
    """There is no row of this subject: whoever calls `seal` has to have written it before."""


async def seal(conn: Connection, clock: Clock, subject: Subject | str, subject_id: int) -> Entry:
    """Append the entry of a fact whose rows this transaction has written; to be called last.

    Until the transaction ends nobody else appends.
    """
    subject = Subject(subject)
    found = await drafts(conn, subject, [subject_id])
    if subject_id not in found:
        raise NothingToSeal(f"{subject} {subject_id}")
    draft = found[subject_id]
    commitments = await _commit(conn, clock, set(personal(draft)))
    content = canonical(filled_in(draft, commitments))
    chain = ChainRepository(conn)
    await chain.lock_head()
    # A statement of its own: only one that begins after the wait sees what was appended meanwhile.
    tip = await chain.tip()
    now = clock.now()
    content_hash, files = sha256(content), evidence_hash(files_of(json.loads(content)))
    seq, previous = (tip.seq + 1, tip.hash) if tip is not None else (1, GENESIS)
    # Never before the entry that it follows, whatever a machine's clock says.
    sealed_at = max(now, tip.sealed_at) if tip is not None else now
    entry = Entry(
        seq=seq,
        subject=subject,
        subject_id=subject_id,
        content=content,
        content_hash=content_hash,
        evidence_hash=files,
        previous_hash=previous,
        hash=entry_hash(
            seq=seq,
            previous_hash=previous,
            subject=subject,
            subject_id=subject_id,
            content_hash=content_hash,
            evidence_hash=files,
            sealed_at=sealed_at,
        ),
        sealed_at=sealed_at,
    )
    await chain.append(entry)
    return entry


async def seal_all(conn: Connection, clock: Clock, facts: Iterable[tuple[Subject | str, int]]) -> None:
    """`seal` for each in its order."""
    for subject, subject_id in facts:
        await seal(conn, clock, subject, subject_id)


async def seal_what_was_before(db: Database, clock: Clock) -> int:
    """Begin the chain with what was confirmed before there was one; how many entries that made.

    Only an empty chain is begun: a row that turns up later without an entry is a finding of
    `verify-ledger`, not something to make good quietly.
    """
    async with db.transaction() as conn:
        chain = ChainRepository(conn)
        await chain.lock_head()
        if await chain.has_begun():
            return 0
        facts = await chain.unsealed()
        await seal_all(conn, clock, facts)
        return len(facts)


async def _commit(conn: Connection, clock: Clock, found: set[Personal]) -> dict[Personal, str]:
    """A commitment for everything personal: the known one of a person whose identity is still the same."""
    chain = ChainRepository(conn)
    people = sorted(one.person_id for one in found if isinstance(one, OfPerson))
    parties = sorted(one.organisation_id for one in found if isinstance(one, OfParty))
    now: dict[Personal, str] = {
        OfPerson(row["id"]): canonical({"person": row["id"], "name": row["name"], "email": row["email"]})
        for row in (await chain.identities(people) if people else ())
    }
    now |= {
        OfParty(row["id"]): canonical({"organisation": row["id"], "name": row["name"]})
        for row in (await chain.party_names(parties) if parties else ())
    }
    known: dict[Personal, SealedPerson] = {}
    for row in await chain.latest_commitments(people, parties) if now else ():
        if row.person_id is not None:
            known[OfPerson(row.person_id)] = row
        elif row.organisation_id is not None:
            known[OfParty(row.organisation_id)] = row
    made: dict[Personal, str] = {}
    for one in sorted(found, key=str):
        if isinstance(one, OfText):
            if one.text:
                salt = secrets.token_bytes(_SALT_BYTES)
                made[one] = commitment(salt, one.text)
                await chain.add_text_salt(made[one], salt, clock.now())
        elif one in known and known[one].identity == now[one]:
            made[one] = known[one].commitment
        else:
            salt = secrets.token_bytes(_SALT_BYTES)
            made[one] = commitment(salt, now[one])
            person_id = one.person_id if isinstance(one, OfPerson) else None
            organisation_id = one.organisation_id if isinstance(one, OfParty) else None
            sealed = SealedPerson(made[one], person_id, organisation_id, now[one], salt, None)
            await chain.add_commitment(sealed, clock.now())
    return made
