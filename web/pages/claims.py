"""Pages of claims: the officer's list with costs, one claim as it was frozen, and which rules pay here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.eligibility import read_rule
from models.entities.claims import Claim, ClaimStatus, ClaimStep, ClaimStepTaken
from web import formats
from web.claim_words import (
    STEPS,
    Sees,
    Working,
    standing_amount,
    status_pill,
    working,
)
from web.forms.base import Parsed
from web.i18n import N_, gettext, ngettext
from web.pages.timeline import TimelineEntry
from web.rule_words import GIVES, said
from web.services.adopted_rules import Shelved, site_place
from web.services.claims import ClaimsDesk, ClaimView
from web.services.subsidy_rules import RuleBook
from web.tables.answer import FileLinks

_GROUPS = (
    (N_("To decide"), frozenset({ClaimStatus.CLAIMED, ClaimStatus.UNDER_REVIEW})),
    (N_("Granted, to be paid"), frozenset({ClaimStatus.GRANTED})),
    (
        N_("Settled"),
        frozenset({ClaimStatus.PAID, ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN, ClaimStatus.CLAWED_BACK}),
    ),
)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim of a list."""

    claim: Claim
    rule: str
    amount: int
    pill: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims that ask for the same next step."""

    title: str
    rows: list[ClaimRow]


@dataclass(frozen=True, slots=True)
class CostRow:
    """What a year, rule and product come to."""

    year: int
    rule: str
    product: str
    n_claims: int
    n_waiting: int
    claimed: int
    granted: int
    paid: int
    clawed_back: int


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """`subsidies/claims.html`."""

    title: str
    answer: str
    groups: list[ClaimGroup]
    costs: list[CostRow]
    files: FileLinks | None = None


def claims_page(desk: ClaimsDesk, books: Sequence[RuleBook]) -> ClaimsPage:
    """What waits for a decision first, and what claims cost."""
    titles = {b.code: said(b.latest.title) for b in books}
    rows = [_row(c) for c in desk.claims]
    groups = [
        ClaimGroup(gettext(title), [r for r in rows if r.claim.status in statuses])
        for title, statuses in _GROUPS
    ]
    waiting = [r for r in rows if r.claim.status in _GROUPS[0][1]]
    asked = sum(r.amount for r in waiting)
    answer = (
        ngettext(
            "%(num)s claim waits for a decision, %(amount)s in all.",
            "%(num)s claims wait for a decision, %(amount)s in all.",
            len(waiting),
            amount=formats.money(asked),
        )
        if waiting
        else gettext("No claim waits for a decision.")
    )
    return ClaimsPage(
        gettext("Claims"),
        answer,
        [g for g in groups if g.rows],
        [
            CostRow(
                c.year,
                titles.get(c.rule_code, c.rule_code),
                c.product,
                c.n_claims,
                c.n_waiting,
                c.claimed,
                c.granted,
                c.paid,
                c.clawed_back,
            )
            for c in desk.costs
        ],
    )


def _row(claim: Claim) -> ClaimRow:
    rule = read_rule(claim.rule, claim.rule_code)
    return ClaimRow(claim, said(rule.title), standing_amount(claim), status_pill(claim.status))


# ---------------------------------------------------------------- one claim


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """`subsidies/claim.html`; `form` is the one that was refused, `form_of` names it."""

    title: str
    answer: str
    claim: Claim
    pill: tuple[str, str]
    facts: list[tuple[str, str]]
    working: Working
    history: list[TimelineEntry]
    may: frozenset[ClaimStep]
    held: int
    held_input: str
    back: str
    role: str
    key: str
    form: Parsed[object]
    form_of: str | None

    def can(self, step: str) -> bool:
        """Whether the viewer may take a step now."""
        return ClaimStep(step) in self.may


_KINDS = {
    ClaimStep.GRANTED: "good",
    ClaimStep.PAID: "good",
    ClaimStep.REFUSED: "bad",
    ClaimStep.CLAWED_BACK: "bad",
}


def claim_page(
    view: ClaimView,
    allowed: Sees,
    back: str,
    role: str,
    key: str,
    form: Parsed[object],
    form_of: str | None = None,
) -> ClaimPage:
    """A claim with the rule and the facts of the day on which it was made."""
    claim, rule = view.claim, view.outcome.rule
    held = standing_amount(claim)
    pill = status_pill(claim.status)
    return ClaimPage(
        gettext("Claim %(id)s", id=claim.id),
        gettext(
            "%(applicant)s, %(rule)s: %(amount)s.",
            applicant=formats.person(claim.organisation_name),
            rule=said(rule.title),
            amount=formats.money(held or claim.amount),
        ),
        claim,
        pill,
        [
            (gettext("Rule"), f"{said(rule.title)} · {rule.version}"),
            (gettext("What it gives"), gettext(GIVES[rule.gives])),
            (gettext("Applicant"), formats.person(claim.organisation_name)),
            (gettext("Company"), claim.company_name),
            (gettext("Claimed"), formats.money(claim.amount)),
            (
                gettext("Granted"),
                gettext("not yet") if claim.granted is None else formats.money(claim.granted),
            ),
            (gettext("Paid"), formats.money(claim.paid)),
            *([(gettext("Clawed back"), formats.money(claim.clawed_back))] if claim.clawed_back else []),
        ],
        working(view.outcome, view.facts, allowed),
        [_made(claim), *(_step(s) for s in view.steps)][::-1],
        view.may,
        held,
        formats.money_input(held),
        back,
        role,
        key,
        form,
        form_of,
    )


def _made(claim: Claim) -> TimelineEntry:
    title = gettext("Claimed, %(amount)s", amount=formats.money(claim.amount))
    by = f"{formats.person(claim.claimed_by_name)}, {formats.person(claim.organisation_name)}"
    return TimelineEntry(claim.claimed_at, title, by, claim.note, claim.lang, "neutral")


def _step(step: ClaimStepTaken) -> TimelineEntry:
    title = gettext(STEPS[step.step])
    if step.amount is not None:
        title = f"{title}{formats.colon()}{formats.money(step.amount)}"
    body = gettext("for the city") if step.body_name is None else formats.person(step.body_name)
    by = f"{formats.person(step.person_name)}, {body}"
    return TimelineEntry(step.taken_at, title, by, step.note, step.lang, _KINDS.get(step.step, "neutral"))


# ---------------------------------------------------------------- adopted rules


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """One rule and whether it pays here."""

    code: str
    title: str
    place: str
    adopted: bool
    computable: bool
    why: str
    lang: str


@dataclass(frozen=True, slots=True)
class AdoptionsPage:
    """`subsidies/adopted.html`; `form_of` is the code of the rule whose form was refused."""

    title: str
    answer: str
    place: str
    rows: list[AdoptionRow]
    form: Parsed[object]
    form_of: str | None


def adoptions_page(
    found: Sequence[Shelved], form: Parsed[object], form_of: str | None = None
) -> AdoptionsPage:
    """All rules, those that pay here first."""
    place = said(site_place())
    n = sum(s.adopted for s in found)
    return AdoptionsPage(
        gettext("Rules that pay here"),
        ngettext("%(num)s rule pays here.", "%(num)s rules pay here.", n),
        place,
        [_adoption(s, place) for s in found],
        form,
        form_of,
    )


def _adoption(shelved: Shelved, place: str) -> AdoptionRow:
    rule, word = shelved.book.latest, shelved.word
    if word is None:
        why = (
            gettext("A rule of %(place)s pays here unless decided otherwise.", place=place)
            if shelved.adopted
            else gettext("A rule of another place or a wider one; nobody has adopted it.")
        )
        return AdoptionRow(
            shelved.book.code,
            said(rule.title),
            said(rule.place),
            shelved.adopted,
            rule.is_computable,
            why,
            "",
        )
    told = gettext(
        "%(name)s on %(day)s: %(note)s",
        name=formats.person(word.decided_by_name),
        day=formats.date(word.decided_at),
        note=word.note,
    )
    return AdoptionRow(
        shelved.book.code,
        said(rule.title),
        said(rule.place),
        shelved.adopted,
        rule.is_computable,
        told,
        word.lang,
    )
