"""Pages of the ledger: the list, one record with its working, the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.entities.funding import FundingRecord, StepTaken
from models.entities.vocabulary import FundingStatus, FundingStep
from web.formats import in_a_row, person
from web.forms.base import Parsed
from web.i18n import current_locale, gettext
from web.services.firsts import FirstDefinition
from web.services.funding import Choices, RecordView
from web.vocabulary import label

PILLS = {
    FundingStatus.PROPOSED: "attention",
    FundingStatus.CONFIRMED: "good",
    FundingStatus.DISPUTED: "bad",
    FundingStatus.EXPIRED: "neutral",
    FundingStatus.WITHDRAWN: "neutral",
    FundingStatus.VOIDED: "neutral",
    FundingStatus.CORRECTED: "neutral",
}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the list."""

    record: FundingRecord
    pill: str
    waits_for_me: bool

    @property
    def title(self) -> str:
        """What it is: a first by name, or the plain kind."""
        kind = "first" if self.record.first_under else "funding_kind"
        return label(kind, self.record.kind)


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """`funding/list.html`."""

    title: str
    answer: str
    rows: list[RecordRow]
    may_propose: bool
    role: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One entry of a record's timeline."""

    at: datetime
    title: str
    by: str
    text: str
    lang: str
    kind: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """`funding/record.html`."""

    title: str
    view: RecordView
    pill: str
    firsts: list[FirstDefinition]
    # The certificate under each of them.
    certificates: dict[str, int]
    # Whether the page of the company's firsts is open to the viewer.
    sees_firsts: bool
    timeline: list[StepLine]
    event_title: str | None
    answer: str
    form: Parsed[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordFormPage:
    """`funding/form.html`; a correction names the record that it corrects."""

    title: str
    form: Parsed[object]
    companies: list[tuple[str, str]]
    providers: list[tuple[str, str]]
    banks: list[tuple[str, str]]
    events: list[tuple[str, str]]
    action: str
    corrects_id: int | None


def event_title(zh: str | None, en: str | None) -> str | None:
    """An event's title in the reader's language, else in the other."""
    return (zh or en) if current_locale() == "zh" else (en or zh)


def step_line(step: StepTaken) -> StepLine:
    """A step as an entry of the timeline."""
    titles = {
        FundingStep.CONFIRMED_BY_COMPANY: gettext("Confirmed for the company"),
        FundingStep.CONFIRMED_BY_PROVIDER: gettext("Confirmed for the provider"),
        FundingStep.DISPUTED: gettext("Disputed"),
        FundingStep.WITHDRAWN: gettext("Withdrawn"),
        FundingStep.REMINDED: gettext("Reminded of the day by which to answer"),
        FundingStep.EXPIRED: gettext("Expired without an answer"),
        FundingStep.VOID_BY_COMPANY: gettext("Signed for the company that it is void"),
        FundingStep.VOID_BY_PROVIDER: gettext("Signed for the provider that it is void"),
        FundingStep.VOIDED: gettext("Voided"),
    }
    kind = "bad" if step.step is FundingStep.DISPUTED else "neutral"
    if step.step in (FundingStep.CONFIRMED_BY_COMPANY, FundingStep.CONFIRMED_BY_PROVIDER):
        kind = "good"
    by = in_a_row(filter(None, (person(step.person_name or gettext("The platform")), step.body_name)))
    return StepLine(step.taken_at, titles[step.step], by, step.comment, step.lang, kind)


def form_page(
    title: str, form: Parsed[object], offered: Choices, action: str, corrects_id: int | None = None
) -> RecordFormPage:
    """The form with what it offers."""
    return RecordFormPage(
        title,
        form,
        [(str(c.id), c.name) for c in offered.companies],
        [(str(p.id), p.name) for p in offered.providers],
        [(str(b.id), b.name) for b in offered.banks],
        [(str(i), event_title(zh, en) or "") for i, zh, en in offered.events],
        action,
        corrects_id,
    )
