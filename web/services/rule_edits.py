"""Changes to the data of a rule's draft: figures, dates, source, conditions, amount; all by value.

The data's form is told in `docs/rules.md`; whatever comes out here is read again before it is kept.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from matcher.eligibility import VOCABULARY, FactKind, Rule, Scope
from matcher.eligibility.units import bp_from, bp_text, money_from, money_text
from models.errors import Invalid

Content = dict[str, Any]
# What a share can be of.
MONEY_FACTS = tuple(name for name, spec in VOCABULARY.items() if spec.kind is FactKind.MONEY)
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a draft that can be typed over; None is not known.

    `name` is the key that holds it (`limit`, `share`, `months`, `rate`, …), `condition` the code of the
    condition that it belongs to, or None for one of the amount.
    """

    key: str
    path: Path
    name: str
    kind: FactKind
    value: int | None
    condition: str | None


class Act(StrEnum):
    """What a button of the desk does."""

    SAVE = "save"
    ADD = "add"
    REMOVE = "remove"
    DATA = "data"
    DISCARD = "discard"
    PUBLISH = "publish"


class Demand(StrEnum):
    """What a new condition can demand of a fact."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ONE_OF = "one_of"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"


class Formula(StrEnum):
    """What a form can make of an amount; other formulas are written as data."""

    KEEP = "keep"
    NONE = "none"
    UNSTATED = "unstated"
    FIXED = "fixed"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition to add; `value` as typed, empty where the figure is not known."""

    fact: str
    tested: Demand
    value: str


@dataclass(frozen=True, slots=True)
class AwardEdit:
    """A new amount; `of` and `share_bp`, or `amount`, None where the figure is not known."""

    formula: Formula
    of: str | None = None
    share_bp: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class RuleEdit:
    """What the main form of a draft says."""

    version: str
    title_zh: str
    title_en: str
    start: date | None
    end: date | None
    certain: bool
    source_zh: str
    source_en: str
    number: str | None
    article: str | None
    url: str | None
    verify: tuple[str, ...]
    figures: Mapping[str, int | None]
    award: AwardEdit
    caps: Mapping[Scope, int | None]


def figures(content: Content) -> list[Figure]:
    """The numbers of a rule's conditions and amount, in their order."""
    found = []
    for i, condition in enumerate(content["conditions"]):
        found += list(_condition_figures(condition, ("conditions", i)))
    found += list(_award_figures(content["award"], ("award",)))
    return found


def _condition_figures(condition: Content, path: Path) -> Iterator[Figure]:
    code = condition["code"]
    if condition["test"] == "compare":
        yield _figure(condition, path, "limit", VOCABULARY[condition["fact"]].kind, code)
    elif condition["test"] == "share":
        yield _figure(condition, path, "share", FactKind.BP, code)
    elif condition["test"] == "months_between":
        yield _figure(condition, path, "months", FactKind.MONTHS, code)
    for name in ("part", "given", "then"):
        if isinstance(condition.get(name), dict):
            yield from _condition_figures(condition[name], (*path, name))
    for i, part in enumerate(condition.get("parts", ())):
        yield from _condition_figures(part, (*path, "parts", i))


_AWARD_KINDS = {
    "share": FactKind.BP,
    "rate": FactKind.BP,
    "most": FactKind.BP,
    "most_months": FactKind.MONTHS,
    "amount": FactKind.MONEY,
    "least": FactKind.MONEY,
    "up_to": FactKind.MONEY,
}


def _award_figures(award: Content, path: Path) -> Iterator[Figure]:
    for name, kind in _AWARD_KINDS.items():
        if name in award:
            yield _figure(award, path, name, kind, None)
    for name in ("parts", "steps"):
        for i, part in enumerate(award.get(name, ())):
            yield from _award_figures(part, (*path, name, i))


def _figure(data: Content, path: Path, name: str, kind: FactKind, condition: str | None) -> Figure:
    whole = (*path, name)
    return Figure("-".join(str(p) for p in whole), whole, name, kind, _value_of(data[name], kind), condition)


def _value_of(text: Any, kind: FactKind) -> int | None:
    if isinstance(text, str):
        return money_from(text) if kind is FactKind.MONEY else bp_from(text)
    return text if isinstance(text, int) else None


def figure_text(kind: FactKind, value: int | None) -> str | int | None:
    """A figure as the data writes it."""
    if value is None:
        return None
    if kind is FactKind.MONEY:
        return money_text(value)
    return bp_text(value) if kind is FactKind.BP else value


def edited(content: Content, edit: RuleEdit) -> Content:
    """The draft with everything that the main form says."""
    data = copy.deepcopy(content)
    known = {figure.key: figure for figure in figures(data)}
    for key, value in edit.figures.items():
        figure = known[key]
        place: Any = data
        for step in figure.path[:-1]:
            place = place[step]
        place[figure.path[-1]] = figure_text(figure.kind, value)
    data["version"] = edit.version
    data["title"] = {"zh": edit.title_zh, "en": edit.title_en}
    if (edit.start, edit.end, edit.certain) != shown_dates(data):
        period = [_day(edit.start), _day(edit.end)]
        data["in_force"] = {"surely": period if edit.certain else None, "perhaps": period}
    data["citation"] = {
        **data["citation"],
        "title": {"zh": edit.source_zh, "en": edit.source_en},
        "number": edit.number,
        "article": edit.article,
        "url": edit.url,
    }
    data["verify"] = list(edit.verify)
    data["award"] = _award(data["award"], edit.award)
    data["caps"] = _caps(data["caps"], edit.caps)
    return data


