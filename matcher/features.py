"""What a company and a provider have to do with each other, as numbers in named columns.

A column's name is `group.feature`; the groups are those of the reasons. nan is *not known*: no
ranker may read it as bad. The cuts (gates) come as a mask beside the columns.
"""

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import EncodedText
from matcher.evidence import Evidence, evidence_for_company, evidence_for_provider
from matcher.gates import accepted_instruments, limits
from matcher.masks import open_for_company, open_for_provider
from matcher.postings import Column, Mask, Rows, bounds
from matcher.problem import Company, PastDeals, Provider, sector_path
from matcher.tables import (
    CompanyTable,
    ProviderTable,
    asked_amount,
    broadened,
    dealt_stages,
    sector_paths,
    usual_amount,
)
from matcher.text_index import TextIndex
from matcher.text_scale import TextScale

GROUPS = ("text", "sector", "place", "stage", "amount", "activity", "relations")
FEATURES = (
    "text.whole",
    "text.sentences",
    "text.wording",
    "sector.stated",
    "sector.dealt",
    "place.stated",
    "place.dealt",
    "stage.stated",
    "stage.dealt",
    "amount.range",
    "amount.usual",
    "activity.deals",
    "activity.recency",
    "relations.partners",
    "relations.backer",
)


@dataclass(frozen=True, slots=True, eq=False)
class RankingProblem:
    """Candidates for one query, as numbers.

    Attributes
    ----------
    ids : tuple of str
        One id per row.
    X : ndarray of shape (n, n_features)
        nan where unknown.
    names : tuple of str
        The columns' names, `group.feature`.
    open : ndarray of bool, shape (n,)
        False for rows that a gate shuts out.
    evidence : callable
        Row to what each group's reason can show (matched sectors, pairs of sentences …).
    providers : tuple of str
        The provider that each row is about: the candidate itself, or the one that looks. Empty
        where nobody's own taste applies.
    """

    ids: tuple[str, ...]
    X: NDArray[np.floating[Any]]
    names: tuple[str, ...]
    open: Mask
    evidence: Evidence = field(default=lambda _row: {})
    providers: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """One column by its name.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        if name not in self.names:
            raise KeyError(name)
        return np.asarray(self.X[:, self.names.index(name)], dtype=np.float64)


def problem_for_company(
    company: Company,
    providers: ProviderTable,
    *,
    rows: Rows | None = None,
    strike_backers: bool = False,
) -> RankingProblem:
    """Providers as candidates for a company.

    Parameters
    ----------
    company : Company
        Who asks.
    providers : ProviderTable
        Who there is.
    rows : ndarray of int, optional
        The table's rows that are candidates; everyone when left out. Nobody else counts for
        anything: texts are standardised among the candidates.
    strike_backers : bool, default=False
        Whether those who funded the company already are shut out.
    """
    table, n = providers, providers.n
    rows = table.slots.live if rows is None else rows
    columns: dict[str, Column] = {}
    paths = sector_paths(company.sectors)
    broad = {sector_path(sector)[-1] for sector in company.sectors}
    columns["sector.stated"] = _sector_taste(
        table.sectors.has(paths),
        table.broad_sectors.has(broad),
        table.sectors.stated & bool(company.sectors),
    )
    deals = table.deals
    shares = 1.0 / (deals.count + 2.0)
    dealt = deals.known & (deals.count > 0)
    columns["sector.dealt"] = _where(
        dealt & bool(paths), deals.sectors.sum(paths) * shares / max(1, len(paths))
    )
    district = company.place.district
    columns["place.stated"] = _where(
        table.districts.has((district,) if district else ()),
        1.0 / np.sqrt(np.maximum(table.districts.size, 1.0)),
    )
    keys = company.place.keys()
    columns["place.dealt"] = _where(dealt & bool(keys), deals.places.sum(keys) * shares / max(1, len(keys)))
    stages = (company.stage,) if company.stage else ()
    columns["stage.stated"] = _where(table.stages.has(stages), np.ones(n))
    dealt_stage = dealt_stages(company)
    columns["stage.dealt"] = _where(dealt & bool(dealt_stage), deals.stages.sum(dealt_stage) * shares)
    columns["amount.range"] = _range_for_company(company, table)
    wanted = asked_amount(company.asks)
    columns["amount.usual"] = _closeness(np.full(n, wanted), deals.usual, deals.spread)
    columns["activity.deals"] = _where(deals.known, _damped(deals.count))
    columns["activity.recency"] = _recency(deals.last, company.on)
    columns["relations.partners"] = _where(
        dealt & bool(company.backers), np.log1p(deals.partners.sum(company.backers))
    )
    columns["relations.backer"] = _where(table.slots.among(company.backers), np.ones(n))
    texts = _text_columns(company.text, table.text, rows)
    ids = table.slots.ids_of(rows)
    return RankingProblem(
        ids=ids,
        X=_matrix(columns, texts, rows),
        names=FEATURES,
        open=open_for_company(company, table, strike_backers=strike_backers)[rows],
        evidence=evidence_for_company(
            company, lambda row: table.provider(int(rows[row])), table.text.asking.quoting
        ),
        providers=ids,
    )


def problem_for_provider(
    provider: Provider,
    companies: CompanyTable,
    *,
    rows: Rows | None = None,
    on: date | None = None,
    strike_backers: bool = False,
) -> RankingProblem:
    """Companies as candidates for a provider: the same columns, met from the other side.

    Parameters
    ----------
    provider : Provider
        Who looks.
    companies : CompanyTable
        Who there is.
    on : date, optional
        The day of the question, for recency.
    rows, strike_backers
        As in `problem_for_company`.
    """
    table, n = companies, companies.n
    rows = table.slots.live if rows is None else rows
    columns: dict[str, Column] = {}
    broad = {sector_path(sector)[-1] for sector in provider.sectors}
    columns["sector.stated"] = _sector_taste(
        table.sectors.has(provider.sectors),
        table.sectors.has(broad),
        table.exact_sectors.stated & bool(provider.sectors),
    )
    deals = provider.deals or PastDeals()
    share = 1.0 / (deals.count + 2.0)
    dealt = deals.count > 0
    columns["sector.dealt"] = _where(
        table.sectors.stated & dealt,
        table.sectors.sum(broadened(deals.sectors)) * share / np.maximum(1.0, table.sectors.size),
    )
    columns["place.stated"] = _where(
        table.places.has(f"district:{district}" for district in provider.districts),
        np.full(n, 1.0 / math.sqrt(max(1, len(provider.districts)))),
    )
    columns["place.dealt"] = _where(
        table.places.stated & dealt,
        table.places.sum(deals.places) * share / np.maximum(1.0, table.places.size),
    )
    columns["stage.stated"] = _where(table.stages.has(provider.stages), np.ones(n))
    columns["stage.dealt"] = _where(
        table.dealt_stages.stated & dealt, table.dealt_stages.sum(deals.stages) * share
    )
    columns["amount.range"] = _range_for_provider(provider, table)
    usual, spread = usual_amount(deals.amounts)
    columns["amount.usual"] = _closeness(table.asked, np.full(n, usual), np.full(n, spread))
    known = np.full(n, provider.deals is not None)
    columns["activity.deals"] = _where(known, np.full(n, _damped(np.array([deals.count]))[0]))
    last = np.nan if deals.last_on is None else float(deals.last_on.toordinal())
    columns["activity.recency"] = _recency(np.full(n, last), on)
    columns["relations.partners"] = _where(
        table.backers.stated & dealt, np.log1p(table.backers.sum(deals.partners))
    )
    columns["relations.backer"] = _where(table.backers.has((provider.id,)), np.ones(n))
    texts = _text_columns(provider.text, table.text, rows)
    return RankingProblem(
        ids=table.slots.ids_of(rows),
        X=_matrix(columns, texts, rows),
        names=FEATURES,
        open=open_for_provider(provider, table, strike_backers=strike_backers)[rows],
        evidence=evidence_for_provider(
            provider, lambda row: table.company(int(rows[row])), table.text.asking.quoting
        ),
        providers=(provider.id,) * len(rows),
    )


def _text_columns(query: EncodedText | None, index: TextIndex, rows: Rows) -> dict[str, Column]:
    """The texts' columns of the candidates alone: their scale is that of the candidates."""
    if query is None or not query.whole.any() or not index.stated[rows].any():
        unknown = np.full(len(rows), np.nan)
        return dict.fromkeys(("text.whole", "text.sentences", "text.wording"), unknown)
    like, language = index.like(query), index.language[rows]
    tags = np.flatnonzero(np.bincount(language))
    groups = [np.flatnonzero(language == tag) for tag in tags]
    asking = index.asking
    wording = asking.wording.get(query.language or "", TextScale())
    return {
        "text.whole": asking.whole.standardise_groups(like.whole[rows], groups),
        "text.sentences": asking.sentences.standardise_groups(like.sentences[rows], groups),
        "text.wording": wording.standardise_groups(like.wording[rows], groups),
    }


