"""Requests for services in words: the founder's list and form, one request, the space's desk."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.entities.service_requests import (
    UNDER_WAY,
    WAITING,
    Ask,
    ServiceSide,
    ServiceState,
    ServiceStep,
    ServiceStepTaken,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web import formats
from web.forms.base import Parsed
from web.i18n import gettext, ngettext
from web.pages.timeline import TimelineEntry
from web.services.service_requests import (
    ANY,
    MOST_ASKED,
    AskForm,
    AskView,
    may_take,
    promise_default,
    whole_state,
)
from web.space_words import space_options, space_word
from web.vocabulary import district_codes, label

PILLS = {
    ServiceState.ASKED: "information",
    ServiceState.NEEDS_MORE: "attention",
    ServiceState.ACCEPTED: "good",
    ServiceState.IN_PROGRESS: "good",
    ServiceState.DONE: "good",
    ServiceState.DECLINED: "neutral",
    ServiceState.WITHDRAWN: "neutral",
    ServiceState.TAKEN: "neutral",
    ServiceState.EXPIRED: "bad",
}
_MARKS = {
    ServiceStep.ACCEPTED: "good",
    ServiceStep.DONE: "good",
    ServiceStep.STARTED: "good",
    ServiceStep.NEEDS_MORE: "attention",
    ServiceStep.EXPIRED: "bad",
}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request of a founder's list with what comes next."""

    ask: Ask
    service: str
    spaces: str
    pill: str
    state: str
    next_step: str


@dataclass(frozen=True, slots=True)
class OwnRequestsPage:
    """`services/own.html`."""

    title: str
    answer: str
    lines: list[RequestLine]


@dataclass(frozen=True, slots=True)
class AskPage:
    """`services/ask.html`."""

    title: str
    answer: str
    form: Parsed[object]
    kinds: list[tuple[str, str]]
    wheres: list[tuple[str, str]]
    pitches: list[tuple[str, str]]
    companies: list[tuple[str, str]]
    key: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskCard:
    """A request at one space with the steps that can be taken there."""

    ask: Ask
    name: str
    lang: str
    service: str
    pill: str
    state: str
    promised: str
    may: frozenset[ServiceStep]
    history: list[TimelineEntry]
    # Renewed for each page, so that a second press of the same form does nothing more.
    key: str
    promise_on: str

    def can(self, step: str) -> bool:
        """Whether this side can take the step now."""
        return ServiceStep(step) in self.may


@dataclass(frozen=True, slots=True)
class RequestPage:
    """`services/show.html`; `form` is the one that was refused, `form_of` names it."""

    title: str
    answer: str
    role: str
    back: str
    ask: Ask
    facts: list[tuple[str, str]]
    cards: list[AskCard]
    again: str | None
    form: Parsed[object]
    form_of: str | None
    declines: list[tuple[str, str]]
    ratings: list[tuple[str, str]]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpaceRequestsPage:
    """`space/requests.html`."""

    title: str
    answer: str
    waiting: list[AskCard]
    under_way: list[AskCard]
    past: list[AskCard]
    several: bool
    declines: list[tuple[str, str]]
    labels: Mapping[str, str]
    # The list never has a refused form: that opens on the page of the request.
    form: None = None
    form_of: None = None


def own_requests_page(asks: Sequence[Ask]) -> OwnRequestsPage:
    """A founder's requests: what waits for the founder first, then what is under way, then the rest."""
    by_request: dict[int, list[Ask]] = {}
    for ask in asks:
        by_request.setdefault(ask.request_id, []).append(ask)
    lines = [_request_line(found) for found in by_request.values()]
    lines.sort(key=lambda line: (_rank(line.ask), -line.ask.moved_at.timestamp(), -line.ask.request_id))
    n_open = sum(line.ask.is_open for line in lines)
    n_mine = sum(line.ask.state is ServiceState.NEEDS_MORE for line in lines)
    if not lines:
        answer = gettext("You have not asked a host space for anything yet.")
    else:
        answer = ngettext("%(num)s request is open.", "%(num)s requests are open.", n_open)
        if n_mine:
            waits = ngettext("%(num)s waits for your reply.", "%(num)s wait for your reply.", n_mine)
            answer = formats.sentences(answer, waits)
    return OwnRequestsPage(gettext("Services"), answer, lines)


