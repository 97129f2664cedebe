"""Review of pitches, vetting of providers, and fair chances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from models.entities.pitches import Consent, PitchHead, PitchVersion, VersionRow, WaitingPitch
from models.entities.reviews import Decided as ReviewDecided
from models.entities.vetting import (
    ContactSeen,
    DealSeen,
    Decided,
    ProductSeen,
    ProviderRow,
    ProviderSeen,
    QualificationSeen,
    VettingCounts,
    VettingDecision,
)
from models.entities.vocabulary import Role
from web.api.bodies import Body, Query
from web.api.operation import Area, Ask, Done
from web.api.shapes import shaped
from web.forms.fairness import RulesForm
from web.forms.organisations import VETTING_STATES, DecisionForm, QualificationForm
from web.forms.pitches import ReviewForm
from web.i18n import N_, current_locale
from web.services import fairness, review, vetting
from web.services.fairness import READERS, SETTERS, Fairness

AREA = Area(N_("Review and vetting"), "reviews")
shaped(ProviderSeen, money=("amount_min", "amount_max"))
shaped(ProductSeen, money=("amount_min", "amount_max"))


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """What waits, the oldest first, and what was decided lately."""

    waiting: list[WaitingPitch]
    decided: list[ReviewDecided]


@AREA.add(
    "GET", "/review", "review.queue", N_("Pitches that wait for review"), ReviewQueue,
    pages=("organiser.review",),
)  # fmt: skip
async def show_queue(ask: Ask) -> ReviewQueue:
    """For organisers."""
    found = await review.open_queue(ask.parts.db, viewer=ask.acting(Role.ORGANISER))
    return ReviewQueue(found.waiting, found.decided)


@dataclass(frozen=True, slots=True)
class AlikePitch:
    """A pitch that says nearly the same, and how nearly (1 is word for word)."""

    pitch_id: int
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class UnderReview:
    """The last submitted version with its history, consents, and those that say nearly the same."""

    head: PitchHead
    version: PitchVersion
    waits: bool
    history: list[VersionRow]
    consents: list[Consent]
    alike: list[AlikePitch] | None


@AREA.add(
    "GET", "/review/{pitch_id}", "review.show", N_("A submitted pitch"), UnderReview,
    pages=("organiser.review_pitch",),
)  # fmt: skip
async def show_review(ask: Ask) -> UnderReview:
    """For organisers; a draft that follows is never part of it."""
    parts = ask.parts
    found = await review.open_review(
        parts.db, parts.nearest, viewer=ask.acting(Role.ORGANISER), pitch_id=ask.path["pitch_id"]
    )
    alike = (
        None
        if found.alike is None
        else [AlikePitch(int(one.pitch.pitch_id), one.pitch.name, one.score) for one in found.alike]
    )
    return UnderReview(found.head, found.version, found.waits, found.history, found.consents, alike)


class DecisionBody(Body):
    """Approve the version that you read, or return it with a comment."""

    decision: Literal["approve", "return"]
    version: Annotated[int, Field(ge=1, le=2**31)]
    comment: Annotated[str, Field(max_length=2000)] = ""
    showcase: bool = False


@AREA.add(
    "POST", "/review/{pitch_id}/decision", "review.decide", N_("Approve a pitch or return it"), Done,
    body=DecisionBody, pages=("organiser.review_pitch",), example={"decision": "approve", "version": 1},
)  # fmt: skip
async def decide(ask: Ask) -> None:
    """By an organiser; one decision a version."""
    viewer, parts = ask.acting(Role.ORGANISER), ask.parts
    chosen = ask.clean(ReviewForm.parse(ask.form()))
    common: dict[str, Any] = {
        "viewer": viewer,
        "pitch_id": ask.path["pitch_id"],
        "version": chosen.version,
        "comment": chosen.comment,
        "lang": current_locale(),
        "site": parts.settings.public_url,
    }
    if chosen.approve:
        await review.approve_pitch(parts.db, parts.clock, showcase=chosen.showcase, **common)
    else:
        await review.return_pitch(parts.db, parts.clock, **common)


class ShowcaseBody(Body):
    """On the public pages, or off them."""

    on: bool


@AREA.add(
    "POST", "/review/{pitch_id}/showcase", "review.showcase", N_("Show an approved pitch to everybody"), Done,
    body=ShowcaseBody, pages=("organiser.review_showcase",), example={"on": True},
)  # fmt: skip
async def set_showcase(ask: Ask) -> None:
    """By an organiser, while the founder's consent is in force."""
    await review.set_showcase(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        pitch_id=ask.path["pitch_id"],
        on=ask.body.on,
    )


@dataclass(frozen=True, slots=True)
class ProviderList:
    """Providers, those that wait first, and how many wait, are in, and are not."""

    providers: list[ProviderRow]
    counts: VettingCounts


class ProvidersQuery(Query):
    """Where they stand, a part of a name."""

    state: Literal[tuple(VETTING_STATES)] | None = None  # type: ignore[valid-type] # a closed list
    q: Annotated[str, Field(max_length=100)] = ""


@AREA.add(
    "GET", "/vetting", "vetting.list", N_("Providers, those that wait to be vetted first"), ProviderList,
    query=ProvidersQuery, pages=("organiser.providers",),
)  # fmt: skip
async def list_providers(ask: Ask) -> ProviderList:
    """For organisers."""
    rows, counts = await vetting.list_providers(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        state=ask.query.state or "",
        text=ask.query.q.strip(),
    )
    return ProviderList(rows, counts)