def _matrix(columns: dict[str, Column], texts: dict[str, Column], rows: Rows) -> NDArray[np.float64]:
    """The candidates' features, shape (len(rows), n_features), each column contiguous."""
    out = np.empty((len(FEATURES), len(rows)))
    for place, name in enumerate(FEATURES):
        out[place] = texts[name] if name in texts else columns[name][rows]
    return out.T


def _sector_taste(same: Mask, near: Mask, stated: Mask) -> Column:
    """1 for a stated sector, 0.5 for its neighbour, -0.5 where both state others."""
    return np.where(stated, np.where(same, 1.0, np.where(near, 0.5, -0.5)), np.nan)


def _closeness(wanted: Column, usual: Column, spread: Column) -> Column:
    return np.exp(-0.5 * ((wanted - usual) / spread) ** 2)


def _overlap(
    ask_low: Column | float, ask_high: Column | float, low: Column | float, high: Column | float
) -> Column:
    """The share of the asked range that a given range covers, in [0, 1]; nan if neither bounds."""
    known = (np.isfinite(ask_low) | np.isfinite(ask_high)) & (np.isfinite(low) | np.isfinite(high))
    width = np.subtract(ask_high, ask_low)
    covered = np.minimum(ask_high, high) - np.maximum(ask_low, low)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(
            np.isfinite(width) & (width > 0),
            np.clip(covered / width, 0.0, 1.0),
            np.where(covered >= 0, 1.0, 0.0),
        )
    return np.where(known, share, np.nan)


