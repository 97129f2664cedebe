"""The three named numbers of a pair, what each means, and how often such pairs came to something."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.ranking import Ranked
from web import formats
from web.i18n import gettext
from web.services.rankers import SIDES, InUse


@dataclass(frozen=True, slots=True)
class SideFit:
    """One of the three numbers of a pair: its name, its value, what it means and how it came true."""

    term: str
    value: str
    note: str


def side_fits(ranked: Ranked, in_use: InUse) -> list[SideFit]:
    """The three named numbers of a pair for the provider who reads them."""
    meanings = {
        "provider": gettext("how well it is what you look for"),
        "company": gettext("how far you can give what it needs"),
        "both": gettext("the mean of the two, which makes the order"),
    }
    names = {
        "provider": gettext("Fit for you"),
        "company": gettext("Fit for the company"),
        "both": gettext("Both together"),
    }
    fits = {"provider": ranked.fit_provider, "company": ranked.fit_company, "both": ranked.fit}
    return [
        SideFit(
            names[side],
            gettext("%(fit)s of 100", fit=formats.number(fits[side])),
            formats.semicolon().join(
                (meanings[side], _chance(side, in_use.calibration[side].share(fits[side])))
            ),
        )
        for side in SIDES
    ]


def chance_sentence(fit: float, in_use: InUse) -> str | None:
    """How often such pairs came to something; None where data is thin."""
    share = in_use.calibration["both"].share(fit)
    return None if share is None else _chance("both", share)


def _chance(side: str, share: float | None) -> str:
    if share is None:
        return gettext("not enough data for a probability")
    n = formats.number(100 * share)
    if side == "provider":
        return gettext("of 100 looked at with such a fit, about %(n)s met with interest", n=n)
    if side == "company":
        return gettext("of 100 introductions with such a fit, about %(n)s were accepted", n=n)
    return gettext(
        "of 100 looked at with such a fit, about %(n)s came to an introduction, a meeting or money", n=n
    )
