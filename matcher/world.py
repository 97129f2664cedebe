"""A data folder as a world to ask: files' rows become companies, providers and past deals."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from matcher.background import encode_background
from matcher.baselines import RandomRanker, cosine_ranker, popularity_ranker, z_sum_ranker
from matcher.deal_world import KnownDeals, build_deal_world
from matcher.deals import DealQuery
from matcher.encoding import EncodedText, Encoder, encode_texts
from matcher.engine import Engine, n_workers
from matcher.features import problem_for_company
from matcher.folder import CompanyRow, DealRow, Folder, QueryRow
from matcher.gates import GateCode, gates
from matcher.masks import open_for_company
from matcher.problem import Ask, Company, PastDeals, Provider
from matcher.ranking import RankedColumns, Ranker, WeightedRanker, rank_columns
from matcher.tables import Mask, ProviderTable

BASELINES = ("random", "popularity", "cosine", "z-sum")
RANKERS = ("auto", "learned", "weighted", *BASELINES)
_TOLD_GATES = (GateCode.STAGE, GateCode.INSTRUMENT, GateCode.AMOUNT)
_CHUNK = 32
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """One query's list, and who was shut out by what."""

    company: str
    ranked: RankedColumns
    excluded: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class World:
    """Everything known before the queries, and the ranker that goes with it.

    A ranker that learned from deals reads its features from `deals`; others read the facts of
    companies and providers.
    """

    companies: Mapping[str, Company]
    providers: ProviderTable
    ranker: Ranker
    deals: KnownDeals | None = None

    def answers(
        self, queries: Sequence[QueryRow], *, top: int, explain: bool, engine: Engine
    ) -> Iterator[Answer]:
        """Rank all providers for each query, in the queries' order."""
        # Masks are as long as the providers are many: they are made when their queries' turn comes.
        chunks = (
            [self._asked(query) for query in queries[at : at + _CHUNK]]
            for at in range(0, len(queries), _CHUNK)
        )
        if self.deals is None:
            for chunk in chunks:
                problems = [
                    problem_for_company(one.company, self.providers, strike_backers=True) for one in chunk
                ]
                yield from self._told(chunk, rank_columns(self.ranker, problems, top=top, explain=explain))
            return
        asked = list(chunks)
        model = self.deals.model.reaching(top)
        # Itself where it can be: what workers have already is not sent to them again.
        deals = self.deals if model is self.deals.model else replace(self.deals, model=model)
        tasks = [
            (deals, [(deals.world.query(one.query, deals.end), one.open) for one in chunk], top, explain)
            for chunk in asked
        ]
        for chunk, lists in zip(asked, engine.run(rank_deals, tasks), strict=True):
            yield from self._told(chunk, lists)

    def _asked(self, query: QueryRow) -> "_Asked":
        company = asking(self.companies.get(query.company, Company(id=query.company)), query)
        return _Asked(query, company, open_for_company(company, self.providers))

    def _told(self, chunk: Sequence["_Asked"], lists: Sequence[RankedColumns]) -> Iterator[Answer]:
        for one, ranked in zip(chunk, lists, strict=True):
            excluded = {}
            for row in np.flatnonzero(~one.open):
                provider = self.providers.providers[row]
                closed = [g.code.value for g in gates(one.company, provider) if g.code in _TOLD_GATES]
                if closed:
                    excluded[provider.id] = closed
            yield Answer(one.query.company, ranked, dict(sorted(excluded.items())))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query, its company as it stands on that day, and for whom no gate is closed."""

    query: QueryRow
    company: Company
    open: Mask


def rank_deals(
    deals: KnownDeals,
    asked: Sequence[tuple[DealQuery, Mask]],
    top: int,
    explain: bool,  # noqa: FBT001 - a task's arguments go by position
) -> list[RankedColumns]:
    """One task of bulk ranking: the lists of some queries."""
    problems = [deals.problem(query, is_open) for query, is_open in asked]
    return rank_columns(deals.model.ranker, problems, top=top, explain=explain)


def build_world(
    folder: Folder,
    queries: Sequence[QueryRow],
    *,
    encoder: Encoder,
    engine: Engine,
    ranker: str = "auto",
    seed: int = 0,
    say: Say = lambda _text: None,
) -> World:
    """Encode the texts, sum up the deals, choose the ranker and fit it if there is enough.

    Parameters
    ----------
    folder : Folder
        What the files hold.
    queries : sequence of QueryRow
        Deals on or after the first of their days are not looked at.
    encoder : Encoder
        For texts; asked for each distinct text once.
    engine : Engine
        Where bulk work runs.
    ranker : str, default='auto'
        One of `RANKERS`. `auto` learns from the history when it is long enough to.
    seed : int, default=0
        For whatever draws lots.
    say : callable
        Told of progress.
    """
    days = [query.on for query in queries if query.on is not None]
    first_day = min(days, default=None)
    known = _known_before(folder.deals, first_day)
    texts = company_texts(folder, encoder)
    say(f"encoded the texts of {len(texts)} companies")
    backers: dict[str, set[str]] = defaultdict(set)
    for deal in known:
        backers[deal.company].add(deal.investor)
    companies = {
        row.id: company_of(row, texts.get(row.id), frozenset(backers.get(row.id, ())))
        for row in folder.companies.values()
    }
    past = past_deals(known, companies)
    providers = providers_of(folder, texts, known, past, encoder)
    say(f"summed up {len(known)} deals of {len(past)} investors")
    if ranker in {"auto", "learned"} and known:
        from matcher.deal_learning import fit_deal_ranker

        deals = build_deal_world(replace_deals(folder, known), texts)
        last = max(deals.deals.day, default=0.0) + 1.0
        end = last if first_day is None else float(first_day.toordinal())
        model = fit_deal_ranker(
            deals.companies,
            deals.deals,
            deals.investors,
            end=end,
            seed=seed,
            run=engine.run,
            n_jobs=n_workers(),
            say=say,
        )
        if model is not None:
            return World(companies, ProviderTable(providers), model.ranker, KnownDeals(deals, model, end))
        say("the history is too short to learn from: stated weights decide")
    # The baselines compare texts as they are.
    asking = None if ranker in BASELINES else encode_background(encoder).pitch
    return World(companies, ProviderTable(providers, asking=asking), make_ranker(ranker, seed))


def replace_deals(folder: Folder, deals: Sequence[DealRow]) -> Folder:
    """The same folder with fewer deals."""
    return Folder(folder.companies, folder.investors, tuple(deals))


def make_ranker(name: str, seed: int) -> Ranker:
    """The ranker of a name."""
    match name:
        case "random":
            return RandomRanker(seed)
        case "popularity":
            return popularity_ranker()
        case "cosine":
            return cosine_ranker()
        case "z-sum":
            return z_sum_ranker()
        case _:
            return WeightedRanker()


def asking(company: Company, query: QueryRow) -> Company:
    """A company as it stands on the day of its query."""
    stated = company.asks[0] if company.asks else Ask()
    amount = stated.amount_min if query.amount is None else int(query.amount)
    asks: tuple[Ask, ...] = ()
    if amount is not None or stated.instrument is not None:
        asks = (Ask(instrument=stated.instrument, amount_min=amount, amount_max=amount),)
    return replace(
        company,
        asks=asks,
        on=query.on,
        round=query.round,
        previous_rounds=query.previous_rounds,
    )


def company_of(row: CompanyRow, text: EncodedText | None, backers: frozenset[str]) -> Company:
    """A line of the companies' file as the ranker's company."""
    amount = None if row.amount is None else int(row.amount)
    asks: tuple[Ask, ...] = ()
    if row.instrument is not None or amount is not None:
        asks = (Ask(instrument=row.instrument, amount_min=amount, amount_max=amount),)
    return Company(
        id=row.id,
        text=text,
        sectors=frozenset(row.sectors),
        stage=row.stage,
        asks=asks,
        place=row.place,
        backers=backers,
        founded=row.founded,
    )


def providers_of(
    folder: Folder,
    texts: Mapping[str, EncodedText],
    deals: Sequence[DealRow],
    past: Mapping[str, PastDeals],
    encoder: Encoder,
) -> list[Provider]:
    """The candidates: each investor of the file, with its thesis or else its portfolio's text."""
    portfolios: dict[str, set[str]] = defaultdict(set)
    for deal in deals:
        portfolios[deal.investor].add(deal.company)
    return [
        Provider(
            id=row.id,
            text=encode_texts(encoder, [row.text], as_query=False, language=row.language)
            if row.text
            else _portfolio_text(portfolios.get(row.id, set()), texts),
            kind=row.kind,
            sectors=frozenset(row.sectors),
            stages=frozenset(row.stages),
            instruments=frozenset(row.instruments),
            amount_min=None if row.amount_min is None else int(row.amount_min),
            amount_max=None if row.amount_max is None else int(row.amount_max),
            place=row.place,
            deals=past.get(row.id),
        )
        for row in folder.investors.values()
    ]


