"""What an administrator types about a rule that pays."""

from __future__ import annotations

import json
from dataclasses import dataclass

from matcher.eligibility import VOCABULARY, Beneficiary, FactKind, Scope, Subject
from matcher.eligibility.reading import MARKS
from matcher.eligibility.units import bp_from
from models.errors import Invalid
from web.fact_words import figure_input
from web.formats import money_input
from web.forms.base import Data, FormReader, Parsed
from web.services.rule_desk import NewProduct
from web.services.rule_edits import (
    MONEY_FACTS,
    Act,
    AwardEdit,
    Content,
    Demand,
    Formula,
    NewCondition,
    RuleEdit,
    edited,
    figures,
    money_caps,
    shown_dates,
    with_condition,
    without_condition,
)

_MOST_DATA = 60_000


@dataclass(frozen=True, slots=True)
class DeskAct:
    """Which button, on which revision of the draft."""

    act: Act
    revision: int


class DeskActForm:
    """The hidden fields of each form of the desk."""

    @staticmethod
    def parse(data: Data) -> Parsed[DeskAct]:
        """The button and the revision that was seen."""
        form = FormReader(data)
        act = form.choice("act", Act)
        revision = form.whole("revision", least=0, most=10**9)
        return form.finish(None if act is None or revision is None else DeskAct(act, revision))


@dataclass(frozen=True, slots=True)
class Changed:
    """A draft as a form of the desk would have it, and why it changes."""

    content: Content
    note: str


def read_change(act: Act, data: Data, content: Content, note: str) -> Parsed[Changed]:
    """What the button's form makes of the draft."""
    if act is Act.ADD:
        return ConditionForm.parse(data, content, note)
    if act is Act.REMOVE:
        return RemoveForm.parse(data, content, note)
    return DataForm.parse(data) if act is Act.DATA else RuleForm.parse(data, content)


class RuleForm:
    """Version, dates, source, figures, amount and caps of a draft."""

    @staticmethod
    def parse(data: Data, content: Content) -> Parsed[Changed]:
        """Clean values; an empty figure is one that is not known."""
        form = FormReader(data)
        version = form.text("version", most=40)
        titles = form.text("title_zh"), form.text("title_en")
        start, end = form.day("start", required=False), form.day("end", required=False)
        if start is not None and end is not None and end < start:
            form.fail("end", "rule_ends_before_start")
        certain = form.flag("certain")
        sources = form.text("source_zh", most=500), form.text("source_en", most=500)
        number = form.text("number", required=False) or None
        article = form.text("article", required=False) or None
        url = form.link("url") or None
        verify = form.codes("verify", MARKS)
        figures_read = {f.key: _figure(form, f.key, f.kind) for f in figures(content)}
        award = _award(form)
        caps = {scope: form.money(f"cap_{scope}", required=False) for scope in Scope}
        note = form.long_text("note", most=2000)
        edit = RuleEdit(
            version,
            *titles,
            start,
            end,
            certain,
            *sources,
            number,
            article,
            url,
            verify,
            figures_read,
            award,
            caps,
        )
        return form.finish(None if form.errors else Changed(edited(content, edit), note))

    @staticmethod
    def values(content: Content, note: str) -> dict[str, str | list[str]]:
        """A draft as a person would have typed it."""
        start, end, certain = shown_dates(content)
        citation = content["citation"]
        values: dict[str, str | list[str]] = {
            "version": content["version"],
            "title_zh": content["title"]["zh"],
            "title_en": content["title"]["en"],
            "start": "" if start is None else start.isoformat(),
            "end": "" if end is None else end.isoformat(),
            "certain": "1" if certain else "",
            "source_zh": citation["title"]["zh"],
            "source_en": citation["title"]["en"],
            "number": citation["number"] or "",
            "article": citation["article"] or "",
            "url": citation["url"] or "",
            "verify": list(content["verify"]),
            "formula": str(Formula.KEEP),
            "note": note,
        }
        values |= {f.key: figure_input(f.kind, f.value) for f in figures(content)}
        return values | {f"cap_{scope}": money_input(limit) for scope, limit in money_caps(content).items()}


