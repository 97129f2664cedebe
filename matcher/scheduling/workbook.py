"""CoSPLib workbooks (Kheiri, Pylyavskyy, Jacko, GECCO '25) read as a programme's problem."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matcher.scheduling.problem import BadForm
from matcher.scheduling.programme_problem import (
    ProgrammeProblem,
    Session,
    Submission,
    Weights,
)
from matcher.scheduling.programme_score import check_names

_WEIGHTS = {
    "Tracks_Sessions|Penalty": "topic_session",
    "Tracks_Rooms|Penalty": "topic_room",
    "Sessions_Rooms|Penalty": "session_room",
    "Similar Tracks": "similar",
    "Number of Rooms per Track": "rooms_per_topic",
    "Parallel Tracks": "parallel",
    "Consecutive Tracks": "consecutive",
    "Submissions_Timezones": "time_zone",
    "Submissions_Sessions|Penalty": "submission_session",
    "Submissions_Rooms|Penalty": "submission_room",
    "Presenters Conflicts": "presenters",
    "Attendees Conflicts": "attendees",
}
_SHEETS = (
    "parameters",
    "submissions",
    "tracks",
    "sessions",
    "rooms",
    "tracks_sessions|penalty",
    "tracks_rooms|penalty",
    "similar tracks",
    "sessions_rooms|penalty",
)
Row = list[Any]


def is_workbook(path: Path) -> bool:
    """True for a file that begins like a zip archive, or is named like a workbook."""
    with path.open("rb") as file:
        return file.read(2) == b"PK" or path.suffix.lower() == ".xlsx"


def read_workbook(path: Path) -> ProgrammeProblem:
    """The problem of a workbook; raises `BadForm` naming sheet and row.

    A published total leaves out the order of submissions, and the score that counts leaves out
    chairs: both weigh nothing here.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        sheets = {
            name: [list(row) for row in book[name].iter_rows(values_only=True)]
            for name in _SHEETS
            if name in book.sheetnames
        }
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise BadForm(f"not a workbook: {error}") from None
    missing = next((name for name in _SHEETS if name not in sheets), None)
    if missing is not None:
        raise BadForm(f"the workbook has no sheet {missing!r}")
    problem = _problem(sheets)
    check_names(problem)
    return problem


def _text(value: object) -> str:
    return str(value).strip() if value is not None else ""


def _names(value: object) -> tuple[str, ...]:
    return tuple(name.strip() for name in _text(value).split(",") if name.strip())


def _number(value: object, where: str) -> float:
    if value is None or value == "":
        return 0.0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise BadForm(f"{where}: a number is wanted, not {value!r}")


def _at(row: Row, column: int) -> Any:
    return row[column] if column < len(row) else None


def _matrix(sheets: dict[str, list[Row]], name: str) -> dict[tuple[str, str], float]:
    rows = sheets[name]
    heads = [_text(cell) for cell in rows[0]] if rows else []
    found = {}
    for number, row in enumerate(rows[1:], start=2):
        for column, head in enumerate(heads[1:], start=1):
            if head and _text(row[0]) and _at(row, column):
                penalty = _number(_at(row, column), f"{name}, row {number}")
                found[_text(row[0]), head] = penalty
    return found


def _first_column(sheets: dict[str, list[Row]], name: str) -> tuple[str, ...]:
    return tuple(_text(row[0]) for row in sheets[name][1:] if row and _text(row[0]))


