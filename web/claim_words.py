"""Cases and claims in words: where they stand, what each condition rests on, how the amount came about.

The words of rules themselves are in `rule_words.py`, those of facts in `fact_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from matcher.eligibility import VOCABULARY, CapLine, FactKind, Outcome
from matcher.eligibility.conditions import Line
from models.entities.claims import Claim, ClaimStatus, ClaimStep
from models.entities.subsidy_rules import LedgerDeal
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from web import formats
from web.fact_words import fact_name, fact_words
from web.i18n import N_, current_locale, gettext
from web.rule_words import SCOPES, cap_words, condition_words, said, step_words, verdict_pill
from web.services.rule_facts import CaseFacts, Origin
from web.services.subsidies import Case, Standing
from web.vocabulary import label

STANDINGS = {
    Standing.DUE: ("good", N_("Can be claimed")),
    Standing.UNDECIDED: ("attention", N_("Undecided")),
    Standing.CLAIMED: ("information", N_("Claimed")),
    Standing.OPEN: ("good", N_("Met, without a sum")),
    Standing.USED_UP: ("bad", N_("Limit used up")),
    Standing.NOT_MET: ("neutral", N_("Not fulfilled")),
    Standing.UNSTATED: ("attention", N_("Rule not fully known")),
    Standing.EXAMPLE: ("neutral", N_("Example only")),
}
STATUSES = {
    ClaimStatus.CLAIMED: ("attention", N_("Waits for review")),
    ClaimStatus.UNDER_REVIEW: ("attention", N_("Under review")),
    ClaimStatus.GRANTED: ("good", N_("Granted, not paid yet")),
    ClaimStatus.REFUSED: ("bad", N_("Refused")),
    ClaimStatus.WITHDRAWN: ("neutral", N_("Withdrawn by the applicant")),
    ClaimStatus.PAID: ("good", N_("Paid")),
    ClaimStatus.CLAWED_BACK: ("bad", N_("Clawed back")),
}
STEPS = {
    ClaimStep.UNDER_REVIEW: N_("Taken up for review"),
    ClaimStep.GRANTED: N_("Granted"),
    ClaimStep.REFUSED: N_("Refused"),
    ClaimStep.WITHDRAWN: N_("Withdrawn by the applicant"),
    ClaimStep.PAID: N_("Paid"),
    ClaimStep.CLAWED_BACK: N_("Clawed back"),
}
_ORIGINS = {
    "evidence": N_("files of ledger record %(id)s"),
    "tenancy": N_("the tenancy that day, ledger record %(id)s"),
    "register": N_("the provider's entry here"),
    "ledger": N_("the ledger, record %(id)s"),
    "computed": N_("the calendar"),
    "record": N_("ledger record %(id)s"),
}

# Whether a reader may know the value of a fact, by where it came from.
Sees = Callable[[Origin], bool]


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One fact that a condition looked at; `record_id` and `file_id` lead to what it rests on."""

    text: str
    source: str
    source_text: str = ""
    source_lang: str = ""
    record_id: int | None = None
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition with what it says of the case."""

    text: str
    pill: tuple[str, str]
    values: list[ValueLine]
    verify: bool
    note: str
    parts: list[ConditionLine]


@dataclass(frozen=True, slots=True)
class Working:
    """The whole working of a case or claim."""

    in_force: ConditionLine
    lines: list[ConditionLine]
    arithmetic: list[str]
    # That some of the arithmetic is kept from the reader.
    hidden: bool
    caps: list[str]
    shares: list[str]


def sees(viewer: Viewer) -> Sees:
    """What a party declares is read by itself and by officers; the other side reads only the verdict."""
    own = {*viewer.organisation_ids(Role.FOUNDER), *viewer.vetted_ids()}
    officer = Role.OFFICER in viewer.roles

    def allowed(origin: Origin) -> bool:
        return origin.declared_id is None or officer or origin.organisation_id in own

    return allowed


def working(outcome: Outcome, facts: CaseFacts, allowed: Sees) -> Working:
    """Every condition, the arithmetic and the caps, as far as the reader may know the facts."""
    force = outcome.in_force
    in_force = ConditionLine(
        gettext("The version is in force on the %(day)s", day=fact_name(force.dated_by)),
        verdict_pill(force.verdict),
        [_value(force.dated_by, facts, allowed)],
        "span" in outcome.rule.verify,
        "",
        [],
    )
    secret = {name for name, one in facts.known.items() if not allowed(one.origin)}
    hidden = any(_of_fact(step.values) & secret for step in outcome.working)
    return Working(
        in_force,
        [_condition(line, facts, allowed) for line in outcome.lines],
        [] if hidden else [step_words(step) for step in outcome.working],
        hidden,
        [_cap(line) for line in outcome.caps],
        [f"{said(payer.who)}{formats.colon()}{formats.money(n)}" for payer, n in outcome.shares],
    )


def _of_fact(values: object) -> set[str]:
    return {v for v in dict(values).values() if isinstance(v, str)}  # type: ignore[call-overload]


def _condition(line: Line, facts: CaseFacts, allowed: Sees) -> ConditionLine:
    mark = line.condition.mark
    return ConditionLine(
        condition_words(line.condition),
        verdict_pill(line.verdict),
        [_value(name, facts, allowed) for name, _ in line.values],
        mark.verify,
        "" if mark.note is None else said(mark.note),
        [_condition(part, facts, allowed) for part in line.parts],
    )


def _value(name: str, facts: CaseFacts, allowed: Sees) -> ValueLine:
    one = facts.known.get(name)
    what = "" if VOCABULARY[name].kind is FactKind.FLAG else fact_name(name) + formats.colon()
    if one is None:
        if name in facts.contested:
            return ValueLine(
                gettext("%(what)s: not known", what=fact_name(name)),
                gettext("the two sides say different things"),
            )
        return ValueLine(gettext("%(what)s: not known", what=fact_name(name)), "")
    origin = one.origin
    if not allowed(origin):
        text = gettext("%(what)s: known, not shown", what=fact_name(name))
        source = gettext(
            "declared by %(name)s, read by them and by officers alone",
            name=formats.person(origin.organisation_name),
        )
        return ValueLine(text, source)
    value = ValueLine(what + fact_words(name, one.fact), origin_words(origin), record_id=origin.record_id)
    if origin.declared_id is None:
        return value
    as_of = "" if one.fact.on is None else gettext("as of %(day)s", day=formats.date(one.fact.on))
    return replace(
        value,
        source=formats.in_a_row([origin_words(origin), as_of]),
        source_text=origin.text,
        source_lang=origin.lang,
        file_id=origin.declared_id if origin.has_file else None,
    )


def origin_words(origin: Origin) -> str:
    """Where a fact came from."""
    if origin.declared_id is not None:
        return gettext(
            "declared by %(person)s for %(name)s on %(day)s",
            person=formats.person(origin.person_name),
            name=formats.person(origin.organisation_name),
            day=formats.date(origin.stated_at),
        )
    return gettext(_ORIGINS.get(origin.source, N_("ledger record %(id)s")), id=origin.record_id)


def _cap(line: CapLine) -> str:
    words = [cap_words(line.cap)]
    if line.used is not None:
        words.append(gettext("used before: %(amount)s", amount=formats.money(line.used.amount)))
    if line.left is not None:
        words.append(gettext("left: %(amount)s", amount=formats.money(line.left)))
    if line.cut:
        words.append(gettext("cut by %(amount)s", amount=formats.money(line.cut)))
    if line.cap.verify:
        words.append(gettext("to be verified"))
    return formats.semicolon().join(words)


# ---------------------------------------------------------------- cases and claims


def pill_of(standing: Standing) -> tuple[str, str]:
    """Kind and word of a standing."""
    kind, text = STANDINGS[standing]
    return kind, gettext(text)


def status_pill(status: ClaimStatus) -> tuple[str, str]:
    """Kind and word of where a claim stands."""
    kind, text = STATUSES[status]
    return kind, gettext(text)


def deal_words(deal: LedgerDeal) -> str:
    """A deal in one line: who, what, how much, when."""
    return gettext(
        "%(provider)s to %(company)s, %(kind)s of %(amount)s on %(day)s",
        provider=formats.person(deal.provider_name),
        company=deal.company_name,
        kind=_lower(label("funding_kind", deal.kind)),
        amount=formats.money(deal.amount),
        day=formats.date(deal.value_on),
    )


def _lower(text: str) -> str:
    return text if current_locale() == "zh" else text[:1].lower() + text[1:]


def amount_of(case: Case) -> str:
    """What a case comes to in a few words."""
    if case.outcome.rule.has_amount:
        if case.standing is Standing.NOT_MET:
            return "–"
        if case.standing is Standing.USED_UP:
            return formats.money(0)
        if case.standing is Standing.CLAIMED:
            return formats.money(sum(standing_amount(c) for c in case.claims))
        if case.due is not None:
            return formats.money(case.due)
        if case.outcome.at_most is not None:
            return gettext("at most %(limit)s", limit=formats.money(case.outcome.at_most))
        return gettext("not known")
    return gettext("no sum")


def standing_amount(claim: Claim) -> int:
    """What a claim comes to now: asked, then granted, less what was taken back; nothing once it has ended."""
    if claim.status in (ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN):
        return 0
    return (claim.amount if claim.granted is None else claim.granted) - claim.clawed_back


def reason_of(case: Case) -> str:
    """What decides a case, or what it lacks, in a few words."""
    outcome = case.outcome
    if case.standing is Standing.CLAIMED:
        return formats.in_a_row(dict.fromkeys(status_pill(c.status)[1] for c in case.claims))
    if case.standing is Standing.USED_UP:
        spent = [c for c in outcome.caps if c.left == 0]
        if spent:
            return gettext("The limit for %(scope)s is used up.", scope=gettext(SCOPES[spent[0].cap.scope]))
        return gettext("All that the rule gives for this deal was claimed.")
    if outcome.in_force.verdict == "fail":
        return gettext("No version is in force on the day that counts.")
    failed = [condition_words(line.condition) for line in outcome.lines if line.verdict == "fail"]
    if failed:
        return gettext("Not fulfilled: %(what)s", what=formats.semicolon().join(failed[:2]))
    if outcome.missing:
        named = formats.in_a_row(fact_name(name) for name in outcome.missing[:3])
        more = len(outcome.missing) - 3
        if more > 0:
            named = gettext("%(named)s and %(more)s more", named=named, more=more)
        return gettext("Not known: %(named)s", named=named)
    if outcome.verdict == "unknown" or case.due is None:
        return gettext("The rule itself is not fully known.")
    return gettext("Every condition is met.")
