"""Pages of firsts: a company's, one certificate, and the public check of a number."""

from __future__ import annotations

from dataclasses import dataclass

from models.certificate_number import shown_number
from models.entities.firsts import FACT_VALUES, Certificate, Fact, SuccessionKind
from models.entities.vocabulary import FundingKind
from web import formats
from web.forms.base import Parsed
from web.i18n import current_locale, gettext, ngettext
from web.services.first_definitions import FirstDefinition, Verdict, definition_of
from web.services.first_mail import definition_name
from web.services.first_statements import CompanyFirsts, FirstLine
from web.vocabulary import label

PILLS = {Verdict.FIRST: "good", Verdict.NONE: "neutral", Verdict.UNKNOWN: "attention"}


@dataclass(frozen=True, slots=True)
class DefinitionWords:
    """A definition in the reader's language."""

    code: str
    name: str
    text: str
    source: str
    in_use: str
    verify: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """One kind under one definition."""

    kind: str
    definition: DefinitionWords
    pill: str
    verdict: str
    why: str
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class RevokedRow:
    """A certificate that is no longer in force, and why."""

    id: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Something that was stated, with who said so, its file, and whether it was taken back."""

    statement: str
    id: int
    title: str
    facts: list[tuple[str, str]]
    note: str
    lang: str
    evidence_id: int | None
    withdrawn: str | None


@dataclass(frozen=True, slots=True)
class CompanyFirstsPage:
    """`firsts/company.html`; `form` is the one that was refused, `form_of` names it."""

    title: str
    answer: str
    view: CompanyFirsts
    rows: list[LineRow]
    revoked: list[RevokedRow]
    elsewhere_kinds: list[str]
    statements: list[StatementRow]
    kinds: list[tuple[str, str]]
    forebears: list[tuple[str, str]]
    succession_kinds: list[tuple[str, str]]
    bureau_values: list[tuple[str, str]]
    relation_values: list[tuple[str, str]]
    investments: list[tuple[str, str]]
    today: str
    form: Parsed[object]
    form_of: str | None


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """`firsts/certificate.html`: one certificate, on the screen and on paper."""

    title: str
    answer: str
    certificate: Certificate
    number: str
    definition: DefinitionWords | None
    verify_at: str
    supersedes: str | None
    superseded_by: str | None
    relation_values: list[tuple[str, str]]
    may_state: bool
    today: str
    form: Parsed[object]


@dataclass(frozen=True, slots=True)
class NumberPage:
    """`firsts/number.html`: whether a certificate is in force, and what the definitions are."""

    title: str
    answer: str
    form: Parsed[str]
    # None: not asked yet; else "good", "bad" or "attention" with its words.
    standing: tuple[str, str] | None
    definitions: list[DefinitionWords]


def definition_words(definition: FirstDefinition) -> DefinitionWords:
    """A definition as the reader reads it."""
    zh = current_locale() == "zh"
    since = formats.date(definition.since)
    in_use = (
        gettext("since %(day)s", day=since)
        if definition.until is None
        else gettext("%(begin)s until before %(end)s", begin=since, end=formats.date(definition.until))
    )
    return DefinitionWords(
        definition.code,
        definition.name_zh if zh else definition.name_en,
        definition.zh if zh else definition.en,
        definition.source_zh if zh else definition.source_en,
        in_use,
        definition.verify,
    )


def company_page(
    view: CompanyFirsts, today: str, form: Parsed[object], form_of: str | None = None
) -> CompanyFirstsPage:
    """What is certified of a company, why not, and what it rests on."""
    certified = sum(line.outcome.verdict is Verdict.FIRST for line in view.lines)
    unknown = sum(line.outcome.verdict is Verdict.UNKNOWN for line in view.lines)
    if view.company.root_id != view.company.id:
        answer = gettext("%(heir)s has inherited from this company.", heir=view.company.root_name)
    else:
        answer = formats.sentences(
            ngettext(
                "%(num)s first is certified, counted by definition.",
                "%(num)s firsts are certified, counted by definition.",
                certified,
            ),
            ngettext("Of %(num)s nothing is known yet.", "Of %(num)s nothing is known yet.", unknown)
            if unknown
            else "",
        )
    return CompanyFirstsPage(
        title=gettext("Firsts of %(company)s", company=view.company.name),
        answer=answer,
        view=view,
        rows=[_row(line) for line in view.lines],
        revoked=[_revoked(c) for c in view.certificates if c.revoked_because is not None],
        elsewhere_kinds=sorted({label("first", e.kind) for e in view.elsewhere if e.withdrawn_at is None}),
        statements=_statements(view),
        kinds=[(str(k), label("first", k)) for k in FundingKind],
        forebears=[(str(f.id), f.name) for f in view.forebears],
        succession_kinds=[(str(k), label("succession_kind", k)) for k in SuccessionKind],
        bureau_values=_values(Fact.BUREAU_RECORD),
        relation_values=_values(Fact.RELATION),
        investments=[
            (
                str(c.id),
                formats.in_a_row([c.provider_name, formats.date(c.value_on)]),
            )
            for c in view.investments
        ],
        today=today,
        form=form,
        form_of=form_of,
    )


def _values(fact: Fact) -> list[tuple[str, str]]:
    return [(value, label("first_fact", value)) for value in FACT_VALUES[fact]]


def _row(line: FirstLine) -> LineRow:
    return LineRow(
        label("first", line.kind),
        definition_words(line.definition),
        PILLS[line.outcome.verdict],
        label("verdict", line.outcome.verdict),
        label("first_because", line.outcome.because),
        line.certificate,
    )


def _revoked(certificate: Certificate) -> RevokedRow:
    what = formats.in_a_row(
        [
            label("first", certificate.kind),
            definition_name(certificate.definition),
            certificate.provider_name,
            formats.date(certificate.effective_on),
        ]
    )
    return RevokedRow(certificate.id, what, label("revocation", certificate.revoked_because))


def _statements(view: CompanyFirsts) -> list[StatementRow]:
    """All that was stated, the latest first."""
    rows = [
        (
            e.declared_at,
            StatementRow(
                "elsewhere",
                e.id,
                gettext("First happened elsewhere: %(first)s", first=label("first", e.kind)),
                [
                    (gettext("Provider"), e.provider_name),
                    (gettext("Day"), formats.date(e.happened_on)),
                    (
                        gettext("Stated"),
                        _by(e.declared_by_name, e.declared_side, formats.datetime(e.declared_at)),
                    ),
                ],
                e.note,
                e.lang,
                e.evidence_id,
                e.withdrawn_because if e.withdrawn_at else None,
            ),
        )
        for e in view.elsewhere
    ]
    rows += [
        (
            f.stated_at,
            StatementRow(
                "fact",
                f.id,
                label("first_fact", f.value),
                [
                    *([(gettext("Provider"), f.provider_name)] if f.provider_name else []),
                    (gettext("As of"), formats.date(f.seen_on)),
                    (gettext("Stated"), _by(f.stated_by_name, f.stated_side, formats.datetime(f.stated_at))),
                ],
                f.note,
                f.lang,
                f.evidence_id,
                f.withdrawn_because if f.withdrawn_at else None,
            ),
        )
        for f in view.facts
    ]
    rows += [
        (
            s.recorded_at,
            StatementRow(
                "succession",
                s.id,
                label("succession_kind", s.kind),
                [
                    (gettext("Inherited from"), s.from_name),
                    (gettext("Heir"), s.to_name),
                    (gettext("Day"), formats.date(s.succeeded_on)),
                    (
                        gettext("Stated"),
                        formats.in_a_row(
                            [formats.person(s.recorded_by_name), formats.datetime(s.recorded_at)]
                        ),
                    ),
                ],
                s.note,
                s.lang,
                s.evidence_id,
                s.withdrawn_because if s.withdrawn_at else None,
            ),
        )
        for s in view.successions
    ]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _by(name: str, side: str, when: str) -> str:
    return gettext(
        "%(name)s for %(side)s, %(when)s",
        name=formats.person(name),
        side=label("stated_side", side),
        when=when,
    )


def certificate_page(
    certificate: Certificate, verify_at: str, today: str, *, may_state: bool, form: Parsed[object]
) -> CertificatePage:
    """One certificate with everything that it says."""
    first, number = label("first", certificate.kind), shown_number(certificate.number)
    definition = definition_of(certificate.definition)
    if certificate.revoked_because is None:
        answer = gettext(
            "%(provider)s to %(company)s: %(amount)s on %(day)s.",
            provider=certificate.provider_name,
            company=certificate.company_name,
            amount=formats.money(certificate.amount, certificate.currency),
            day=formats.date(certificate.effective_on),
        )
    else:
        answer = formats.sentences(
            gettext("This certificate is no longer in force."),
            label("revocation", certificate.revoked_because),
        )
    return CertificatePage(
        title=gettext("%(first)s: certificate %(number)s", first=first, number=number),
        answer=answer,
        certificate=certificate,
        number=number,
        definition=None if definition is None else definition_words(definition),
        verify_at=verify_at,
        supersedes=None
        if certificate.supersedes_number is None
        else shown_number(certificate.supersedes_number),
        superseded_by=(
            None
            if certificate.superseded_by_number is None
            else shown_number(certificate.superseded_by_number)
        ),
        relation_values=_values(Fact.RELATION),
        may_state=may_state,
        today=today,
        form=form,
    )