def past_deals(deals: Sequence[DealRow], companies: Mapping[str, Company]) -> dict[str, PastDeals]:
    """The deals of each investor in sum."""
    by_investor: dict[str, list[DealRow]] = defaultdict(list)
    by_company: dict[str, set[str]] = defaultdict(set)
    for deal in deals:
        by_investor[deal.investor].append(deal)
        by_company[deal.company].add(deal.investor)
    out = {}
    for investor, own in by_investor.items():
        sectors: dict[str, float] = defaultdict(float)
        places: dict[str, float] = defaultdict(float)
        stages: dict[str, float] = defaultdict(float)
        partners: dict[str, float] = defaultdict(float)
        for deal in own:
            company = companies.get(deal.company)
            if company is not None:
                for sector in company.sectors:
                    sectors[sector] += 1.0
                for key in company.place.keys():  # noqa: SIM118 - a method, not a mapping
                    places[key] += 1.0
            if deal.round is not None:
                stages[deal.round] += 1.0
        for company_id in {deal.company for deal in own}:
            for partner in by_company[company_id] - {investor}:
                partners[partner] += 1.0
        days = [deal.on for deal in own if deal.on is not None]
        out[investor] = PastDeals(
            count=len(own),
            last_on=max(days, default=None),
            sectors=dict(sectors),
            places=dict(places),
            stages=dict(stages),
            amounts=tuple(int(deal.amount) for deal in own if deal.amount is not None),
            partners=dict(partners),
        )
    return out


