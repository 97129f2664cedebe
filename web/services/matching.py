"""Who fits whom: the provider's ranked list, one pitch with its reasons, the founder's view of providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import anyio.to_thread

from matcher.encoding import EncodedText
from matcher.features import problem_for_company, problem_for_provider
from matcher.gates import Gate, gates
from matcher.problem import Company, Provider
from matcher.ranking import Ranked, Ranker, rank
from matcher.tables import CompanyTable, ProviderTable
from models.db import Connection, Database
from models.entities.ids import OrganisationId
from models.entities.matching import Candidate, Introduction, MatchFilters, ProviderFacts
from models.entities.viewer import Acting, Viewer
from models.entities.vocabulary import Choice, Role
from models.errors import NotAllowed, NotFound
from models.repositories.embeddings import EmbeddingRepository, Part
from models.repositories.matching import IntroductionRepository, MatchRepository
from web.clock import Clock
from web.services.matching_problem import company_of, looking_for, provider_of


@dataclass(frozen=True, slots=True)
class Match:
    """A pitch in a provider's list, with the rank's score and reasons."""

    pitch: Candidate
    ranked: Ranked


@dataclass(frozen=True, slots=True)
class MatchList:
    """What a provider sees, and what stands in its way."""

    acting: Acting
    has_profile: bool
    matches: list[Match]
    n_open: int
    n_gated: int
    n_unencoded: int
    n_unanswered: int
    model_version: str


@dataclass(frozen=True, slots=True)
class ProviderMatch:
    """A provider as the founder of one pitch sees it."""

    provider: ProviderFacts
    ranked: Ranked
    introduction: Introduction | None


@dataclass(frozen=True, slots=True)
class FounderMatches:
    """Who fits a pitch and who is interested; gated providers are counted by the gate."""

    pitch: Candidate
    providers: list[ProviderMatch]
    introductions: list[Introduction]
    gated: dict[str, int]


@dataclass(frozen=True, slots=True)
class PairView:
    """One pitch before one provider: the score with its reasons, or the gates that shut it out."""

    acting: Acting
    pitch: Candidate
    ranked: Ranked | None
    gates: list[Gate]
    introduction: Introduction | None


def acting_provider(viewer: Viewer, organisation_id: int | None = None) -> Acting:
    """For whom the viewer acts: the one asked for, else the first vetted one."""
    vetted = [a for a in viewer.organisations(Role.PROVIDER) if a.vetted]
    if organisation_id is not None:
        vetted = [a for a in vetted if a.organisation_id == organisation_id]
        if not vetted:
            raise NotFound
    if not vetted:
        raise NotAllowed("not_vetted")
    return vetted[0]


async def open_matches(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None = None,
    filters: MatchFilters,
    looked_for: EncodedText | None = None,
    limit: int = 30,
) -> MatchList:
    """Rank the pitches that fit the filters for one of the viewer's vetted providers.

    Who is shut out by a gate is left out, not ranked low. What was shown is remembered, with its
    position and the model's version: learning without impressions is guessing. Words that are looked for
    order the list instead of the profile; such a list says nothing of the model, and is not remembered.
    """
    acting = acting_provider(viewer, organisation_id)
    async with db.read() as conn:
        matching = MatchRepository(conn)
        facts = await matching.provider(viewer, acting.organisation_id)
        pitches = await matching.candidates(viewer, acting.organisation_id, filters)
        texts = await _texts(conn, pitches, [facts] if facts else [])
    if facts is None:
        return MatchList(acting, False, [], len(pitches), 0, 0, 0, ranker.name)
    provider = provider_of(
        facts, texts.theses.get(facts.organisation_id), keep_declined=filters.choice == Choice.NO
    )
    if looked_for is not None:
        provider = looking_for(provider, looked_for)
    companies = [
        company_of(p, texts.pitches.get(p.pitch_id), asked_by=acting.organisation_id) for p in pitches
    ]
    ranked = await anyio.to_thread.run_sync(
        lambda: rank(
            ranker, problem_for_provider(provider, CompanyTable(companies), on=clock.now().date()), top=None
        )
    )
    by_id = {str(p.pitch_id): p for p in pitches}
    matches = [Match(by_id[r.id], r) for r in ranked[:limit]]
    if matches and looked_for is None:
        async with db.transaction() as conn:
            await MatchRepository(conn).record_impressions(
                viewer,
                acting.organisation_id,
                [(m.pitch.pitch_id, m.ranked.score) for m in matches],
                ranker.name,
                clock.now(),
            )
    return MatchList(
        acting,
        True,
        matches,
        n_open=len(ranked),
        n_gated=len(pitches) - len(ranked),
        n_unencoded=sum(p.pitch_id not in texts.pitches for p in pitches),
        n_unanswered=sum(by_id[r.id].choice is None for r in ranked),
        model_version=ranker.name,
    )


async def open_pair(
    db: Database,
    ranker: Ranker,
    clock: Clock,
    *,
    viewer: Viewer,
    organisation_id: int | None = None,
    pitch_id: int,
) -> PairView:
    """Why one pitch fits one provider, ranked among all that are open to it; or which gates shut it out."""
    acting = acting_provider(viewer, organisation_id)
    async with db.read() as conn:
        matching = MatchRepository(conn)
        pitches = await matching.candidates(viewer, acting.organisation_id, MatchFilters(choice=None))
        facts = await matching.provider(viewer, acting.organisation_id)
        found = next((p for p in pitches if p.pitch_id == pitch_id), None)
        if found is None:
            raise NotFound
        introductions = await IntroductionRepository(conn).visible(viewer, Role.PROVIDER, pitch_id=pitch_id)
        texts = await _texts(conn, pitches, [facts] if facts else [])
    introduction = next((n for n in introductions if n.organisation_id == acting.organisation_id), None)
    if facts is None:
        return PairView(acting, found, None, [], introduction)
    provider = provider_of(facts, texts.theses.get(facts.organisation_id), keep_declined=True)
    companies = [
        company_of(p, texts.pitches.get(p.pitch_id), asked_by=acting.organisation_id) for p in pitches
    ]
    shut = gates(companies[pitches.index(found)], provider)
    if shut:
        return PairView(acting, found, None, shut, introduction)
    ranked = await anyio.to_thread.run_sync(
        lambda: rank(
            ranker, problem_for_provider(provider, CompanyTable(companies), on=clock.now().date()), top=None
        )
    )
    mine = next((r for r in ranked if r.id == str(pitch_id)), None)
    return PairView(acting, found, mine, [], introduction)


async def open_providers(
    db: Database, ranker: Ranker, *, viewer: Viewer, pitch_id: int, limit: int = 20
) -> FounderMatches | None:
    """Which providers fit a founder's own pitch, and which are interested; None while it is not on show."""
    async with db.read() as conn:
        matching = MatchRepository(conn)
        pitch = await matching.own_pitch(viewer, pitch_id)
        if pitch is None:
            return None
        facts = await matching.providers_for(pitch)
        introductions = await IntroductionRepository(conn).visible(viewer, Role.FOUNDER, pitch_id=pitch_id)
        texts = await _texts(conn, [pitch], facts)
    company = company_of(pitch, texts.pitches.get(pitch.pitch_id))
    providers = [provider_of(f, texts.theses.get(f.organisation_id), keep_declined=True) for f in facts]
    ranked = await anyio.to_thread.run_sync(
        lambda: rank(ranker, problem_for_company(company, ProviderTable(providers)), top=limit)
    )
    by_id = {str(f.organisation_id): f for f in facts}
    of_provider = {n.organisation_id: n for n in introductions}
    return FounderMatches(
        pitch,
        [
            ProviderMatch(by_id[r.id], r, of_provider.get(OrganisationId(int(r.id))))
            for r in ranked
            if by_id[r.id].visible_to_founders
        ],
        introductions,
        _count_gates(company, providers),
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    pitches: dict[int, list[Part]]
    theses: dict[int, list[Part]]


async def _texts(
    conn: Connection, pitches: Sequence[Candidate], providers: Sequence[ProviderFacts]
) -> _Texts:
    return _Texts(
        *await EmbeddingRepository(conn).parts(
            pitches=[p.pitch_id for p in pitches], theses=[f.organisation_id for f in providers]
        )
    )


def _count_gates(company: Company, providers: Sequence[Provider]) -> dict[str, int]:
    """How many providers each gate shuts out; one may be shut out by several."""
    counted: dict[str, int] = {}
    for provider in providers:
        for gate in gates(company, provider):
            counted[str(gate.code)] = counted.get(str(gate.code), 0) + 1
    return dict(sorted(counted.items()))
