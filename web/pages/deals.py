"""Pages of deals: the list of a side, one deal, and what an organiser may know of her event's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from models.entities.deals import Deal, DealLevel, DealSide, DealStep, Item, SilentDeal, StepTaken
from models.entities.events import Event
from models.entities.vocabulary import FundingKind, OrganisationKind
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.results import Bar
from web.pages.timeline import TimelineEntry
from web.services.checklists import checklists_of, known_items
from web.services.deals import DealView, EventDeals
from web.tables.answer import FileLinks
from web.vocabulary import label

PILLS = {
    DealLevel.OBSERVING: "information",
    DealLevel.CONSIDERING: "attention",
    DealLevel.COMMITTED: "good",
    DealLevel.INVESTED: "good",
    DealLevel.ENDED: "neutral",
}
# Half of angel groups' deals took at least so long, by the study that docs/deals.md names.
YARDSTICK_HOURS = 20
_KIND_OF = (
    ({OrganisationKind.ANGEL, OrganisationKind.FUND}, FundingKind.INVESTMENT),
    ({OrganisationKind.BANK}, FundingKind.LOAN),
    ({OrganisationKind.GUARANTOR}, FundingKind.GUARANTEE),
    ({OrganisationKind.PUBLIC_BUYER}, FundingKind.PURCHASE),
)
_DONE = {"open": "attention", "done": "good", "not_needed": "neutral"}


@dataclass(frozen=True, slots=True)
class DealLine:
    """One deal of a list."""

    deal: Deal
    name: str
    lang: str
    pill: str
    level: str
    amount: str
    waits: list[str]


@dataclass(frozen=True, slots=True)
class DealsPage:
    """`deals/list.html`; `back` leads a founder to her pitch."""

    title: str
    answer: str
    lines: list[DealLine]
    role: str
    back: str | None
    files: FileLinks | None = None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item in words."""

    item: Item
    title: str
    part: str
    pill: str
    state: str
    mine: bool
    overdue: bool
    owner: str
    changed: str