def company_texts(folder: Folder, encoder: Encoder) -> dict[str, EncodedText]:
    """The encoded text of each company that has one.

    A text that says no more than name and sectors is not read as prose: it gets the mean of its
    sectors' vectors, so that thousands of such lines cost no more than the list of sectors.
    """
    bare = {row.id for row in folder.companies.values() if row.text and _is_bare(row)}
    tags = sorted({tag for i in bare for tag in folder.companies[i].sectors})
    rows = dict(zip(tags, encoder.encode_documents(tags), strict=True)) if tags else {}
    out = {}
    for row in folder.companies.values():
        if row.id in bare:
            if row.sectors:
                mean = np.sum([rows[tag] for tag in sorted(row.sectors)], axis=0)
                norm = float(np.linalg.norm(mean))
                whole = np.asarray(mean / norm if norm else mean, dtype=np.float32)
                out[row.id] = EncodedText(language=row.language, whole=whole)
        elif row.text:
            out[row.id] = encode_texts(encoder, [row.text], as_query=True, language=row.language)
    return out


def _is_bare(row: CompanyRow) -> bool:
    listed = ", ".join(row.sectors)
    return row.text in {listed, f"{row.name}: {listed}", row.name}


def _portfolio_text(portfolio: set[str], texts: Mapping[str, EncodedText]) -> EncodedText | None:
    """The middle of what an investor funded, when it has written nothing itself."""
    rows = [texts[company].whole for company in sorted(portfolio) if company in texts]
    if not rows:
        return None
    mean = np.sum(rows, axis=0)
    norm = float(np.linalg.norm(mean))
    return EncodedText(language=None, whole=np.asarray(mean / norm if norm else mean, dtype=np.float32))


def _known_before(deals: Sequence[DealRow], day: date | None) -> list[DealRow]:
    """Deals before the first query's day, so that none answers what it should predict."""
    if day is None:
        return list(deals)
    return [deal for deal in deals if deal.on is None or deal.on < day]
