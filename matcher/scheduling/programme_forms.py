"""The product's own programme problem as JSON, and programmes as JSON. docs/scheduling.md tells it."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from matcher.scheduling.forms import plain
from matcher.scheduling.problem import BadForm
from matcher.scheduling.programme_problem import (
    Cell,
    Fixed,
    ProgrammePlan,
    ProgrammeProblem,
    Session,
    Submission,
    Weights,
)
from matcher.scheduling.programme_score import check_names


def _object(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadForm(f"{where}: an object is wanted")
    return data


def _list(data: Mapping[str, Any], key: str, where: str = "") -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise BadForm(f"{where}{key}: a list is wanted")
    return value


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise BadForm(f"{where}.{key}: a text is wanted")
    return value


def _names(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    names = _list(data, key, f"{where}.")
    if not all(isinstance(name, str) and name for name in names):
        raise BadForm(f"{where}.{key}: texts are wanted")
    return tuple(names)


def _count(data: Mapping[str, Any], key: str, where: str, default: int, least: int = 0) -> int:
    value = data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise BadForm(f"{where}.{key}: a whole number from {least} is wanted")
    return value


def _cost(value: Any, where: str) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    if not good:
        raise BadForm(f"{where}: a number from 0 is wanted")
    return float(value)


def _costs(data: Mapping[str, Any], key: str, where: str, names: set[str]) -> dict[str, float]:
    table = _object(data.get(key, {}), f"{where}.{key}")
    unknown = next((name for name in table if name not in names), None)
    if unknown is not None:
        raise BadForm(f"{where}.{key}: {unknown!r} is not listed")
    return {name: _cost(value, f"{where}.{key}.{name}") for name, value in table.items()}


def _matrix(
    data: Mapping[str, Any], key: str, first: set[str], second: set[str]
) -> dict[tuple[str, str], float]:
    found = {}
    for name, row in _object(data.get(key, {}), key).items():
        if name not in first:
            raise BadForm(f"{key}: {name!r} is not listed")
        for other, cost in _costs({name: row}, name, key, second).items():
            found[name, other] = cost
    return found


def _cells(data: Mapping[str, Any], sessions: set[str], rooms: set[str]) -> frozenset[Cell]:
    cells = set()
    for number, cell in enumerate(_list(data, "closed")):
        good = isinstance(cell, list) and len(cell) == 2
        if not good or cell[0] not in sessions or cell[1] not in rooms:
            raise BadForm(f"closed[{number}]: a listed session and room are wanted")
        cells.add((cell[0], cell[1]))
    return frozenset(cells)


def _barred(
    entry: Mapping[str, Any], where: str, sessions: set[str], rooms: set[str]
) -> frozenset[tuple[str, str, int]]:
    places = set()
    for place in _list(entry, "barred", f"{where}."):
        good = isinstance(place, list) and len(place) == 3 and isinstance(place[2], int)
        if not good or place[0] not in sessions or place[1] not in rooms or place[2] < 0:
            raise BadForm(f"{where}.barred: a listed session, a listed room and a slot are wanted")
        places.add((place[0], place[1], place[2]))
    return frozenset(places)


def _room_slots(data: Mapping[str, Any], slots: Mapping[str, int], rooms: set[str]) -> dict[Cell, int]:
    found = {}
    for (session, room), number in _matrix(data, "room_slots", set(slots), rooms).items():
        if number != int(number) or number > slots[session]:
            raise BadForm(f"room_slots.{session}.{room}: a whole number up to the session's is wanted")
        found[session, room] = int(number)
    return found


def _submission(data: Any, where: str, sessions: set[str], rooms: set[str]) -> Submission:
    entry = _object(data, where)
    fixed = None
    if entry.get("fixed") is not None:
        at = _object(entry["fixed"], f"{where}.fixed")
        start = at.get("start")
        fixed = Fixed(
            session=_text(at, "session", f"{where}.fixed"),
            room=_text(at, "room", f"{where}.fixed") if at.get("room") is not None else None,
            start=None if start is None else _count(at, "start", f"{where}.fixed", 0),
        )
    forbidden = frozenset(_names(entry, "forbidden", where))
    if "allowed" in entry:
        forbidden |= sessions - set(_names(entry, "allowed", where))
    unknown = next((name for name in sorted(forbidden) if name not in sessions), None)
    if unknown is not None:
        raise BadForm(f"{where}.forbidden: {unknown!r} is not listed")
    return Submission(
        id=_text(entry, "id", where),
        topic=_text(entry, "topic", where),
        slots=_count(entry, "slots", where, 1, 1),
        presenters=_names(entry, "presenters", where),
        attendees=_names(entry, "attendees", where),
        jurors=_names(entry, "jurors", where),
        forbidden=forbidden,
        barred=_barred(entry, where, sessions, rooms),
        session_penalty=_costs(entry, "session_penalty", where, sessions),
        room_penalty=_costs(entry, "room_penalty", where, rooms),
        fixed=fixed,
        order=_count(entry, "order", where, 0),
    )


def _weights(data: Mapping[str, Any]) -> Weights:
    given = _object(data.get("weights", {}), "weights")
    known = {field.name for field in fields(Weights)}
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        raise BadForm(f"weights.{unknown}: there is no such weight")
    return Weights(**{name: _cost(value, f"weights.{name}") for name, value in given.items()})


def parse_programme(data: Any) -> ProgrammeProblem:
    """The problem that a JSON value describes; raises `BadForm` naming the key."""
    top = _object(data, "problem")
    sessions = []
    for number, entry in enumerate(_list(top, "sessions")):
        where = f"sessions[{number}]"
        slots = _count(_object(entry, where), "slots", where, -1)
        sessions.append(Session(_text(entry, "name", where), slots))
    names = {session.name for session in sessions}
    rooms = _names(top, "rooms", "problem")
    submissions = tuple(
        _submission(entry, f"submissions[{number}]", names, set(rooms))
        for number, entry in enumerate(_list(top, "submissions"))
    )
    listed = _names(top, "topics", "problem")
    topics = listed or tuple(dict.fromkeys(one.topic for one in submissions))
    mixed = top.get("mixed_blocks", False)
    if not isinstance(mixed, bool):
        raise BadForm("problem.mixed_blocks: true or false is wanted")
    known = set(topics)
    chairs = _object(top.get("chairs", {}), "chairs")
    problem = ProgrammeProblem(
        sessions=tuple(sessions),
        rooms=rooms,
        topics=topics,
        submissions=submissions,
        weights=_weights(top),
        topic_session=_matrix(top, "topic_session", known, names),
        topic_room=_matrix(top, "topic_room", known, set(rooms)),
        session_room=_matrix(top, "session_room", names, set(rooms)),
        similar=_matrix(top, "similar", known, known),
        chairs={topic: _names(chairs, topic, "chairs") for topic in chairs},
        closed=_cells(top, names, set(rooms)),
        room_slots=_room_slots(top, {session.name: session.slots for session in sessions}, set(rooms)),
        mixed_blocks=mixed,
    )
    check_names(problem)
    return problem


def format_programme(plan: ProgrammePlan) -> dict[str, Any]:
    """The JSON value of a programme, as CONTRACTS.md fixes it."""
    return {
        "placements": [
            {
                "submission": at.submission,
                "session": at.session,
                "room": at.room,
                "start": at.start,
            }
            for at in plan.placements
        ],
        "score": plain(plan.score),
        "bound": None if plan.bound is None else plain(plan.bound),
        "status": plan.status.value,
    }
