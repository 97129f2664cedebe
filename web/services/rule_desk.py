"""Where an administrator writes the next version of a rule, sees whom it would affect, and publishes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import anyio.to_thread

from matcher.eligibility import BadRule, Beneficiary, Rule, Subject, read_rule, write_rule
from models.db import Connection, Database
from models.entities.claims import DeclaredFact
from models.entities.ids import RecordId
from models.entities.subsidy_rules import LedgerDeal, RuleDraft
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.claims import FactRepository
from models.repositories.subsidy_rules import SubsidyRuleRepository
from web.clock import Clock
from web.services.firsts import default_definition
from web.services.ledger_facts import KIND_OF
from web.services.rule_edits import Content, next_version
from web.services.rule_facts import facts_of_case, parties_of
from web.services.rule_preview import Preview, preview
from web.services.subsidy_rules import RuleBook, load_rules

# Of so many deals a preview is made while somebody waits.
MOST_DEALS = 2000
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class RuleShelf:
    """All rules and the drafts of their next versions."""

    books: tuple[RuleBook, ...]
    drafts: tuple[RuleDraft, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One rule at the desk: its versions, the draft or what a draft would begin with, and the preview."""

    code: str
    book: RuleBook | None
    draft: RuleDraft | None
    content: Content
    rule: Rule
    preview: Preview | None

    @property
    def revision(self) -> int:
        """What a change of the draft builds upon; 0 where there is none yet."""
        return 0 if self.draft is None else self.draft.revision


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A rule of the city's own that has no version yet."""

    code: str
    title_zh: str
    title_en: str
    subject: Subject
    beneficiary: Beneficiary


async def open_shelf(db: Database, *, viewer: Viewer) -> RuleShelf:
    """All rules for an administrator."""
    _admin(viewer)
    async with db.read() as conn:
        return RuleShelf(await load_rules(conn), tuple(await SubsidyRuleRepository(conn).drafts()))


async def open_desk(db: Database, clock: Clock, *, viewer: Viewer, code: str) -> Desk:
    """One rule, its draft, and whom the draft would affect."""
    _admin(viewer)
    async with db.read() as conn:
        rules = SubsidyRuleRepository(conn)
        book, draft = await _book(conn, code), await rules.draft(code)
        if book is None and draft is None:
            raise NotFound
        content = _beginning(book) if draft is None else draft.content
        rule = read_rule(content, code)
        kind = KIND_OF.get(rule.subject)
        facts, wanted = FactRepository(conn), draft is not None and kind is not None
        deals = (
            await facts.every_deal(default_definition().code, kind, limit=MOST_DEALS + 1)
            if wanted and kind is not None
            else []
        )
        declared = await facts.declared(
            sorted({int(i) for deal in deals for i in parties_of(deal)}), [int(d.record_id) for d in deals]
        )
    if not wanted:
        return Desk(code, book, draft, content, rule, None)
    before = () if book is None else book.versions
    by_deal = _by_deal(deals, declared)
    today = clock.now().astimezone(_ZONE).date()
    # The latest deals come first, so that the oldest is left out.
    found = await anyio.to_thread.run_sync(
        lambda: preview(
            before,
            (*before, rule),
            deals[:MOST_DEALS],
            lambda deal: facts_of_case(deal, by_deal[deal.record_id], today).facts(),
            cut=len(deals) > MOST_DEALS,
        )
    )
    return Desk(code, book, draft, content, rule, found)


async def begin_rule(db: Database, clock: Clock, *, viewer: Viewer, new: NewProduct) -> None:
    """A draft of a rule that does not exist yet; everything that is not said is not known."""
    content = _empty(new)
    await save_draft(
        db, clock, viewer=viewer, code=new.code, content=content, note="", revision=0, is_new=True
    )


async def save_draft(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    code: str,
    content: Content,
    note: str,
    revision: int,
    is_new: bool = False,
) -> None:
    """Keep the draft, when it is a rule and nobody else has changed it meanwhile."""
    _admin(viewer)
    rule = _read(content, code)
    async with db.transaction() as conn:
        book = await _book(conn, code)
        if is_new and book is not None:
            raise Conflict("rule_exists")
        _version_free(book, rule)
        kept = await SubsidyRuleRepository(conn).save_draft(
            code,
            content,
            note=note,
            lang=viewer.locale,
            person_id=viewer.person_id,
            now=clock.now(),
            revision=revision,
        )
        if kept is None:
            raise Conflict("rule_exists" if is_new else "draft_moved_on")


