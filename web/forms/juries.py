"""The forms of a jury: rules, conflicts, decisions by hand, score sheets and picks."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from models.entities.jury import ConflictKind, Criterion, Jury, JuryMode, JuryRules, NewCriterion, SheetInput
from web.forms.base import Data, FormReader, Parsed
from web.i18n import LOCALES, current_locale
from web.services.juries import MOST_CRITERIA
from web.services.jury_conflicts import Declaration
from web.services.jury_phrases import PHRASES

NOBODY = "none"
MOST_ID = 2**53


@dataclass(frozen=True, slots=True)
class RulesInput:
    """Rules and the revision that was read; None for a new jury."""

    revision: int | None
    rules: JuryRules


class RulesForm:
    """The rules of a jury with up to eight criteria; an empty row is none."""

    @staticmethod
    def parse(data: Data) -> Parsed[RulesInput]:
        """Clean rules, or an error a field."""
        r = FormReader(data)
        revision = r.whole("revision", most=2**31 - 1, required=False)
        mode = r.choice("mode", JuryMode)
        per_pitch = r.whole("jurors_per_pitch", least=1, most=20)
        least = r.whole("least_pitches", most=200)
        most = r.whole("most_pitches", least=1, most=200)
        points = r.whole("points", least=2, most=100)
        drop = r.flag("drop_extremes")
        pitch_minutes = r.whole("pitch_minutes", least=1, most=120)
        question_minutes = r.whole("question_minutes", most=120)
        look_back = r.whole("look_back_years", most=50)
        criteria = [c for n in range(MOST_CRITERIA) if (c := _criterion(r, n)) is not None]
        figures = (per_pitch, least, most, points, pitch_minutes, question_minutes, look_back)
        if mode is None or any(f is None for f in figures):
            return r.finish(None)
        return r.finish(
            RulesInput(
                revision,
                JuryRules(
                    mode=mode,
                    jurors_per_pitch=per_pitch or 1,
                    least_pitches=least or 0,
                    most_pitches=most or 1,
                    points=points or 10,
                    drop_extremes=drop,
                    pitch_minutes=pitch_minutes or 1,
                    question_minutes=question_minutes or 0,
                    look_back_years=look_back or 0,
                    criteria=tuple(criteria),
                ),
            )
        )

    @staticmethod
    def values(rules: JuryRules | Jury) -> dict[str, str | list[str]]:
        """What is on record, as a person would type it."""
        values: dict[str, str | list[str]] = {
            "mode": rules.mode,
            "jurors_per_pitch": str(rules.jurors_per_pitch),
            "least_pitches": str(rules.least_pitches),
            "most_pitches": str(rules.most_pitches),
            "points": str(rules.points),
            "drop_extremes": "1" if rules.drop_extremes else "",
            "pitch_minutes": str(rules.pitch_minutes),
            "question_minutes": str(rules.question_minutes),
            "look_back_years": str(rules.look_back_years),
        }
        if isinstance(rules, Jury):
            values["revision"] = str(rules.revision)
        criteria: tuple[Criterion | NewCriterion, ...] = rules.criteria
        for n, c in enumerate(criteria):
            values |= {
                f"name_zh_{n}": c.name_zh,
                f"name_en_{n}": c.name_en,
                f"about_zh_{n}": c.about_zh,
                f"about_en_{n}": c.about_en,
                f"weight_{n}": str(c.weight),
            }
        return values


def _criterion(r: FormReader, n: int) -> NewCriterion | None:
    names = [r.text(f"name_{lang}_{n}", most=60, required=False) for lang in ("zh", "en")]
    about = [r.text(f"about_{lang}_{n}", most=200, required=False) for lang in ("zh", "en")]
    if not any(names):
        return None
    for lang, name in zip(("zh", "en"), names, strict=True):
        if not name:
            r.fail(f"name_{lang}_{n}", "jury_criterion_both")
    weight = r.whole(f"weight_{n}", least=1, most=100)
    return NewCriterion(names[0], names[1], about[0], about[1], weight or 1)


@dataclass(frozen=True, slots=True)
class ConflictInput:
    """Whose conflict with which company."""

    person_id: int
    company_id: int
    said: Declaration


class ConflictForm:
    """A conflict of interest of somebody with a company."""

    @staticmethod
    def parse(data: Data) -> Parsed[ConflictInput]:
        """A clean conflict, or an error a field."""
        r = FormReader(data)
        person, company = (r.whole(name, least=1, most=MOST_ID) for name in ("person", "company"))
        said = _declaration(r, r.choice("kind", ConflictKind), "")
        if person is None or company is None or said is None:
            return r.finish(None)
        return r.finish(ConflictInput(person, company, said))


def _declaration(r: FormReader, kind: ConflictKind | None, suffix: str) -> Declaration | None:
    since, until = r.day(f"since{suffix}", required=False), r.day(f"until{suffix}", required=False)
    note = r.text(f"note{suffix}", most=300, required=False)
    if since and until and since > until:
        r.fail(f"until{suffix}", "out_of_order")
    return None if kind is None else Declaration(kind, since, until, note)


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """Which conflict to set aside, and why."""

    person_id: int
    company_id: int
    kind: str
    reason: str


class DecisionForm:
    """Set a conflict aside with a reason, or let it count again."""

    @staticmethod
    def parse(data: Data, *, with_reason: bool) -> Parsed[DecisionInput]:
        """Clean values, or an error a field."""
        r = FormReader(data)
        person, company = (r.whole(name, least=1, most=MOST_ID) for name in ("person", "company"))
        kind = r.choice("kind", ConflictKind)
        reason = r.text("reason", most=500, required=with_reason)
        if person is None or company is None or kind is None:
            return r.finish(None)
        return r.finish(DecisionInput(person, company, kind, reason))


@dataclass(frozen=True, slots=True)
class KnownInput:
    """A juror's answer for each pitch, their topics, and how many they can read at most."""

    answers: dict[int, Declaration | None]
    sectors: tuple[str, ...]
    most: int | None


