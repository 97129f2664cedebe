"""A company's passport: drawn as of an instant, signed by the site, shown under its founder's links."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.db import Connection, Database
from models.entities.passports import (
    Part,
    PassportCompany,
    PassportElsewhere,
    PassportFirst,
    PassportMeeting,
    PassportPitch,
    PassportRecord,
    PassportTenancy,
    Share,
    Shared,
)
from models.entities.people import LEFT
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Invalid, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.passports import PassportRepository
from web.clock import Clock
from web.services.firsts import FirstDefinition, definitions
from web.services.reports import ZONE
from web.services.tokens import PASSPORT, make_token, read_token
from web.settings import Settings
from web.site_key import SiteKey, public_from_jwk

FORM = "shoutou-passport-1"
# How long a link may hold, in days.
TERMS = (7, 30, 90, 180)


@dataclass(frozen=True, slots=True)
class Passport:
    """What is on record of a company, in the chosen parts; a part that is not chosen is empty."""

    company: PassportCompany
    as_of: datetime
    parts: tuple[Part, ...]
    pitches: list[PassportPitch]
    meetings: list[PassportMeeting]
    firsts: list[PassportFirst]
    elsewhere: list[PassportElsewhere]
    records: list[PassportRecord]
    tenancies: list[PassportTenancy]
    # The definitions that its firsts name.
    definitions: list[FirstDefinition]


@dataclass(frozen=True, slots=True)
class OwnPassport:
    """A whole passport with the links that show parts of it."""

    passport: Passport
    shares: list[Share]
    # Whether the viewer is the company's own and may make links.
    may_share: bool


@dataclass(frozen=True, slots=True)
class SharedPassport:
    """What the holder of a link sees."""

    passport: Passport
    shared: Shared


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed passport as bytes, and the mark by which paper names it."""

    content: bytes
    sha256: str


async def open_passport(
    db: Database, clock: Clock, *, viewer: Viewer, company_id: int, as_of: datetime | None = None
) -> OwnPassport:
    """All parts, for the company's own people and for officers."""
    async with db.read() as conn:
        passports, at = PassportRepository(conn), as_of or clock.now()
        company = await passports.own_company(viewer, at, company_id)
        drawn = await _draw(conn, company, at, tuple(Part))
        may_share = company_id in viewer.organisation_ids(Role.FOUNDER)
        return OwnPassport(drawn, await passports.shares(company_id) if may_share else [], may_share)


async def open_shared(
    db: Database, clock: Clock, settings: Settings, *, token: str, form: str
) -> SharedPassport:
    """What a link shows, counted; `NotFound` once it was revoked or has run out."""
    held = read_token(settings, clock, PASSPORT, token)
    async with db.transaction() as conn:
        passports = PassportRepository(conn)
        shared = await passports.open_shared(int(held["share"]), form, clock.now())
        company = await passports.company(shared.made_at, shared.company_id)
        return SharedPassport(await _draw(conn, company, shared.made_at, shared.parts), shared)


async def make_share(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    company_id: int,
    parts: Sequence[Part],
    audience: str,
    days: int,
) -> int:
    """A link to chosen parts as they stand now; it ends by itself."""
    if company_id not in viewer.organisation_ids(Role.FOUNDER):
        raise NotFound
    if not parts:
        raise Invalid("passport_needs_a_part", field="parts")
    if days not in TERMS:
        raise Invalid("not_a_choice", field="days")
    async with db.transaction() as conn:
        now = clock.now()
        share_id = await PassportRepository(conn).share(
            viewer, company_id, parts, audience, now, now + timedelta(days=days)
        )
        await AuditRepository(conn).note(
            now, viewer.person_id, "share_passport", "organisation", company_id, {"parts": list(parts)}
        )
        return share_id


async def revoke_share(db: Database, clock: Clock, *, viewer: Viewer, company_id: int, share_id: int) -> None:
    """End a link at once."""
    if company_id not in viewer.organisation_ids(Role.FOUNDER):
        raise NotFound
    async with db.transaction() as conn:
        now = clock.now()
        await PassportRepository(conn).revoke(viewer, company_id, share_id, now)
        await AuditRepository(conn).note(
            now, viewer.person_id, "revoke_passport_link", "organisation", company_id, {"share": share_id}
        )


def share_token(settings: Settings, clock: Clock, share_id: int) -> str:
    """The part of a link's address that names it; the row says whether it holds."""
    return make_token(settings, clock, PASSPORT, {"share": share_id})


async def _draw(
    conn: Connection, company: PassportCompany, at: datetime, parts: tuple[Part, ...]
) -> Passport:
    passports, of = PassportRepository(conn), company.id
    money = Part.RECORDS in parts or Part.FIRSTS in parts
    records = await passports.records(at, of) if money else []
    firsts = [one for record in records for one in _firsts_of(record)] if Part.FIRSTS in parts else []
    named = {one.definition for one in firsts}
    return Passport(
        company,
        at,
        parts,
        await passports.pitches(at, of) if Part.PITCHES in parts else [],
        await passports.meetings(at, of) if Part.MEETINGS in parts else [],
        sorted(firsts, key=lambda f: (f.kind, f.definition)),
        await passports.elsewhere(at, of) if Part.FIRSTS in parts else [],
        records if Part.RECORDS in parts else [],
        await passports.tenancies(at, of) if Part.TENANCIES in parts else [],
        [d for d in definitions() if d.code in named],
    )


