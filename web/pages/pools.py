"""The page of a risk-compensation pool: the outlook with all it rests on; its tables are in `pool_tables`."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import models
from matcher.pool_history import Measured
from models.entities.pools import Pool
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.pages.pool_chart import PoolChart, pool_chart
from web.pages.pool_tables import percent, rounded, shares_text
from web.pages.report_frame import ShownFigure, ShownPart
from web.services.pools import BANDS, Outlook, PoolView
from web.tables.answer import FileLinks


@dataclass(frozen=True, slots=True)
class RateField:
    """A rate to be assumed, with what was measured."""

    name: str
    label: str
    default: str
    measured: str


@dataclass(frozen=True, slots=True)
class ProductFields:
    """The assumptions of one product."""

    name: str
    lang: str
    repayment_field: str
    repayment: str
    rates: list[RateField]


@dataclass(frozen=True, slots=True)
class Example:
    """Terms of a product elsewhere, with their source."""

    name: str
    shares: str
    source: str


@dataclass(frozen=True, slots=True)
class OutlookShown:
    """What may come: the picture, the sentence, the assumptions."""

    answer: str
    warning: str
    chart: PoolChart
    fields: list[ProductFields]
    assumed: Mapping[str, str]
    recovery_measured: str
    notes: list[str]


@dataclass(frozen=True, slots=True)
class PoolPage:
    """`pool/show.html`; without a pool only the form for the first. `form_of` names the refused one."""

    title: str
    answer: str
    as_of: datetime
    is_now: bool
    here: str
    pools: list[tuple[str, str]]
    pool: Pool | None
    filters: Parsed[object]
    form: Parsed[object]
    form_of: str | None
    figures: list[ShownFigure]
    parts: list[ShownPart]
    outlook: OutlookShown | None
    meanings: list[tuple[str, str]]
    files: FileLinks | None
    products: list[tuple[str, str]]
    lenders: list[tuple[str, str]]
    records: list[tuple[str, str]]
    covered: list[tuple[str, str]]
    examples: list[Example]


@functools.cache
def _examples() -> tuple[dict[str, object], ...]:
    path = Path(models.__file__).parent / "reference" / "pool_examples.json"
    return tuple(json.loads(path.read_text(encoding="utf-8")))


def examples() -> list[Example]:
    """What is known of products elsewhere; what is not known says so."""
    lang = current_locale()
    found = []
    for row in _examples():
        known = isinstance(row["pool_bp"], int)
        shares = (
            shares_text(int(str(row["pool_bp"])), int(str(row["bank_bp"])), int(str(row["guarantor_bp"])))
            if known
            else gettext("not known")
        )
        found.append(Example(str(row[lang]), shares, str(row[f"source_{lang}"])))
    return found


def answer_of(view: PoolView) -> str:
    """The pool in a sentence with its numbers."""
    total = view.total
    said = ngettext(
        "The pool holds %(left)s and answers for %(risk)s of %(num)s record.",
        "The pool holds %(left)s and answers for %(risk)s of %(num)s records.",
        total.n,
        left=formats.money(view.left),
        risk=formats.money(total.at_risk),
    )
    unknown = (
        ngettext(
            "Of %(num)s record the terms are not known; it is in no sum.",
            "Of %(num)s records the terms are not known; they are in no sum.",
            total.n_unknown,
        )
        if total.n_unknown
        else ""
    )
    return formats.sentences(said, unknown)


def outlook_shown(view: PoolView, outlook: Outlook) -> OutlookShown:
    """The outlook with its picture and every assumption beside its field."""
    simulated, given = outlook.simulation, outlook.assumptions
    answer = gettext(
        "In the next %(months)s months calls of %(expected)s are expected; in the bad case %(bad)s.",
        months=given.horizon_months,
        expected=formats.money(rounded(simulated.total_expected)),
        bad=formats.money(rounded(simulated.total_bad)),
    )
    over = [m for m, bad in enumerate(simulated.called_bad.tolist(), 1) if bad > view.left]
    warning = (
        gettext("In the bad case calls pass what the pool holds in month %(month)s.", month=over[0])
        if over
        else ""
    )
    return OutlookShown(
        answer,
        warning,
        pool_chart(simulated, view.left),
        _product_fields(outlook),
        {
            "horizon": str(given.horizon_months),
            "runs": str(given.runs),
            "seed": str(given.seed),
            "recovery": percent(given.recovery_bp),
            "lag": str(given.recovery_lag_months),
            "correlation": percent(given.correlation_bp),
        },
        _recovery_measured(outlook),
        _notes(outlook),
    )


def _product_fields(outlook: Outlook) -> list[ProductFields]:
    edges = (0, *BANDS)
    found = []
    for (product, measured), assumed in zip(outlook.measured, outlook.assumptions.products, strict=True):
        rates = []
        for band, bp in enumerate(assumed.default_bp):
            ages = (
                gettext("months %(first)s to %(last)s", first=edges[band] + 1, last=edges[band + 1])
                if band + 1 < len(edges)
                else gettext("later than month %(last)s", last=edges[-1])
            )
            rates.append(RateField(f"d{product.id}_{band}", ages, percent(bp), _measured(measured[band])))
        found.append(
            ProductFields(product.name, product.lang, f"r{product.id}", str(assumed.repayment), rates)
        )
    return found


def _measured(found: Measured) -> str:
    counts = gettext(
        "%(defaults)s defaults in %(months)s loan months", defaults=found.n_defaults, months=found.n_months
    )
    if found.rate_bp is None:
        return gettext("not enough data: %(counts)s", counts=counts)
    return gettext("measured: %(rate)s %% (%(counts)s)", rate=percent(found.rate_bp), counts=counts)


def _recovery_measured(outlook: Outlook) -> str:
    found = outlook.recovery
    counts = ngettext("%(num)s call", "%(num)s calls", found.n_calls)
    if found.rate_bp is None:
        return gettext("not enough data: %(counts)s", counts=counts)
    return gettext("measured: %(rate)s %% (%(counts)s)", rate=percent(found.rate_bp), counts=counts)


def _notes(outlook: Outlook) -> list[str]:
    found = []
    if outlook.n_left_out:
        found.append(
            ngettext(
                "%(num)s record is left out: its terms are not known.",
                "%(num)s records are left out: their terms are not known.",
                outlook.n_left_out,
            )
        )
    if outlook.n_assumed_term:
        found.append(
            ngettext(
                "%(num)s record states no term; twelve months are assumed.",
                "%(num)s records state no term; twelve months are assumed.",
                outlook.n_assumed_term,
            )
        )
    return found
