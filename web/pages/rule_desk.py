"""Pages of the administrator's desk of rules; what everybody reads is in `rules.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.eligibility import VOCABULARY, About, Verdict
from matcher.eligibility.conditions import walk
from models.entities.subsidy_rules import RuleDraft
from models.errors import Invalid
from web import formats
from web.fact_words import NOUNS, STATEMENTS, fact_name, figure_input
from web.forms.base import Parsed
from web.i18n import N_, gettext, ngettext
from web.pages.rules import VersionView, is_own, rule_row, version_view
from web.rule_words import BENEFICIARIES, SCOPES, SUBJECTS, UNSURE, condition_words, said, verdict_pill
from web.sentences import sentence
from web.services.rule_desk import Desk, RuleShelf
from web.services.rule_edits import MONEY_FACTS, Act, Demand, Figure, Formula, figures
from web.services.rule_preview import Effect, Preview, PreviewLine, Standing

_TESTED = {
    Demand.IS: N_("is so"),
    Demand.IS_NOT: N_("is not so"),
    Demand.AT_LEAST: N_("at least"),
    Demand.AT_MOST: N_("at most"),
    Demand.MORE_THAN: N_("more than"),
    Demand.LESS_THAN: N_("less than"),
    Demand.ONE_OF: N_("one of these words"),
    Demand.NOT_BEFORE: N_("not before the day"),
    Demand.NOT_AFTER: N_("not after the day"),
}
_FORMULAS = {
    Formula.KEEP: N_("Leave it as it is"),
    Formula.SHARE: N_("A share of a sum"),
    Formula.FIXED: N_("One sum for everybody"),
    Formula.NONE: N_("No amount by itself"),
    Formula.UNSTATED: N_("Not known"),
}
_FIGURE_NAMES = {
    "share": N_("Amount: share of the sum, in per cent"),
    "rate": N_("Amount: rate a year, in per cent"),
    "most": N_("Amount: most of the rate that counts, in per cent"),
    "most_months": N_("Amount: most months that count"),
    "amount": N_("Amount: the sum in yuan"),
    "least": N_("Amount: at least, in yuan"),
    "up_to": N_("Amount: end of the step, in yuan"),
}
EFFECTS = {
    Effect.LOSES: ("bad", N_("Loses")),
    Effect.BECOMES_UNKNOWN: ("attention", N_("Becomes not known")),
    Effect.GAINS: ("good", N_("Gains")),
    Effect.DECIDED_AGAINST: ("neutral", N_("Now clearly not met")),
    Effect.SAME: ("neutral", N_("Stays the same")),
}
_ABOUT = {
    About.DEAL: N_("deal"),
    About.COMPANY: N_("company"),
    About.PROVIDER: N_("provider"),
    About.SPACE: N_("space"),
    About.CLAIM: N_("application"),
}


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One rule on the administrator's list."""

    code: str
    title: str
    pill: tuple[str, str]
    draft: RuleDraft | None


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """`rules/shelf.html`."""

    title: str
    answer: str
    rows: list[ShelfRow]
    form: Parsed[Any]
    subjects: list[tuple[str, str]]
    beneficiaries: list[tuple[str, str]]


def shelf_page(shelf: RuleShelf, today: date, form: Parsed[Any]) -> ShelfPage:
    """All rules with their drafts, the city's own first."""
    drafts = {d.code: d for d in shelf.drafts}
    books = sorted(shelf.books, key=lambda b: (b.code not in drafts, not is_own(b), b.code))
    known = {b.code for b in books}
    rows = [
        ShelfRow(d.code, d.content["title"]["zh"], ("neutral", gettext("Not published yet")), d)
        for d in shelf.drafts
        if d.code not in known
    ]
    for book in books:
        row = rule_row(book, today)
        rows.append(ShelfRow(book.code, row.title, row.pill, drafts.get(book.code)))
    return ShelfPage(
        gettext("Rules at the desk"),
        ngettext(
            "%(num)s draft waits to be published.",
            "%(num)s drafts wait to be published.",
            len(drafts),
        ),
        rows,
        form,
        [(str(s), gettext(text)) for s, text in SUBJECTS.items()],
        [(str(b), gettext(text)) for b, text in BENEFICIARIES.items()],
    )


