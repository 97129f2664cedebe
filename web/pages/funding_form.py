"""Pages on which money is put on record: the instrument, then its fields; drafts; what a dispute says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from models.entities.funding import CURRENCIES, LoanChoice, SavedDraft
from models.entities.funding_details import LinkedLoan
from models.entities.vocabulary import FundingInstrument, FundingKind, Role
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext
from web.services.funding import Choices
from web.services.funding_evidence import Expected, expected_of
from web.services.funding_terms import KIND_OF
from web.vocabulary import label


@dataclass(frozen=True, slots=True)
class InstrumentChoice:
    """One instrument to choose, with what it is."""

    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Something that the reader was writing."""

    id: int
    title: str
    saved_at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class ChooseInstrumentPage:
    """`funding/choose.html`."""

    title: str
    choices: list[InstrumentChoice]
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class RecordFormPage:
    """`funding/form.html`; a correction names the record that it corrects."""

    title: str
    answer: str
    form: Parsed[object]
    instrument: FundingInstrument
    kind: FundingKind
    companies: list[tuple[str, str]]
    providers: list[tuple[str, str]]
    banks: list[tuple[str, str]]
    events: list[tuple[str, str]]
    loans: list[tuple[str, str]]
    currencies: list[tuple[str, str]]
    papers: list[Expected]
    action: str
    submit: str
    # Where the draft is kept, or None for a form that has none.
    draft_action: str | None
    saved_at: datetime | None
    corrects_id: int | None
    # A dispute has a reason and no papers, and its parties stand.
    disputes: bool
    sides: list[tuple[str, str]]


def choose_page(
    path: str, kinds: set[FundingKind], query: dict[str, str], form: Parsed[object]
) -> ChooseInstrumentPage:
    """The instruments that the reader may put on record, each a link that keeps what is known already."""
    texts = {
        FundingInstrument.PRICED_EQUITY: gettext("Shares at an agreed value of the company."),
        FundingInstrument.CONVERTIBLE_NOTE: gettext("A debt with rate and maturity that can become shares."),
        FundingInstrument.SAFE: gettext("A right to later shares, without rate and maturity."),
        FundingInstrument.LOAN: gettext("A bank's contract, dated by its first drawdown."),
        FundingInstrument.GUARANTEE: gettext("A guarantor stands for a loan of a bank."),
        FundingInstrument.PURCHASE: gettext("A public buyer's first purchase of a product."),
    }
    return ChooseInstrumentPage(
        gettext("Put money on record"),
        [
            InstrumentChoice(
                label("funding_instrument", instrument),
                text,
                f"{path}?{urlencode({**query, 'instrument': instrument})}",
            )
            for instrument, text in texts.items()
            if KIND_OF[instrument] in kinds
        ],
        form,
    )


def form_page(
    title: str,
    form: Parsed[object],
    offered: Choices,
    instrument: FundingInstrument,
    action: str,
    *,
    draft_action: str | None = None,
    saved_at: datetime | None = None,
    corrects_id: int | None = None,
    disputes: bool = False,
    sides: tuple[str, ...] = (),
) -> RecordFormPage:
    """The form of one instrument with what it offers."""
    kind = KIND_OF[instrument]
    answer = (
        gettext("Say what is true instead; both versions are then shown side by side.")
        if disputes
        else gettext("The other side is asked to confirm it; until then it counts for nothing.")
    )
    names = {"company": gettext("the company"), "provider": gettext("the provider")}
    return RecordFormPage(
        title=title,
        answer=answer,
        form=form,
        instrument=instrument,
        kind=kind,
        companies=[(str(c.id), c.name) for c in offered.companies],
        providers=[(str(p.id), p.name) for p in offered.providing(kind)],
        banks=[(str(b.id), b.name) for b in offered.banks],
        events=[(str(i), event_title(zh, en) or "") for i, zh, en in offered.events],
        loans=[
            *((str(one.id), loan_words(one)) for one in offered.loans),
            *(
                (str(where), label("linked_loan", where))
                for where in (LinkedLoan.ELSEWHERE, LinkedLoan.UNKNOWN)
            ),
        ],
        currencies=[(c, f"{label('currency', c)} ({c})") for c in CURRENCIES],
        papers=[] if disputes else expected_of(instrument),
        action=action,
        submit=gettext("Dispute this record") if disputes else gettext("Ask the other side to confirm"),
        draft_action=draft_action,
        saved_at=saved_at,
        corrects_id=corrects_id,
        disputes=disputes,
        sides=[(s, names[s]) for s in sides],
    )


def loan_words(loan: LoanChoice) -> str:
    """A record in one line of a list."""
    return gettext(
        "%(amount)s of %(day)s, %(provider)s",
        amount=formats.money(loan.amount, loan.currency),
        day=formats.date(loan.value_on),
        provider=loan.provider_name,
    )


def draft_line(draft: SavedDraft, path: str, names: dict[int, str]) -> DraftLine:
    """A draft by what has been typed so far."""
    fields: dict[str, Any] = draft.fields
    said = [label("funding_instrument", fields["instrument"])]
    for name in ("company_id", "provider_id"):
        text = str(fields.get(name, ""))
        if text.isdecimal() and int(text) in names:
            said.append(names[int(text)])
    if fields.get("amount"):
        said.append(str(fields["amount"]))
    query = urlencode({"as": draft.role, "instrument": fields["instrument"], "draft": draft.id})
    return DraftLine(draft.id, " · ".join(said), draft.saved_at, f"{path}?{query}")


def event_title(zh: str | None, en: str | None) -> str | None:
    """An event's title in the reader's language, else in the other."""
    return (zh or en) if current_locale() == "zh" else (en or zh)


def kinds_offered(role: Role, offered: Choices) -> set[FundingKind]:
    """The kinds of money that the reader's side can put on record: a provider's own, else all."""
    if role is not Role.PROVIDER:
        return set(FundingKind)
    return {kind for kind in FundingKind if offered.providing(kind)}
