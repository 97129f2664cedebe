"""Where a picked-up card could go, cell by cell, as the board's script reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from web import formats
from web.i18n import gettext
from web.pages.plan_grids import table_words
from web.sentences import sentence
from web.services.plan_board import Board, Obstacle, named, pitch_options
from web.services.plan_targets import table_targets

Cells = dict[str, dict[str, Any]]


def pitch_cells(board: Board, participant_id: int, view: str) -> Cells:
    """The slots on stage for one pitch."""
    held = any(p.participant_id == participant_id for p in board.contents.pitches)
    cells: Cells = {}
    for option in pitch_options(board, participant_id):
        swap = ""
        if option.other is not None:
            swap = (
                gettext("Changes places with %(name)s", name=option.other.name)
                if held
                else gettext("In place of %(name)s", name=option.other.name)
            )
        key = (
            f"s{option.slot.id}"
            if view == "places"
            else f"p{participant_id}-{int(option.slot.starts_at.timestamp())}"
        )
        words = f"{formats.time(option.slot.starts_at, board.facts.event.timezone)} · {option.slot.room_name}"
        cell = _cell(board, option.obstacles, swap, words, option.slot.id, None)
        # Several rooms at one time are one cell of a person's row: the first that works.
        if key not in cells or (cell["ok"] and not cells[key]["ok"]):
            cells[key] = cell
    return cells


def meeting_cells(board: Board, founder_id: int, provider_id: int, view: str) -> Cells:
    """The tables at each time for one pair; on a person's row the first table that works."""
    names = {p.id: p.name for p in board.facts.everybody}
    zone = board.facts.event.timezone
    cells: Cells = {}
    for target in table_targets(board, founder_id, provider_id):
        swap = ""
        if target.other is not None:
            swap = gettext(
                "Changes places with %(founder)s and %(provider)s",
                founder=names[target.other.founder_id],
                provider=names[target.other.provider_id],
            )
        words = (
            f"{formats.time(target.slot.starts_at, zone)} · {table_words(board.facts.event, target.table_no)}"
        )
        cell = _cell(board, target.obstacles, swap, words, target.slot.id, target.table_no)
        if view == "places":
            cells[f"s{target.slot.id}-{target.table_no}"] = cell
            continue
        for who in (founder_id, provider_id):
            key = f"p{who}-{int(target.slot.starts_at.timestamp())}"
            if key not in cells or _rank(cell) < _rank(cells[key]):
                cells[key] = cell
    return cells


def _rank(cell: dict[str, Any]) -> tuple[bool, bool, int]:
    """A free table before a swap, a swap before none, and of several reasons the fewest."""
    return (not cell["ok"], bool(cell["swap"]), len(cell["why"]))


def _cell(
    board: Board, obstacles: Iterable[Obstacle], swap: str, words: str, slot_id: int, table_no: int | None
) -> dict[str, Any]:
    why = " ".join(
        dict.fromkeys(sentence(f"obstacle_{o.code}", **named(board.facts, o.params)) for o in obstacles)
    )
    return {"ok": not why, "why": why, "swap": swap, "at": words, "slot": slot_id, "table": table_no or ""}
