"""The other side of an event in the order of the match score, and who stands in for a full provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from matcher.deflection import Substitute, substitutes
from matcher.features import problem_for_company, problem_for_provider
from matcher.gates import Gate, GateCode, gates
from matcher.problem import Company, Provider
from matcher.ranking import Ranker, rank
from models.entities.events import Participant
from models.entities.wishes import Partner
from web.services.index import Tables

# Known from the lists and shown there; being full is told of with who stands in.
_NOT_TOLD = (GateCode.DECLINED, GateCode.FULL)


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the ranker says of those whom a participant could meet, by participant.

    Whoever is in neither `fits` nor `shut` is not on show, or the wishing side is not.
    """

    fits: Mapping[int, float] = field(default_factory=dict)
    shut: Mapping[int, tuple[Gate, ...]] = field(default_factory=dict)
    # For a founder: the nearest free providers in the place of a full one, with participants as ids.
    instead: Mapping[int, tuple[Substitute, ...]] = field(default_factory=dict)


def order_partners(
    tables: Tables, ranker: Ranker, me: Participant, partners: Sequence[Partner], today: date
) -> Ordered:
    """Rank the partners of one participant; numeric work on the tables, for `MatchIndex.run`."""
    if me.side == "founder":
        return _providers(tables, ranker, me, partners)
    return _pitches(tables, ranker, me, partners, today)


def _providers(tables: Tables, ranker: Ranker, me: Participant, partners: Sequence[Partner]) -> Ordered:
    place = tables.companies.row(me.pitch_id or 0)
    if place is None:
        return Ordered()
    company = tables.companies.table.company(place)
    table = tables.providers.table
    known: dict[int, Provider] = {
        p.id: table.provider(row)
        for p in partners
        if (row := tables.providers.row(p.organisation_id)) is not None
    }
    shut = _gates({i: (company, one) for i, one in known.items()})
    by_key: dict[str, int] = {str(p.organisation_id): p.id for p in partners}
    ids = np.array(sorted(p.organisation_id for p in partners if p.id in known), dtype=np.int64)
    problem = problem_for_company(company, table, rows=tables.providers.rows(ids))
    open_now = np.array(
        [by_key[i] not in shut for i in table.slots.ids_of(tables.providers.rows(ids))], dtype=bool
    )
    ranked = rank(ranker, replace(problem, open=open_now), explain=False)
    fits = {by_key[r.id]: r.fit for r in ranked}
    return Ordered(fits, shut, _instead(company, partners, known, fits, by_key))


def _instead(
    company: Company,
    partners: Sequence[Partner],
    known: Mapping[int, Provider],
    fits: Mapping[int, float],
    by_key: Mapping[str, int],
) -> dict[int, tuple[Substitute, ...]]:
    """For each full provider that would fit the nearest free ones of this event."""
    full = {p.id for p in partners if p.full or (p.id in known and known[p.id].full)}
    free = [(replace(known[i], full=i in full), fit) for i, fit in fits.items()]
    return {
        i: tuple(replace(s, id=str(by_key[s.id])) for s in substitutes(company, known[i], free))
        for i in sorted(full & fits.keys())
    }


def _pitches(
    tables: Tables, ranker: Ranker, me: Participant, partners: Sequence[Partner], today: date
) -> Ordered:
    row = tables.providers.row(me.organisation_id)
    if row is None:
        return Ordered()
    provider = replace(tables.providers.table.provider(row), full=False)
    table = tables.companies.table
    known: dict[int, Company] = {
        p.id: table.company(at) for p in partners if (at := tables.companies.row(p.pitch_id or 0)) is not None
    }
    shut = _gates({i: (one, provider) for i, one in known.items()})
    by_key: dict[str, int] = {str(p.pitch_id): p.id for p in partners}
    ids = np.array(sorted(p.pitch_id or 0 for p in partners if p.id in known), dtype=np.int64)
    rows = tables.companies.rows(ids)
    problem = problem_for_provider(provider, table, rows=rows, on=today)
    open_now = np.array([by_key[i] not in shut for i in table.slots.ids_of(rows)], dtype=bool)
    ranked = rank(ranker, replace(problem, open=open_now), explain=False)
    return Ordered({by_key[r.id]: r.fit for r in ranked}, shut)


def _gates(pairs: Mapping[int, tuple[Company, Provider]]) -> dict[int, tuple[Gate, ...]]:
    found = {}
    for i, (company, provider) in pairs.items():
        closed = tuple(g for g in gates(company, provider) if g.code not in _NOT_TOLD)
        if closed:
            found[i] = closed
    return found