def _problem(sheets: dict[str, list[Row]]) -> ProgrammeProblem:
    session_rows = [row for row in sheets["sessions"][1:] if row and _text(row[0])]
    sessions = tuple(
        Session(_text(row[0]), int(_number(_at(row, 1), f"sessions, {_text(row[0])}")))
        for row in session_rows
    )
    rooms = _first_column(sheets, "rooms")
    zones = _Zones(sheets["parameters"], session_rows)
    submissions = []
    for number, row in enumerate(sheets["submissions"][1:], start=2):
        if not row or not _text(row[0]):
            continue
        where = f"submissions, row {number}"
        by_session = row[7 : 7 + len(sessions)]
        by_room = row[7 + len(sessions) : 7 + len(sessions) + len(rooms)]
        submissions.append(
            Submission(
                id=_text(row[0]),
                topic=_text(_at(row, 1)),
                slots=int(_number(_at(row, 2), where) or 1),
                presenters=_names(_at(row, 5)),
                attendees=_names(_at(row, 6)),
                session_penalty=_penalties([s.name for s in sessions], by_session, where),
                room_penalty=_penalties(rooms, by_room, where),
                time_zone_penalty=zones.penalties(_text(_at(row, 4)), where),
            )
        )
    listed = _first_column(sheets, "tracks")
    used = (submission.topic for submission in submissions)
    return ProgrammeProblem(
        sessions=sessions,
        rooms=rooms,
        topics=tuple(dict.fromkeys((*listed, *used))),
        submissions=tuple(submissions),
        weights=_weights(sheets["parameters"]),
        topic_session=_matrix(sheets, "tracks_sessions|penalty"),
        topic_room=_matrix(sheets, "tracks_rooms|penalty"),
        session_room=_matrix(sheets, "sessions_rooms|penalty"),
        similar=_matrix(sheets, "similar tracks"),
        chairs={
            _text(row[0]): _names(_at(row, 1))
            for row in sheets["tracks"][1:]
            if row and _text(row[0]) and _names(_at(row, 1))
        },
    )


def _penalties(names: Sequence[str], cells: Sequence[Any], where: str) -> dict[str, float]:
    found = {name: _number(cell, where) for name, cell in zip(names, cells, strict=False)}
    return {name: penalty for name, penalty in found.items() if penalty}


def _weights(rows: list[Row]) -> Weights:
    given = dict.fromkeys(_WEIGHTS.values(), 0.0)
    for row in rows:
        name = _text(_at(row, 3)).rstrip(":").strip()
        if name in _WEIGHTS:
            given[_WEIGHTS[name]] = _number(_at(row, 4), f"parameters, {name}")
    return Weights(**given, chairs=0, mixed=0, order=0)


class _Zones:
    """What a session costs a presenter in another time zone."""

    def __init__(self, parameters: list[Row], sessions: list[Row]) -> None:
        self._rules = [_at(row, 1) for row in parameters]
        self._sessions = sessions
        self._known: dict[str, dict[str, float]] = {}

    def penalties(self, zone: str, where: str) -> dict[str, float]:
        """By session; empty where the presenter's zone is not given."""
        if not zone:
            return {}
        if zone not in self._known:
            self._known[zone] = self._of(zone, where)
        return self._known[zone]

    def _of(self, zone: str, where: str) -> dict[str, float]:
        rules = self._rules
        try:
            shift = 60 * (_hours(zone) - _hours(_text(rules[1])))
            suitable = _minutes(rules[3]), _minutes(rules[4])
            less = _minutes(rules[6]), _minutes(rules[7])
            lower, higher = _number(rules[8], where), _number(rules[10], where)
        except (IndexError, ValueError):
            raise BadForm(f"{where}: the time zone {zone!r} or its rules cannot be read") from None

        def penalty(moment: object) -> float:
            minutes = (_minutes(moment) + shift) % 1440
            if suitable[0] <= minutes <= suitable[1]:
                return 0.0
            return lower if less[0] <= minutes <= less[1] else higher

        found = {}
        for row in self._sessions:
            if _at(row, 3) is None or _at(row, 4) is None:
                raise BadForm(f"sessions, {_text(row[0])}: start and end are wanted")
            found[_text(row[0])] = max(penalty(_at(row, 3)), penalty(_at(row, 4)))
        return {name: value for name, value in found.items() if value}


def _hours(zone: str) -> int:
    return int(zone.replace("GMT", "") or 0)


def _minutes(moment: object) -> int:
    if isinstance(moment, dt.time | dt.datetime):
        return moment.hour * 60 + moment.minute
    raise ValueError(f"a time of day is wanted, not {moment!r}")
