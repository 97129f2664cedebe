"""From the tables to what a run of training learns from: events, and features as they stood at the time.

A pair's features are those of the first day of the four weeks in which it was answered: no deal, no
backer and no record of a later day is in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from matcher.background import Background
from matcher.features import FEATURES, problem_for_provider
from matcher.feedback import Answered, Happened, Shown
from matcher.tables import CompanyTable
from matcher.training import WINDOW_DAYS, Material, PairTable, window_of
from models.db import Connection
from models.entities.match_feed import TextParts
from models.entities.matching import Candidate, ProviderFacts, parse_day
from models.repositories.learning import TrainingRepository
from models.repositories.match_feed import MatchFeedRepository
from web.services.matching_problem import background_of, company_of, provider_of

# Older feedback speaks of providers as they no longer are.
MEMORY = timedelta(days=730)
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything read for one run, at one instant."""

    until: datetime
    shown: Sequence[Any]
    answers: Sequence[Any]
    happened: Sequence[Any]
    pitches: Sequence[Candidate]
    providers: Sequence[ProviderFacts]
    money: Sequence[Any]
    pitch_texts: Mapping[int, TextParts]
    thesis_texts: Mapping[int, TextParts]
    background: Background
    resets: Mapping[int, datetime]


async def read_facts(conn: Connection, now: datetime) -> Facts:
    """What the last two years hold."""
    training, since = TrainingRepository(conn), now - MEMORY
    pitches, providers = await training.pitches(), await training.providers()
    feed = MatchFeedRepository(conn)
    return Facts(
        now,
        await training.shown(since, now),
        await training.answers(since, now),
        await training.happened(since, now),
        pitches,
        providers,
        await training.money(),
        await feed.texts("pitch", [p.pitch_id for p in pitches]),
        await feed.texts("thesis", [p.organisation_id for p in providers]),
        background_of(await feed.background()),
        await training.resets(),
    )


def days(instant: datetime) -> float:
    """An instant as days, the scale of the matcher's events."""
    return instant.timestamp() / _DAY


def instant_of(day: float, like: datetime) -> datetime:
    """The reverse of `days`."""
    return datetime.fromtimestamp(day * _DAY, tz=like.tzinfo)


def material_of(facts: Facts) -> Material:
    """Events by the names that the matcher uses, and a table of features for each provider and window."""
    on_show = {p.pitch_id for p in facts.pitches}
    known = {p.organisation_id for p in facts.providers}

    def counts(row: Any) -> bool:
        return row["pitch_id"] in on_show and row["organisation_id"] in known

    shown = tuple(
        Shown(*_pair(row), days(row["shown_at"]), row["position"], row["score"])
        for row in facts.shown
        if counts(row)
    )
    answered = tuple(
        Answered(*_pair(row), days(row["chosen_at"]), row["choice"], row["reason"])
        for row in facts.answers
        if counts(row)
    )
    happened = tuple(
        Happened(*_pair(row), days(row["happened_at"]), row["what"]) for row in facts.happened if counts(row)
    )
    until = days(facts.until)
    wanted: dict[int, set[str]] = defaultdict(set)
    events: list[Shown | Answered | Happened] = [*shown, *answered, *happened]
    for event in events:
        wanted[window_of(event.at, until)].add(event.provider)
    tables: dict[tuple[str, int], PairTable] = {}
    for window, providers in sorted(wanted.items()):
        tables |= _tables(facts, window, providers)
    return Material(
        FEATURES,
        shown,
        answered,
        happened,
        tables,
        until,
        anew={str(provider): days(at) for provider, at in facts.resets.items()},
    )


def _pair(row: Any) -> tuple[str, str]:
    return str(row["organisation_id"]), str(row["pitch_id"])


def _tables(facts: Facts, window: int, providers: set[str]) -> dict[tuple[str, int], PairTable]:
    end = facts.until - timedelta(days=window * WINDOW_DAYS)
    start = end - timedelta(days=WINDOW_DAYS)
    backers: dict[int, list[int]] = defaultdict(list)
    for row in facts.money:
        if row["confirmed_at"] < start:
            backers[row["company_id"]].append(row["provider_id"])
    companies = CompanyTable(
        [
            company_of(
                replace(pitch, backers=tuple(backers.get(pitch.company_id, ()))),
                facts.pitch_texts.get(pitch.pitch_id),
            )
            for pitch in facts.pitches
            if pitch.approved_at < end
        ],
        asking=facts.background.thesis,
    )
    found = {}
    for one in facts.providers:
        if str(one.organisation_id) not in providers:
            continue
        provider = provider_of(_as_of(one, start.date()), facts.thesis_texts.get(one.organisation_id))
        problem = problem_for_provider(provider, companies, on=start.date())
        found[provider.id, window] = PairTable(problem.ids, np.asarray(problem.X, dtype=np.float64))
    return found


def _as_of(provider: ProviderFacts, day: date) -> ProviderFacts:
    """A provider with the deals that it had made before a day; undated ones were stated at sign-up."""
    return replace(
        provider, deals=[d for d in provider.deals if (parse_day(d["dealt_on"]) or date.min) < day]
    )
