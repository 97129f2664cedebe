"""Labels of the closed word lists and of the reference data, in the reader's language."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import models
from web.i18n import N_, current_locale, gettext

LABELS: dict[str, dict[str, str]] = {
    "role": {
        "founder": N_("Founder"),
        "juror": N_("Mentor and juror"),
        "provider": N_("Provider"),
        "organiser": N_("Organiser"),
        "space": N_("Space manager"),
        "officer": N_("Officer"),
        "admin": N_("Administrator"),
    },
    "audience": {
        "all": N_("All vetted providers"),
        "all_but": N_("All but those ticked"),
        "only": N_("Only those ticked"),
    },
    "list_order": {
        "fit": N_("By fit, with scores and reasons"),
        "date": N_("By date, without any score"),
    },
    "correction_kind": {
        "account": N_("My account"),
        "organisation": N_("An organisation of mine"),
        "pitch": N_("A pitch, or what was decided about it"),
        "event": N_("An event or a registration"),
        "meeting": N_("A meeting, or what was said of it"),
        "jury": N_("A sheet or comment of a jury"),
        "record": N_("A record of money, or a certificate"),
        "other": N_("Something else"),
    },
    "correction_outcome": {
        "corrected": N_("Corrected"),
        "noted": N_("Left as it is, with your words beside it"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn by yourself"),
    },
    "organisation": {
        "company": N_("Company or team"),
        "angel": N_("Angel"),
        "fund": N_("Fund"),
        "bank": N_("Bank"),
        "guarantor": N_("Guarantor"),
        "public_buyer": N_("Public buyer"),
        "space": N_("Host space"),
        "organiser": N_("Organising body"),
    },
    "category": {
        "youth": N_("Youth and students"),
        "executive": N_("Executives and serial founders"),
        "scientist": N_("Scientists and engineers"),
        "returnee": N_("Returnees from abroad"),
        "farmer": N_("Farmers"),
    },
    "stage": {
        "idea": N_("Idea"),
        "seed": N_("Seed"),
        "angel": N_("Angel round"),
        "pre-a": N_("Pre-A"),
        "a": N_("Series A"),
        "b": N_("Series B"),
    },
    "instrument": {
        "equity": N_("Equity"),
        "loan": N_("Loan"),
        "guarantee": N_("Guarantee"),
    },
    "pitch_status": {
        "draft": N_("Draft"),
        "submitted": N_("Submitted"),
        "returned": N_("Returned"),
        "approved": N_("Approved"),
        "withdrawn": N_("Withdrawn"),
    },
    "choice": {
        "interested": N_("Interested"),
        "later": N_("Later"),
        "no": N_("Not for me"),
    },
    "no_reason": {
        "too_early": N_("Too early"),
        "too_late": N_("Too late"),
        "sector": N_("Not my sector"),
        "place": N_("Not my place"),
        "amount": N_("Amount does not fit"),
        "team": N_("Team"),
        "market": N_("Market"),
        "conflict": N_("Conflict of interest"),
        "full": N_("I have no room now"),
        "other": N_("Another reason"),
    },
    "introduction_status": {
        "proposed": N_("Proposed"),
        "accepted": N_("Accepted"),
        "declined": N_("Declined"),
        "withdrawn": N_("Withdrawn"),
    },
    "event_kind": {
        "roadshow": N_("Roadshow"),
        "competition": N_("Competition"),
        "salon": N_("Salon"),
        "lecture": N_("Lecture"),
    },
    "event_status": {
        "draft": N_("Draft"),
        "published": N_("Published"),
        "cancelled": N_("Cancelled"),
    },
    "attendance": {
        "on_site": N_("On site"),
        "online": N_("Online"),
        "hybrid": N_("On site and online"),
    },
    "answer": {
        "pending": N_("No answer yet"),
        "accepted": N_("Accepted"),
        "declined": N_("Declined"),
    },
    "registration_status": {
        "registered": N_("Has a seat"),
        "waiting": N_("On the waiting list"),
        "cancelled": N_("Gave it up"),
    },
    "came": {
        "unknown": N_("not noted"),
        "present": N_("Came"),
        "absent": N_("Did not come"),
    },
    "reserve_status": {
        "waiting": N_("In reserve"),
        "offered": N_("Place offered"),
        "accepted": N_("Took the place"),
        "declined": N_("Declined the place"),
        "lapsed": N_("Did not answer in time"),
    },
    "block_kind": {
        "pitch": N_("Pitches on stage"),
        "meeting": N_("One-to-one meetings"),
        "break": N_("Break"),
    },
    "funding_kind": {
        "investment": N_("Investment"),
        "loan": N_("Loan"),
        "guarantee": N_("Guarantee"),
        "purchase": N_("Purchase"),
    },
    "verdict": {
        "first": N_("Certified"),
        "none": N_("No first"),
        "unknown": N_("No first is known"),
    },
    "first_because": {
        "earliest": N_("It is the earliest that counts."),
        "no_record": N_("No record of this kind that both sides confirmed counts."),
        "elsewhere": N_("The first happened elsewhere."),
        "bureau_has_record": N_("The credit bureau's report shows a loan before."),
        "bureau_unknown": N_(
            "Nothing is certified until a report of the credit bureau is stated that shows no loan before."
        ),
        "relation_unknown": N_(
            "Nobody has stated whether the provider is related to the founders, or the sides differ."
        ),
        "earlier_outside": N_("The earliest money lies outside the period that this definition speaks of."),
    },
    "revocation": {
        "earlier_record": N_("An earlier record counts now."),
        "record_gone": N_("The record behind it was corrected or voided."),
        "elsewhere": N_("The first happened elsewhere."),
        "facts": N_("What was stated since does not bear it out."),
        "merged": N_("The company has inherited an earlier first."),
        "passed_on": N_("Another company has inherited; a certificate of its own carries this one on."),
    },
    "succession_kind": {
        "registered": N_("The team was registered as this company"),
        "merged": N_("The company merged into this one"),
        "renamed": N_("The company goes on under this entry"),
    },
    "first_fact": {
        "none": N_("The credit bureau's report shows no loan of any kind, bill discounting included"),
        "some": N_("The credit bureau's report shows a loan"),
        "unrelated": N_("The provider is not related to the founders or their families"),
        "related": N_("The provider is related to the founders or their families"),
    },
    "stated_side": {
        "company": N_("the company"),
        "provider": N_("the provider"),
        "organiser": N_("the organising body"),
        "officer": N_("the city's officer"),
    },
    "first": {
        "investment": N_("First investment"),
        "loan": N_("First loan"),
        "guarantee": N_("First guarantee"),
        "purchase": N_("First purchase"),
    },
    "funding_instrument": {
        "priced_equity": N_("Priced equity"),
        "convertible_note": N_("Convertible note"),
        "safe": N_("SAFE"),
        "loan": N_("Loan contract"),
        "guarantee": N_("Letter of guarantee"),
        "purchase": N_("Purchase contract"),
    },
    "funding_status": {
        "proposed": N_("Waits for confirmation"),
        "confirmed": N_("Confirmed by both sides"),
        "disputed": N_("Disputed"),
        "expired": N_("Expired without an answer"),
        "withdrawn": N_("Withdrawn"),
        "voided": N_("Voided"),
        "corrected": N_("Corrected by a later record"),
    },
    "evidence_type": {
        "agreement": N_("Signed agreement"),
        "bank_slip": N_("Bank slip"),
        "register_extract": N_("Register extract"),
        "fund_registration": N_("Fund registration"),
        "drawdown_slip": N_("Drawdown slip"),
        "iou": N_("IOU"),
        "repayment_slip": N_("Repayment slip"),
        "guarantee_letter": N_("Letter of guarantee"),
        "contract": N_("Contract"),
        "acceptance_report": N_("Acceptance report"),
        "void_proof": N_("Proof that it is void"),
        "other": N_("Other document"),
    },
    "valuation_basis": {
        "pre": N_("Before the money"),
        "post": N_("After the money"),
    },
    "round": {
        "seed": N_("Seed round"),
        "angel": N_("Angel round"),
        "pre-a": N_("Pre-A round"),
        "a": N_("A round"),
        "b": N_("B round"),
        "later": N_("A later round"),
    },
    "rate_kind": {
        "fixed": N_("Fixed rate"),
        "lpr_1y": N_("One-year LPR plus or minus points"),
        "lpr_5y": N_("Five-year LPR plus or minus points"),
    },
    "security": {
        "none": N_("No security"),
        "ip": N_("Intellectual property"),
        "property": N_("Property"),
        "guarantee": N_("A guarantor"),
        "receivables": N_("Receivables"),
        "stock_pledge": N_("Pledge of shares"),
        "personal": N_("Personal liability"),
        "other": N_("Something else"),
    },
    # The same words, without the one that a guarantor cannot be asked for.
    "counter_guarantee": {
        "none": N_("No security"),
        "ip": N_("Intellectual property"),
        "property": N_("Property"),
        "receivables": N_("Receivables"),
        "stock_pledge": N_("Pledge of shares"),
        "personal": N_("Personal liability"),
        "other": N_("Something else"),
    },
    "production": {
        "yes": N_("For production"),
        "no": N_("For something else"),
        "unknown": N_("Not known"),
    },
    "linked_loan": {
        "record": N_("On record here"),
        "elsewhere": N_("Not on this platform"),
        "unknown": N_("Not known"),
    },
    "purchase_form": {
        "first": N_("Purchase of a finished product"),
        "ordered": N_("Order of a product still to be made"),
    },
    "movement": {
        "drawdown": N_("Drawdown"),
        "repayment": N_("Repayment"),
        "default": N_("Default"),
        "write_off": N_("Write-off"),
        "called": N_("Called from the guarantor"),
        "recovered": N_("Recovered"),
        "released": N_("Released"),
        "conversion": N_("Conversion into shares"),
        "exit": N_("Exit"),
    },
    "movement_status": {
        "proposed": N_("Waits"),
        "confirmed": N_("Confirmed by both sides"),
        "disputed": N_("Disputed"),
        "withdrawn": N_("Withdrawn"),
    },
    "tenancy_stage": {
        "nursery": N_("Nursery"),
        "incubator": N_("Incubator"),
        "accelerator": N_("Accelerator"),
    },
    "deal_level": {
        "observing": N_("Observing"),
        "considering": N_("Considering an amount"),
        "committed": N_("Committed"),
        "invested": N_("Invested"),
        "ended": N_("Deal ended"),
    },
    "deal_step": {
        "observing": N_("Observing"),
        "considering": N_("Considers"),
        "committed": N_("Committed, binding"),
        "withdrawn": N_("Commitment withdrawn"),
        "no": N_("Does not go on"),
        "ended": N_("Ended by the founder"),
        "still_looking": N_("Still looking, until"),
        "word": N_("A word"),
    },
    "deal_side": {
        "founder": N_("the founder's side"),
        "provider": N_("the provider's side"),
    },
    "deal_ground": {
        "meeting": N_("a meeting that both came to"),
        "introduction": N_("an introduction"),
        "interest": N_("the provider's interest"),
    },
    "item_state": {
        "open": N_("To do"),
        "done": N_("Done"),
        "not_needed": N_("Not needed"),
    },
    "item_part": {
        "standing": N_("Standing"),
        "company": N_("The company"),
        "papers": N_("Papers"),
        "loan": N_("For a loan"),
        "guarantee": N_("For a guarantee"),
        "purchase": N_("For a purchase"),
        "own": N_("Added by the two sides"),
    },
    "unit": {
        "yuan": N_("yuan"),
        "thousand": N_("thousand yuan"),
        "ten_thousand": N_("ten thousand yuan"),
    },
    "pool_way": {
        "in": N_("Paid in"),
        "out": N_("Taken out of the pool"),
    },
    "pool_repayment": {
        "at_end": N_("at the end"),
        "monthly": N_("in equal months"),
    },
    "membership": {
        "invited": N_("Invited"),
        "requested": N_("Asks to join"),
        "active": N_("Member"),
        "left": N_("Left"),
        "refused": N_("Refused"),
    },
    "import_status": {
        "preview": N_("Waits for your decision"),
        "queued": N_("Being imported"),
        "done": N_("Imported"),
        "refused": N_("Could not be imported"),
        "dropped": N_("Deleted"),
    },
    "import_fate": {
        "new": N_("New"),
        "changed": N_("Changes what is on record"),
        "same": N_("On record already"),
    },
    "language": {
        "zh": N_("Chinese"),
        "en": N_("English"),
    },
    "currency": {
        "CNY": N_("yuan"),
        "USD": N_("US dollar"),
        "EUR": N_("Euro"),
        "HKD": N_("Hong Kong dollar"),
        "GBP": N_("Pound sterling"),
        "SGD": N_("Singapore dollar"),
    },
}


@dataclass(frozen=True, slots=True)
class Term:
    """A sector or district with its name in both languages."""

    code: str
    zh: str
    en: str
    children: tuple[Term, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.zh if current_locale() == "zh" else self.en


@functools.cache
def reference(name: str) -> tuple[Term, ...]:
    """`sectors` (two levels) or `districts`."""
    path = Path(models.__file__).parent / "reference" / f"{name}.json"

    def term(row: dict[str, str | list[dict[str, str]]]) -> Term:
        children = row.get("children", [])
        return Term(
            str(row["code"]),
            str(row["zh"]),
            str(row["en"]),
            tuple(term(dict(c)) for c in children if isinstance(c, dict)),
        )

    return tuple(term(row) for row in json.loads(path.read_text(encoding="utf-8")))


@functools.cache
def sector_codes() -> tuple[str, ...]:
    """All codes of both levels, in their order."""
    return tuple(c for s in reference("sectors") for c in (s.code, *(k.code for k in s.children)))


@functools.cache
def leaf_sector_codes() -> tuple[str, ...]:
    """The second level, which a pitch names."""
    return tuple(k.code for s in reference("sectors") for k in s.children)


@functools.cache
def district_codes() -> tuple[str, ...]:
    """All districts, and elsewhere."""
    return tuple(d.code for d in reference("districts"))


@functools.cache
def _terms() -> dict[tuple[str, str], Term]:
    sectors = {("sector", t.code): t for s in reference("sectors") for t in (s, *s.children)}
    return sectors | {("district", d.code): d for d in reference("districts")}


def label(kind: str, code: object) -> str:
    """The name of a code of one list in the reader's language; "not known" for a missing one."""
    if code is None or code == "":
        return gettext("not known")
    key = str(code)
    if kind in ("sector", "district"):
        found = _terms().get((kind, key))
        return key if found is None else found.label
    return gettext(LABELS[kind][key])


