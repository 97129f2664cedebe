"""The city's risk-compensation pool with its products; the terms of one were not found, and it says so."""

from __future__ import annotations

from datetime import date
from functools import partial

from models.entities.pools import NewMoney, NewPool, NewTerms
from seeds.people import FEN
from seeds.stage import Calendar, Script, Stage
from web.services.pools import state_money, state_pool, state_product, state_terms

_OFFICER = "officer-sun"
_MADE_UP = "演示数据，不是真实文件"
_MONEY = ((date(2023, 3, 1), 20_000_000), (date(2025, 3, 1), 10_000_000))
# Provider, product, since when, the shares of pool, bank and guarantor, and how much may be outstanding.
_PRODUCTS = (
    ("runjiang-bank", "首步贷", date(2023, 3, 1), (8000, 2000, 0), 6_000_000),
    ("jiangzhou-bank", "合同通", date(2023, 3, 1), (7000, 3000, 0), 20_000_000),
    ("jiangzhou-guarantee", "同行保", date(2023, 3, 1), (4000, 2000, 4000), 15_000_000),
    ("harbour-canal", "Fleet Energy Loan", date(2025, 1, 1), (5000, 5000, 0), None),
    ("maoshan-rural-bank", "时令贷", date(2023, 3, 1), None, None),
)


def write_pools(script: Script, stage: Stage, days: Calendar) -> None:
    """The officer states the pool once, long after its first products."""
    script.add(days.local(-150, "10:00"), partial(_state, stage))


async def _state(stage: Stage) -> None:
    viewer = await stage.viewer(_OFFICER)
    db, clock = stage.db, stage.clock
    new = NewPool("市科技金融风险补偿资金池（演示）", None)
    pool_id = await state_pool(db, clock, viewer=viewer, new=new)
    for paid_on, amount in _MONEY:
        money = NewMoney(amount * FEN, paid_on, _MADE_UP)
        await state_money(db, clock, viewer=viewer, pool_id=pool_id, new=money)
    for provider, name, since, shares, most in _PRODUCTS:
        product_id = await state_product(
            db, clock, viewer=viewer, pool_id=pool_id, organisation_id=stage.body[provider], name=name
        )
        pool, bank, guarantor = shares or (None, None, None)
        terms = NewTerms(
            since,
            pool,
            bank,
            guarantor,
            None if most is None else most * FEN,
            _MADE_UP if shares else "条件未查到",
        )
        await state_terms(db, clock, viewer=viewer, pool_id=pool_id, product_id=product_id, new=terms)
