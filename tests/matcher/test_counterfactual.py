"""What would open a list: every offer holds when ranked again, and none is better than what is offered first."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.counterfactual import PERSONAL, better_offers, offers, pair_offers
from matcher.features import problem_for_company, problem_for_provider
from matcher.gates import gates
from matcher.levers import (
    Change,
    CompanySide,
    Lever,
    Levers,
    ProviderSide,
    Side,
    change_company,
    change_provider,
)
from matcher.problem import Ask, Company, Place, Product, Provider
from matcher.ranking import WeightedRanker, rank
from matcher.tables import CompanyTable, ProviderTable
from tests.matcher.builders import (
    DISTRICTS,
    INSTRUMENTS,
    STAGES,
    companies,
    many_companies,
    many_providers,
    providers,
)

RANKER = WeightedRanker()
LEVERS = Levers(stages=STAGES, instruments=INSTRUMENTS, districts=DISTRICTS, rounding=10)
ON = date(2026, 3, 1)


def full_list(side: Side) -> dict[str, int]:
    """Everybody in the list with the place, through `rank` and nothing else."""
    return {one.id: place for place, one in enumerate(rank(RANKER, side.problem(), top=None), 1)}


def assert_holds(side: Side) -> None:
    before = full_list(side)
    found = offers(RANKER, side)

    for offer in found:
        changed = side
        for change in offer.changes:
            changed = changed.after(change)
        after = full_list(changed)
        assert {one.id for one in offer.opens} == after.keys() - before.keys() != set()
        assert set(offer.lost) == before.keys() - after.keys()
        assert all(after[one.id] == one.place for one in offer.opens)
        for one in offer.opens:
            row = list(side.ids).index(one.id)
            assert not PERSONAL & set(side.closed(row))
            assert changed.closed(row) == []
    assert len({offer.changes for offer in found}) == len(found)


@given(companies(), many_providers())
def test_every_offer_to_a_company_holds_when_ranked_again(company: Company, many: list[Provider]) -> None:
    assert_holds(CompanySide(company, ProviderTable(many), LEVERS))


@given(providers(), many_companies())
def test_every_offer_to_a_provider_holds_when_ranked_again(provider: Provider, many: list[Company]) -> None:
    assert_holds(ProviderSide(provider, CompanyTable(many), LEVERS, ON))


def every_single(side: Side, stated: set[int], farthest: float = LEVERS.farthest) -> list[Change]:
    """Each change of one field, with every amount near one that anybody states."""
    found = side.steps()
    for one in side.bounds():
        for point in stated:
            for low, high in ((point // 10 * 10 or point, one.high), (one.low, -(-point // 10) * 10)):
                outwards = (one.low is None or (low is not None and low <= one.low)) and (
                    one.high is None or (high is not None and high >= one.high)
                )
                if outwards and (one.low is None) == (low is None) and (one.high is None) == (high is None):
                    found.append(one.moved_to(low, high))
    return [change for change in found if change.price <= farthest]


def worth(side: Side, change: Change) -> float:
    opened = (side.after(change).open() & ~side.open()).sum()
    return float(opened) / (1.0 + change.price)


def assert_first_is_best(side: Side, stated: set[int]) -> None:
    found = offers(RANKER, side)
    best = max((worth(side, change) for change in every_single(side, stated)), default=0.0)

    single = [offer for offer in found if len(offer.changes) == 1]
    assert bool(single) == (best > 0.0)
    if single:
        assert single == found
        assert worth(side, found[0].changes[0]) == pytest.approx(best)


@given(companies(), many_providers())
def test_no_single_change_of_a_company_opens_more_per_price_than_the_first_offer(
    company: Company, many: list[Provider]
) -> None:
    general = [(provider.amount_min, provider.amount_max) for provider in many]
    products = [(p.amount_min, p.amount_max) for provider in many for p in provider.products]
    stated = {bound for pair in general + products for bound in pair if bound is not None}
    assert_first_is_best(CompanySide(company, ProviderTable(many), LEVERS), stated)


@given(providers(), many_companies())
def test_no_single_change_of_a_provider_opens_more_per_price_than_the_first_offer(
    provider: Provider, many: list[Company]
) -> None:
    stated = {
        bound
        for company in many
        for ask in company.asks
        for bound in (ask.amount_min, ask.amount_max)
        if bound is not None
    }
    assert_first_is_best(ProviderSide(provider, CompanyTable(many), LEVERS, ON), stated)


@example(
    Provider(id="p", amount_min=11),
    [Company(id="c0", asks=(Ask(instrument=None, amount_min=None, amount_max=1),))],
    0,
)
@given(providers(), many_companies(3), st.integers(0, 2))
def test_pair_offers_open_the_pair_with_one_change_where_one_does(
    provider: Provider, many: list[Company], row: int
) -> None:
    row %= len(many)
    side = ProviderSide(provider, CompanyTable(many), LEVERS, ON)
    shut = gates(many[row], provider)
    personal = bool(PERSONAL & {gate.code for gate in shut})

    found = pair_offers(RANKER, side, row)

    bounds = {b for ask in many[row].asks for b in (ask.amount_min, ask.amount_max) if b is not None}
    # Of one pair any change is told, however large.
    singles = [c for c in every_single(side, bounds, math.inf) if not side.after(c).closed(row)]
    for offer in found:
        changed = provider
        for change in offer.changes:
            changed = change_provider(changed, change)
        assert gates(many[row], changed) == []
        assert many[row].id in {one.id for one in offer.opens}
    if not shut or personal:
        assert found == []
    elif singles:
        assert found
        assert all(len(offer.changes) == 1 for offer in found)
        assert found[0].price <= min(change.price for change in singles) + 1e-9
    else:
        assert all(len(offer.changes) == 2 for offer in found)


@given(st.data())
def test_better_offers_raise_the_fit_by_what_ranking_again_finds(data: st.DataObject) -> None:
    side: Side
    if data.draw(st.booleans()):
        side = ProviderSide(data.draw(providers()), CompanyTable(data.draw(many_companies(3))), LEVERS, ON)
    else:
        side = CompanySide(data.draw(companies()), ProviderTable(data.draw(many_providers())), LEVERS)
    row = data.draw(st.integers(0, len(side.ids) - 1)) if len(side.ids) else 0
    if not len(side.ids):
        return
    fits = {one.id: one.fit for one in rank(RANKER, side.problem(), top=None)}

    found = better_offers(RANKER, side, row, most=9, least=1.0)

    assert len({offer.changes[0].lever for offer in found}) == len(found)
    for offer in found:
        [change], [moved] = offer.changes, offer.moved
        again = {one.id: one.fit for one in rank(RANKER, side.after(change).problem(), top=None)}
        assert moved.id == side.ids[row]
        assert (moved.before, moved.after) == (fits[moved.id], again[moved.id])
        assert moved.after - moved.before >= 1.0
        assert set(offer.lost) == fits.keys() - again.keys()
    if side.closed(row):
        assert found == []


def test_better_offer_stretches_the_amount_that_cuts_into_what_is_asked() -> None:
    asks = replace(ASKS_300, asks=(Ask(instrument="equity", amount_min=wan(200), amount_max=wan(800)),))
    side = ProviderSide(gives("p", wan(100), wan(400)), CompanyTable([asks]), SMALL, ON)

    found = better_offers(RANKER, side, 0)

    amounts = [o.changes[0] for o in found if o.changes[0].lever is Lever.AMOUNT]
    assert [(c.low, c.high) for c in amounts] == [(wan(100), wan(800))]
    assert better_offers(RANKER, side, 0, least=101.0) == []


def wan(n: int) -> int:
    return n * 1_000_000


SMALL = Levers(stages=STAGES, instruments=INSTRUMENTS, districts=DISTRICTS, rounding=wan(1))
ASKS_300 = Company(
    id="c",
    stage="seed",
    asks=(Ask(instrument="equity", amount_min=wan(300), amount_max=wan(300)),),
    place=Place(district="jingkou"),
)


def gives(key: str, low: int | None, high: int | None, **more: object) -> Provider:
    return replace(
        Provider(id=key, instruments=frozenset({"equity"}), amount_min=low, amount_max=high),
        **more,  # type: ignore[arg-type] # a test's own keyword arguments
    )


def test_amount_is_offered_at_the_bound_that_others_state_in_whole_wan() -> None:
    many = [
        gives("small", wan(20), wan(80) + 5_000),
        gives("middle", wan(50), wan(150)),
        gives("large", wan(400), wan(900)),
        gives("open", wan(100), wan(500)),
    ]

    found = offers(RANKER, CompanySide(ASKS_300, ProviderTable(many), SMALL))

    ranges = {
        (c.low, c.high): sorted((one.id for one in offer.opens), reverse=True)
        for offer in found
        for c in offer.changes
    }
    assert ranges == {(wan(80), wan(300)): ["small", "middle"], (wan(300), wan(400)): ["large"]}
    assert all(offer.lost == () for offer in found)


def test_stage_is_arguable_by_one_step_and_says_who_would_be_lost() -> None:
    many = [
        gives("seeds", None, None, stages=frozenset({"seed"})),
        gives("angels", None, None, stages=frozenset({"angel"})),
        gives("late", None, None, stages=frozenset({"a"})),
    ]

    found = offers(RANKER, CompanySide(ASKS_300, ProviderTable(many), SMALL))

    assert [(o.changes[0].value, [x.id for x in o.opens], o.lost) for o in found] == [
        ("angel", ["angels"], ("seeds",))
    ]


def test_two_fields_are_offered_only_where_no_single_one_lets_anybody_in() -> None:
    far = gives("far", wan(1), wan(100), districts=frozenset({"danyang"}))
    near = gives("near", wan(1), wan(100))

    alone = offers(RANKER, CompanySide(ASKS_300, ProviderTable([far]), SMALL))
    both = offers(RANKER, CompanySide(ASKS_300, ProviderTable([far, near]), SMALL))

    assert [sorted(str(c.lever) for c in offer.changes) for offer in alone] == [["amount", "district"]]
    assert all(len(offer.changes) == 1 for offer in both)


def test_conflict_and_a_no_are_never_offered_a_way_round() -> None:
    many = [
        gives("conflicted", wan(1), wan(100), conflicts=frozenset({"c"})),
        gives("declined", wan(1), wan(100), declined=frozenset({"c"})),
    ]
    side = CompanySide(ASKS_300, ProviderTable(many), SMALL)

    assert offers(RANKER, side) == []
    assert [pair_offers(RANKER, side, row) for row in (0, 1)] == [[], []]


def test_full_provider_is_offered_room_for_more_and_nothing_else_alone() -> None:
    full = gives("p", wan(100), wan(400), full=True)
    table = CompanyTable([ASKS_300, replace(ASKS_300, id="d")])

    found = offers(RANKER, ProviderSide(full, table, SMALL, ON))

    assert [(str(o.changes[0].lever), [x.id for x in o.opens]) for o in found] == [("limit", ["c", "d"])]


def test_product_limits_are_turned_at_the_product() -> None:
    bank = Provider(
        id="bank",
        instruments=frozenset({"loan"}),
        products=(Product(instrument="loan", amount_min=wan(10), amount_max=wan(50), name="快贷"),),
    )
    asks = replace(ASKS_300, asks=(Ask(instrument="loan", amount_min=wan(80), amount_max=wan(100)),))

    [offer] = offers(RANKER, ProviderSide(bank, CompanyTable([asks]), SMALL, ON))

    [change] = offer.changes
    assert (change.lever, change.product, change.low, change.high) == (Lever.AMOUNT, 0, wan(10), wan(80))
    assert gates(asks, change_provider(bank, change)) == []
    assert bank.products[0].amount_max == wan(50)


def test_company_has_no_lever_for_the_other_sides_rules() -> None:
    with pytest.raises(ValueError, match="limit"):
        change_company(ASKS_300, Change(Lever.LIMIT))


def test_offers_do_not_depend_on_the_order_of_candidates() -> None:
    many = [gives(f"p{n}", wan(n), wan(20 * n)) for n in range(1, 12)]

    forth = offers(RANKER, CompanySide(ASKS_300, ProviderTable(many), SMALL))
    back = offers(RANKER, CompanySide(ASKS_300, ProviderTable(many[::-1]), SMALL))

    assert forth == back


def test_ranking_of_a_changed_side_is_that_of_the_changed_party() -> None:
    many = [gives("p", wan(1), wan(100))]
    change = Change(
        Lever.AMOUNT, low=wan(100), high=wan(300), was_low=wan(300), was_high=wan(300), instrument="equity"
    )
    side = CompanySide(ASKS_300, ProviderTable(many), SMALL)

    direct = problem_for_company(change_company(ASKS_300, change), ProviderTable(many))

    assert (side.after(change).problem().X == direct.X)[~(direct.X != direct.X)].all()
    other = ProviderSide(many[0], CompanyTable([ASKS_300]), SMALL, ON)
    widened = Change(Lever.AMOUNT, low=wan(1), high=wan(300), was_low=wan(1), was_high=wan(100))
    assert other.after(widened).problem().open.tolist() == [True]
    assert problem_for_provider(many[0], CompanyTable([ASKS_300]), on=ON).open.tolist() == [False]


@given(companies(), many_providers())
def test_copy_of_a_table_offers_a_company_the_same_whatever_becomes_of_the_table(
    company: Company, many: list[Provider]
) -> None:
    table = ProviderTable(many)
    rows = table.slots.live
    expected = offers(RANKER, CompanySide(company, table, LEVERS, rows))
    copy = table.copy_for(company.text)

    for provider in many:
        table.drop(provider.id)
    table.put(Provider(id="another", stages=frozenset({STAGES[0]})))

    assert offers(RANKER, CompanySide(company, copy, LEVERS, rows)) == expected


@given(providers(), many_companies())
def test_copy_of_a_table_offers_a_provider_the_same_whatever_becomes_of_the_table(
    provider: Provider, many: list[Company]
) -> None:
    table = CompanyTable(many)
    rows = table.slots.live
    expected = offers(RANKER, ProviderSide(provider, table, LEVERS, ON, rows))
    copy = table.copy_for(provider.text)

    for company in many:
        table.drop(company.id)
    table.put(Company(id="another", stage=STAGES[0]))

    assert offers(RANKER, ProviderSide(provider, copy, LEVERS, ON, rows)) == expected