def _figure(form: FormReader, name: str, kind: FactKind) -> int | None:
    if kind is FactKind.MONEY:
        return form.money(name, required=False)
    if kind is FactKind.BP:
        return _percentage(form, name)
    return form.whole(name, most=10**12 - 1, required=False)


def _percentage(form: FormReader, name: str) -> int | None:
    """A share in per cent with at most two decimals, as basis points."""
    text = form.raw(name).replace("％", "%").removesuffix("%").strip()
    if not text:
        return None
    bp = bp_from(f"{text}%")
    if bp is None or bp < 0:
        form.fail(name, "not_a_percentage")
    return bp


def _award(form: FormReader) -> AwardEdit:
    formula = form.choice("formula", Formula) or Formula.KEEP
    if formula is Formula.FIXED:
        return AwardEdit(formula, amount=form.money("award_amount", required=False))
    if formula is Formula.SHARE:
        return AwardEdit(formula, form.code("award_of", MONEY_FACTS), _percentage(form, "award_share"))
    return AwardEdit(formula)


class ConditionForm:
    """One more condition."""

    @staticmethod
    def parse(data: Data, content: Content, note: str) -> Parsed[Changed]:
        """A fact, what is demanded of it, and a figure, day or words."""
        form = FormReader(data)
        fact = form.code("fact", VOCABULARY)
        tested = form.choice("tested", Demand)
        value = form.text("value", most=200, required=False)
        if fact is None or tested is None or form.errors:
            return form.finish(None)
        try:
            return form.finish(Changed(with_condition(content, NewCondition(fact, tested, value)), note))
        except Invalid as error:
            form.fail(error.field or "fact", error.code, **error.params)
            return form.finish(None)


class RemoveForm:
    """Which condition goes."""

    @staticmethod
    def parse(data: Data, content: Content, note: str) -> Parsed[Changed]:
        """The draft without it."""
        form = FormReader(data)
        code = form.code("condition", [c["code"] for c in content["conditions"]])
        return form.finish(None if code is None else Changed(without_condition(content, code), note))


class DataForm:
    """The whole rule as JSON."""

    @staticmethod
    def parse(data: Data) -> Parsed[Changed]:
        """A mapping; what it must hold is the reader's matter."""
        form = FormReader(data)
        text = form.long_text("data", most=_MOST_DATA)
        note = form.long_text("note", most=2000, required=False)
        found: object = None
        if "data" not in form.errors:
            try:
                found = json.loads(text)
            except (json.JSONDecodeError, RecursionError):
                form.fail("data", "not_json")
            else:
                if not isinstance(found, dict):
                    form.fail("data", "not_json")
        return form.finish(Changed(found, note) if isinstance(found, dict) else None)

    @staticmethod
    def values(content: Content, note: str) -> dict[str, str | list[str]]:
        """The draft as it stands."""
        return {"data": json.dumps(content, ensure_ascii=False, indent=1), "note": note}


class NewRuleForm:
    """A rule of the city's own that has no version yet."""

    @staticmethod
    def parse(data: Data) -> Parsed[NewProduct]:
        """Its code and name, what a case of it is, and who applies."""
        form = FormReader(data)
        code = form.text("code", most=60)
        if "code" not in form.errors and not _is_code(code):
            form.fail("code", "not_a_rule_code")
        titles = form.text("title_zh"), form.text("title_en")
        subject, beneficiary = form.choice("subject", Subject), form.choice("beneficiary", Beneficiary)
        if subject is None or beneficiary is None:
            return form.finish(None)
        return form.finish(NewProduct(code, *titles, subject, beneficiary))


def _is_code(text: str) -> bool:
    plain = text.replace("-", "").replace("_", "")
    return text[:1].isalpha() and text.isascii() and plain.isalnum() and text == text.lower()
