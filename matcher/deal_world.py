"""A data folder's deals as the learner wants them: codes for names, columns for fields."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.deal_features import feature_names, query_features
from matcher.deal_likeness import DealLikeness, WeighedDeals
from matcher.deal_names import namesakes
from matcher.deals import (
    ORG_WORDS,
    ROUNDS,
    CompanyColumns,
    DealColumns,
    DealHistory,
    DealQuery,
    InvestorColumns,
)
from matcher.encoding import EncodedText
from matcher.features import RankingProblem
from matcher.folder import DealRow, Folder, QueryRow
from matcher.learned import LearnedRanker
from matcher.tables import Mask

_ROUND_CODES = {name: code for code, name in enumerate(ROUNDS)}
_OTHER_ROUND = _ROUND_CODES["other"]
_TEXT_DIMENSION = 96


@dataclass(frozen=True, slots=True)
class DealWorld:
    """A folder as columns; investors and companies are rows in the order of the files.

    Investors and companies that only the history names come after those.
    """

    companies: CompanyColumns
    deals: DealColumns
    investors: InvestorColumns
    company_row: Mapping[str, int]
    investor_ids: tuple[str, ...]
    n_candidates: int

    def query(self, row: QueryRow, end: float) -> DealQuery:
        """A query as the history's columns ask it."""
        # The last row of the columns is a company of which nothing is known.
        company = self.company_row.get(row.company, len(self.companies.ids))
        known = (self.deals.company == company) & (self.deals.day < end)
        rounds = len(np.unique(self.deals.day[known]))
        return DealQuery(
            company=company,
            day=end if row.on is None else float(row.on.toordinal()),
            round=round_code(row.round),
            amount=float("nan") if row.amount is None else float(row.amount),
            previous_rounds=float(rounds if row.previous_rounds is None else row.previous_rounds),
            backers=np.unique(self.deals.investor[known]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class DealModel:
    """A history, and what it taught.

    Attributes
    ----------
    history : DealHistory
        All that is remembered when new questions are asked.
    likeness : DealLikeness
        Picks a pool, and makes the features.
    ranker : LearnedRanker
        Orders the pool by the features.
    pool : int
        How many of greatest likeness it was taught to order.
    """

    history: DealHistory
    likeness: DealLikeness
    ranker: LearnedRanker
    pool: int

    def reaching(self, n: int) -> "DealModel":
        """The same for lists of n, longer than it was taught if need be."""
        if n <= min(self.ranker.shortlist, self.pool):
            return self
        ranker = replace(self.ranker, shortlist=max(self.ranker.shortlist, n))
        return replace(self, ranker=ranker, pool=max(self.pool, n))


@dataclass(frozen=True, slots=True, eq=False)
class KnownDeals:
    """A folder's deals before the day `end`, and what they taught: ready to be asked."""

    world: DealWorld
    model: DealModel
    end: float

    def problem(self, query: DealQuery, is_open: Mask) -> RankingProblem:
        """The folder's investors of greatest likeness as candidates for a query, without its backers."""
        weighed = WeighedDeals(self.model.history, self.model.likeness, query)
        among = np.zeros(self.model.history.n, dtype=bool)
        among[: self.world.n_candidates] = is_open
        among[query.backers] = False
        rows = weighed.pool(self.model.pool, among)
        return RankingProblem(
            ids=tuple(self.world.investor_ids[row] for row in rows),
            X=query_features(weighed, rows),
            names=feature_names(),
            open=np.ones(len(rows), dtype=bool),
        )


def build_deal_world(folder: Folder, texts: Mapping[str, EncodedText]) -> DealWorld:
    """Turn rows into columns.

    Parameters
    ----------
    folder : Folder
        What the files hold.
    texts : mapping of str to EncodedText
        Encoded texts by company.
    """
    ids = tuple(dict.fromkeys([*folder.companies, *(deal.company for deal in folder.deals)]))
    investors = tuple(dict.fromkeys([*folder.investors, *(deal.investor for deal in folder.deals)]))
    company_row = {company: row for row, company in enumerate(ids)}
    names = [folder.investors[i].name if i in folder.investors else None for i in investors]
    investor_row = {investor: row for row, investor in enumerate(investors)}
    return DealWorld(
        companies=_company_columns(ids, folder, texts),
        deals=_deal_columns(folder.deals, company_row, investor_row),
        investors=InvestorColumns(
            np.array([looks_like_a_person(name) for name in names], dtype=np.float32), namesakes(names)
        ),
        company_row=company_row,
        investor_ids=investors,
        n_candidates=len(folder.investors),
    )


def round_code(name: str | None) -> int:
    """The code of a kind of round; -1 unknown, and one code for all that are not in the list."""
    return -1 if name is None else _ROUND_CODES.get(name, _OTHER_ROUND)


def looks_like_a_person(name: str | None) -> float:
    """1 for two or three words none of which is an organisation's, else 0."""
    words = (name or "").lower().replace(",", " ").replace(".", " ").split()
    organised = any(word in ORG_WORDS or any(c.isdigit() for c in word) for word in words)
    return float(2 <= len(words) <= 3 and not organised)


def _deal_columns(
    rows: Sequence[DealRow], company_row: Mapping[str, int], investor_row: Mapping[str, int]
) -> DealColumns:
    days: dict[str, set[float]] = defaultdict(set)
    # A deal without a day is older than all others: it is known, and nothing dates it.
    earliest = min((deal.on.toordinal() for deal in rows if deal.on is not None), default=1) - 1
    day = [float(earliest if deal.on is None else deal.on.toordinal()) for deal in rows]
    for deal, on in zip(rows, day, strict=True):
        days[deal.company].add(on)
    earlier = {company: {on: k for k, on in enumerate(sorted(d))} for company, d in days.items()}
    return DealColumns(
        investor=np.array([investor_row[deal.investor] for deal in rows], dtype=np.int64),
        company=np.array([company_row[deal.company] for deal in rows], dtype=np.int64),
        day=np.array(day, dtype=np.float64),
        round=np.array([round_code(deal.round) for deal in rows], dtype=np.int64),
        amount=np.array([np.nan if deal.amount is None else deal.amount for deal in rows], dtype=np.float64),
        previous_rounds=np.array(
            [earlier[deal.company][on] for deal, on in zip(rows, day, strict=True)],
            dtype=np.float64,
        ),
    )


def _company_columns(ids: Sequence[str], folder: Folder, texts: Mapping[str, EncodedText]) -> CompanyColumns:
    n = len(ids)
    rows = [folder.companies.get(company) for company in ids]
    tags = sorted({tag for row in rows if row is not None for tag in row.sectors})
    tag_row = {tag: k for k, tag in enumerate(tags)}
    sectors = np.zeros((n + 1, len(tags)), dtype=np.float32)
    places = np.full((n + 1, 4), -1, dtype=np.int64)
    founded = np.full(n + 1, np.nan)
    codes: list[dict[tuple[str | None, ...], int]] = [{}, {}, {}, {}]
    for k, row in enumerate(rows):
        if row is None:
            continue
        for tag in row.sectors:
            sectors[k, tag_row[tag]] = 1.0
        place = row.place
        keys = (
            (place.country, (place.country,)),
            (row.state, (place.country, row.state)),
            (place.region, (place.country, place.region)),
            (place.city, (place.country, row.state, place.city)),
        )
        for level, (stated, key) in enumerate(keys):
            if stated:
                places[k, level] = codes[level].setdefault(key, len(codes[level]))
        if row.founded is not None:
            # On the scale of ordinal days in years, at the year's first third.
            founded[k] = row.founded - 1 + 0.3
    rarity = np.log((n + 1) / (sectors.sum(axis=0) + 1.0)).astype(np.float32)
    return CompanyColumns(
        ids=tuple(ids),
        sectors=_unit_rows(sectors * rarity),
        text=_few_dimensions(ids, texts),
        places=places,
        founded=founded,
        namesakes=namesakes([None if row is None else row.name for row in rows]),
    )


def _few_dimensions(ids: Sequence[str], texts: Mapping[str, EncodedText]) -> np.ndarray:
    """The texts' vectors on their 96 main axes: cosines hardly change, and cost a quarter."""
    dimension = next((len(text.whole) for text in texts.values()), 0)
    whole = np.zeros((len(ids) + 1, dimension), dtype=np.float32)
    for k, company in enumerate(ids):
        if company in texts:
            whole[k] = texts[company].whole
    if dimension <= _TEXT_DIMENSION:
        return _unit_rows(whole)
    _, axes = np.linalg.eigh((whole.T @ whole).astype(np.float64))
    main = axes[:, ::-1][:, :_TEXT_DIMENSION]
    # The sign of an axis is the solver's whim; cosines do not depend on it.
    return _unit_rows((whole @ main).astype(np.float32))


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)
