"""Figures of what was learned as a page shows them: weights, comparisons, places, reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.calibration import LEAST_OF_EACH, LEAST_OUTCOMES, Bin, Calibration
from matcher.feedback import BUCKETS
from web import formats
from web.i18n import N_, gettext
from web.reasons import GROUP_LABELS
from web.services.learning import GroupWeight

RECIPES = {
    "stated": N_("Stated weights"),
    "everyone": N_("Weights that everybody's answers moved"),
    "personal": N_("Weights that everybody's answers moved, with each provider's own taste"),
    "trees": N_("Boosted trees"),
}
_SIDE_NAMES = {
    "provider": N_("Fit for the provider"),
    "company": N_("Fit for the company"),
    "both": N_("Both together"),
}
_SIDE_OUTCOMES = {
    "provider": N_("What happened: the provider was interested, of the pitches that it looked at."),
    "company": N_("What happened: the founder accepted, of the introductions that were answered."),
    "both": N_("What happened: an introduction, a meeting or money, of the pitches that were looked at."),
}


@dataclass(frozen=True, slots=True)
class Count:
    """A bar with its number."""

    label: str
    n: float
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class WeightRow:
    """One group: what it weighs now, where the stated weight stands, and both in words."""

    label: str
    width: float
    mark: float
    now: str
    stated: str
    times: str


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One recipe against the model then in use."""

    label: str
    ndcg: str
    pairs: str
    difference: str
    n_lists: int


@dataclass(frozen=True, slots=True)
class Dot:
    """One bin in the plot, in per cent from the left and from above; the reach is its interval."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class BinRow:
    """The same bin in words."""

    fits: str
    n: str
    foretold: str
    observed: str
    interval: str


@dataclass(frozen=True, slots=True)
class Plot:
    """How one side's fits came true; without dots where data is thin."""

    side: str
    label: str
    outcome: str
    known: str
    dots: list[Dot]
    rows: list[BinRow]


def weight_rows(weights: Sequence[GroupWeight]) -> list[WeightRow]:
    """The groups' weights on one scale."""
    reach = max([1.0, *(max(one.now, one.stated) for one in weights)])
    return [
        WeightRow(
            gettext(GROUP_LABELS[one.group]),
            round(100 * one.now / reach, 2),
            round(100 * one.stated / reach, 2),
            formats.number(one.now, 2),
            formats.number(one.stated, 2),
            formats.number(one.times, 2),
        )
        for one in weights
    ]


def plot(side: str, curve: Calibration) -> Plot:
    """Foretold against observed."""
    known = gettext(
        "%(n)s outcomes are known, %(true)s of them came true.",
        n=formats.number(curve.n),
        true=formats.number(curve.n_true),
    )
    return Plot(
        side,
        gettext(_SIDE_NAMES[side]),
        gettext(_SIDE_OUTCOMES[side]),
        known,
        [_dot(one) for one in curve.bins],
        [_bin_row(one) for one in curve.bins],
    )


def thin_sentence() -> str:
    """The rule by which data is thin."""
    return gettext(
        "Not enough data: a probability is told from %(n)s known outcomes on, with %(each)s of either kind.",
        n=LEAST_OUTCOMES,
        each=LEAST_OF_EACH,
    )


def comparison_row(recipe: str, told: Mapping[str, float | None]) -> ComparisonRow:
    """A recipe's figures beside those of the model in use."""

    def shown(name: str, *, signed: bool = False) -> str:
        value = told[name]
        if value is None:
            return gettext("not known")
        sign = "+" if signed and value > 0 else ""
        return f"{sign}{formats.number(value, 3)}".replace("-", "−")

    return ComparisonRow(
        gettext(RECIPES[recipe]),
        gettext("%(new)s against %(now)s", new=shown("ndcg_new"), now=shown("ndcg_now")),
        gettext("%(new)s against %(now)s", new=shown("pairs_new"), now=shown("pairs_now")),
        gettext(
            "%(difference)s (%(low)s to %(high)s)",
            difference=shown("difference", signed=True),
            low=shown("low", signed=True),
            high=shown("high", signed=True),
        ),
        int(told["n_lists"] or 0),
    )


def place_shares(shares: Sequence[float]) -> list[Count]:
    """How often each bucket of places is looked at."""
    ends = [*(start - 1 for start in BUCKETS[1:]), None]
    found = []
    for first, last, share in zip(BUCKETS, ends, shares, strict=False):
        name = f"{first}+" if last is None else f"{first}" if first == last else f"{first}–{last}"
        found.append(Count(gettext("Place %(n)s", n=name), 100 * share, f"{formats.number(100 * share)} %"))
    return found


def _dot(one: Bin) -> Dot:
    return Dot(
        round(100 * one.foretold, 2),
        round(100 - 100 * one.observed, 2),
        round(100 - 100 * one.observed_high, 2),
        round(100 - 100 * one.observed_low, 2),
    )


def _bin_row(one: Bin) -> BinRow:
    def percent(share: float) -> str:
        return f"{formats.number(100 * share)} %"

    return BinRow(
        f"{formats.number(one.low)}–{formats.number(one.high)}",
        formats.number(one.n),
        percent(one.foretold),
        percent(one.observed),
        f"{percent(one.observed_low)}–{percent(one.observed_high)}",
    )
