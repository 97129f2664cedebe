"""Rules that pay: what each says, which pay on this site, and the administrator's drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from matcher.eligibility import Beneficiary, Subject, write_rule
from models.entities.claims import Adoption
from models.entities.vocabulary import Role
from web.api.bodies import Body
from web.api.operation import Area, Ask, Done
from web.api.shapes import shaped
from web.forms.claims import AdoptionForm
from web.forms.rules import NewRuleForm
from web.i18n import N_
from web.services import rule_desk
from web.services.adopted_rules import adopt_rule, open_adoptions
from web.services.rule_preview import Preview
from web.services.subsidy_rules import RuleBook, book_of, rule_books

AREA = Area(N_("Rules that pay"), "subsidies")
shaped(Preview, money=("sum_before", "sum_after"))


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that pays, or might: its last version."""

    code: str
    version: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    subject: str
    beneficiary: str
    gives: str
    is_computable: bool
    # Parts of it that are still to be verified.
    verify: list[str]


@dataclass(frozen=True, slots=True)
class RuleDetail:
    """A rule with every version, as the data that the engine reads."""

    rule: RuleLine
    versions: list[dict[str, Any]]


def _line(book: RuleBook) -> RuleLine:
    rule = book.latest
    return RuleLine(
        rule.code,
        rule.version,
        rule.title.zh,
        rule.title.en,
        rule.place.zh,
        rule.place.en,
        str(rule.subject),
        str(rule.beneficiary),
        str(rule.gives),
        rule.is_computable,
        list(rule.verify),
    )


@AREA.add("GET", "/rules", "rules.list", N_("All rules that pay"), list[RuleLine], pages=("rules.list",))
async def list_rules(ask: Ask) -> list[RuleLine]:
    """For everybody with an account."""
    _ = ask.person
    return [_line(book) for book in await rule_books(ask.parts.db)]


@AREA.add(
    "GET", "/rules/{code}", "rules.show", N_("One rule with all its versions"), RuleDetail,
    pages=("rules.show",),
)  # fmt: skip
async def show_rule(ask: Ask) -> RuleDetail:
    """Conditions, amount, caps, documents and where it stands."""
    _ = ask.person
    book = book_of(await rule_books(ask.parts.db), ask.path["code"])
    return RuleDetail(_line(book), [dict(write_rule(version)) for version in book.versions])


@dataclass(frozen=True, slots=True)
class AdoptedRule:
    """A rule, whether it pays on this site, and the last word on that."""

    rule: RuleLine
    adopted: bool
    last: Adoption | None


@AREA.add(
    "GET", "/adopted-rules", "rules.adopted", N_("Which rules pay on this site"), list[AdoptedRule],
    pages=("admin.adopted_rules",),
)  # fmt: skip
async def adopted(ask: Ask) -> list[AdoptedRule]:
    """For administrators."""
    found = await open_adoptions(ask.parts.db, viewer=ask.acting(Role.ADMIN))
    return [AdoptedRule(_line(one.book), one.adopted, one.word) for one in found]


class AdoptionBody(Body):
    """Whether the rule pays here, and why."""

    adopted: bool
    note: Annotated[str, Field(min_length=1, max_length=2000)]

    def pairs(self) -> list[tuple[str, str]]:
        """The form has two buttons."""
        return [("adopted", "yes" if self.adopted else "no"), ("note", self.note)]


@AREA.add(
    "POST", "/rules/{code}/adoption", "rules.adopt", N_("Let a rule pay on this site, or no longer"), Done,
    body=AdoptionBody, pages=("admin.adopted_rules",), example={"adopted": True, "note": "适用于本市"},
)  # fmt: skip
async def adopt(ask: Ask) -> None:
    """By an administrator; claims that were made stay as they are."""
    viewer, code = ask.acting(Role.ADMIN), ask.path["code"]
    _ = book_of(await rule_books(ask.parts.db), code)
    sent = ask.clean(AdoptionForm.parse(ask.form(code=code), [code]))
    await adopt_rule(
        ask.parts.db, ask.parts.clock, viewer=viewer, code=code, adopted=sent.adopted, note=sent.note
    )


