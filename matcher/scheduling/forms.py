"""Meetings problems and plans as JSON: read with errors that name the key, written in one order."""

import json
from collections.abc import Mapping
from typing import Any

from matcher.scheduling.problem import (
    BadForm,
    CategoryShare,
    Meeting,
    MeetingsPlan,
    MeetingsProblem,
    Pair,
    Person,
    Status,
)
from matcher.scheduling.words import why_words


def read_json(text: str) -> Any:
    """The value that `text` holds; a broken text is told with its line."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadForm(f"line {error.lineno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise BadForm("line 1: nested too deeply") from None


def _count(data: Mapping[str, Any], key: str, where: str, default: int | None = None) -> int:
    value = data.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadForm(f"{where}.{key}: a whole number from 0 is wanted, not {_short(value)}")
    return value


def _optional_count(data: Mapping[str, Any], key: str, where: str) -> int | None:
    return None if data.get(key) is None else _count(data, key, where)


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise BadForm(f"{where}.{key}: a text is wanted, not {_short(value)}")
    return value


def _optional_text(data: Mapping[str, Any], key: str, where: str) -> str | None:
    return None if data.get(key) is None else _text(data, key, where)


def _flag(data: Mapping[str, Any], key: str, where: str) -> bool:
    value = data.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise BadForm(f"{where}.{key}: true or false is wanted, not {_short(value)}")
    return value


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise BadForm(f"{where}{key}: a list is wanted, not {_short(value)}")
    return value


def _person(data: Any, where: str, slots: int, tables: int) -> Person:
    if not isinstance(data, dict):
        raise BadForm(f"{where}: an object is wanted, not {_short(data)}")
    available = _list(data, "available", f"{where}.")
    for slot in available:
        good = isinstance(slot, int) and not isinstance(slot, bool) and slot >= 0
        if not good:
            message = f"slots are whole numbers from 0, not {_short(slot)}"
            raise BadForm(f"{where}.available: {message}")
    house = data.get("house")
    if house is not None and not isinstance(house, str):
        raise BadForm(f"{where}.house: a text is wanted")
    table = _optional_count(data, "table", where)
    if table is not None and table >= tables:
        raise BadForm(f"{where}.table: there is no table {table}, only {tables}")
    break_after = _optional_count(data, "break_after", where)
    if break_after == 0:
        raise BadForm(f"{where}.break_after: at least 1 is wanted")
    return Person(
        id=_text(data, "id", where),
        available=frozenset(slot for slot in available if slot < slots),
        max_meetings=_count(data, "max_meetings", where),
        min_meetings=_count(data, "min_meetings", where, 0),
        house=house or None,
        table=table,
        break_after=break_after,
        max_gap=_optional_count(data, "max_gap", where),
        table_changes=_optional_count(data, "table_changes", where),
        min_good=_count(data, "min_good", where, 0),
        category=_optional_text(data, "category", where),
    )


def _number(data: Mapping[str, Any], key: str, where: str) -> float:
    value = data.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
        return float(value)
    raise BadForm(f"{where}.{key}: a number is wanted, not {_short(value)}")


def _pair(data: Any, where: str, founders: set[str], investors: set[str]) -> Pair:
    if not isinstance(data, dict):
        raise BadForm(f"{where}: an object is wanted, not {_short(data)}")
    founder, investor = _text(data, "founder", where), _text(data, "investor", where)
    if founder not in founders:
        raise BadForm(f"{where}.founder: there is no founder {founder!r}")
    if investor not in investors:
        raise BadForm(f"{where}.investor: there is no investor {investor!r}")
    return Pair(
        founder=founder,
        investor=investor,
        value=_number(data, "value", where),
        required=_flag(data, "required", where),
        forbidden=_flag(data, "forbidden", where),
        slot=_optional_count(data, "slot", where),
        online=_flag(data, "online", where),
        interpreter=_flag(data, "interpreter", where),
        good=None if data.get("good") is None else _flag(data, "good", where),
    )


def parse_problem(data: Any) -> MeetingsProblem:
    """The problem that a JSON value describes; raises `BadForm` naming the key."""
    if not isinstance(data, dict):
        raise BadForm("problem: an object is wanted")
    slots, tables = _count(data, "slots", "problem"), _count(data, "tables", "problem")
    people: dict[str, tuple[Person, ...]] = {}
    for side in ("founders", "investors"):
        people[side] = tuple(
            _person(entry, f"{side}[{i}]", slots, tables) for i, entry in enumerate(_list(data, side, ""))
        )
        seen: set[str] = set()
        for i, person in enumerate(people[side]):
            if person.id in seen:
                raise BadForm(f"{side}[{i}].id: {person.id!r} stands there twice")
            seen.add(person.id)
    founders = {person.id for person in people["founders"]}
    investors = {person.id for person in people["investors"]}
    pairs: dict[tuple[str, str], Pair] = {}
    for i, entry in enumerate(_list(data, "pairs", "")):
        pair = _pair(entry, f"pairs[{i}]", founders, investors)
        key = (pair.founder, pair.investor)
        if key in pairs:
            raise BadForm(f"pairs[{i}]: {key[0]!r} and {key[1]!r} stand there twice")
        pairs[key] = pair
    return MeetingsProblem(
        slots=slots,
        tables=tables,
        founders=people["founders"],
        investors=people["investors"],
        pairs=tuple(pairs.values()),
        interpreters=_optional_count(data, "interpreters", "problem"),
        number_online=data.get("number_online") is not False,
        good_from=None if data.get("good_from") is None else _number(data, "good_from", "problem"),
    )


def format_problem(problem: MeetingsProblem) -> dict[str, Any]:
    """The JSON value of a problem; what is at its default is left out."""

    def person(one: Person) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "id": one.id,
            "available": sorted(one.available),
            "max_meetings": one.max_meetings,
            "min_meetings": one.min_meetings,
        }
        extra = {
            "house": one.house,
            "table": one.table,
            "break_after": one.break_after,
            "max_gap": one.max_gap,
            "table_changes": one.table_changes,
            "min_good": one.min_good or None,
            "category": one.category,
        }
        return entry | {key: value for key, value in extra.items() if value is not None}

    def pair(one: Pair) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "founder": one.founder,
            "investor": one.investor,
            "value": plain(one.value),
        }
        for flag in ("required", "forbidden", "online", "interpreter"):
            if getattr(one, flag):
                entry[flag] = True
        extra = {"slot": one.slot, "good": one.good}
        return entry | {key: value for key, value in extra.items() if value is not None}

    data: dict[str, Any] = {
        "slots": problem.slots,
        "tables": problem.tables,
        "founders": [person(one) for one in problem.founders],
        "investors": [person(one) for one in problem.investors],
        "pairs": [pair(one) for one in problem.pairs],
    }
    if problem.interpreters is not None:
        data["interpreters"] = problem.interpreters
    if problem.good_from is not None:
        data["good_from"] = plain(problem.good_from)
    return data if problem.number_online else data | {"number_online": False}


def plain(number: float) -> float | int:
    """The same number, as a whole one where it is whole, rounded to 1e-6."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def parse_plan(data: Any) -> MeetingsPlan:
    """A previous plan; only its meetings matter, and each may be frozen."""
    if not isinstance(data, dict):
        raise BadForm("plan: an object is wanted")
    meetings: dict[tuple[str, str], Meeting] = {}
    for i, entry in enumerate(_list(data, "meetings", "")):
        where = f"meetings[{i}]"
        if not isinstance(entry, dict):
            raise BadForm(f"{where}: an object is wanted, not {_short(entry)}")
        meeting = Meeting(
            founder=_text(entry, "founder", where),
            investor=_text(entry, "investor", where),
            slot=_count(entry, "slot", where),
            table=_optional_count(entry, "table", where),
            frozen=_flag(entry, "frozen", where),
        )
        if meeting.key in meetings:
            raise BadForm(f"{where}: this pair meets twice")
        meetings[meeting.key] = meeting
    value = data.get("value")
    return MeetingsPlan(
        meetings=tuple(meetings.values()),
        value=float(value) if isinstance(value, int | float) else 0.0,
        bound=None,
        status=Status.FEASIBLE,
    )