def _firsts_of(record: PassportRecord) -> list[PassportFirst]:
    return [
        PassportFirst(
            record.kind,
            definition,
            number,
            issued_at,
            record.record_id,
            record.instrument,
            record.amount,
            record.currency,
            record.value_on,
            record.provider_name,
            record.provider_lang,
        )
        for definition, number, issued_at in zip(
            record.definitions, record.numbers, record.issued, strict=True
        )
    ]


# ---------------------------------------------------------------- the signed document


def document(passport: Passport, site: str) -> dict[str, Any]:
    """The passport as plain values: texts, integers and lists; amounts are whole minor units."""
    company = passport.company
    said: dict[str, Any] = {
        "form": FORM,
        "site": site,
        "as_of": _instant(passport.as_of),
        "company": {"name": company.name, "uscc": company.uscc, "district": company.district},
        "parts": [str(part) for part in passport.parts],
    }
    if Part.PITCHES in passport.parts:
        said["pitches"] = [
            {
                "name": p.name,
                "lang": p.lang,
                "sector": p.sector,
                "stage": p.stage,
                "submitted_at": _instant(p.submitted_at),
                "approved_at": _instant(p.approved_at),
            }
            for p in passport.pitches
        ]
    if Part.MEETINGS in passport.parts:
        said["meetings"] = [
            {
                "met_at": _instant(m.met_at),
                "provider": _party(m.provider_name),
                "event_zh": m.event_zh,
                "event_en": m.event_en,
            }
            for m in passport.meetings
        ]
    if Part.FIRSTS in passport.parts:
        said["firsts"] = [
            {
                "kind": str(f.kind),
                "definition": f.definition,
                "certificate": f.number,
                "issued_at": _instant(f.issued_at),
                "provider": _party(f.provider_name),
                "value_on": f.value_on.isoformat(),
            }
            for f in passport.firsts
        ]
        said["firsts_elsewhere"] = [
            {
                "kind": str(e.kind),
                "happened_on": e.happened_on.isoformat(),
                "provider": e.provider_name,
                "declared_at": _instant(e.declared_at),
            }
            for e in passport.elsewhere
        ]
        said["definitions"] = [
            {"code": d.code, "zh": d.zh, "en": d.en, "source_zh": d.source_zh, "source_en": d.source_en}
            for d in passport.definitions
        ]
    if Part.RECORDS in passport.parts:
        said["records"] = [
            {
                "record": r.record_id,
                "kind": str(r.kind),
                "instrument": str(r.instrument),
                "provider": _party(r.provider_name),
                "amount_minor": r.amount,
                "currency": r.currency,
                "value_on": r.value_on.isoformat(),
                "confirmed_at": _instant(r.confirmed_at),
            }
            for r in passport.records
        ]
    if Part.TENANCIES in passport.parts:
        said["tenancies"] = [
            {
                "space": t.space_name,
                "stage": str(t.stage),
                "since_on": t.since_on.isoformat(),
                "until_on": t.until_on.isoformat() if t.until_on else None,
            }
            for t in passport.tenancies
        ]
    return said


def _party(name: str) -> str | None:
    """A provider's name; none for somebody who has left for good."""
    return None if name == LEFT else name


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(ZONE).isoformat(timespec="seconds")


def canonical(passport: Mapping[str, Any]) -> bytes:
    """The one way to write it as bytes: keys in order, no blanks, UTF-8; there is no float in it."""
    return json.dumps(passport, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signed(passport: Passport, key: SiteKey, site: str) -> Signed:
    """The document with the site's signature over its canonical bytes."""
    said = document(passport, site)
    signature = {"alg": "Ed25519", "kid": key.key_id, "value": key.sign(canonical(said))}
    content = canonical({"passport": said, "signature": signature})
    return Signed(content, hashlib.sha256(content).hexdigest())


def _one_spelling(value: str) -> str:
    """Base64 leaves bits of its last character free; only the usual spelling of a signature is taken."""
    raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# Of a file that somebody wants to have checked.
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """What a signed document turned out to be."""

    holds: bool
    # Who it is about and as of when, as the document says; None where it says nothing readable.
    company: str | None = None
    as_of: str | None = None
    key_id: str | None = None


def check(content: bytes, keys: Sequence[Mapping[str, str]]) -> Checked:
    """Whether one of these published keys signed exactly this; a changed byte anywhere fails."""
    try:
        read = json.loads(content)
        said, signature = read["passport"], read["signature"]
        message, value = canonical(said), str(signature["value"])
        exact = canonical(read) == content and value == _one_spelling(value)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Checked(holds=False)
    wanted = (str(signature.get("alg")), str(signature.get("kid")))
    known = [public_from_jwk(dict(jwk)) for jwk in keys]
    by = next(
        (k for k in known if exact and ("Ed25519", k.key_id) == wanted and k.verifies(value, message)), None
    )
    company = said.get("company") if isinstance(said, dict) else None
    return Checked(
        by is not None,
        str(company.get("name")) if isinstance(company, dict) else None,
        str(said.get("as_of")) if isinstance(said, dict) else None,
        by.key_id if by else None,
    )
