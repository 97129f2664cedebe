"""What am I owed: the list of a role, what is due first. One case is in `subsidies.py`."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.vocabulary import Role
from web import formats
from web.claim_words import amount_of, deal_words, pill_of, reason_of
from web.i18n import N_, gettext, ngettext
from web.rule_words import said
from web.services.subsidies import Case, Standing, Subsidies, claimable
from web.tables.answer import FileLinks

MOST_UNFOLDED = 5
_TITLES = {
    Standing.DUE: N_("Can be claimed"),
    Standing.UNDECIDED: N_("Undecided"),
    Standing.CLAIMED: N_("Claimed"),
    Standing.OPEN: N_("Met, without a sum"),
    Standing.USED_UP: N_("Limit used up"),
    Standing.NOT_MET: N_("Not fulfilled"),
    Standing.UNSTATED: N_("Rules that are not fully known"),
    Standing.EXAMPLE: N_("Rules that do not pay here, as examples"),
}
_TEXTS = {
    Standing.UNSTATED: N_(
        "They pay here, but their conditions or amounts were not found; ask the office that grants them. "
        "Nobody can claim by them yet."
    ),
    Standing.EXAMPLE: N_(
        "They show how such rules judge your deals. Nothing is due by them here unless an administrator "
        "adopts them for this site."
    ),
}
# What is many, and seldom looked at.
_SELDOM = frozenset({Standing.NOT_MET, Standing.UNSTATED, Standing.EXAMPLE})


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of a list."""

    record_id: int
    code: str
    title: str
    place: str
    applicant: str
    deal: str
    amount: str
    reason: str
    pill: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """The cases of one standing; where they are many and seldom looked at, a link leads to them instead."""

    key: str
    title: str
    text: str
    rows: list[CaseRow]
    n: int
    # Rules of other places say which.
    with_place: bool

    @property
    def closed(self) -> bool:
        """Whether the rows are elsewhere."""
        return not self.rows


@dataclass(frozen=True, slots=True)
class SubsidiesPage:
    """`subsidies/list.html`."""

    title: str
    answer: str
    groups: list[CaseGroup]
    role: str
    may_declare: bool
    n_deals: int
    cut: bool
    # Rules that pay here are about none of the deals.
    is_empty: bool
    files: FileLinks | None = None


def subsidies_page(found: Subsidies, role: Role, opened: Standing | None = None) -> SubsidiesPage:
    """What is due, then what is undecided; rules of other places last. `opened` shows what is else a link."""
    by: dict[Standing, list[Case]] = {}
    for case in found.cases:
        by.setdefault(case.standing, []).append(case)
    due = claimable(found.cases)
    n_due, n_open = len(by.get(Standing.DUE, ())), len(by.get(Standing.UNDECIDED, ()))
    answer = formats.sentences(
        gettext("%(amount)s can be claimed now.", amount=formats.money(due))
        if n_due
        else gettext("Nothing can be claimed now."),
        ngettext(
            "%(num)s more case is undecided for lack of facts.",
            "%(num)s more cases are undecided for lack of facts.",
            n_open,
        )
        if n_open
        else "",
    )
    return SubsidiesPage(
        gettext("Subsidies of all parties") if role is Role.OFFICER else gettext("What am I owed?"),
        answer,
        [_group(standing, by[standing], opened) for standing in Standing if standing in by],
        str(role),
        role is not Role.OFFICER,
        found.n_deals,
        found.cut,
        not by.keys() - {Standing.EXAMPLE},
    )


def _group(standing: Standing, cases: list[Case], opened: Standing | None) -> CaseGroup:
    closed = standing in _SELDOM and len(cases) > MOST_UNFOLDED and standing is not opened
    return CaseGroup(
        str(standing),
        gettext(_TITLES[standing]),
        gettext(_TEXTS[standing]) if standing in _TEXTS else "",
        [] if closed else [_row(case) for case in cases],
        len(cases),
        standing is Standing.EXAMPLE,
    )


def _row(case: Case) -> CaseRow:
    return CaseRow(
        int(case.deal.record_id),
        case.rule.code,
        said(case.rule.title),
        said(case.rule.place),
        formats.person(case.applicant.name),
        deal_words(case.deal),
        amount_of(case),
        reason_of(case),
        pill_of(case.standing),
    )