@dataclass(frozen=True, slots=True)
class FigureField:
    """A number of the draft that can be typed over."""

    key: str
    label: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One case that a change affects."""

    record_id: int
    company: str
    applicant: str
    before: str
    after: str
    pill: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PreviewView:
    """Whom the draft would affect, in words."""

    answer: str
    counts: str
    lines: list[ChangeLine]
    n_more: int
    cut: bool


MOST_LINES = 100

_REFUSED = {
    "unknown_key": N_("this key means nothing here"),
    "missing": N_("something is missing; write null for a figure that is not known"),
    "not_a_mapping": N_("an object with keys is wanted"),
    "not_a_list": N_("a list is wanted"),
    "not_a_text": N_("a text is wanted, in both languages where there are two"),
    "not_a_flag": N_("true or false is wanted"),
    "not_a_code": N_("a code in small letters is wanted"),
    "not_a_choice": N_("one word of the closed list is wanted"),
    "not_a_date": N_("a date such as 2026-05-15 is wanted"),
    "not_a_period": N_("two days are wanted, the earlier first"),
    "span_too_short": N_("the days that are sure lie outside the days that are possible"),
    "not_a_number": N_("a whole number is wanted"),
    "not_a_sum": N_("a sum such as 20万元 is wanted"),
    "not_a_share": N_("a share such as 70% is wanted"),
    "not_a_link": N_("a web address is wanted"),
    "unknown_fact": N_("there is no fact of this name"),
    "wrong_kind_of_fact": N_("this fact is of another kind"),
    "too_deep": N_("conditions stand too deep inside one another"),
    "too_many": N_("there are too many conditions"),
    "code_twice": N_("two conditions have the same code"),
    "steps_out_of_order": N_("the steps must rise, and only the last may be open"),
    "shares_not_whole": N_("the payers' shares do not add up to 100%"),
}


def refusal_words(error: Invalid) -> str:
    """Why data is no rule, with the place in it."""
    if error.code != "rule_data":
        return sentence(error.code, **error.params)
    reason = gettext(_REFUSED[str(error.params["reason"])])
    return sentence("rule_data", where=error.params["where"], reason=reason)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """`rules/desk.html`."""

    title: str
    answer: str
    code: str
    desk: Desk
    view: VersionView
    form: Parsed[Any]
    adding: Parsed[Any]
    data: Parsed[Any]
    figures: list[FigureField]
    scopes: list[tuple[str, str]]
    marks: list[tuple[str, str]]
    formulas: list[tuple[str, str]]
    money_facts: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    tested: list[tuple[str, str]]
    preview: PreviewView | None

    @property
    def refused(self) -> bool:
        """Whether something that was typed could not be kept."""
        return bool(self.form.errors or self.adding.errors or self.data.errors)


def desk_page(
    desk: Desk,
    today: date,
    *,
    forms: Mapping[Act, Parsed[Any]],
) -> DeskPage:
    """The desk with its forms: the draft, or in one of them what was typed and is wrong."""
    answer = (
        gettext("There is no draft yet. What you save becomes one; nothing counts until you publish it.")
        if desk.draft is None
        else gettext(
            "Draft of version %(version)s, saved %(when)s by %(who)s. Nothing counts until you publish it.",
            version=desk.rule.version,
            when=formats.datetime(desk.draft.edited_at),
            who=desk.draft.edited_by_name,
        )
    )
    return DeskPage(
        said(desk.rule.title),
        answer,
        desk.code,
        desk,
        version_view(desk.rule, today),
        forms[Act.SAVE],
        forms.get(Act.REMOVE, forms[Act.ADD]),
        forms[Act.DATA],
        _figure_fields(desk),
        [(f"cap_{s}", gettext(text)) for s, text in SCOPES.items()],
        [(mark, gettext(text)) for mark, text in UNSURE.items()],
        [(str(f), gettext(text)) for f, text in _FORMULAS.items()],
        [(name, fact_name(name)) for name in MONEY_FACTS],
        sorted(
            ((name, _fact_option(name)) for name in (*NOUNS, *STATEMENTS)),
            key=lambda option: list(About).index(VOCABULARY[option[0]].about),
        ),
        [(str(t), gettext(text)) for t, text in _TESTED.items()],
        None if desk.preview is None else preview_view(desk.preview),
    )


def _fact_option(name: str) -> str:
    about = gettext(_ABOUT[VOCABULARY[name].about])
    return f"{about} · {fact_name(name)}"


def _figure_fields(desk: Desk) -> list[FigureField]:
    words = {c.code: condition_words(c) for top in desk.rule.conditions for c in walk(top)}

    def label_of(figure: Figure) -> str:
        if figure.condition is None:
            return gettext(_FIGURE_NAMES[figure.name])
        return words[figure.condition]

    return [
        FigureField(f.key, label_of(f), figure_input(f.kind, f.value), str(f.kind))
        for f in figures(desk.content)
    ]


def preview_view(found: Preview) -> PreviewView:
    """The preview's numbers and its changed cases."""
    n_changed = len(found.lines)
    sums = gettext(
        "Certain amounts: %(before)s before, %(after)s after.",
        before=formats.money(found.sum_before),
        after=formats.money(found.sum_after),
    )
    if not found.n_cases:
        answer = gettext("No deal on record is a case of this rule, so that nobody can be named here.")
    else:
        answer = ngettext(
            "%(num)s of %(all)s deals on record would be judged otherwise.",
            "%(num)s of %(all)s deals on record would be judged otherwise.",
            n_changed,
            all=found.n_cases,
        )
    told = [f"{gettext(text)} {found.counts[e]}" for e, (_, text) in EFFECTS.items() if found.counts[e]]
    return PreviewView(
        formats.sentences(answer, sums) if found.n_cases else answer,
        formats.in_a_row(told),
        [_change(line) for line in found.lines[:MOST_LINES]],
        max(n_changed - MOST_LINES, 0),
        found.cut,
    )


def _change(line: PreviewLine) -> ChangeLine:
    kind, text = EFFECTS[line.effect]
    return ChangeLine(
        line.deal.record_id,
        line.deal.company_name,
        line.applicant.name,
        _standing(line.before),
        _standing(line.after),
        (kind, gettext(text)),
    )


def _standing(standing: Standing) -> str:
    if standing.verdict is None:
        return gettext("no rule in force")
    text = verdict_pill(standing.verdict)[1]
    if standing.verdict is Verdict.PASS and standing.amount is not None:
        return formats.in_a_row([text, formats.money(standing.amount)])
    return text