class NewRuleBody(Body):
    """A rule that does not exist yet; everything that is not said is not known."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    title_zh: Annotated[str, Field(min_length=1, max_length=200)]
    title_en: Annotated[str, Field(min_length=1, max_length=200)]
    subject: Subject
    beneficiary: Beneficiary


@AREA.add(
    "POST", "/rules", "rules.begin", N_("Begin a rule as a draft"), Done, body=NewRuleBody, status=201,
    pages=("admin.rules",),
    example={
        "code": "talent-loan", "title_zh": "人才贷", "title_en": "Talent loan", "subject": "loan",
        "beneficiary": "company",
    },
)  # fmt: skip
async def begin_rule(ask: Ask) -> None:
    """By an administrator."""
    new = ask.clean(NewRuleForm.parse(ask.form()))
    await rule_desk.begin_rule(ask.parts.db, ask.parts.clock, viewer=ask.acting(Role.ADMIN), new=new)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """The next version of a rule as data, and whom it would affect; revision 0 where no draft is kept yet."""

    code: str
    revision: int
    note: str
    content: dict[str, Any]
    preview: Preview | None


@AREA.add(
    "GET", "/rules/{code}/draft", "rules.draft", N_("A rule's next version, and whom it would affect"),
    RuleDraft, pages=("admin.rule",),
)  # fmt: skip
async def show_draft(ask: Ask) -> RuleDraft:
    """For administrators."""
    viewer, code = ask.acting(Role.ADMIN), ask.path["code"]
    desk = await rule_desk.open_desk(ask.parts.db, ask.parts.clock, viewer=viewer, code=code)
    note = "" if desk.draft is None else desk.draft.note
    return RuleDraft(desk.code, desk.revision, note, dict(desk.content), desk.preview)


class DraftBody(Body):
    """The whole draft as data, why it changes, and the revision that it builds upon."""

    content: dict[str, Any]
    note: Annotated[str, Field(max_length=2000)] = ""
    revision: Annotated[int, Field(ge=0, le=10**9)]


@AREA.add(
    "PUT", "/rules/{code}/draft", "rules.save_draft", N_("Keep a rule's next version as a draft"), Done,
    body=DraftBody, pages=("admin.rule",),
)  # fmt: skip
async def save_draft(ask: Ask) -> None:
    """By an administrator; refused where it is no rule, and where somebody else changed it meanwhile."""
    viewer, code = ask.acting(Role.ADMIN), ask.path["code"]
    _ = await rule_desk.open_desk(ask.parts.db, ask.parts.clock, viewer=viewer, code=code)
    await rule_desk.save_draft(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        code=code,
        content=ask.body.content,
        note=ask.body.note,
        revision=ask.body.revision,
    )


class SeenBody(Body):
    """The revision that was seen."""

    revision: Annotated[int, Field(ge=0, le=10**9)]


@dataclass(frozen=True, slots=True)
class Published:
    """The version that is in the book now."""

    version: str


@AREA.add(
    "POST", "/rules/{code}/draft/publish", "rules.publish", N_("Make the draft the rule's next version"),
    Published, body=SeenBody, pages=("admin.rule",), example={"revision": 1},
)  # fmt: skip
async def publish(ask: Ask) -> Published:
    """By an administrator, exactly as it was seen."""
    version = await rule_desk.publish_draft(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ADMIN),
        code=ask.path["code"],
        revision=ask.body.revision,
    )
    return Published(version)


@AREA.add(
    "POST", "/rules/{code}/draft/discard", "rules.discard", N_("Give a draft up"), Done, body=SeenBody,
    pages=("admin.rule",), example={"revision": 1},
)  # fmt: skip
async def discard(ask: Ask) -> None:
    """By an administrator; what is published stays."""
    await rule_desk.discard_draft(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ADMIN),
        code=ask.path["code"],
        revision=ask.body.revision,
    )
