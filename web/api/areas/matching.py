"""Matching for both sides: the list with reasons, one pair, choices, introductions, openings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from matcher.ranking import Ranked
from models.entities.matching import Candidate, Introduction, MatchFilters, ProviderFacts
from models.entities.pitches import ShownPitch
from models.entities.vocabulary import Choice, Instrument, ListOrder, NoReason, Role, Stage
from web.api.areas.providers import OfProvider
from web.api.bodies import Body, Paged
from web.api.cursors import page_of_all
from web.api.operation import Area, Ask, Done
from web.api.shapes import Page, shaped
from web.forms.matches import ChoiceForm, IntroductionAnswerForm
from web.i18n import N_
from web.opening_words import OfferLine, provider_offers
from web.reasons import gate_sentence, reason_lines, score_parts
from web.services.introductions import answer_introduction, choose, open_introductions
from web.services.matching import MOST_PLACES, open_matches
from web.services.matching_pair import open_pair
from web.services.short_texts import encode_now
from web.services.showing import pitch_for_provider

AREA = Area(N_("Matching and introductions"), "matching")
# Who has funded it before is the ranker's to know.
shaped(Candidate, omit=("backers", "company_since", "seen_before"))
# A provider's past deals and house are its own.
shaped(ProviderFacts, omit=("deals", "house", "never_text"), derived=("full",))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the fit, in points; all parts add up to the fit, rounded."""

    code: str
    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of the pitch beside one of the profile."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in the reader's language, and the sentences that it rests on."""

    text: str
    points: int | None
    kind: str
    quoted: list[Quoted]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two fit, from 0 to 100: together, for the provider, for the company; and why."""

    fit: float
    for_provider: float
    for_company: float
    parts: list[Part]
    reasons: list[Why]


def fit_of(ranked: Ranked | None) -> Fit | None:
    """A rank with its parts and reasons."""
    if ranked is None:
        return None
    return Fit(
        ranked.fit,
        ranked.fit_provider,
        ranked.fit_company,
        [Part(p.code, p.label, p.points) for p in score_parts(ranked)],
        [
            Why(r.text, r.points, r.kind, [Quoted(p.left, p.right) for p in r.pairs])
            for r in reason_lines(ranked)
        ],
    )


class MatchesQuery(OfProvider):
    """Which pitches; `words` orders the list by what is looked for just now."""

    stage: Stage | None = None
    sector: str | None = Field(default=None, max_length=60)
    district: str | None = Field(default=None, max_length=60)
    instrument: Instrument | None = None
    choice: Annotated[str, Field(pattern="^(open|new|interested|later|no)$")] = "open"
    words: Annotated[str, Field(max_length=200)] = ""
    limit: int = Field(default=30, ge=1, le=MOST_PLACES)


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A pitch in its place; without a fit in a list by date."""

    place: int
    pitch: Candidate
    fit: Fit | None
    lifted: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """A provider's list, and what stands in its way."""

    organisation_id: int
    has_profile: bool
    order: ListOrder
    model_version: str
    n_open: int
    n_shut_out: int
    matches: list[MatchLine]