def _rank(ask: Ask) -> int:
    if ask.state is ServiceState.NEEDS_MORE:
        return 0
    return 1 if ask.is_open else 2


def _request_line(asks: Sequence[Ask]) -> RequestLine:
    ask = whole_state(asks)
    return RequestLine(
        ask,
        space_word("offer_kind", ask.kind),
        formats.in_a_row(a.space_name for a in asks)
        if ask.state in WAITING or len(asks) == 1
        else ask.space_name,
        PILLS[ask.state],
        space_word("state", ask.state),
        _next_step(ask),
    )


def _next_step(ask: Ask) -> str:
    match ask.state:
        case ServiceState.NEEDS_MORE:
            return gettext("Reply to the question of %(space)s.", space=ask.space_name)
        case ServiceState.ASKED:
            return gettext("Nothing for you to do; you get a mail with the answer.")
        case ServiceState.ACCEPTED | ServiceState.IN_PROGRESS:
            return gettext(
                "%(space)s has promised it by %(day)s.",
                space=ask.space_name,
                day=formats.date(ask.promised_on),
            )
        case ServiceState.DONE:
            return (
                gettext("Rate it, so that others know.")
                if ask.rating is None
                else gettext("You have rated it with %(rating)s of 5.", rating=ask.rating)
            )
        case ServiceState.DECLINED | ServiceState.EXPIRED:
            return gettext("Ask another space with the same words.")
        case ServiceState.WITHDRAWN | ServiceState.TAKEN:
            return ""


def ask_page(found: AskForm, viewer: Viewer, form: Parsed[object]) -> AskPage:
    """The one form of a request, with the spaces that offer something today."""
    places = {s.district for s in found.spaces}
    wheres = [(ANY, gettext("Any space of the city that offers it"))]
    wheres += [
        (f"{ANY}:{d}", gettext("Any space in %(district)s that offers it", district=label("district", d)))
        for d in district_codes()
        if d in places
    ]
    wheres += [(str(s.id), s.name) for s in found.spaces]
    offered = {kind for s in found.spaces for kind in s.kinds}
    return AskPage(
        gettext("Ask for a service"),
        gettext(
            "Choose one space, or let up to %(most)s that offer it answer: the first to accept takes it.",
            most=MOST_ASKED,
        ),
        form,
        [(code, word) for code, word in space_options("offer_kind") if code in offered],
        wheres,
        [(str(p.id), p.name) for p in found.pitches],
        [(str(a.organisation_id), a.name) for a in viewer.organisations(Role.FOUNDER)],
        str(form.values.get("key") or uuid.uuid4().hex),
        {
            "kind": gettext("Kind of service"),
            "where": gettext("From whom"),
            "need": gettext("What you need"),
            "needed_by": gettext("Needed by"),
            "pitch_id": gettext("For which project"),
            "company_id": gettext("For which company"),
        },
    )


def ask_card(view: AskView, today: date, *, of_space: bool) -> AskCard:
    """A request at a space for the other side: the space's name for a founder, the company's for a space."""
    ask = view.ask
    promised = ""
    if ask.promised_on is not None and ask.state in UNDER_WAY:
        promised = gettext("Promised by %(day)s", day=formats.date(ask.promised_on))
    return AskCard(
        ask,
        ask.company_name if of_space else ask.space_name,
        ask.company_lang if of_space else ask.space_lang,
        space_word("offer_kind", ask.kind),
        PILLS[ask.state],
        space_word("state", ask.state),
        promised,
        view.may,
        [_history(s, ask) for s in view.steps],
        uuid.uuid4().hex,
        _promise(ask, today),
    )


def _promise(ask: Ask, today: date) -> str:
    """The day that the founder needs it by, or a week from now."""
    if ask.needed_by is not None and ask.needed_by >= today:
        return ask.needed_by.isoformat()
    return promise_default(today).isoformat()