def _best(n: int, rows: NDArray[np.int64], values: Column) -> Column:
    out = np.full(n, -np.inf)
    known = ~np.isnan(values)
    np.maximum.at(out, rows[known], values[known])
    return np.where(np.isinf(out), np.nan, out)


def _range_for_company(company: Company, table: ProviderTable) -> Column:
    best = np.full(table.n, np.nan)
    for ask in company.asks:
        ranges = table.ranges(ask.instrument)
        share = _overlap(*bounds(ask.amount_min, ask.amount_max), ranges.low, ranges.high)
        given = ~table.instruments.stated | table.instruments.has((ask.instrument or "",))
        if ask.instrument is None:
            given[:] = True
        best = np.fmax(best, _where(given, _best(table.n, ranges.rows, share)))
    return best


def _range_for_provider(provider: Provider, table: CompanyTable) -> Column:
    best = np.full(table.n, np.nan)
    given = accepted_instruments(provider)
    for instrument, asked in table.asks.items():
        if given and instrument is not None and instrument not in given:
            continue
        for pair in limits(provider, instrument):
            share = _overlap(asked.low, asked.high, *bounds(*pair))
            best = np.fmax(best, _best(table.n, asked.rows, share))
    return best


def _where(known: Mask, values: Column) -> Column:
    return np.where(known, values, np.nan)


def _damped(count: Column) -> Column:
    """Deals on a scale of logarithms, 1 at fifty and more."""
    return np.minimum(1.0, np.log1p(count) / math.log(51.0))


def _recency(last: Column, on: date | None) -> Column:
    """Halves with every two years since the last deal; nan when either day is unknown."""
    if on is None:
        return np.full(len(last), np.nan)
    return np.exp2(-np.maximum(0.0, on.toordinal() - last) / (2 * 365.25))
