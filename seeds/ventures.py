"""Companies with their pitches: founded, written, submitted, reviewed, at home in a space, sought and refused."""

from __future__ import annotations

from datetime import date
from functools import partial

from matcher.ranking import WeightedRanker
from models.entities.ids import OrganisationId
from models.entities.matching import MatchFilters
from models.entities.organisations import NewOrganisation
from models.entities.people import CameAs
from models.entities.pitches import PitchDraft, Seek
from models.entities.tenancies import TenancyStage
from models.entities.vocabulary import (
    Choice,
    FounderCategory,
    Instrument,
    NoReason,
    OrganisationKind,
    Role,
)
from models.entities.vocabulary import Stage as CompanyStage
from seeds.papers import pdf, uscc
from seeds.people import FEN, join
from seeds.stage import Calendar, Script, Stage, number
from seeds.texts import Record, Texts
from web.services.decks import attach_deck
from web.services.introductions import answer_introduction, choose, open_introductions
from web.services.matching import open_matches
from web.services.organisations import create_organisation
from web.services.pitches import create_pitch, submit_pitch
from web.services.review import approve_pitch, return_pitch
from web.services.showing import pitch_for_provider
from web.services.tenancies import confirm_tenancy

# Days before an event by which its organiser selects the pitches.
SELECTED_BEFORE = {"summer-roadshow": 28, "autumn-roadshow": 24, "maoshan-cup": 30}
_SLOWEST_REVIEW = 5
_FIRST_COMPANY, _LAST_COMPANY = -236, -20
_HEADINGS = {
    "zh": {"problem": "问题", "solution": "办法", "market": "市场", "team": "团队"},
    "en": {"problem": "Problem", "solution": "Solution", "market": "Market", "team": "Team"},
}


def approval_days(texts: Texts) -> dict[str, int]:
    """By pitch, the day on which it is approved: before its events and its money, else spread over the months."""
    latest: dict[str, int] = {}

    def not_after(pitch: str, day: int) -> None:
        latest[pitch] = min(latest.get(pitch, _LAST_COMPANY), day)

    for key, event in texts.events.items():
        for pitch in event["pitches"]:
            not_after(pitch, event["days_from_today"] - SELECTED_BEFORE[key] - 2)
    for record in texts.funding:
        if record["days_from_today"] is not None:
            not_after(record["company"], record["days_from_today"] - 20)
    first = _FIRST_COMPANY + _SLOWEST_REVIEW + 2
    found = {}
    for pitch in texts.pitches:
        last = latest.get(pitch, _LAST_COMPANY)
        found[pitch] = first + number(f"{pitch} joins", last - first + 1)
    return found


def agrees_to_showcase(key: str, pitch: Record) -> bool:
    """Whether the founder lets anybody read the pitch."""
    return "persona" in pitch or number(f"{key} showcase", 10) < 7


def is_showcased(key: str, pitch: Record) -> bool:
    """Whether the organiser puts it on the public pages."""
    return agrees_to_showcase(key, pitch) and ("persona" in pitch or number(f"{key} window", 10) < 8)