async def discard_draft(db: Database, clock: Clock, *, viewer: Viewer, code: str, revision: int) -> None:
    """Give the draft up; what is published stays."""
    _admin(viewer)
    async with db.transaction() as conn:
        if await SubsidyRuleRepository(conn).take_draft(code, revision) is None:
            raise Conflict("draft_moved_on")
        await _note(conn, clock, viewer, "discard_rule_draft", code, {})


async def publish_draft(db: Database, clock: Clock, *, viewer: Viewer, code: str, revision: int) -> str:
    """Make the draft the rule's next version, exactly as it was seen; the version's name."""
    _admin(viewer)
    async with db.transaction() as conn:
        rules = SubsidyRuleRepository(conn)
        taken = await rules.take_draft(code, revision)
        if taken is None:
            raise Conflict("draft_moved_on")
        rule = _read(taken.content, code)
        _version_free(await _book(conn, code), rule)
        if not taken.note:
            raise Invalid("rule_note_missing", field="note")
        await rules.publish(
            code,
            rule.version,
            taken.content,
            note=taken.note,
            lang=taken.lang,
            person_id=viewer.person_id,
            now=clock.now(),
        )
        await _note(conn, clock, viewer, "publish_rule", code, {"version": rule.version})
    return rule.version


# ---------------------------------------------------------------- rules


def _by_deal(
    deals: Sequence[LedgerDeal], declared: Sequence[DeclaredFact]
) -> dict[RecordId, list[DeclaredFact]]:
    """What the parties of each deal declared, of themselves or of the deal."""
    said: dict[tuple[int, int | None], list[DeclaredFact]] = defaultdict(list)
    for one in declared:
        said[one.organisation_id, one.record_id].append(one)
    return {
        deal.record_id: [
            one
            for party in sorted(parties_of(deal))
            for record in (None, deal.record_id)
            for one in said[party, record]
        ]
        for deal in deals
    }


def _admin(viewer: Viewer) -> None:
    if Role.ADMIN not in viewer.granted:
        raise NotAllowed("not_allowed")


async def _book(conn: Connection, code: str) -> RuleBook | None:
    return next((b for b in await load_rules(conn) if b.code == code), None)


def _read(content: Content, code: str) -> Rule:
    try:
        return read_rule(content, code)
    except BadRule as error:
        raise Invalid("rule_data", field="data", where=error.where, reason=error.code) from error


def _version_free(book: RuleBook | None, rule: Rule) -> None:
    if book is not None and any(v.version == rule.version for v in book.versions):
        raise Conflict("rule_version_taken")


def _beginning(book: RuleBook | None) -> Content:
    if book is None:
        raise NotFound
    return {**write_rule(book.latest), "version": next_version(book.versions)}


def _empty(new: NewProduct) -> Content:
    dated_by = {
        Subject.INVESTMENT: "paid_in_on",
        Subject.LOAN: "drawn_on",
        Subject.GUARANTEE: "signed_on",
        Subject.BOOK: "judged_on",
        Subject.TENANT: "judged_on",
        Subject.SPACE: "judged_on",
    }[new.subject]
    return {
        "version": "1",
        "title": {"zh": new.title_zh, "en": new.title_en},
        "place": {"zh": "镇江", "en": "Zhenjiang"},
        "subject": str(new.subject),
        "beneficiary": str(new.beneficiary),
        "gives": "money",
        "in_force": {"surely": None, "perhaps": [None, None]},
        "dated_by": dated_by,
        "conditions": [{"test": "unstated", "code": "further"}],
        "award": {"formula": "unstated"},
        "caps": [],
        "documents": [],
        "citation": {
            "title": {"zh": "未知", "en": "Not known"},
            "number": None,
            "article": None,
            "url": None,
        },
        "verify": ["span", "citation", "award", "documents"],
        "remarks": [],
    }


async def _note(
    conn: Connection, clock: Clock, viewer: Viewer, action: str, code: str, more: dict[str, Any]
) -> None:
    await AuditRepository(conn).note(
        clock.now(), viewer.person_id, action, "subsidy_rule", None, {"code": code, **more}
    )