class KnownForm:
    """Whom a juror knows: an answer for each pitch of the event."""

    @staticmethod
    def parse(data: Data, participant_ids: Collection[int], sectors: Collection[str]) -> Parsed[KnownInput]:
        """Clean answers; one for each pitch is needed, so that none is read by oversight."""
        r = FormReader(data)
        answers: dict[int, Declaration | None] = {}
        for one in sorted(participant_ids):
            kind = r.code(f"known_{one}", [NOBODY, *ConflictKind])
            said = _declaration(r, None if kind in (None, NOBODY) else ConflictKind(kind), f"_{one}")
            if kind is not None:
                answers[one] = said
        most = r.whole("most", most=200, required=False)
        return r.finish(KnownInput(answers, r.codes("sectors", sectors), most))


@dataclass(frozen=True, slots=True)
class HandInput:
    """A decision by hand about a juror and a pitch; None drops it."""

    participant_id: int
    person_id: int
    rule: str | None


class HandForm:
    """Fix a juror to a pitch, keep them from it, or drop what was decided."""

    @staticmethod
    def parse(data: Data) -> Parsed[HandInput]:
        """Clean values, or an error a field."""
        r = FormReader(data)
        pitch, person = (r.whole(name, least=1, most=MOST_ID) for name in ("participant", "person"))
        rule = r.code("rule", ("fixed", "forbidden", "clear"))
        if pitch is None or person is None or rule is None:
            return r.finish(None)
        return r.finish(HandInput(pitch, person, None if rule == "clear" else rule))


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A score sheet as a juror sends it."""

    revision: int | None
    submit: bool
    given: SheetInput

    @staticmethod
    def parse(data: Data, jury: Jury) -> Parsed[SheetForm]:
        """Clean values; what is missing matters only when the sheet is submitted."""
        r = FormReader(data)
        revision = r.whole("revision", most=2**31 - 1, required=False)
        act = r.code("act", ("save", "submit"), required=False)
        given = [(c.id, r.whole(f"points_{c.id}", most=jury.points, required=False)) for c in jury.criteria]
        phrases = r.codes("phrases", PHRASES)
        reason = r.long_text("reason", most=2000, required=False)
        lang = r.code("lang", LOCALES, required=False) or current_locale()
        signed = r.flag("signed")
        points = {criterion: n for criterion, n in given if n is not None}
        sheet = SheetInput(points, phrases, reason, lang, signed)
        return r.finish(SheetForm(revision, act == "submit", sheet))


@dataclass(frozen=True, slots=True)
class PickInput:
    """Which of two."""

    winner: int
    loser: int
    tie: bool


class PickForm:
    """The first, the second, or no difference."""

    @staticmethod
    def parse(data: Data) -> Parsed[PickInput]:
        """Clean values, or an error a field."""
        r = FormReader(data)
        a, b = (r.whole(name, least=1, most=MOST_ID) for name in ("a", "b"))
        choice = r.code("choice", ("a", "b", "tie"))
        if a is None or b is None or choice is None:
            return r.finish(None)
        return r.finish(PickInput(b, a, False) if choice == "b" else PickInput(a, b, choice == "tie"))


def whole_in(data: Data, name: str) -> int | None:
    """One id of a form that is a button."""
    value = data.get(name)
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value) else None
