"""What am I owed: one case with its working, and the sheet of facts. The list is in `subsidy_list.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matcher.eligibility import VOCABULARY, FactKind, Verdict
from models.entities.vocabulary import Role
from web import formats
from web.claim_words import (
    Sees,
    Working,
    amount_of,
    deal_words,
    pill_of,
    reason_of,
    standing_amount,
    status_pill,
    working,
)
from web.fact_fields import field_name, input_of, take_back_name
from web.fact_words import PLACES, STATEMENTS, fact_name, fact_words
from web.forms.base import Parsed
from web.i18n import N_, gettext, ngettext
from web.pages.rules import VersionView, version_view
from web.rule_words import BENEFICIARIES, said, verdict_pill
from web.services.declared_facts import FactSheet, WantedFact
from web.services.rule_facts import known_by, who_can_say
from web.services.subsidies import Case, CaseView, Standing


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact on which the answer waits, and who can say it; `mine` leads to the viewer's own sheet."""

    name: str
    who: str
    mine: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that the rule wants; `there` is None where the ledger keeps no such kind."""

    text: str
    there: bool | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim of the case."""

    claim_id: int
    claimed_on: date
    amount: str
    pill: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CasePage:
    """`subsidies/case.html`."""

    title: str
    answer: str
    role: str
    code: str
    record_id: int
    pill: tuple[str, str]
    facts: list[tuple[str, str]]
    adopted: bool
    place: str
    working: Working
    papers: list[PaperLine]
    missing: list[MissingFact]
    rule: VersionView
    claims: list[ClaimLine]
    due: str
    due_input: str
    may_claim: bool
    key: str
    form: Parsed[object]


def case_page(
    view: CaseView, role: Role, allowed: Sees, own: set[int], today: date, key: str, form: Parsed[object]
) -> CasePage:
    """One rule for one deal with everything that it rests on."""
    case, deal = view.case, view.case.deal
    evidence = set(deal.evidence_types)
    missing = []
    for name in case.outcome.missing:
        who = who_can_say(name, deal)
        missing.append(
            MissingFact(
                fact_name(name),
                gettext("only the ledger can say it")
                if not who
                else formats.in_a_row(formats.person(n) for _, n in who),
                any(i in own for i, _ in who),
            )
        )
    return CasePage(
        said(case.rule.title),
        _answer(case),
        str(role),
        case.rule.code,
        int(deal.record_id),
        pill_of(case.standing),
        [
            (gettext("Deal on record"), deal_words(deal)),
            (
                gettext("Who applies"),
                f"{formats.person(case.applicant.name)} · {gettext(BENEFICIARIES[case.rule.beneficiary])}",
            ),
            (gettext("Version"), case.rule.version),
        ],
        case.adopted,
        said(case.rule.place),
        working(case.outcome, case.facts, allowed),
        [
            PaperLine(said(d.text), None if d.evidence is None else d.evidence in evidence)
            for d in case.rule.documents
        ],
        missing,
        version_view(case.rule, today),
        [
            ClaimLine(c.id, c.claimed_on, formats.money(standing_amount(c)), status_pill(c.status))
            for c in case.claims
        ],
        "" if case.due is None else formats.money(case.due),
        "" if case.due is None else str(case.due),
        view.may_claim,
        key,
        form,
    )


def _answer(case: Case) -> str:
    match case.standing:
        case Standing.DUE:
            return gettext("Every condition is met: %(amount)s can be claimed.", amount=amount_of(case))
        case Standing.UNDECIDED:
            return formats.sentences(
                gettext("It cannot be decided yet, and what is not known never counts as met."),
                ""
                if case.outcome.at_most is None
                else gettext(
                    "If everything were met: %(amount)s.", amount=formats.money(case.outcome.at_most)
                ),
            )
        case Standing.EXAMPLE:
            return gettext(
                "It would be: %(reason)s. Nothing is due by it here.",
                reason=_example(case),
            )
        case Standing.OPEN:
            return gettext(
                "Every condition is met. The rule opens a product or a standing and pays no sum here."
            )
        case Standing.UNSTATED:
            return gettext("The rule itself is not fully known, so that nothing can be decided by it yet.")
        case Standing.CLAIMED | Standing.USED_UP | Standing.NOT_MET:
            return f"{pill_of(case.standing)[1]}{formats.colon()}{reason_of(case)}"


def _example(case: Case) -> str:
    verdict = verdict_pill(case.outcome.verdict)[1]
    if case.outcome.verdict is Verdict.PASS and case.outcome.amount:
        return formats.in_a_row([verdict, formats.money(case.outcome.amount)])
    return verdict


