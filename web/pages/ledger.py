"""Pages of the chain: the heads for everybody, and how it stands for the officer."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.chain import Check, Head
from web import formats
from web.i18n import gettext, ngettext
from web.ledger_words import finding_sentence, kept_finding
from web.services.ledger_heads import LedgerState


@dataclass(frozen=True, slots=True)
class HeadsPage:
    """`ledger/heads.html`."""

    title: str
    answer: str
    heads: list[Head]


@dataclass(frozen=True, slots=True)
class OfficerLedgerPage:
    """`ledger/officer.html`."""

    title: str
    answer: str
    state: LedgerState
    findings: list[str]
    # Findings that were counted and not kept in full.
    n_more: int


def heads_page(heads: list[Head]) -> HeadsPage:
    """The heads of the last days."""
    answer = (
        gettext(
            "The latest signed head is that of %(day)s: %(num)s entries.",
            day=formats.date(heads[0].day),
            num=formats.number(heads[0].seq),
        )
        if heads
        else gettext("No day of the ledger has been signed yet.")
    )
    return HeadsPage(gettext("Heads of the ledger"), answer, heads)


def officer_page(state: LedgerState) -> OfficerLedgerPage:
    """How long the chain is and whether it holds."""
    n_entries = state.tip.seq if state.tip is not None else 0
    entries = ngettext("%(num)s entry is sealed.", "%(num)s entries are sealed.", n_entries)
    kept = state.check.findings if state.check is not None else []
    return OfficerLedgerPage(
        gettext("Ledger"),
        formats.sentences(entries, check_sentence(state.check)),
        state,
        [finding_sentence(kept_finding(row)) for row in kept],
        state.check.n_findings - len(kept) if state.check is not None else 0,
    )


def check_sentence(check: Check | None) -> str:
    """What the last look over the whole found, in a sentence."""
    if check is None:
        return gettext("The whole ledger has not been looked over yet; the worker does so every night.")
    when = formats.datetime(check.began_at)
    if check.n_findings == 0:
        return gettext("Everything was reckoned anew on %(when)s, and all of it fits.", when=when)
    return ngettext(
        "Everything was reckoned anew on %(when)s, and %(num)s thing does not fit.",
        "Everything was reckoned anew on %(when)s, and %(num)s things do not fit.",
        check.n_findings,
        when=when,
    )
