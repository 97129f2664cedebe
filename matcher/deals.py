"""A history of deals as arrays, and what it says of each investor on the day of a query.

Every figure of a query's features is computed from deals before the history's end and from the
query's own company, day, round and amount. numpy alone; the fitting is next door, `learning`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.deal_choice import DealChoice
from matcher.deal_classes import YEAR, Codes, digits_of, history_classes, recorded_of
from matcher.deal_lookups import joint_code
from matcher.deal_names import Namesakes
from matcher.deal_regression import DealRegression
from matcher.deal_rounds import PastRounds, RoundFeatures, Rounds

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ROUNDS = ("angel", "series-a", "series-b", "series-c+", "venture", "private-equity", "other")
ORG_WORDS = frozenset(
    """ventures venture capital partners partner fund funds group investments investment
    investors angels angel holdings management equity vc labs inc llc ltd bank corporation corp
    company technology technologies advisors associates accelerator incubator foundation
    university gmbh ag sa plc lp media systems international global network club seed
    combinator techstars startup startups digital innovation innovations enterprises""".split()  # noqa: SIM905 - a word list reads best as running words
)


@dataclass(frozen=True, slots=True)
class CompanyColumns:
    """Companies as columns; row -1 stands for nothing known.

    Attributes
    ----------
    sectors : ndarray of float32, shape (n, n_tags)
        Unit rows of tags weighted by rarity; zeros when no sector is stated.
    text : ndarray of float32, shape (n, d)
        Unit rows; zeros when there is no text.
    places : ndarray of int64, shape (n, 4)
        Codes of country, state, region, city; -1 unknown.
    founded : ndarray of float64, shape (n,)
        Year; nan unknown.
    namesakes : Namesakes
        Which of them have nearly the same name.
    """

    ids: tuple[str, ...]
    sectors: Floats
    text: Floats
    places: Ints
    founded: NDArray[np.float64]
    namesakes: Namesakes


@dataclass(frozen=True, slots=True)
class InvestorColumns:
    """Investors as columns.

    Attributes
    ----------
    person : ndarray of float32, shape (n,)
        1 where the name is a person's rather than a firm's.
    namesakes : Namesakes
        Which of them have nearly the same name.
    """

    person: Floats
    namesakes: Namesakes


@dataclass(frozen=True, slots=True)
class DealQuery:
    """What a query says: a row of `CompanyColumns` and the round that is asked about."""

    company: int
    day: float
    round: int
    amount: float
    previous_rounds: float
    backers: Ints


@dataclass(frozen=True, slots=True)
class DealColumns:
    """Deals as columns, one line of the history each, in any order."""

    investor: Ints
    company: Ints
    day: NDArray[np.float64]
    round: Ints
    amount: NDArray[np.float64]
    previous_rounds: NDArray[np.float64]

    def before(self, day: float) -> "DealColumns":
        """The deals known on the eve of a day."""
        keep = self.day < day
        return DealColumns(*(getattr(self, name)[keep] for name in self.__slots__))


# How much a deal counts by the class "place": elsewhere; in the same country, state, region and city;
# where either place or both are not known. And whether anything is shared.
PLACE_NEAR = np.array([0.022, 0.075, 0.46, 0.6, 1.0, 0.022, 0.3, 0.3], np.float32)
PLACE_SHARED = np.array([0, 1, 1, 1, 1, 0, 0, 0], np.float32)
AMOUNT_WIDTH = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class InvestorDeals:
    """The deals of some investors, one investor's after another's.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_deals,)
        Which deals of the history.
    has : ndarray of bool, shape (n_investors,)
        Who has any.
    starts : ndarray of int64
        Where the deals of each who has any begin.
    """

    rows: Ints
    has: NDArray[np.bool_]
    starts: Ints

    def sums(self, figures: Iterable[NDArray[Any]]) -> Floats:
        """Sums over each investor's deals of k figures a deal, shape (k, n_investors)."""
        return self._reduced(np.add, figures)

    def maxima(self, figures: Iterable[NDArray[Any]]) -> Floats:
        """The same for the greatest; 0 for an investor without deals."""
        return self._reduced(np.maximum, figures)

    def _reduced(self, how: np.ufunc, figures: Iterable[NDArray[Any]]) -> Floats:
        # One figure at a time is several times as fast as all in one array.
        rows = []
        for figure in figures:
            row = np.zeros(len(self.has), np.float32)
            if len(self.starts):
                row[self.has] = how.reduceat(figure, self.starts)
            rows.append(row)
        return np.array(rows, np.float32).reshape(len(rows), len(self.has))