# ---------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact with its field, what is said now, and which rules look at it."""

    name: str
    field: str
    take_field: str
    label: str
    kind: str
    help: str
    default: str
    options: list[tuple[str, str]]
    now: str
    source: str
    source_lang: str
    file_id: int | None
    awaited: list[str]
    used: list[str]
    contested: bool
    said: bool


@dataclass(frozen=True, slots=True)
class FactGroupView:
    """The facts of the organisation or of one deal, with a form of their own."""

    title: str
    record_id: int | None
    awaited: list[FactField]
    others: list[FactField]


@dataclass(frozen=True, slots=True)
class FactsPage:
    """`subsidies/facts.html`; `form` is the one that was refused, `form_of` the deal it was for."""

    title: str
    answer: str
    role: str
    organisation_id: int
    others: list[tuple[int, str]]
    groups: list[FactGroupView]
    today: str
    form: Parsed[object]
    form_of: str | None
    labels: dict[str, str]


_HELP = {
    FactKind.MONEY: N_("In yuan, such as 500000, 50万 or 1.2亿."),
    FactKind.BP: N_("In per cent, such as 4.35."),
    FactKind.COUNT: N_("A whole number."),
    FactKind.MONTHS: N_("In whole months."),
}


def facts_page(
    sheet: FactSheet,
    role: Role,
    others: Sequence[tuple[int, str]],
    today: date,
    form: Parsed[object],
    form_of: str | None = None,
) -> FactsPage:
    """What an organisation can say, first of all what rules that pay here wait for."""
    groups, labels = (
        [],
        {"as_of": gettext("As of"), "source": gettext("Source"), "evidence": gettext("File")},
    )
    for group in sheet.groups:
        fields = [_field(f) for f in group.facts]
        labels |= {f.field: f.label for f in fields}
        groups.append(
            FactGroupView(
                gettext("About %(name)s", name=sheet.organisation.name)
                if group.deal is None
                else deal_words(group.deal),
                None if group.deal is None else int(group.deal.record_id),
                [f for f in fields if f.awaited],
                [f for f in fields if not f.awaited],
            )
        )
    if sheet.n_missing:
        answer = ngettext(
            "%(num)s fact would help to decide %(cases)s.",
            "%(num)s facts would help to decide %(cases)s.",
            sheet.n_missing,
            cases=ngettext("%(num)s case", "%(num)s cases", sheet.n_waiting),
        )
    else:
        answer = gettext("No rule that pays here waits for a fact of yours.")
    return FactsPage(
        gettext("Facts for the rules"),
        answer,
        str(role),
        int(sheet.organisation.organisation_id),
        list(others),
        groups,
        today.isoformat(),
        form,
        form_of,
        labels,
    )


def _field(wanted: WantedFact) -> FactField:
    kind = VOCABULARY[wanted.name].kind
    known = None if wanted.said is None else known_by(wanted.said)
    options = []
    if kind is FactKind.FLAG:
        yes, no = STATEMENTS[wanted.name]
        options = [("yes", gettext(yes)), ("no", gettext(no))]
    elif kind is FactKind.WORD:
        options = [(code, gettext(text)) for code, text in PLACES.items()]
    source = ""
    if wanted.said is not None:
        source = gettext(
            "%(source)s, as of %(day)s (%(person)s, %(when)s)",
            source=wanted.said.source,
            day=formats.date(wanted.said.as_of),
            person=formats.person(wanted.said.declared_by_name),
            when=formats.date(wanted.said.declared_at),
        )
    return FactField(
        wanted.name,
        field_name(wanted.name, wanted.record_id),
        take_back_name(wanted.name, wanted.record_id),
        _label(wanted.name),
        str(kind),
        gettext(_HELP[kind]) if kind in _HELP else "",
        "" if known is None else input_of(kind, known.fact.value),
        options,
        "" if known is None else fact_words(wanted.name, known.fact),
        source,
        "" if wanted.said is None else wanted.said.lang,
        wanted.said.id if wanted.said is not None and wanted.said.filename is not None else None,
        _titles(wanted.awaited_by),
        _titles(wanted.used_by),
        wanted.contested,
        known is not None,
    )


def _label(name: str) -> str:
    text = fact_name(name)
    return text[:1].upper() + text[1:]


def _titles(cases: Sequence[Case]) -> list[str]:
    return list(dict.fromkeys(said(c.rule.title) for c in cases))