@dataclass(frozen=True, slots=True)
class DealPage:
    """`deals/show.html`; `form` is the one that was refused, `form_of` names it."""

    title: str
    lang: str
    answer: str
    view: DealView
    role: str
    pill: str
    level: str
    back: str
    history: list[TimelineEntry]
    checklist: list[ItemLine]
    sources: list[str]
    owners: list[tuple[str, str]]
    silences: list[str]
    lead: str
    hours: str
    record_href: str | None
    today: str
    key: str
    form: Parsed[object]
    form_of: str | None

    def may(self, step: str) -> bool:
        """Whether this side can take the step now."""
        return DealStep(step) in self.view.may


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A deal of an event in which somebody is silent."""

    silent: SilentDeal
    who: str
    level: str


@dataclass(frozen=True, slots=True)
class EventDealsPage:
    """`deals/event.html`."""

    title: str
    answer: str
    event: Event
    bars: list[Bar]
    silent: list[SilentLine]


def deals_page(title: str, deals: Sequence[Deal], side: DealSide, back: str | None = None) -> DealsPage:
    """The deals of a side by level, what waits on it first within each."""
    waiting = sum(d.waits_on(side) for d in deals)
    live = sum(d.is_live for d in deals)
    answer = ngettext("%(num)s deal is in hand.", "%(num)s deals are in hand.", live)
    if waiting:
        asked = ngettext("%(num)s waits for you.", "%(num)s wait for you.", waiting)
        answer = formats.sentences(answer, asked)
    order = (
        DealLevel.COMMITTED,
        DealLevel.CONSIDERING,
        DealLevel.OBSERVING,
        DealLevel.INVESTED,
        DealLevel.ENDED,
    )
    lines = [_line(d, side) for level in order for d in deals if d.level is level]
    return DealsPage(title, answer, lines, str(side), back)


def _line(deal: Deal, side: DealSide) -> DealLine:
    founder = side is DealSide.FOUNDER
    return DealLine(
        deal,
        deal.provider_name if founder else deal.pitch_name,
        deal.provider_lang if founder else deal.pitch_lang,
        PILLS[deal.level],
        label("deal_level", deal.level),
        amount_words(deal),
        _waits(deal, side),
    )


def amount_words(deal: Deal) -> str:
    """The amount of the level, or nothing where it has none."""
    if deal.amount_min is None and deal.amount_max is None:
        return ""
    return formats.money_range(deal.amount_min, deal.amount_max, deal.currency)


def _waits(deal: Deal, side: DealSide) -> list[str]:
    if not deal.is_live:
        return []
    due = deal.n_founder_due if side is DealSide.FOUNDER else deal.n_provider_due
    found = []
    if due:
        found.append(ngettext("%(num)s item is due", "%(num)s items are due", due))
    if deal.lead_asked_side is side.other and not deal.leads:
        found.append(gettext("a question about the lead"))
    if side in deal.silent:
        found.append(gettext("the other side hears nothing from you"))
    return found


def deal_page(
    view: DealView, today: date, key: str, form: Parsed[object], back: str, form_of: str | None = None
) -> DealPage:
    """One deal as one side sees it."""
    deal, founder = view.deal, view.side is DealSide.FOUNDER
    kinds = deal.provider_kinds
    return DealPage(
        title=deal.provider_name if founder else deal.pitch_name,
        lang=deal.provider_lang if founder else deal.pitch_lang,
        answer=_answer(view),
        view=view,
        role=str(view.side),
        pill=PILLS[deal.level],
        level=label("deal_level", deal.level),
        back=back,
        history=[_history(s) for s in view.steps],
        checklist=_checklist(view, today),
        sources=[c.source_zh if current_locale() == "zh" else c.source_en for c in checklists_of(kinds)],
        owners=[(str(m.person_id), f"{m.name} · {label('deal_side', m.side)}") for m in view.members],
        silences=[_silence(deal, s, view.side) for s in deal.silent] if deal.is_live else [],
        lead=_lead(view),
        hours=_hours(view),
        record_href=_record_query(view),
        today=today.isoformat(),
        key=key,
        form=form,
        form_of=form_of,
    )


def _answer(view: DealView) -> str:
    deal = view.deal
    said = {
        DealLevel.OBSERVING: gettext("%(provider)s is observing.", provider=deal.provider_name),
        DealLevel.CONSIDERING: gettext(
            "%(provider)s considers %(amount)s.", provider=deal.provider_name, amount=amount_words(deal)
        ),
        DealLevel.COMMITTED: gettext(
            "%(provider)s has committed %(amount)s, which binds it.",
            provider=deal.provider_name,
            amount=amount_words(deal),
        ),
        DealLevel.INVESTED: gettext("Money between the two is on record, confirmed by both sides."),
        DealLevel.ENDED: _ended(deal),
    }[deal.level]
    mine = deal.n_founder_items if view.side is DealSide.FOUNDER else deal.n_provider_items
    items = ngettext("%(num)s item of the list is yours.", "%(num)s items of the list are yours.", mine)
    return formats.sentences(said, items if deal.is_live and mine else "")


def _ended(deal: Deal) -> str:
    if deal.ended_side is DealSide.FOUNDER:
        return gettext("%(company)s has ended the deal.", company=deal.company_name)
    return gettext(
        "%(provider)s does not go on: %(reason)s.",
        provider=deal.provider_name,
        reason=label("no_reason", deal.reason),
    )


def _silence(deal: Deal, silent: DealSide, reader: DealSide) -> str:
    since = deal.founder_moved_at if silent is DealSide.FOUNDER else deal.provider_moved_at
    day = formats.date(since)
    if silent is reader:
        return gettext(
            "You have not moved since %(day)s, and the other side was told. Anything you do here answers it.",
            day=day,
        )
    who = deal.company_name if silent is DealSide.FOUNDER else deal.provider_name
    return gettext("Nothing has come from %(who)s since %(day)s; they were reminded.", who=who, day=day)


def _lead(view: DealView) -> str:
    deal = view.deal
    if deal.leads:
        return gettext("%(provider)s leads this round; both sides agreed.", provider=deal.provider_name)
    if deal.lead_asked_side is view.side:
        return gettext("You have asked that %(provider)s lead this round.", provider=deal.provider_name)
    if deal.lead_asked_side is not None:
        return gettext("The other side asks that %(provider)s lead this round.", provider=deal.provider_name)
    if deal.led_by_another:
        return gettext("Another provider leads this round.")
    return gettext("It is not agreed that %(provider)s leads this round.", provider=deal.provider_name)


def _hours(view: DealView) -> str:
    if view.memo is None:
        return ""
    spent = gettext("%(hours)s hours so far.", hours=hours_words(view.memo.minutes))
    own = (
        ngettext(
            "The median of your own deals is %(hours)s hours (%(num)s deal).",
            "The median of your own deals is %(hours)s hours (%(num)s deals).",
            view.n_timed,
            hours=hours_words(view.median_minutes),
        )
        if view.median_minutes is not None
        else ""
    )
    yardstick = gettext(
        "A yardstick: among angels in groups half of all deals took %(hours)s hours or more.",
        hours=YARDSTICK_HOURS,
    )
    return formats.sentences(spent, own, yardstick)


def hours_words(minutes: int) -> str:
    """Hours to one place, as an integer of tenths, so that nothing is a float."""
    tenths = (minutes * 10 + 30) // 60
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _record_query(view: DealView) -> str | None:
    """The record form's fields as far as the deal knows them; none once it has ended."""
    deal = view.deal
    if deal.level is DealLevel.ENDED:
        return None
    kind = next((k for kinds, k in _KIND_OF if kinds & set(deal.provider_kinds)), FundingKind.INVESTMENT)
    fields: dict[str, object] = {
        "as": str(view.side),
        "company_id": deal.company_id,
        "provider_id": deal.organisation_id,
        "kind": kind,
    }
    if deal.level is DealLevel.COMMITTED and deal.amount_min is not None:
        fields["amount"] = formats.money_input(deal.amount_min)
    if deal.event_id is not None:
        fields["event_id"] = deal.event_id
    return urlencode(fields)