@AREA.add(
    "GET",
    "/matches",
    "matches.list",
    N_("Which pitches a provider should meet, and why"),
    Matches,
    query=MatchesQuery,
    pages=("provider.matches",),
)
async def matches(ask: Ask) -> Matches:
    """The best first, as many as asked for; what was shown is remembered."""
    query: MatchesQuery = ask.query
    viewer, parts = ask.acting(Role.PROVIDER), ask.parts
    in_use = await parts.rankers.current()
    filters = MatchFilters(
        query.stage, query.sector, query.district, query.instrument, query.choice, query.words.strip()
    )
    looked_for = await encode_now(parts.db, parts.quick, filters.words) if filters.words else None
    found = await open_matches(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=viewer,
        organisation_id=query.organisation_id,
        filters=filters,
        looked_for=looked_for,
        index=parts.index,
        limit=query.limit,
    )
    by_date = found.order is ListOrder.DATE
    lines = [
        MatchLine(place, m.pitch, None if by_date else fit_of(m.ranked), m.lifted)
        for place, m in enumerate(found.matches, 1)
    ]
    return Matches(
        found.acting.organisation_id,
        found.has_profile,
        found.order,
        found.model_version,
        found.n_open,
        found.n_gated,
        lines,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """One that a change would open, and where it would stand."""

    name: str
    place: str | None


@dataclass(frozen=True, slots=True)
class OfferText:
    """A small change, what it would open, and what it would cost."""

    text: str
    outcome: str
    cost: str | None
    opened: list[Opened]
    n_more: int


def offer_texts(lines: Sequence[OfferLine]) -> list[OfferText]:
    """What would open more, in words."""
    return [
        OfferText(o.text, o.outcome, o.cost, [Opened(x.name, x.place) for x in o.opened], o.n_more)
        for o in lines
    ]


@dataclass(frozen=True, slots=True)
class PairDetail:
    """One pitch before one provider: the fit, or what shuts it out and would let it in."""

    organisation_id: int
    pitch: ShownPitch
    choice: Choice | None
    fit: Fit | None
    shut_out_by: list[str]
    offers: list[OfferText]
    introduction: Introduction | None
    model_version: str


@AREA.add(
    "GET",
    "/matches/{pitch_id}",
    "matches.show",
    N_("One pitch before a provider, with its reasons"),
    PairDetail,
    query=OfProvider,
    pages=("provider.pitch",),
)
async def pair(ask: Ask) -> PairDetail:
    """The visit is noted for its founder."""
    viewer, parts = ask.acting(Role.PROVIDER), ask.parts
    in_use = await parts.rankers.current()
    found = await open_pair(
        parts.db,
        in_use.ranker,
        parts.clock,
        viewer=viewer,
        organisation_id=ask.query.organisation_id,
        pitch_id=ask.path["pitch_id"],
        index=parts.index,
    )
    shown = await pitch_for_provider(parts.db, parts.clock, viewer=viewer, pitch_id=ask.path["pitch_id"])
    offers = provider_offers(
        found.offers, edit="", profile=None, products=found.judged.products, named=lambda _: None
    )
    return PairDetail(
        found.acting.organisation_id,
        shown,
        found.pitch.choice,
        None if found.order is ListOrder.DATE else fit_of(found.ranked),
        [gate_sentence(g) for g in found.gates],
        offer_texts(offers),
        found.introduction,
        in_use.version,
    )


class ChoiceBody(Body):
    """A provider's answer to a pitch; a reason alone means no."""

    choice: Choice | None = None
    reason: NoReason | None = None
    note: Annotated[str, Field(max_length=300)] = ""


@AREA.add(
    "POST",
    "/matches/{pitch_id}/choice",
    "matches.choose",
    N_("Answer a pitch: interested, later, or no"),
    Done,
    body=ChoiceBody,
    query=OfProvider,
    pages=("provider.choose",),
    example={"choice": "interested"},
)
async def decide(ask: Ask) -> None:
    """Interested asks for an introduction."""
    sent = ask.clean(ChoiceForm.parse(ask.form()))
    await choose(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.PROVIDER),
        organisation_id=ask.query.organisation_id,
        pitch_id=ask.path["pitch_id"],
        choice=sent.choice,
        reason=sent.reason,
        note=sent.note,
    )


class IntroductionsQuery(Paged):
    """On which side; a person who is both chooses."""

    as_founder: bool = False


@AREA.add(
    "GET",
    "/introductions",
    "introductions.list",
    N_("Your introductions; contacts once both agreed"),
    Page[Introduction],
    query=IntroductionsQuery,
    pages=("provider.introductions", "founder.introductions"),
)
async def introductions(ask: Ask) -> Page[Introduction]:
    """As a provider, or as a founder where that is all that the person is."""
    viewer = ask.acting(Role.PROVIDER, Role.FOUNDER)
    founder = ask.query.as_founder or Role.PROVIDER not in viewer.roles
    role = Role.FOUNDER if founder else Role.PROVIDER
    found = await open_introductions(ask.parts.db, viewer=ask.acting(role), role=role)
    return page_of_all(ask, f"introductions.{role}", found, lambda i: i.id)


class IntroductionAnswer(Body):
    """Yes or no; a no may say why."""

    accept: bool
    reason: Annotated[str, Field(max_length=500)] = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The form says it in a word."""
        return [("answer", "accept" if self.accept else "decline"), ("reason", self.reason)]


@AREA.add(
    "POST",
    "/introductions/{introduction_id}/answer",
    "introductions.answer",
    N_("Answer a provider who asks to meet"),
    Introduction,
    body=IntroductionAnswer,
    pages=("founder.introduction_answer",),
    example={"accept": True},
)
async def answer(ask: Ask) -> Introduction:
    """By the founder."""
    viewer = ask.acting(Role.FOUNDER)
    accept, reason = ask.clean(IntroductionAnswerForm.parse(ask.form()))
    return await answer_introduction(
        ask.parts.db, ask.parts.clock, viewer=viewer, **ask.path, accept=accept, reason=reason
    )
