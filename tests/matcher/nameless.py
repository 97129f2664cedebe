"""Investors and companies that nobody has named."""

from __future__ import annotations

import numpy as np

from matcher.deal_names import Namesakes, namesakes
from matcher.deals import Floats, InvestorColumns


def strangers(n: int) -> Namesakes:
    """None of n has the name of another."""
    return namesakes([None] * n)


def nameless(n: int, person: Floats | None = None) -> InvestorColumns:
    """n firms, or persons where `person` is 1."""
    return InvestorColumns(np.zeros(n, np.float32) if person is None else person, strangers(n))
