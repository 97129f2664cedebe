"""The facts of one case with where each came from: the ledger first, then what the parties declare.

What the ledger alone knows is in `ledger_facts.py`; how a fact is declared in `declared_facts.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matcher.eligibility import VOCABULARY, About, Fact, FactKind
from matcher.eligibility.facts import Value, fits
from models.entities.claims import DeclaredFact
from models.entities.subsidy_rules import LedgerDeal
from web.services.ledger_facts import facts_of_deal

# What the ledger or the calendar says, and nobody can declare.
_GIVEN = frozenset(
    {
        "instrument",
        "evidence",
        "host_space",
        "first_of_kind",
        "investment_amount",
        "paid_in_on",
        "held_until",
        "loan_principal",
        "drawn_on",
        "drawn_amount",
        "used_until",
        "guaranteed_amount",
        "provider_kind",
        "claimed_on",
        "judged_on",
    }
)
_ABOUT = (About.DEAL, About.COMPANY, About.PROVIDER)
DECLARABLE = {name: s for name, s in VOCABULARY.items() if s.about in _ABOUT and name not in _GIVEN}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from; `declared_id` and what follows only where a party declared it."""

    source: str
    record_id: int | None = None
    declared_id: int | None = None
    organisation_id: int | None = None
    organisation_name: str = ""
    person_name: str = ""
    text: str = ""
    lang: str = ""
    stated_at: datetime | None = None
    has_file: bool = False


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact as the engine takes it, with its origin."""

    fact: Fact
    origin: Origin


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that is known of a case; what the two sides declare differently is not known."""

    known: Mapping[str, KnownFact]
    contested: frozenset[str] = frozenset()

    def facts(self) -> dict[str, Fact]:
        """As the engine takes them."""
        return {name: one.fact for name, one in self.known.items()}


def facts_of_case(deal: LedgerDeal, declared: Iterable[DeclaredFact], today: date) -> CaseFacts:
    """What is known of a deal on a day: by the ledger, and where it says nothing by the parties."""
    ledger = facts_of_deal(deal, today)
    known = {name: KnownFact(fact, Origin(fact.source, deal.record_id)) for name, fact in ledger.items()}
    said: dict[str, list[DeclaredFact]] = defaultdict(list)
    for one in declared:
        if one.fact in DECLARABLE and one.fact not in known and _speaks_of(one, deal):
            said[one.fact].append(one)
    contested = set()
    for name, words in said.items():
        values = {repr(value_from(name, w.value)) for w in words}
        if len(values) > 1:
            contested.add(name)
        elif (found := known_by(words[-1])) is not None:
            known[name] = found
    return CaseFacts(known, frozenset(contested))


def known_by(said: DeclaredFact) -> KnownFact | None:
    """A declared fact with its origin; None where its value is not of the fact's kind."""
    value = value_from(said.fact, said.value)
    if value is None:
        return None
    origin = Origin(
        "declared",
        said.record_id,
        said.id,
        said.organisation_id,
        said.organisation_name,
        said.declared_by_name,
        said.source,
        said.lang,
        said.declared_at,
        said.filename is not None,
    )
    return KnownFact(Fact(value, "declared", said.as_of), origin)


def _speaks_of(said: DeclaredFact, deal: LedgerDeal) -> bool:
    """Each party speaks of itself; of a deal both may speak."""
    match DECLARABLE[said.fact].about:
        case About.COMPANY:
            return said.record_id is None and said.organisation_id == deal.company_id
        case About.PROVIDER:
            return said.record_id is None and said.organisation_id in (deal.provider_id, deal.creditor_id)
        case _:
            return said.record_id == deal.record_id and said.organisation_id in parties_of(deal)


def parties_of(deal: LedgerDeal) -> set[int]:
    """The organisations that a deal is between."""
    return {int(i) for i in (deal.company_id, deal.provider_id, deal.creditor_id) if i is not None}


def who_can_say(name: str, deal: LedgerDeal) -> tuple[tuple[int, str], ...]:
    """The parties (id and name) that can supply a fact; none where it is the ledger's alone."""
    spec = DECLARABLE.get(name)
    if spec is None:
        return ()
    company = (int(deal.company_id), deal.company_name)
    providers = [(int(deal.provider_id), deal.provider_name)]
    if deal.creditor_id is not None:
        providers.append((int(deal.creditor_id), deal.creditor_name or ""))
    if spec.about is About.COMPANY:
        return (company,)
    if spec.about is About.PROVIDER:
        return tuple(providers)
    return (company, *providers)


# ---------------------------------------------------------------- as plain data


def value_data(value: Value) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def value_from(name: str, data: Any) -> Value | None:
    """The value that `value_data` made, or None where it is not of the fact's kind."""
    spec = VOCABULARY.get(name)
    if spec is None:
        return None
    kind, value = spec.kind, data
    if kind is FactKind.DATE and isinstance(data, str):
        try:
            value = date.fromisoformat(data)
        except ValueError:
            return None
    elif isinstance(data, list):
        value = tuple(data)
    return value if fits(kind, value) else None


def freeze(case: CaseFacts, names: Sequence[str]) -> dict[str, Any]:
    """The facts of these names as plain data, to be kept with a claim; no person's name is among them."""
    return {name: _frozen(case.known[name]) for name in names if name in case.known}


def _frozen(one: KnownFact) -> dict[str, Any]:
    o = one.origin
    data: dict[str, Any] = {
        "value": value_data(one.fact.value),
        "source": one.fact.source,
        "on": None if one.fact.on is None else one.fact.on.isoformat(),
        "record_id": o.record_id,
    }
    if o.declared_id is not None:
        data["declared"] = {
            "id": o.declared_id,
            "organisation_id": o.organisation_id,
            "text": o.text,
            "lang": o.lang,
            "stated_at": None if o.stated_at is None else o.stated_at.isoformat(),
            "has_file": o.has_file,
        }
    return data


def declared_ids(frozen: Mapping[str, Any]) -> list[int]:
    """The declared facts among those that a claim has kept."""
    return [data["declared"]["id"] for data in frozen.values() if "declared" in data]


def thaw(frozen: Mapping[str, Any], speakers: Mapping[int, tuple[str, str]]) -> CaseFacts:
    """The facts that a claim has kept, with the names that the parties have now."""
    known = {}
    for name, data in frozen.items():
        value = value_from(name, data["value"])
        if value is None:
            continue
        on = None if data["on"] is None else date.fromisoformat(data["on"])
        said = data.get("declared") or {}
        stated_at = said.get("stated_at")
        origin = Origin(
            data["source"],
            data["record_id"],
            said.get("id"),
            said.get("organisation_id"),
            *speakers.get(said.get("id", 0), ("", "")),
            said.get("text", ""),
            said.get("lang", ""),
            None if stated_at is None else datetime.fromisoformat(stated_at),
            said.get("has_file", False),
        )
        known[name] = KnownFact(Fact(value, data["source"], on), origin)
    return CaseFacts(known)
