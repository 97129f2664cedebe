"""Pages of the rules that pay: all of them, one with its versions, and the administrator's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.eligibility import Rule, Verdict
from matcher.eligibility.conditions import AllOf, AnyOf, Condition, Not, When
from matcher.eligibility.rules import Citation
from models.entities.subsidy_rules import PublishedVersion
from web import formats
from web.fact_words import fact_name, percent
from web.i18n import N_, gettext, ngettext
from web.rule_words import (
    BENEFICIARIES,
    GIVES,
    SUBJECTS,
    amount_words,
    award_words,
    cap_words,
    condition_words,
    said,
    span_words,
    unsure_words,
)
from web.services.subsidy_rules import RuleBook

# The city's own products, which ship empty.
OWN = ("angel-rent-subsidy", "angel-reward", "zhen-bao-dai", "zhen-ke-tong")

_IN_FORCE = {
    Verdict.PASS: ("good", N_("In force")),
    Verdict.UNKNOWN: ("attention", N_("Perhaps in force")),
    Verdict.FAIL: ("neutral", N_("Not in force")),
}


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition in words with its parts; `top` is the code by which the desk removes it."""

    text: str
    note: str
    verify: bool
    code: str
    parts: tuple[ConditionView, ...] = ()


def condition_view(condition: Condition) -> ConditionView:
    """A condition and all its parts."""
    match condition:
        case AllOf() | AnyOf():
            parts = condition.parts
        case Not():
            parts = (condition.part,)
        case When():
            parts = (condition.given, condition.then)
        case _:
            parts = ()
    note = "" if condition.mark.note is None else said(condition.mark.note)
    return ConditionView(
        condition_words(condition),
        note,
        condition.mark.verify,
        condition.code,
        tuple(condition_view(p) for p in parts),
    )


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of the list."""

    code: str
    title: str
    place: str
    beneficiary: str
    amount: str
    pill: tuple[str, str]
    span: str
    unsure: str
    computable: bool


def rule_row(book: RuleBook, today: date) -> RuleRow:
    """A rule as it stands today; where no version is in force, its last one."""
    rule = book.on(today)
    kind, text = _IN_FORCE[Verdict.FAIL if rule is None else rule.span.verdict(today)]
    shown = rule or book.latest
    return RuleRow(
        book.code,
        said(shown.title),
        said(shown.place),
        gettext(BENEFICIARIES[shown.beneficiary]),
        amount_words(shown),
        (kind, gettext(text)),
        span_words(shown.span),
        unsure_words(shown),
        shown.is_computable,
    )


@dataclass(frozen=True, slots=True)
class RulesPage:
    """`rules/list.html`."""

    title: str
    answer: str
    own: list[RuleRow]
    others: list[RuleRow]
    may_edit: bool


def rules_page(books: Sequence[RuleBook], today: date, *, may_edit: bool) -> RulesPage:
    """All rules: the city's own and published ones first, then the shipped examples."""
    own = [b for b in books if is_own(b)]
    n_in_force = sum(b.on(today) is not None for b in books)
    return RulesPage(
        gettext("Rules that pay"),
        ngettext(
            "%(num)s rule is known; %(in_force)s are or may be in force today.",
            "%(num)s rules are known; %(in_force)s are or may be in force today.",
            len(books),
            in_force=n_in_force,
        ),
        [rule_row(b, today) for b in own],
        [rule_row(b, today) for b in books if not is_own(b)],
        may_edit,
    )


def is_own(book: RuleBook) -> bool:
    """Whether a rule is the city's: one of its products, or published here alone."""
    return book.code in OWN or not book.n_shipped


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a rule in words."""

    version: str
    title: str
    pill: tuple[str, str]
    facts: list[tuple[str, str]]
    conditions: tuple[ConditionView, ...]
    award: str
    caps: list[str]
    payers: list[str]
    documents: list[str]
    remarks: list[str]
    unsure: str
    computable: bool
    citation: list[tuple[str, str]]
    url: str | None
    published: PublishedVersion | None


def version_view(rule: Rule, today: date, published: PublishedVersion | None = None) -> VersionView:
    """A version with every condition and every doubt."""
    kind, text = _IN_FORCE[rule.span.verdict(today)]
    return VersionView(
        rule.version,
        said(rule.title),
        (kind, gettext(text)),
        [
            (gettext("Place"), said(rule.place)),
            (gettext("A case is"), gettext(SUBJECTS[rule.subject])),
            (gettext("Who applies"), gettext(BENEFICIARIES[rule.beneficiary])),
            (gettext("What it gives"), gettext(GIVES[rule.gives])),
            (gettext("Dates in force"), span_words(rule.span)),
            (gettext("Decided by the"), fact_name(rule.dated_by)),
        ],
        tuple(condition_view(c) for c in rule.conditions),
        award_words(rule.award),
        [cap_words(c) + _verify(c.verify) for c in rule.caps],
        [f"{said(p.who)}{formats.colon()}{percent(p.bp)}" for p in rule.paid_by],
        [said(d.text) for d in rule.documents],
        [said(r) for r in rule.remarks],
        unsure_words(rule),
        rule.is_computable,
        _citation(rule.citation),
        rule.citation.url,
        published,
    )


def _verify(verify: bool) -> str:  # noqa: FBT001 - it is what the mark says
    return gettext(" (to be verified)") if verify else ""


def _citation(citation: Citation) -> list[tuple[str, str]]:
    unknown = gettext("not known")
    found = [
        (gettext("Title of the text"), said(citation.title)),
        (gettext("Document number"), citation.number or unknown),
        (gettext("Article"), citation.article or unknown),
    ]
    if citation.source is not None:
        found.append((gettext("Found in"), said(citation.source)))
    return found


@dataclass(frozen=True, slots=True)
class RulePage:
    """`rules/show.html`."""

    title: str
    answer: str
    code: str
    versions: list[VersionView]
    may_edit: bool


def rule_page(book: RuleBook, today: date, *, may_edit: bool) -> RulePage:
    """One rule, the version of today first, then the others from the latest on."""
    in_force = book.on(today)
    published = (*[None] * book.n_shipped, *book.published)
    pairs = list(zip(book.versions, published, strict=True))[::-1]
    pairs.sort(key=lambda pair: pair[0] is not in_force)
    shown = in_force or book.latest
    if in_force is None:
        answer = gettext("No version is in force today.")
    elif in_force.span.verdict(today) is Verdict.UNKNOWN:
        answer = gettext("Whether it is in force today is not known, so that no case passes.")
    else:
        answer = amount_words(shown)
    return RulePage(
        said(shown.title),
        answer,
        book.code,
        [version_view(rule, today, one) for rule, one in pairs],
        may_edit,
    )
