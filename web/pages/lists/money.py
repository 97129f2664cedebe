"""Lists about money, rules and learning: firsts, facts, rules, the ledger's heads, models, fairness."""

from __future__ import annotations

from typing import Any

from web.i18n import N_, gettext
from web.pages.claims import AdoptionsPage
from web.pages.fairness import FairnessPage
from web.pages.firsts import CompanyFirstsPage
from web.pages.learning import LearningPage
from web.pages.ledger import HeadsPage, OfficerLedgerPage
from web.pages.results import PublicResultsPage
from web.pages.rule_desk import ShelfPage
from web.pages.rules import RulesPage
from web.pages.subsidies import FactsPage
from web.tables.lists import Listing, ListTable, col, joined, one
from web.tables.table import Kind
from web.vocabulary import label


def _yes(said: object) -> str:
    return gettext("yes") if said else ""


_HEAD = (
    col(N_("Day"), lambda r: r.day, Kind.DAY),
    col(N_("Entry"), lambda r: r.seq, Kind.INTEGER),
    col(N_("Hash"), lambda r: r.hash),
    col(N_("Signed"), lambda r: r.signed_at, Kind.INSTANT),
    col(N_("Key"), lambda r: r.key_id),
    col(N_("Signature"), lambda r: r.signature),
)
_RULE = (
    col(N_("Code"), lambda r: r.code),
    col(N_("Rule"), lambda r: r.title),
    col(N_("Place"), lambda r: r.place),
    col(N_("Who is paid"), lambda r: r.beneficiary),
    col(N_("Amount"), lambda r: r.amount),
    col(N_("In force"), lambda r: r.span),
    col(N_("State"), lambda r: r.pill[1]),
    col(N_("Can be computed"), lambda r: _yes(r.computable)),
)


def _facts(page: FactsPage) -> list[tuple[Any, Any]]:
    return [(group, fact) for group in page.groups for fact in (*group.awaited, *group.others)]


LISTS = {
    CompanyFirstsPage: one(
        "firsts",
        N_("Firsts"),
        lambda page: page.rows,
        col(N_("Kind"), lambda r: r.kind),
        col(N_("Verdict"), lambda r: r.verdict),
        col(N_("Why"), lambda r: r.why),
        col(N_("Certificate"), lambda r: r.certificate and r.certificate.number),
        col(N_("Provider"), lambda r: r.certificate and r.certificate.provider_name),
        col(N_("Amount"), lambda r: r.certificate and r.certificate.amount, Kind.MONEY),
        col(N_("Effective on"), lambda r: r.certificate and r.certificate.effective_on, Kind.DAY),
    ),
    HeadsPage: one("ledger-heads", N_("Daily heads of the ledger"), lambda page: page.heads, *_HEAD),
    OfficerLedgerPage: one(
        "ledger-heads", N_("Daily heads of the ledger"), lambda page: page.state.heads, *_HEAD
    ),
    FactsPage: one(
        "facts",
        N_("Declared facts"),
        _facts,
        col(N_("About"), lambda r: r[0].title),
        col(N_("Record number"), lambda r: r[0].record_id, Kind.INTEGER),
        col(N_("Fact"), lambda r: r[1].label),
        col(N_("Now"), lambda r: r[1].now or None),
        col(N_("Source"), lambda r: r[1].source or None),
        col(N_("Awaited by"), lambda r: joined(r[1].awaited) or None),
        col(N_("Used by"), lambda r: joined(r[1].used) or None),
        col(N_("Contested"), lambda r: _yes(r[1].contested)),
    ),
    RulesPage: Listing(
        "rules",
        (
            ListTable("own", N_("Rules of this place"), lambda page: page.own, _RULE),
            ListTable("others", N_("Rules of other places"), lambda page: page.others, _RULE),
        ),
    ),
    ShelfPage: one(
        "rules",
        N_("Rules that pay"),
        lambda page: page.rows,
        col(N_("Code"), lambda r: r.code),
        col(N_("Rule"), lambda r: r.title),
        col(N_("State"), lambda r: r.pill[1]),
        col(N_("Has a draft"), lambda r: _yes(r.draft)),
    ),
    AdoptionsPage: one(
        "adopted-rules",
        N_("Rules that pay"),
        lambda page: page.rows,
        col(N_("Code"), lambda r: r.code),
        col(N_("Rule"), lambda r: r.title),
        col(N_("Place"), lambda r: r.place),
        col(N_("Adopted"), lambda r: _yes(r.adopted)),
        col(N_("Can be computed"), lambda r: _yes(r.computable)),
    ),
    PublicResultsPage: one(
        "results",
        N_("Firsts by district and year"),
        lambda page: [(row, kind) for row in page.rows for kind in row.counts],
        col(N_("District"), lambda r: r[0].district),
        col(N_("Year"), lambda r: str(r[0].year)),
        col(N_("Kind"), lambda r: label("funding_kind", r[1])),
        col(N_("Number of firsts"), lambda r: r[0].counts[r[1]], Kind.INTEGER),
    ),
    LearningPage: Listing(
        "learning",
        (
            ListTable(
                "weights",
                N_("Weights"),
                lambda page: page.weights,
                (
                    col(N_("Part"), lambda r: r.label),
                    col(N_("Now"), lambda r: r.now),
                    col(N_("Stated"), lambda r: r.stated),
                    col(N_("Times"), lambda r: r.times),
                ),
            ),
            ListTable(
                "comparisons",
                N_("Comparisons"),
                lambda page: page.comparisons,
                (
                    col(N_("Order"), lambda r: r.label),
                    col(N_("nDCG"), lambda r: r.ndcg),
                    col(N_("Pairs in order"), lambda r: r.pairs),
                    col(N_("Difference"), lambda r: r.difference),
                    col(N_("Lists"), lambda r: r.n_lists, Kind.INTEGER),
                ),
            ),
            ListTable(
                "models",
                N_("Models"),
                lambda page: page.models,
                (
                    col(N_("Version"), lambda r: r.version),
                    col(N_("Recipe"), lambda r: r.recipe),
                    col(N_("Made"), lambda r: r.made_at, Kind.INSTANT),
                    col(N_("Learned from"), lambda r: r.learned_from),
                    col(N_("In use"), lambda r: _yes(r.in_use)),
                ),
            ),
        ),
    ),
    FairnessPage: one(
        "fairness",
        N_("Fair chances"),
        lambda page: [(table, row) for table in page.tables for row in table.rows],
        col(N_("Table"), lambda r: r[0].caption),
        col(N_("Group"), lambda r: r[1].group),
        col(N_("Pitches"), lambda r: r[1].n_pitches),
        col(N_("Share of pitches"), lambda r: r[1].pitch_share),
        col(N_("Share of exposure"), lambda r: r[1].exposure_share),
        col(N_("Ratio"), lambda r: r[1].ratio),
        col(N_("Interval"), lambda r: r[1].interval),
    ),
}
