"""Pitches that say nearly the same."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.ids import PitchId


@dataclass(frozen=True, slots=True)
class Near:
    """A pitch and the cosine of its text to the one that was asked for."""

    pitch_id: PitchId
    score: float


@dataclass(frozen=True, slots=True)
class NamedPitch:
    """A pitch as it is listed beside another."""

    pitch_id: PitchId
    name: str
    one_line: str
    lang: str
    company_name: str
    company_lang: str
