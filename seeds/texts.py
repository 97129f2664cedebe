"""The demo world's texts as they lie in `world/`, and the addresses under which its people sign in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Record = dict[str, Any]

_WORLD = Path(__file__).parent / "world"
HOST = "demo.shoutou.example"
# Whom a visitor signs in as, by the key of the record that names them; the others have no password.
PERSONAS = {
    "shuangkuang": "lin",
    "lingxian": "qian",
    "wang-qiming": "wang",
    "runjiang-bank": "chen",
    "jiangzhou-guarantee": "guo",
    "techfin-centre-1": "zhao",
    "juror-shi": "shi",
    "manager-wang": "xiulan",
    "officer-sun": "sun",
    "admin-ni": "ni",
}


@dataclass(frozen=True, slots=True)
class Texts:
    """Every record by its key, in the order of the files."""

    pitches: dict[str, Record]
    providers: dict[str, Record]
    spaces: dict[str, Record]
    organisers: dict[str, Record]
    people: dict[str, Record]
    events: dict[str, Record]
    # Events to which anybody may come, without pitches of their own.
    open_events: dict[str, Record]
    funding: list[Record]
    movements: list[Record]
    firsts: list[Record]
    interests: list[Record]
    comments: list[Record]
    # What a founder offers in return, by pitch.
    terms: dict[str, str]
    # Newcomers on whom nobody has decided yet.
    waiting_pitches: dict[str, Record]
    waiting_providers: dict[str, Record]
    # Files that were brought and wait for a decision.
    imports: dict[str, Record]


@cache
def texts() -> Texts:
    """Read all files once."""
    waiting = _read("waiting.json")
    return Texts(
        _by_key(_read("pitches/*.json")),
        _by_key(_read("providers/*.json")),
        _by_key(_read("spaces.json")),
        _by_key(_read("organisers.json")),
        _by_key(_read("people.json")),
        _by_key(_read("events.json")),
        _by_key(_read("open_events.json")),
        _read("funding.json"),
        _read("movements.json"),
        _read("firsts.json"),
        _read("interests.json"),
        _read("comments.json"),
        {one["pitch"]: one["terms"] for one in _read("terms.json")},
        _by_key([one for one in waiting if one["what"] == "pitch"]),
        _by_key([one for one in waiting if one["what"] == "provider"]),
        _by_key(_read("imports.json")),
    )


def address(key: str) -> str:
    """The mail address of a person: a short one for those a visitor signs in as."""
    return f"{PERSONAS.get(key, key)}@{HOST}"


def _read(pattern: str) -> list[Record]:
    return [
        record
        for path in sorted(_WORLD.glob(pattern))
        for record in json.loads(path.read_text(encoding="utf-8"))
    ]


def _by_key(records: list[Record]) -> dict[str, Record]:
    return {record["key"]: record for record in records}