class DealHistory:
    """All that is remembered of deals, ready to be asked.

    Parameters
    ----------
    companies : CompanyColumns
        Facts of companies.
    deals : DealColumns
        Deals before the day of any query that will be asked.
    investors : InvestorColumns
        Facts of investors.
    """

    def __init__(self, companies: CompanyColumns, deals: DealColumns, investors: InvestorColumns) -> None:
        self.companies, self.investors = companies, investors
        self.n = len(investors.person)
        self.recorded = recorded_of(companies)
        self._joint: dict[tuple[str, ...], Codes] = {}
        order = np.lexsort((deals.company, deals.day, deals.investor))
        inv, comp = deals.investor[order], deals.company[order]
        day = deals.day[order]
        pair = inv * (len(companies.ids) + 1) + comp
        first = np.zeros(len(order), dtype=bool)
        first[np.unique(pair, return_index=True)[1]] = True
        self.n_all = np.bincount(inv, minlength=self.n).astype(np.float32)
        # From here on: the first deal of each pair, for it is new companies that are asked about.
        self.investor, self.company, self.day = inv[first], comp[first], day[first]
        self.round = deals.round[order][first]
        self.amount = np.log1p(deals.amount[order][first]).astype(np.float32)
        self.digits = digits_of(deals.amount[order][first])
        self.previous = deals.previous_rounds[order][first].astype(np.float32)
        self.age = (self.day / YEAR - companies.founded[self.company]).astype(np.float32)
        # Level by level in one piece each: country, state, region, city.
        self.place = np.ascontiguousarray(companies.places[self.company].T, dtype=np.int32)
        self.count = np.bincount(self.investor, minlength=self.n).astype(np.float32)
        self._offsets = np.searchsorted(self.investor, np.arange(self.n + 1))
        self._of_all = self.deals_among(np.arange(self.n))
        self._used = np.unique(self.company)
        # The company of each deal as a row of those that have deals.
        self.local = np.searchsorted(self._used, self.company)
        self._used_sectors = np.ascontiguousarray(companies.sectors[self._used].T)
        self._used_text = companies.text[self._used]
        self._text_rows, self._text_of = np.unique(self._used_text, axis=0, return_inverse=True)
        self.own = self._own_figures()
        self.edges = self._partners()
        source = self.edges[0]
        self._bounds = np.flatnonzero(np.r_[True, np.diff(source) > 0]) if len(source) else source
        self._edge_offsets = np.searchsorted(source, np.arange(self.n + 1))
        self.embedding = self._embed()
        self.own |= self._company_kept()
        self.past = PastRounds.of(self)
        self.round_features = RoundFeatures(companies, self.past.rounds, self.recorded)
        # Here rather than when they are first asked for: a task gets them with the history.
        self.regression = DealRegression(self)
        self.choice = DealChoice(self)

    def deals_of(self, investor: int) -> slice:
        """The rows of an investor's deals."""
        return slice(int(self._offsets[investor]), int(self._offsets[investor + 1]))

    def partners_of(self, investor: int) -> tuple[Ints, Floats, Floats]:
        """Whom an investor shares companies with, how strongly, and who of them came after it."""
        span = slice(int(self._edge_offsets[investor]), int(self._edge_offsets[investor + 1]))
        _, target, weight, later = self.edges
        return target[span], weight[span], later[span]

    def namesakes(self, query: DealQuery) -> Floats:
        """How nearly each bears the name of a backer, or backed a company of the name that asks."""
        nearness = np.zeros(self.n, np.float32)
        for backer in query.backers:
            rows, likeness = self.investors.namesakes.of(int(backer))
            nearness[rows] = np.maximum(nearness[rows], likeness)
        for company, likeness in zip(*self.companies.namesakes.of(query.company), strict=True):
            backed = self.investor[self.company == company]
            nearness[backed] = np.maximum(nearness[backed], likeness)
        nearness[query.backers] = 0.0
        return nearness

    def drawn_like(self, query: DealQuery) -> Floats:
        """How alike each past round and a query's are in whom they draw: cosines, shape (n_rounds,)."""
        features = self.round_features(Rounds.asked(query))
        return self.choice.alike(features, self.companies.text[query.company], query.backers)

    @cached_property
    def classes(self) -> dict[str, Codes]:
        """The classes of each deal that no question changes."""
        return history_classes(self)

    def joint_classes(self, names: tuple[str, ...]) -> Codes:
        """One code for several of `classes`; for none of them, nothing to add."""
        if names not in self._joint:
            nothing = np.zeros(len(self.company), np.int16)
            self._joint[names] = joint_code(names, self.classes) if names else nothing
        return self._joint[names]

    def deals_among(self, investors: Ints) -> "InvestorDeals":
        """The deals of some investors, in their order."""
        n = self._offsets[investors + 1] - self._offsets[investors]
        starts = np.cumsum(n) - n
        rows = np.repeat(self._offsets[investors] - starts, n) + np.arange(n.sum())
        return InvestorDeals(rows, n > 0, starts[n > 0])

    def _own_figures(self) -> dict[str, Floats]:
        """Means of each investor's deals that no query changes; nan where nothing is known."""

        def mean(values: NDArray[np.float32]) -> tuple[Floats, Floats, Floats]:
            known = ~np.isnan(values)
            filled = np.where(known, values, 0).astype(np.float32)
            n, total, square = self._of_all.sums([known.astype(np.float32), filled, filled**2])
            with np.errstate(invalid="ignore", divide="ignore"):
                middle = total / n
                deviation = np.sqrt(np.maximum(square / n - middle**2, 0))
            return middle, deviation, n

        amount, amount_deviation, amount_n = mean(self.amount)
        previous, _, _ = mean(self.previous)
        age, _, _ = mean(self.age)
        first_day = np.full(self.n, np.nan, dtype=np.float32)
        last_day = np.full(self.n, np.nan, dtype=np.float32)
        has, starts = self._of_all.has, self._of_all.starts
        if len(starts):
            first_day[has] = np.minimum.reduceat(self.day, starts)
            last_day[has] = np.maximum.reduceat(self.day, starts)
        initial = self._of_all.sums([(self.previous == 0).astype(np.float32)])[0]
        return {
            "amount": amount,
            "amount_deviation": amount_deviation,
            "amount_n": amount_n,
            "previous": previous,
            "age": age,
            "first_day": first_day,
            "last_day": last_day,
            "initial_share": (initial / np.maximum(self.count, 1)).astype(np.float32),
        }

    def _partners(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Pairs of investors who share companies: from, to, weight, and who came later."""
        half_life = 3 * YEAR
        end = self.day.max(initial=0.0)
        by_company = np.argsort(self.company, kind="stable")
        company = self.company[by_company]
        starts = np.flatnonzero(np.r_[True, np.diff(company) > 0])[: len(company)]
        size = np.diff(np.r_[starts, len(company)])
        kept = (size > 1) & (size <= 40)
        # Each member of a company beside each member of it, itself left out.
        n = np.repeat(size, size)[np.repeat(kept, size)]
        first = np.repeat(starts, size)[np.repeat(kept, size)]
        member = np.flatnonzero(np.repeat(kept, size))
        one = np.repeat(member, n)
        other = np.repeat(first - (np.cumsum(n) - n), n) + np.arange(n.sum())
        apart = one != other
        n_others = (np.repeat(n, n) - 1)[apart]
        a, b = by_company[one[apart]], by_company[other[apart]]
        if not len(a):
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, np.zeros(0, np.float32), np.zeros(0, np.float32)
        recent = np.exp2(-(end - np.maximum(self.day[a], self.day[b])) / half_life)
        later = recent * (self.day[b] > self.day[a])
        key = self.investor[a] * self.n + self.investor[b]
        unique, inverse = np.unique(key, return_inverse=True)
        weight = np.bincount(inverse, recent / n_others**0.5).astype(np.float32)
        follow = np.bincount(inverse, later).astype(np.float32)
        return unique // self.n, unique % self.n, weight, follow

    def neighbours(self, scores: Floats) -> Floats:
        """Means of k scores over those one has invested with, weighted by deals shared.

        `scores` and the result have the shape (n_investors, k).
        """
        source, target, weight, _ = self.edges
        out = np.zeros_like(scores)
        if len(source):
            # There is an edge for either direction, so the edges of a source are its partners.
            summed = np.add.reduceat(scores[target] * weight[:, None], self._bounds, axis=0)
            total = np.add.reduceat(weight, self._bounds)[:, None]
            out[source[self._bounds]] = summed / (total + 0.5)
        return out

    def of_neighbours(self, scores: Floats) -> tuple[Floats, Floats]:
        """Of the partners' scores the sum and the greatest, each times the tie's weight (at most 1)."""
        source, target, weight, _ = self.edges
        total, best = np.zeros(self.n, np.float32), np.zeros(self.n, np.float32)
        if len(source):
            theirs, whose = scores[target], source[self._bounds]
            total[whose] = np.add.reduceat(weight * theirs, self._bounds)
            best[whose] = np.maximum.reduceat(np.minimum(weight, 1.0) * theirs, self._bounds)
        return total, best

    def _company_kept(self) -> dict[str, Floats]:
        """With whom, and how widely, each investor invests; no query changes it."""
        source, target, weight, _ = self.edges
        syndicate = np.bincount(self.company, minlength=len(self.companies.ids) + 1)[self.company]
        of_each_deal = (syndicate, self.round < 0, self.place[0] < 0)
        sums = self._of_all.sums(figure.astype(np.float32) for figure in of_each_deal)
        means = sums / np.maximum(self.count, 1)
        total = np.bincount(source, weight, minlength=self.n)
        active = np.bincount(source, weight * np.log1p(self.count[target]), minlength=self.n)
        return {
            "syndicate": means[0],
            "unknown_rounds": means[1],
            "unknown_places": means[2],
            "partners": np.bincount(source, minlength=self.n).astype(np.float32),
            "partner_activity": (active / (total + 0.5)).astype(np.float32),
            "region_focus": self._focus(self.place[2]),
            "country_focus": self._focus(self.place[0]),
            "sector_focus": self._sector_focus(),
        }

    def _sector_focus(self) -> Floats:
        """How long the mean of the sectors of each investor's companies is: 1 when all have the same."""
        tag, company = np.nonzero(self._used_sectors)
        order = np.argsort(company, kind="stable")
        tag, company = tag[order], company[order]
        bounds = np.searchsorted(company, np.arange(len(self._used) + 1))
        n = (bounds[1:] - bounds[:-1])[self.local]
        # The tags of each deal's company, one deal's after another's.
        at = np.repeat(bounds[self.local] - (np.cumsum(n) - n), n) + np.arange(n.sum())
        of_investor = np.repeat(self.investor, n) * max(len(self._used_sectors), 1) + tag[at]
        key, place = np.unique(of_investor, return_inverse=True)
        total = np.bincount(place, self._used_sectors[tag[at], company[at]])
        square = np.bincount(key // max(len(self._used_sectors), 1), total**2, minlength=self.n)
        return np.asarray(np.sqrt(square) / np.maximum(self.count, 1), dtype=np.float32)

    def _focus(self, codes: Ints) -> Floats:
        """The sum of the squared shares of each investor's deals over codes; 0 where none is known."""
        known, n_codes = codes >= 0, int(codes.max(initial=0)) + 1
        pairs, n = np.unique(self.investor[known] * n_codes + codes[known], return_counts=True)
        whose = pairs // n_codes
        square = np.bincount(whose, n.astype(float) ** 2, minlength=self.n)
        total = np.bincount(whose, n, minlength=self.n)
        return np.asarray(square / np.maximum(total, 1) ** 2, dtype=np.float32)

    def _embed(self, dimension: int = 48) -> Floats:
        """A unit row for each investor: near are those with the same partners, or partners' ones.

        Random projections of the walk of one to three steps over shared deals (Chen et al. 2019,
        FastRP); no fitting, and the same in every run.
        """
        source, target, weight, _ = self.edges
        total = np.bincount(target, weight, minlength=self.n)
        step = (weight / np.sqrt(total[source] * total[target] + 1e-9)).astype(np.float32)
        random = np.random.default_rng(20150515)
        walked = random.choice([-1.0, 1.0], size=(self.n, dimension)).astype(np.float32)
        walked *= (total[:, None] > 0).astype(np.float32)
        bounds = self._bounds
        out = 0.3 * walked
        for share in (1.0, 1.0, 0.7):
            spread = np.zeros_like(walked)
            if len(source):
                # The edges stand in order of `source`, and there is one for either direction.
                spread[source[bounds]] = np.add.reduceat(step[:, None] * walked[target], bounds, axis=0)
            norm = np.linalg.norm(spread, axis=1, keepdims=True)
            walked = spread / np.maximum(norm, 1e-9)
            out = out + share * walked
        norm = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(norm, 1e-9), dtype=np.float32)

    def sector_like_used(self, company: int) -> Floats:
        """Cosine of the sectors of each company that has deals with another's, by the tags' rarity."""
        asked = self.companies.sectors[company]
        tags = np.flatnonzero(asked)
        if not len(tags):
            return np.full(len(self._used), 0.15, dtype=np.float32)
        likeness: Floats = asked[tags] @ self._used_sectors[tags]
        return likeness

    def text_like_used(self, company: int) -> Floats:
        """How much more alike two texts are than any two, in [0, 1], by company that has deals."""
        asked = self.companies.text[company]
        if not asked.any():
            return np.full(len(self._used), 0.1, dtype=np.float32)
        likeness = np.maximum(self._text_rows @ asked - 0.35, 0.0) / 0.65
        return np.asarray(likeness[self._text_of], dtype=np.float32)