@dataclass(frozen=True, slots=True)
class ProviderDetail:
    """A provider with all that a decision rests on."""

    provider: ProviderSeen
    products: list[ProductSeen]
    deals: list[DealSeen]
    contacts: list[ContactSeen]
    decisions: list[Decided]
    qualifications: list[QualificationSeen]
    may_decide: bool


@AREA.add(
    "GET", "/vetting/{organisation_id}", "vetting.show", N_("One provider, and what was decided on it"),
    ProviderDetail, pages=("organiser.provider",),
)  # fmt: skip
async def show_provider(ask: Ask) -> ProviderDetail:
    """For organisers."""
    view = await vetting.open_provider(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        organisation_id=ask.path["organisation_id"],
    )
    return ProviderDetail(
        view.provider,
        view.products,
        view.deals,
        view.contacts,
        view.decisions,
        view.qualifications,
        view.may_decide,
    )


class VettingBody(Body):
    """Let in, refuse or put out, on what evidence; `seen` is the decision that you saw last, 0 for none."""

    decision: VettingDecision
    evidence: Annotated[str, Field(min_length=1, max_length=2000)]
    seen: Annotated[int, Field(ge=0, le=2**53)] = 0


@AREA.add(
    "POST", "/vetting/{organisation_id}/decision", "vetting.decide",
    N_("Let a provider in, refuse it or put it out"), Done, body=VettingBody,
    pages=("organiser.vet_provider",), example={"decision": "granted", "evidence": "营业执照", "seen": 0},
)  # fmt: skip
async def vet(ask: Ask) -> None:
    """By an organiser who does not act for it."""
    viewer, chosen = ask.acting(Role.ORGANISER), ask.clean(DecisionForm.parse(ask.form()))
    await vetting.vet_provider(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        organisation_id=ask.path["organisation_id"],
        decision=chosen.decision,
        evidence=chosen.evidence,
        seen=chosen.seen,
    )


class QualificationBody(Body):
    """Qualified to read terms: since when, until when, on what evidence."""

    form_names = {"evidence": "qualification_evidence"}  # noqa: RUF012 - read by the class alone
    qualified_on: date
    valid_until: date | None = None
    evidence: Annotated[str, Field(min_length=1, max_length=2000)]


@AREA.add(
    "POST", "/vetting/{organisation_id}/qualification", "vetting.qualify",
    N_("Mark a provider as qualified to read terms"), Done, body=QualificationBody,
    pages=("organiser.qualify_provider",), example={"qualified_on": "2026-05-01", "evidence": "资产证明"},
)  # fmt: skip
async def qualify(ask: Ask) -> None:
    """By an organiser."""
    viewer, new = ask.acting(Role.ORGANISER), ask.clean(QualificationForm.parse(ask.form()))
    await vetting.qualify_provider(
        ask.parts.db,
        ask.parts.clock,
        viewer=viewer,
        organisation_id=ask.path["organisation_id"],
        qualified_on=new.qualified_on,
        valid_until=new.valid_until,
        evidence=new.evidence,
    )


@AREA.add(
    "POST", "/vetting/{organisation_id}/qualification/end", "vetting.unqualify",
    N_("End a provider's qualification"), Done, pages=("organiser.unqualify_provider",),
)  # fmt: skip
async def unqualify(ask: Ask) -> None:
    """By an organiser."""
    await vetting.end_qualification(
        ask.parts.db,
        ask.parts.clock,
        viewer=ask.acting(Role.ORGANISER),
        organisation_id=ask.path["organisation_id"],
    )


@AREA.add(
    "GET", "/fairness", "fairness.show", N_("Who is seen, and the promise of a first look"), Fairness,
    pages=("fairness.show",),
)  # fmt: skip
async def show_fairness(ask: Ask) -> Fairness:
    """For organisers, officers and administrators."""
    return await fairness.open_fairness(ask.parts.db, ask.parts.clock, viewer=ask.acting(*READERS))


class FairnessRulesBody(Body):
    """Whether first looks are on, and how many of what."""

    enabled: bool
    reach: Annotated[int, Field(ge=1, le=20)]
    line: Annotated[int, Field(ge=2, le=50)]
    most: Annotated[int, Field(ge=1, le=10)]


_SETTERS = tuple(r for r in READERS if r in SETTERS)


@AREA.add(
    "POST", "/fairness/rules", "fairness.set_rules", N_("Promise another first look from now on"), Done,
    body=FairnessRulesBody, pages=("fairness.rules",),
    example={"enabled": True, "reach": 2, "line": 8, "most": 1},
)  # fmt: skip
async def set_rules(ask: Ask) -> None:
    """By an organiser or an administrator."""
    viewer, new = ask.acting(*_SETTERS), ask.clean(RulesForm.parse(ask.form()))
    await fairness.set_rules(ask.parts.db, ask.parts.clock, viewer=viewer, new=new)


@AREA.add(
    "POST", "/fairness/plan", "fairness.plan", N_("Plan first looks now"), Done, pages=("fairness.plan",)
)
async def plan(ask: Ask) -> None:
    """By an organiser or an administrator; the worker plans."""
    await fairness.request_plan(ask.parts.db, ask.parts.clock, viewer=ask.acting(*_SETTERS))