def options(kind: str) -> list[tuple[str, str]]:
    """(code, label) pairs of a list for a select or radio field; sectors come as their second level."""
    if kind == "sector":
        return [(k.code, f"{s.label} · {k.label}") for s in reference("sectors") for k in s.children]
    if kind == "sector_any":
        return [
            pair
            for s in reference("sectors")
            for pair in ((s.code, s.label), *((k.code, f"{s.label} · {k.label}") for k in s.children))
        ]
    if kind == "district":
        return [(d.code, d.label) for d in reference("districts")]
    return [(code, gettext(text)) for code, text in LABELS[kind].items()]


@functools.cache
def sector_words() -> dict[str, tuple[str, ...]]:
    """The words by which a text tells its sector, by code of both levels; its names are among them."""
    path = Path(models.__file__).parent / "reference" / "sector_words.json"
    more: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        t.code: tuple(dict.fromkeys((t.zh, t.en.lower(), *more[t.code])))
        for s in reference("sectors")
        for t in (s, *s.children)
    }


@functools.cache
def leaf_sector_words() -> dict[str, tuple[str, ...]]:
    """Those of the second level, which a pitch names."""
    return {code: words for code, words in sector_words().items() if code in leaf_sector_codes()}


@functools.cache
def district_words() -> dict[str, tuple[str, ...]]:
    """The names of the districts, in Chinese also without what a district is called after its name."""
    return {
        d.code: tuple(dict.fromkeys((d.zh, _short(d.zh), d.en.lower())))
        for d in reference("districts")
        if d.code != "elsewhere"
    }


def _short(name: str) -> str:
    # 新区 alone may be anywhere; 京口 is here.
    bare = name.removesuffix("区").removesuffix("市")
    return name if bare.endswith("新") else bare
