"""Reasons and gates of the ranker as sentences in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.feedback import NOT_OF_TASTE, REASON_GROUPS
from matcher.gates import Gate
from matcher.ranking import Ranked, Reason
from matcher.texts import Language, detect_language
from models.entities.vocabulary import NoReason
from web import formats
from web.i18n import N_, gettext, ngettext
from web.vocabulary import label

GROUP_LABELS = {
    "text": N_("Text"),
    "sector": N_("Sector"),
    "place": N_("Place"),
    "stage": N_("Stage"),
    "amount": N_("Amount"),
    "activity": N_("Activity"),
    "relations": N_("Relations"),
}


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One group's share of the score, as the bar shows it."""

    code: str
    label: str
    points: int


@dataclass(frozen=True, slots=True)
class SentencePair:
    """The sentence of the pitch beside the sentence of the thesis."""

    left: str
    right: str

    @property
    def left_lang(self) -> Language:
        """As it is written: a Chinese pitch may quote English."""
        return detect_language(self.left)

    @property
    def right_lang(self) -> Language:
        """As it is written."""
        return detect_language(self.right)


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason in words."""

    text: str
    points: int | None
    kind: str
    pairs: tuple[SentencePair, ...] = ()


def fit_points(ranked: Ranked) -> dict[str, int]:
    """Each group's share of the displayed fit, in whole points that add up to it exactly.

    The parts of the score are scaled to the fit; what rounding leaves over goes to the largest
    remainders. Empty when the score is not above nothing: then there is no share to show.
    """
    if ranked.score <= 0:
        return {}
    exact = {r.code: ranked.fit * r.weight / ranked.score for r in ranked.reasons}
    points = {code: math.floor(value) for code, value in exact.items()}
    left = round(ranked.fit) - sum(points.values())
    for code in sorted(exact, key=lambda c: (points[c] - exact[c], c))[: max(left, 0)]:
        points[code] += 1
    return points


def score_parts(ranked: Ranked) -> list[ScorePart]:
    """The parts of the bar, in the order of the reasons."""
    points = fit_points(ranked)
    return [
        ScorePart(r.code, gettext(GROUP_LABELS[r.code]), points[r.code]) for r in ranked.reasons if points
    ]


def reason_lines(ranked: Ranked) -> list[ReasonLine]:
    """The reasons of a rank as sentences, the heaviest first."""
    points = fit_points(ranked)
    return [
        ReasonLine(_SENTENCES[r.code](r.params), points.get(r.code), _kind(r), _pairs(r))
        for r in ranked.reasons
    ]


def gate_sentence(gate: Gate) -> str:  # noqa: PLR0911 - one return a gate
    """What shuts a pair out."""
    p = gate.params
    match gate.code:
        case "stage":
            stages = _list(label("stage", s) for s in p["stages"])
            return gettext(
                "The pitch is at %(stage)s; the profile names %(stages)s.",
                stage=label("stage", p["stage"]),
                stages=stages,
            )
        case "instrument":
            return gettext(
                "The founder seeks %(sought)s; the profile gives %(given)s.",
                sought=_list(label("instrument", i) for i in p["sought"]),
                given=_list(label("instrument", i) for i in p["given"]),
            )
        case "amount":
            return gettext(
                "The founder seeks %(ask)s; the profile's range is %(range)s.",
                ask=formats.money_range(p.get("ask_min"), p.get("ask_max")),
                range=formats.money_range(p.get("amount_min"), p.get("amount_max")),
            )
        case "sector":
            return gettext(
                "The profile rules out %(sectors)s.", sectors=_list(label("sector", s) for s in p["sectors"])
            )
        case "district":
            return gettext(
                "The pitch is in %(district)s; the profile names %(districts)s.",
                district=label("district", p["district"]),
                districts=_list(label("district", d) for d in p["districts"]),
            )
        case "conflict":
            return gettext("There is a conflict of interest.")
        case "declined":
            return gettext("One side has said no.")
        case "backed":
            return gettext("This provider has already funded the company.")
        case _:
            return gettext("This provider has no room for more introductions now.")


def by_number(gated: Mapping[str, int]) -> list[tuple[str, int]]:
    """Gates with how many each shuts out, the most first."""
    return sorted(gated.items(), key=lambda item: (-item[1], item[0]))


def gate_count_sentence(code: str, n: int) -> str:
    """How many providers a gate shuts out, for a founder."""
    what = {
        "stage": N_("%(num)s: another stage"),
        "instrument": N_("%(num)s: another instrument"),
        "amount": N_("%(num)s: the amount is outside their range"),
        "sector": N_("%(num)s: they never fund this sector"),
        "district": N_("%(num)s: another district"),
        "conflict": N_("%(num)s: a conflict of interest"),
        "declined": N_("%(num)s: one side has said no"),
        "backed": N_("%(num)s: has already funded you"),
        "full": N_("%(num)s: no room now"),
    }[code]
    return gettext(what, num=n)


def pitch_count_sentence(code: str, n: int) -> str:
    """How many pitches a gate shuts out, for a provider."""
    what = {
        "stage": N_("%(num)s: at a stage that you do not name"),
        "instrument": N_("%(num)s: seek an instrument that you do not give"),
        "amount": N_("%(num)s: seek an amount outside your range"),
        "sector": N_("%(num)s: in a sector that you rule out"),
        "district": N_("%(num)s: in a district that you do not name"),
        "conflict": N_("%(num)s: you have a conflict of interest"),
        "declined": N_("%(num)s: you or the founder said no"),
        "backed": N_("%(num)s: you have funded already"),
        "full": N_("%(num)s: you have no room now"),
    }[code]
    return gettext(what, num=n)


def sentence_across(ranked: Ranked) -> str:
    """The Chinese one of the two sentences quoted as closest, if the other is not; empty otherwise."""
    for reason in ranked.reasons:
        for pair in _pairs(reason)[:1]:
            if pair.left_lang != pair.right_lang:
                return pair.left if pair.left_lang == "zh" else pair.right
            return ""
    return ""


def _kind(reason: Reason) -> str:
    return "good" if reason.weight > 0 else "attention"


def _pairs(reason: Reason) -> tuple[SentencePair, ...]:
    if reason.code != "text":
        return ()
    return tuple(
        SentencePair(p["company_sentence"], p["provider_sentence"]) for p in reason.params.get("pairs", ())
    )


def _list(words: Any) -> str:
    return gettext(", ").join(words)


def _text(params: Mapping[str, Any]) -> str:
    if params.get("pairs"):
        return gettext("These sentences of the pitch and of the thesis are closest:")
    return gettext("Pitch and thesis are compared as a whole.")


def _sector(params: Mapping[str, Any]) -> str:
    codes = _list(label("sector", c) for c in params.get("codes", ()))
    dealt = round(params.get("dealt") or 0)
    match params.get("match"):
        case "same":
            said = gettext("The profile names this sector: %(codes)s.", codes=codes)
        case "near":
            said = gettext("The profile names a neighbouring sector: %(codes)s.", codes=codes)
        case "none":
            said = gettext("The profile names other sectors.")
        case _:
            said = gettext("The profile names no sectors.")
    if dealt:
        said = formats.sentences(
            said, ngettext("%(num)s past deal in it.", "%(num)s past deals in it.", dealt)
        )
    return said


def _place(params: Mapping[str, Any]) -> str:
    if params.get("district"):
        return gettext(
            "The profile names this district: %(district)s.", district=label("district", params["district"])
        )
    dealt = params.get("dealt") or {}
    if dealt.get("district"):
        n = round(dealt["district"])
        return ngettext("%(num)s past deal in this district.", "%(num)s past deals in this district.", n)
    if dealt.get("city"):
        n = round(dealt["city"])
        return ngettext("%(num)s past deal in this city.", "%(num)s past deals in this city.", n)
    return gettext("No past deals in this place are known.")


def _stage(params: Mapping[str, Any]) -> str:
    stage = label("stage", params.get("stage"))
    if params.get("stated"):
        return gettext("The profile names this stage: %(stage)s.", stage=stage)
    if params.get("dealt"):
        return gettext("Past deals at this stage: %(stage)s.", stage=stage)
    return gettext("Stage of the pitch: %(stage)s.", stage=stage)


def _amount(params: Mapping[str, Any]) -> str:
    ask = formats.money_range(params.get("ask_min"), params.get("ask_max"))
    if params.get("usual"):
        return gettext(
            "Sought: %(ask)s; the usual past deal: %(usual)s.",
            ask=ask,
            usual=formats.money(params["usual"]),
        )
    ranges = params.get("ranges") or []
    given = gettext(", ").join(formats.money_range(low, high) for low, high in ranges)
    return gettext("Sought: %(ask)s; given: %(given)s.", ask=ask, given=given or gettext("not known"))


def _activity(params: Mapping[str, Any]) -> str:
    deals = params.get("deals")
    if not deals:
        return gettext("No past deals are known.")
    return ngettext("%(num)s past deal is known.", "%(num)s past deals are known.", deals)


def _relations(params: Mapping[str, Any]) -> str:
    if params.get("backer"):
        return gettext("This provider has already funded the company.")
    return gettext("It has dealt beside providers who funded the company.")


_SENTENCES = {
    "text": _text,
    "sector": _sector,
    "place": _place,
    "stage": _stage,
    "amount": _amount,
    "activity": _activity,
    "relations": _relations,
}


def taught(reason: NoReason | None) -> tuple[str, dict[str, str]]:
    """What a no with this reason teaches the list: the code of a sentence, and its parameters."""
    if reason is None or str(reason) in NOT_OF_TASTE:
        return "choice_no_taste", {}
    group = REASON_GROUPS.get(str(reason))
    if group is None:
        return "choice_no_part", {}
    return "choice_no_teaches", {"part": gettext(GROUP_LABELS[group])}