def _history(step: StepTaken) -> TimelineEntry:
    kind = {
        DealStep.COMMITTED: "good",
        DealStep.WITHDRAWN: "bad",
        DealStep.NO: "bad",
        DealStep.ENDED: "bad",
    }.get(step.step, "neutral")
    title = label("deal_step", step.step)
    detail = ""
    if step.amount_min is not None or step.amount_max is not None:
        detail = formats.money_range(step.amount_min, step.amount_max, step.currency or "CNY")
    elif step.reason:
        detail = label("no_reason", step.reason)
    elif step.until_on:
        detail = formats.date(step.until_on)
    if detail:
        title = f"{title}{formats.colon()}{detail}"
    return TimelineEntry(
        step.taken_at, title, f"{step.person_name}, {step.body_name}", step.note, step.lang, kind
    )


def item_title(item: Item) -> str:
    """The template's words in the reader's language, or the item's own."""
    known = known_items().get(item.code or "")
    if known is None:
        return item.title
    return known.zh if current_locale() == "zh" else known.en


def _checklist(view: DealView, today: date) -> list[ItemLine]:
    lines = []
    for item in view.items:
        changed = ""
        if item.changed_by_name is not None:
            changed = gettext(
                "changed by %(name)s, %(when)s",
                name=item.changed_by_name,
                when=formats.datetime(item.changed_at),
            )
        overdue = item.due_on is not None and item.state == "open" and item.due_on < today
        lines.append(
            ItemLine(
                item,
                item_title(item),
                label("item_part", item.part),
                "bad" if overdue else _DONE[item.state],
                label("item_state", item.state),
                item.side is view.side,
                overdue,
                item.owner_name or label("deal_side", item.side),
                changed,
            )
        )
    return lines


def event_deals_page(found: EventDeals) -> EventDealsPage:
    """Counts by level, and the silent ones by name."""
    counts = {c.level: c.n for c in found.levels}
    n = sum(counts.values())
    answer = formats.sentences(
        ngettext("%(num)s deal has come of this event.", "%(num)s deals have come of this event.", n),
        ngettext(
            "In %(num)s place somebody is silent.", "In %(num)s places somebody is silent.", len(found.silent)
        )
        if found.silent
        else "",
    )
    return EventDealsPage(
        gettext("Deals of the event"),
        answer,
        found.event,
        [Bar(label("deal_level", level), counts.get(level, 0)) for level in DealLevel],
        [
            SilentLine(
                s,
                s.pitch_name if s.side is DealSide.FOUNDER else s.provider_name,
                label("deal_level", s.level),
            )
            for s in found.silent
        ],
    )