def shown_dates(content: Content) -> tuple[date | None, date | None, bool]:
    """First and last day, None for an open end, and whether they are certain."""
    span = content["in_force"]
    first, last = span.get("perhaps") or span["surely"]
    certain = span.get("surely") is not None and span.get("perhaps", span["surely"]) == span["surely"]
    return _read_day(first), _read_day(last), certain


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _award(award: Content, edit: AwardEdit) -> Content:
    if edit.formula is Formula.KEEP:
        return award
    if edit.formula is Formula.FIXED:
        return {"formula": "fixed", "amount": figure_text(FactKind.MONEY, edit.amount)}
    if edit.formula is Formula.SHARE:
        return {"formula": "share", "of": edit.of, "share": figure_text(FactKind.BP, edit.share_bp)}
    return {"formula": str(edit.formula)}


def money_caps(content: Content) -> dict[Scope, int | None]:
    """The known limit in money of each scope."""
    found: dict[Scope, int | None] = dict.fromkeys(Scope)
    for cap in content["caps"]:
        if isinstance(cap.get("amount"), str):
            found[Scope(cap["scope"])] = money_from(cap["amount"])
    return found


def _caps(caps: Sequence[Content], wanted: Mapping[Scope, int | None]) -> list[Content]:
    """The limits in money as wanted; limits in times, and those that are not known, stay."""
    kept, seen = [], set()
    for cap in caps:
        limit = wanted.get(Scope(cap["scope"]))
        changed = {k: v for k, v in cap.items() if k != "amount"}
        if limit is not None:
            seen.add(Scope(cap["scope"]))
            kept.append({**changed, "amount": money_text(limit)})
        elif "times" in changed or cap.get("amount", "") is None:
            kept.append({**cap} if cap.get("amount", "") is None else changed)
    new = [s for s in Scope if wanted.get(s) is not None and s not in seen]
    return kept + [{"scope": str(s), "amount": figure_text(FactKind.MONEY, wanted[s])} for s in new]


def with_condition(content: Content, new: NewCondition) -> Content:
    """The draft with one more condition at the end."""
    data = copy.deepcopy(content)
    spec = VOCABULARY.get(new.fact)
    if spec is None:
        raise Invalid("not_a_choice", field="fact")
    taken = {c for top in data["conditions"] for c in _codes(top)}
    name = new.fact.replace("_", "-")
    code = next(c for c in (name, *(f"{name}-{i}" for i in range(2, 100))) if c not in taken)
    data["conditions"].append({"code": code, "fact": new.fact, **_test(spec.kind, new)})
    return data


def _codes(condition: Content) -> Iterator[str]:
    yield condition["code"]
    inner = [condition[n] for n in ("part", "given", "then") if isinstance(condition.get(n), dict)]
    for part in (*inner, *condition.get("parts", ())):
        yield from _codes(part)


def _test(kind: FactKind, new: NewCondition) -> Content:
    """The test of a new condition, when it suits the kind of its fact."""
    tested, value = new.tested, new.value.strip()
    if kind is FactKind.FLAG and tested in (Demand.IS, Demand.IS_NOT):
        return {"test": "is", "wanted": tested is Demand.IS}
    if kind is FactKind.WORD and tested is Demand.ONE_OF:
        words = [w for w in value.replace("，", ",").replace("、", ",").replace(" ", "").split(",") if w]
        if not words:
            raise Invalid("required", field="value")
        return {"test": "one_of", "words": words}
    if kind is FactKind.DATE and tested in (Demand.NOT_BEFORE, Demand.NOT_AFTER):
        try:
            day = date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise Invalid("not_a_date", field="value") from error
        ends = (day, None) if tested is Demand.NOT_BEFORE else (None, day)
        return {"test": "within", "from": ends[0], "until": ends[1]}
    numeric = kind in (FactKind.MONEY, FactKind.BP, FactKind.COUNT, FactKind.MONTHS)
    if numeric and tested in (Demand.AT_LEAST, Demand.AT_MOST, Demand.MORE_THAN, Demand.LESS_THAN):
        return {"test": "compare", "op": str(tested), "limit": _limit(kind, value)}
    raise Invalid("test_does_not_suit", field="tested")


def _limit(kind: FactKind, value: str) -> str | int | None:
    if not value:
        return None
    if kind is FactKind.MONEY:
        text = value if value.endswith("元") else f"{value}元"
        if money_from(text) is None:
            raise Invalid("not_an_amount", field="value")
        return text
    if kind is FactKind.BP:
        text = value.replace("％", "%")
        text = text if text.endswith("%") else f"{text}%"
        if bp_from(text) is None:
            raise Invalid("not_a_percentage", field="value")
        return text
    if not (value.isascii() and value.isdigit() and len(value) <= 12):
        raise Invalid("not_a_number", field="value")
    return int(value)


def without_condition(content: Content, code: str) -> Content:
    """The draft without one of its conditions."""
    data = copy.deepcopy(content)
    kept = [c for c in data["conditions"] if c["code"] != code]
    if len(kept) == len(data["conditions"]):
        raise Invalid("not_a_choice", field="condition")
    return {**data, "conditions": kept}


def next_version(versions: Sequence[Rule]) -> str:
    """A name for the next version that none of these has."""
    taken = {v.version for v in versions}
    return next(str(n) for n in range(len(versions) + 1, len(versions) + 1000) if str(n) not in taken)
