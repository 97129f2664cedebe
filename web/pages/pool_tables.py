"""A risk-compensation pool as figures and tables, for its page and its files alike; the page is `pools`."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.pool import Simulation
from models.entities.pools import PoolTerms
from web.i18n import N_, gettext
from web.pages.report_frame import Built, Figure, Line, Part, meaning
from web.services.pools import ZONE, Covered, Outlook, PoolView, Sums
from web.tables.table import Both, Column, Kind, Meaning, Share, both, in_both
from web.vocabulary import label


def percent(bp: int | None) -> str:
    """Basis points as a person would type them, in percent."""
    if bp is None:
        return ""
    whole, part = divmod(bp, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def shares_words(terms: PoolTerms | None) -> str:
    """Who bears how much: `8:2`, or in percent where tenths do not say it."""
    if terms is None or terms.pool_bp is None:
        return gettext("not known")
    return shares_text(terms.pool_bp, terms.bank_bp or 0, terms.guarantor_bp or 0)


def shares_text(pool: int, bank: int, guarantor: int) -> str:
    """Shares in tenths where they are, else in percent; a guarantor without a share is not named."""
    all_of = [pool, bank, *([guarantor] if guarantor else [])]
    if all(bp % 1000 == 0 for bp in all_of):
        return ":".join(str(bp // 1000) for bp in all_of)
    return " : ".join(f"{percent(bp)} %" for bp in all_of)


def pool_built(view: PoolView, outlook: Outlook, to_record: Mapping[int, str]) -> Built:
    """The pool as figures and tables, for the page and for files alike."""
    total, simulated = view.total, outlook.simulation
    figures = [
        Figure(N_("Held by the pool"), money=view.left, rows="money"),
        Figure(N_("Exposure: the pool's part of what is owed"), money=total.at_risk, rows="products"),
        Figure(N_("Records covered"), n=total.n, rows="records"),
        Figure(N_("Called: the pool's part"), money=total.called, rows="records"),
        Figure(N_("Recovered: the pool's part"), money=total.recovered, rows="records"),
        Figure(N_("Compensation rate"), share=Share(total.called, total.covered), rows="records"),
        Figure(N_("Expected calls ahead"), money=rounded(simulated.total_expected), rows="outlook"),
        Figure(N_("Calls ahead in the bad case"), money=rounded(simulated.total_bad), rows="outlook"),
    ]
    title = in_both(lambda: gettext("Risk-compensation pool: %(name)s", name=view.pool.name))
    parts = [
        _products(view),
        _terms(view),
        _group("banks", N_("Exposure by bank and guarantor"), N_("Bank or guarantor"), view.by_provider),
        _group("districts", N_("Exposure by district"), N_("District"), _districts(view.by_district)),
        _outlook_part(simulated),
        _records(view, to_record),
        _money(view),
    ]
    return Built(title, figures, parts, _meanings(), _assumption_meanings(outlook))


def _districts(groups: list[Sums]) -> list[Sums]:
    return [
        Sums(
            label("district", g.label),
            None,
            g.n,
            g.n_unknown,
            g.covered,
            g.at_risk,
            g.called,
            g.recovered,
            g.outstanding,
            None,
        )
        for g in groups
    ]


def _products(view: PoolView) -> Part:
    columns = (
        Column("product", N_("Product")),
        Column("provider", N_("Bank or guarantor")),
        Column("shares", N_("Pool : bank : guarantor, now")),
        Column("n", N_("Records"), Kind.INTEGER),
        Column("unknown", N_("Of them terms not known"), Kind.INTEGER),
        Column("outstanding", N_("Outstanding in whole"), Kind.MONEY),
        Column("limit", N_("May be outstanding"), Kind.MONEY),
        Column("room", N_("Head-room"), Kind.MONEY),
        Column("risk", N_("Exposure of the pool"), Kind.MONEY),
        Column("called", N_("Called"), Kind.MONEY),
        Column("recovered", N_("Recovered"), Kind.MONEY),
    )
    today = view.as_of.astimezone(ZONE).date()
    lines = [
        Line(
            (
                product.name,
                product.provider_name,
                shares_words(product.terms_on(today)),
                sums.n,
                sums.n_unknown,
                sums.outstanding,
                sums.most_outstanding,
                sums.room,
                sums.at_risk,
                sums.called,
                sums.recovered,
            ),
            lang=product.lang,
        )
        for product, sums in zip(view.products, view.by_product, strict=True)
    ]
    return Part(
        "products",
        both(N_("Products of the pool")),
        columns,
        lines,
        empty=gettext("The pool answers for no product yet."),
    )


def _terms(view: PoolView) -> Part:
    columns = (
        Column("product", N_("Product")),
        Column("provider", N_("Bank or guarantor")),
        Column("since", N_("In force since"), Kind.DAY),
        Column("shares", N_("Pool : bank : guarantor")),
        Column("limit", N_("May be outstanding"), Kind.MONEY),
        Column("source", N_("Source")),
        Column("stated_by", N_("Stated by")),
        Column("stated_at", N_("Stated at"), Kind.INSTANT),
    )
    lines = [
        Line(
            (
                product.name,
                product.provider_name,
                terms.since,
                shares_words(terms),
                terms.most_outstanding,
                terms.source,
                terms.stated_by_name,
                terms.stated_at,
            ),
            lang=product.lang,
        )
        for product in view.products
        for terms in product.terms
    ]
    return Part(
        "terms",
        both(N_("Terms, the latest first")),
        columns,
        lines,
        empty=gettext("No terms are stated yet."),
    )


def _group(key: str, title: str, head: str, groups: list[Sums]) -> Part:
    columns = (
        Column("name", head),
        Column("n", N_("Records"), Kind.INTEGER),
        Column("unknown", N_("Of them terms not known"), Kind.INTEGER),
        Column("outstanding", N_("Outstanding in whole"), Kind.MONEY),
        Column("risk", N_("Exposure of the pool"), Kind.MONEY),
        Column("called", N_("Called"), Kind.MONEY),
        Column("recovered", N_("Recovered"), Kind.MONEY),
    )
    lines = [
        Line((g.label, g.n, g.n_unknown, g.outstanding, g.at_risk, g.called, g.recovered), lang=g.lang)
        for g in groups
    ]
    return Part(key, both(title), columns, lines, empty=gettext("The pool answers for no record yet."))


def _records(view: PoolView, to_record: Mapping[int, str]) -> Part:
    columns = (
        Column("company", N_("Company")),
        Column("product", N_("Product")),
        Column("how", N_("Why it is covered")),
        Column("value_on", N_("Value date"), Kind.DAY),
        Column("shares", N_("Pool : bank : guarantor, that day")),
        Column("amount", N_("Amount"), Kind.MONEY),
        Column("at_risk", N_("Outstanding in whole"), Kind.MONEY),
        Column("risk", N_("Exposure of the pool"), Kind.MONEY),
        Column("called", N_("Called"), Kind.MONEY),
        Column("recovered", N_("Recovered"), Kind.MONEY),
    )
    return Part(
        "records",
        both(N_("The records behind these numbers")),
        columns,
        [_record_line(c, to_record) for c in view.book],
        empty=gettext("The pool answers for no record yet."),
    )


def _record_line(one: Covered, to_record: Mapping[int, str]) -> Line:
    r = one.record
    return Line(
        (
            r.company_name,
            one.product.name,
            gettext("an officer's word") if r.by_hand else gettext("the product that the record names"),
            r.value_on,
            shares_words(one.terms),
            r.amount,
            r.at_risk,
            one.part(r.at_risk),
            one.part(r.called),
            one.part(r.recovered),
        ),
        to_record.get(r.record_id),
        r.company_lang,
    )


def _money(view: PoolView) -> Part:
    columns = (
        Column("paid_on", N_("Day"), Kind.DAY),
        Column("amount", N_("Paid in, or taken out below nothing"), Kind.MONEY),
        Column("source", N_("Source")),
        Column("stated_by", N_("Stated by")),
        Column("stated_at", N_("Stated at"), Kind.INSTANT),
    )
    lines = [Line((m.paid_on, m.amount, m.source, m.stated_by_name, m.stated_at)) for m in view.money]
    return Part(
        "money", both(N_("What was paid in")), columns, lines, empty=gettext("Nothing was paid in yet.")
    )


def _outlook_part(simulated: Simulation) -> Part:
    columns = (
        Column("month", N_("Month"), Kind.INTEGER),
        Column("exposure", N_("Exposure expected then"), Kind.MONEY),
        Column("exact", N_("Calls so far, computed"), Kind.MONEY),
        Column("expected", N_("Calls so far, mean of the runs"), Kind.MONEY),
        Column("quantile", N_("Calls so far, all but one run in twenty"), Kind.MONEY),
        Column("bad", N_("Calls so far, bad case"), Kind.MONEY),
        Column("recovered", N_("Back so far, mean of the runs"), Kind.MONEY),
    )
    rows = zip(
        simulated.exposure_expected.tolist(),
        simulated.called_exact.tolist(),
        simulated.called_expected.tolist(),
        simulated.called_quantile.tolist(),
        simulated.called_bad.tolist(),
        simulated.recovered_expected.tolist(),
        strict=True,
    )
    lines = [Line((month, *map(rounded, row))) for month, row in enumerate(rows, 1)]
    note = gettext("Simulated amounts are rounded to 100 yuan.")
    return Part("outlook", both(N_("Month by month")), columns, lines, note)


def rounded(minor: int) -> int:
    """A simulated amount to 100 元, halves up: it says no more than that."""
    return (minor + 5_000) // 10_000 * 10_000


def _meanings() -> tuple[Meaning, ...]:
    return (
        meaning(
            N_("Exposure"),
            N_(
                "What is owed and was not defaulted on, times the pool's share that held on the day of the "
                "money. A guarantee whose loan is covered as well does not count a second time."
            ),
        ),
        meaning(
            N_("Called"),
            N_(
                "For a loan what was defaulted on, and what was written off without a default; for a "
                "guarantee what was called on the guarantor; times the pool's share. Only what both sides "
                "confirmed counts."
            ),
        ),
        meaning(
            N_("Recovered"),
            N_("What was repaid of what had been defaulted on; for a guarantee what the guarantor got back."),
        ),
        meaning(
            N_("Compensation rate"),
            N_("Called, divided by all amounts covered so far, both in the pool's part."),
        ),
        meaning(
            N_("Bad case"),
            N_("The mean of the worst twentieth of the runs at that month; never below the expected."),
        ),
        meaning(
            N_("Head-room"),
            N_("What may be outstanding under the terms in force, less what is. Not known without a limit."),
        ),
    )


def _assumption_meanings(outlook: Outlook) -> tuple[Meaning, ...]:
    given = outlook.assumptions
    rows = [
        (N_("Months ahead"), str(given.horizon_months)),
        (N_("Runs"), str(given.runs)),
        (N_("Random seed"), str(given.seed)),
        (N_("Comes back of a call"), f"{percent(given.recovery_bp)} %"),
        (N_("Months until it comes back"), str(given.recovery_lag_months)),
        (N_("Common factor's part"), f"{percent(given.correlation_bp)} %"),
    ]
    found = [Meaning(both(name), Both(value, value)) for name, value in rows]
    for (product, _), assumed in zip(outlook.measured, given.products, strict=True):
        rates = " / ".join(f"{percent(bp)} %" for bp in assumed.default_bp)

        def said(name: str = product.name) -> str:
            return gettext("Defaults a month, %(product)s, by age", product=name)

        found.append(Meaning(in_both(said), Both(rates, rates)))
    return tuple(found)