def _history(step: ServiceStepTaken, ask: Ask) -> TimelineEntry:
    title = space_word("step", step.step)
    if step.promised_on is not None:
        title = gettext("%(step)s, by %(day)s", step=title, day=formats.date(step.promised_on))
    elif step.reason is not None:
        title = title + formats.colon() + space_word("decline", step.reason)
    elif step.rating is not None:
        title = title + formats.colon() + space_word("rating", step.rating)
    body = {ServiceSide.FOUNDER: ask.company_name, ServiceSide.SPACE: ask.space_name}.get(step.side)
    by = formats.in_a_row(filter(None, (step.person_name, body)))
    return TimelineEntry(step.taken_at, title, by, step.note, step.lang, _MARKS.get(step.step, "neutral"))


def request_page(
    views: Sequence[AskView],
    today: date,
    back: str,
    again: str,
    form: Parsed[object],
    form_of: str | None = None,
) -> RequestPage:
    """One request at each space that the reader may see it at."""
    side = views[0].side
    whole = whole_state([v.ask for v in views])
    service = space_word("offer_kind", whole.kind)
    title = gettext("%(service)s for %(company)s", service=service, company=whole.company_name)
    ended = whole.state in {ServiceState.DECLINED, ServiceState.EXPIRED, ServiceState.WITHDRAWN}
    facts = [
        (gettext("Company"), whole.company_name),
        (gettext("Asked on"), formats.date(whole.asked_at)),
        (gettext("Needed by"), formats.date(whole.needed_by) if whole.needed_by else gettext("no day")),
    ]
    if whole.pitch_name:
        facts.append((gettext("Project"), whole.pitch_name))
    if whole.openly:
        where = label("district", whole.district) if whole.district else gettext("the whole city")
        facts.append((gettext("Asked of several spaces of"), where))
    shown = [ask_card(v, today, of_space=side is ServiceSide.SPACE) for v in views]
    return RequestPage(
        title,
        _answer(whole, side),
        str(side),
        back,
        whole,
        facts,
        shown,
        again if ended and side is ServiceSide.FOUNDER else None,
        form,
        form_of,
        space_options("decline"),
        space_options("rating"),
        _labels(),
    )


def _answer(ask: Ask, side: ServiceSide) -> str:
    state = space_word("state", ask.state)
    if side is ServiceSide.FOUNDER:
        return formats.sentences(formats.in_a_row([state], end=True), _next_step(ask))
    if ask.waits_on is ServiceSide.SPACE:
        return formats.sentences(formats.in_a_row([state], end=True), gettext("It is your turn."))
    return formats.in_a_row([state], end=True)


def space_requests_page(asks: Sequence[Ask], today: date) -> SpaceRequestsPage:
    """A space's requests: what waits for an answer first, the longest wait before."""
    cards = [
        ask_card(
            AskView(a, ServiceSide.SPACE, may_take(a.state, ServiceSide.SPACE, a.rating), []),
            today,
            of_space=True,
        )
        for a in asks
    ]
    waiting = [c for c in cards if c.ask.state is ServiceState.ASKED]
    waiting.sort(key=lambda c: (c.ask.state_at, c.ask.request_id))
    under_way = [c for c in cards if c.ask.state in UNDER_WAY or c.ask.state is ServiceState.NEEDS_MORE]
    return SpaceRequestsPage(
        gettext("Requests"),
        waiting_words(len(waiting)),
        waiting,
        under_way,
        [c for c in cards if not c.ask.is_open],
        len({a.space_id for a in asks}) > 1,
        space_options("decline"),
        _labels(),
    )


def waiting_words(n: int) -> str:
    """How many requests wait for a space's answer."""
    if n == 0:
        return gettext("No request waits for you.")
    return ngettext("%(num)s request waits for you.", "%(num)s requests wait for you.", n)


def _labels() -> dict[str, str]:
    return {
        "note": gettext("A word with it"),
        "reason": gettext("Reason"),
        "promised_on": gettext("Done by"),
        "rating": gettext("Rating"),
        "space_id": gettext("Host space"),
        "step": gettext("Step"),
    }