def write_companies(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Sign up, write, submit the next day; an organiser reads it within days and the space confirms its tenant."""
    reviewers = [f"{key}-{n}" for key, o in texts.organisers.items() for n in range(1, len(o["people"]) + 1)]
    approved = approval_days(texts)
    managers = {p["organisation"]: key for key, p in texts.people.items() if p["role"] == Role.SPACE}
    for i, (key, pitch) in enumerate(texts.pitches.items()):
        review = 2 + number(f"{key} review", _SLOWEST_REVIEW - 2)
        joined = approved[key] - review - 1
        code = uscc(100 + i) if pitch["registered"] else None
        script.add(days.at(joined, key), partial(_company, stage, key, pitch, code, texts.terms.get(key, "")))
        script.add(days.at(joined + 1, key), partial(_submit, stage, key, pitch))
        reviewer = reviewers[number(f"{key} reviewer", len(reviewers))]
        script.add(days.at(approved[key], key), partial(_approve, stage, key, pitch, reviewer))
        # Some spaces take their time: their claims are still open.
        if pitch["space"] is not None and number(f"{key} tenant", 9) > 0:
            space = pitch["space"]
            since = days.date(joined - 30 - number(f"{key} since", 700))
            stage_there = TenancyStage(texts.spaces[space]["kind_stage"])
            script.add(
                days.at(joined + 2, key),
                partial(_move_in, stage, key, space, managers[space], stage_there, since),
            )
    for i, (key, pitch) in enumerate(texts.waiting_pitches.items()):
        code = uscc(800 + i) if pitch["registered"] else None
        script.add(days.at(-6 + i, key), partial(_company, stage, key, pitch, code, ""))
        if pitch["state"] != "draft":
            script.add(days.at(-5 + i, key), partial(_submit, stage, key, pitch))
        if pitch["state"] == "returned":
            script.add(
                days.at(-4 + i, key), partial(_return, stage, key, pitch["comment"], "techfin-centre-1")
            )


def draft_of(pitch: Record, space_id: OrganisationId | None, terms: str) -> PitchDraft:
    """A record as what a founder types."""
    categories = tuple(FounderCategory(c) for c in pitch["founder"]["categories"])
    return PitchDraft(
        lang=pitch["lang"],
        name=pitch["company"],
        one_line=pitch["one_line"],
        problem=pitch["problem"],
        solution=pitch["solution"],
        market=pitch["market"],
        team=pitch["team"],
        main_category=categories[0],
        categories=categories,
        sector=pitch["sector"],
        sector2=pitch.get("sector2"),
        stage=CompanyStage(pitch["stage"]),
        district=pitch["district"],
        city=pitch["city"],
        space_id=space_id,
        seeks=tuple(
            Seek(Instrument(s["instrument"]), s["amount_min"] * FEN, s["amount_max"] * FEN)
            for s in pitch["seeks"]
        ),
        terms=terms,
    )


async def _company(stage: Stage, key: str, pitch: Record, code: str | None, terms: str) -> None:
    lang = pitch["lang"]
    await join(stage, key, pitch["founder"]["name"], lang, [Role.FOUNDER], CameAs.FOUNDER)
    new = NewOrganisation(
        pitch["company"],
        lang,
        frozenset({OrganisationKind.COMPANY}),
        uscc=code,
        district=pitch["district"],
        city=pitch["city"],
        about=pitch["one_line"],
    )
    stage.body[key] = await create_organisation(
        stage.db, stage.clock, viewer=await stage.viewer(key), new=new
    )
    stage.changed(key)
    viewer = await stage.viewer(key)
    space_id = None if pitch["space"] is None else stage.body[pitch["space"]]
    stage.pitch[key] = await create_pitch(
        stage.db,
        stage.clock,
        viewer=viewer,
        company_id=stage.body[key],
        draft=draft_of(pitch, space_id, terms),
    )
    # Who has written down terms has a deck, too.
    if terms:
        headings = _HEADINGS[lang]
        pages = [(pitch["company"], [pitch["one_line"]])]
        pages += [(headings[part], [pitch[part]]) for part in headings]
        await attach_deck(
            stage.db,
            stage.clock,
            stage.files,
            viewer=viewer,
            pitch_id=stage.pitch[key],
            filename=f"{pitch['company']}.pdf",
            content=pdf(pages),
        )


async def _submit(stage: Stage, key: str, pitch: Record) -> None:
    await submit_pitch(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(key),
        pitch_id=stage.pitch[key],
        showcase=agrees_to_showcase(key, pitch),
    )


async def _approve(stage: Stage, key: str, pitch: Record, reviewer: str) -> None:
    await approve_pitch(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(reviewer),
        pitch_id=stage.pitch[key],
        version=1,
        showcase=is_showcased(key, pitch),
        site=stage.site,
    )


async def _return(stage: Stage, key: str, comment: Record, reviewer: str) -> None:
    await return_pitch(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(reviewer),
        pitch_id=stage.pitch[key],
        version=1,
        comment=comment["body"],
        lang=comment["lang"],
        site=stage.site,
    )


async def _move_in(
    stage: Stage, key: str, space: str, manager: str, at_stage: TenancyStage, since: date
) -> None:
    await confirm_tenancy(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(manager),
        company_id=stage.body[key],
        space_id=stage.body[space],
        stage=at_stage,
        since=since,
    )


def write_interests(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Providers open their matches, read, choose; founders answer some days later, and before money moves."""
    approved = approval_days(texts)
    money: dict[tuple[str, str], int] = {}
    for record in texts.funding:
        if record["days_from_today"] is not None:
            pair = (record["provider"], record["company"])
            money[pair] = min(money.get(pair, 0), record["days_from_today"])
    opened: set[tuple[str, int]] = set()
    for interest in texts.interests:
        provider, pitch = interest["provider"], interest["pitch"]
        both, paid = f"{provider} {pitch}", money.get((provider, pitch), 0)
        day = min(approved[pitch] + 2 + number(both, 12), paid - 6, -1)
        # Who comes back on the same day looks at the same list.
        if (provider, day) not in opened:
            opened.add((provider, day))
            script.add(days.local(day, "08:30"), partial(_look, stage, provider))
        script.add(days.at(day, both), partial(_choose, stage, interest))
        if interest["introduced"] in ("accepted", "declined"):
            answer_day = min(day + 1 + number(f"{both} answer", 3), paid - 2, -1)
            # In the evening: when both fall on one day, the answer comes after the question.
            script.add(min(days.local(answer_day, "18:00"), days.now), partial(_answer, stage, interest))


async def _look(stage: Stage, provider: str) -> None:
    await open_matches(
        stage.db,
        WeightedRanker(),
        stage.clock,
        viewer=await stage.viewer(provider),
        filters=MatchFilters(),
        # They press "show the next ones" until they have seen those of whom they decide.
        limit=30,
    )


async def _choose(stage: Stage, interest: Record) -> None:
    viewer, choice = await stage.viewer(interest["provider"]), Choice(interest["choice"])
    pitch_id = stage.pitch[interest["pitch"]]
    if choice is not Choice.NO or interest["reason"] not in ("sector", "place"):
        await pitch_for_provider(stage.db, stage.clock, viewer=viewer, pitch_id=pitch_id)
    await choose(
        stage.db,
        stage.clock,
        viewer=viewer,
        organisation_id=None,
        pitch_id=pitch_id,
        choice=choice,
        reason=NoReason(interest["reason"]) if interest["reason"] else None,
    )


async def _answer(stage: Stage, interest: Record) -> None:
    viewer = await stage.viewer(interest["pitch"])
    provider_id = stage.body[interest["provider"]]
    found = await open_introductions(stage.db, viewer=viewer, role=Role.FOUNDER)
    introduction = next(i for i in found if i.organisation_id == provider_id)
    await answer_introduction(
        stage.db,
        stage.clock,
        viewer=viewer,
        introduction_id=introduction.id,
        accept=interest["introduced"] == "accepted",
    )