def format_plan(plan: MeetingsPlan) -> dict[str, Any]:
    """The JSON value of a plan, as CONTRACTS.md fixes it.

    An online meeting has no table of its own; the form still wants a number, so it carries one
    that is free in its slot (`seating` chooses it).
    """
    data: dict[str, Any] = {
        "meetings": [
            {"founder": m.founder, "investor": m.investor, "slot": m.slot, "table": m.table}
            | ({"frozen": True} if m.frozen else {})
            for m in plan.meetings
        ],
        "value": plain(plan.value),
        "bound": None if plan.bound is None else plain(plan.bound),
        "status": plan.status.value,
        "below_minimum": [
            {"id": s.id, "side": s.side.value, "short": s.short, "why": why_words(s.why)}
            for s in plan.below_minimum
        ],
        "required_missed": [
            {"founder": m.founder, "investor": m.investor, "why": why_words(m.why)}
            for m in plan.required_missed
        ],
    }
    if plan.below_good:
        data["below_good"] = [
            {"id": s.id, "side": s.side.value, "short": s.short, "why": why_words(s.why)}
            for s in plan.below_good
        ]
    if plan.least is not None and (plan.required_missed or plan.below_minimum or plan.below_good):
        data["least"] = {"required_missed": plan.least[0], "below_minimum": plan.least[1]}
    if plan.shares:
        data["categories"] = [_share(share) for share in plan.shares]
    if plan.replanned:
        for name in ("kept", "moved", "dropped", "added"):
            data[name] = [list(pair) for pair in getattr(plan, name)]
    return data


def _share(share: CategoryShare) -> dict[str, Any]:
    return {
        "category": share.category,
        "founders": share.founders,
        "meetings": share.meetings,
        "value": plain(share.value),
        "founder_share": round(share.founder_share, 4),
        "meeting_share": round(share.meeting_share, 4),
        "value_share": round(share.value_share, 4),
        "ratio": None if share.ratio is None else round(share.ratio, 4),
    }
