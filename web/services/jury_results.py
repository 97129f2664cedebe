"""What comes of a jury: places with intervals, reasons in both languages, and what is told to whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import anyio.to_thread

from matcher.judging import Estimate, Sheet, combine, fit_sheets, rank, weighted_score
from matcher.picks import Consistency, Pick, fit_picks
from models.db import Database
from models.entities.events import Addressee, Event
from models.entities.jury import (
    FounderJury,
    FounderReason,
    FounderResult,
    InterestConflict,
    Jury,
    JuryMember,
    JuryMode,
    JuryPitch,
    JuryState,
    PickRow,
    PublicResult,
    ResultRow,
    ScoreSheet,
    Seat,
)
from models.entities.viewer import Viewer
from models.entities.vocabulary import Role
from models.errors import Conflict, Invalid, NotAllowed, NotFound
from models.repositories.audit import AuditRepository
from models.repositories.events import EventRepository
from models.repositories.jury import JuryRepository
from models.repositories.jury_sheets import JurySheetRepository
from web.clock import Clock
from web.services.event_mail import facts_of
from web.services.event_texts import EventTexts
from web.services.events import found_event
from web.services.juries import board_of, found_jury
from web.services.jury_phrases import languages_of
from web.services.mail import mail_each

# Whoever cannot be told apart from the third is told with them.
MOST_PUBLIC = 3
LANGUAGES = frozenset({"zh", "en"})


@dataclass(frozen=True, slots=True)
class Standing:
    """The order that sheets and picks give, and how jurors compare."""

    rows: list[ResultRow]
    severity: dict[int, float]
    consistency: list[Consistency]
    n_left_out: int
    n_groups: int


@dataclass(frozen=True, slots=True)
class ResultsBoard:
    """The organiser's page of results."""

    event: Event
    jury: Jury
    pitches: list[JuryPitch]
    members: list[JuryMember]
    standing: Standing
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class ReasonsBoard:
    """For each pitch how far its jurors are and in which languages its founder has a reason."""

    event: Event
    jury: Jury
    pitches: list[JuryPitch]
    members: list[JuryMember]
    seats: list[Seat]
    sheets: list[ScoreSheet]
    hidden: frozenset[int]

    def languages(self, participant_id: int) -> frozenset[str]:
        """The languages in which this pitch's founder would read a reason."""
        return reason_languages(self.sheets, participant_id)


def reason_languages(sheets: Collection[ScoreSheet], participant_id: int) -> frozenset[str]:
    """In which languages the submitted sheets give a founder a usable reason."""
    found: set[str] = set()
    for s in sheets:
        if s.participant_id == participant_id:
            found |= languages_of(s.phrases, s.reason, s.lang, s.translations)
    return frozenset(found)


def standing_of(
    jury: Jury, sheets: Sequence[ScoreSheet], picks: Sequence[PickRow], pitches: Collection[int]
) -> Standing:
    """Places from sheets, picks, or both together; a pitch that nobody judged has none."""
    weights = {c.id: float(c.weight) for c in jury.criteria}
    known = set(pitches)
    scored = [
        Sheet(
            s.participant_id, s.person_id, weighted_score({c: float(n) for c, n in s.points.items()}, weights)
        )
        for s in sheets
        if jury.mode.has_sheets and s.participant_id in known and weights.keys() <= s.points.keys()
    ]
    compared = [
        Pick(k.person_id, k.winner_id, k.loser_id, k.tie)
        for k in picks
        if jury.mode.has_pairs and {k.winner_id, k.loser_id} <= known
    ]
    by_sheets = fit_sheets(scored, drop_extremes=jury.drop_extremes)
    by_picks, consistency = fit_picks(compared)
    estimate = _chosen(jury.mode, by_sheets, by_picks)
    n_sheets = _counts([s.pitch for s in scored])
    n_picks = _counts([p for k in compared for p in (k.winner, k.loser)])
    rows = [
        ResultRow(
            p.pitch,  # type: ignore[arg-type] # an id that went through the ranking as a number
            n_sheets.get(p.pitch, 0),
            n_picks.get(p.pitch, 0),
            p.score,
            p.low,
            p.high,
            p.place,
            p.best,
            p.worst,
        )
        for p in rank(estimate)
    ]
    unjudged = sorted(known - {int(r.participant_id) for r in rows})
    rows += [ResultRow(p, 0, n_picks.get(p, 0), None, None, None, None, None, None) for p in unjudged]  # type: ignore[arg-type] # as above
    return Standing(
        rows, dict(by_sheets.severity), consistency, by_sheets.n_left_out, len(set(estimate.group))
    )


def _chosen(mode: JuryMode, by_sheets: Estimate, by_picks: Estimate) -> Estimate:
    if mode is JuryMode.PAIRS:
        return by_picks
    if mode is JuryMode.BOTH and by_picks.pitches:
        return combine(by_sheets, by_picks)
    return by_sheets


def _counts(of: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in of:
        found[one] = found.get(one, 0) + 1
    return found


async def open_results(db: Database, *, viewer: Viewer, event_id: int) -> ResultsBoard:
    """The order as it stands; before the release without what the reader has a conflict with.

    An organiser who judges too sees it when scoring is closed, as other jurors do not see it at all.
    """
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        juries, sheets = JuryRepository(conn), JurySheetRepository(conn)
        jury = await juries.of_event(event_id)
        if jury is None:
            raise NotFound
        members = await juries.members(event_id)
        _not_while_judging(jury, members, viewer)
        conflicts = await juries.conflicts(event_id, viewer.person_id)
        hidden = frozenset(int(c.company_id) for c in conflicts if c.in_force)
        pitches = await juries.pitches(event_id)
        seen = [p.participant_id for p in pitches if p.company_id not in hidden]
        given = await sheets.submitted(event_id, viewer.person_id)
        picked = await sheets.picks(event_id, reader=viewer.person_id)
    standing = await anyio.to_thread.run_sync(lambda: standing_of(jury, given, picked, seen))
    return ResultsBoard(event, jury, pitches, members, standing, hidden)


def _not_while_judging(jury: Jury, members: Collection[JuryMember], viewer: Viewer) -> None:
    judging = jury.state in (JuryState.SETUP, JuryState.OPEN)
    if judging and any(m.person_id == viewer.person_id for m in members):
        raise NotAllowed("not_allowed")


async def open_reasons(db: Database, *, viewer: Viewer, event_id: int) -> ReasonsBoard:
    """How far scoring is, and which founders still lack a reason in a language."""
    async with db.read() as conn:
        event = await found_event(EventRepository(conn), viewer, event_id)
        board = await board_of(conn, viewer, event)
        if board.jury is None:
            raise NotFound
        _not_while_judging(board.jury, board.members, viewer)
        sheets = await JurySheetRepository(conn).submitted(event_id, viewer.person_id)
    return ReasonsBoard(event, board.jury, board.pitches, board.members, board.seats, sheets, board.hidden)


async def translate_reason(
    db: Database, clock: Clock, *, viewer: Viewer, event_id: int, sheet_id: int, body: str
) -> None:
    """Write a reason in its other language; the juror's own words stay beside it."""
    async with db.transaction() as conn:
        _, jury = await found_jury(conn, viewer, event_id)
        juries = JuryRepository(conn)
        if await juries.lock(event_id) is JuryState.RELEASED:
            raise Conflict("jury_released_already")
        _not_while_judging(jury, await juries.members(event_id), viewer)
        sheets = JurySheetRepository(conn)
        if not await sheets.translate(event_id, sheet_id, body, viewer.person_id, clock.now()):
            raise NotFound
        await AuditRepository(conn).note(
            clock.now(), viewer.person_id, "translate_reason", "event", event_id, {"sheet": sheet_id}
        )


async def close_scoring(db: Database, clock: Clock, *, viewer: Viewer, event_id: int, without: str) -> None:
    """End scoring; a founder without a reason in both languages only for a stated reason, on record."""
    async with db.transaction() as conn:
        await found_jury(conn, viewer, event_id)
        juries = JuryRepository(conn)
        # Whoever is saving a sheet now finishes first; whoever comes later is refused.
        if await juries.lock(event_id) is not JuryState.OPEN:
            raise Conflict("state_moved_on")
        sheets = await JurySheetRepository(conn).submitted(event_id, None)
        lacking = [
            p
            for p in await juries.pitches(event_id)
            if reason_languages(sheets, p.participant_id) != LANGUAGES
        ]
        if lacking and not without:
            raise Invalid("jury_reasons_missing", field="without", n=len(lacking))
        await juries.close(event_id, viewer.person_id, clock.now(), without if lacking else "")
        await AuditRepository(conn).note(
            clock.now(),
            viewer.person_id,
            "close_scoring",
            "event",
            event_id,
            {"lacking": len(lacking), "without": without if lacking else ""},
        )


async def release_results(
    db: Database,
    clock: Clock,
    *,
    viewer: Viewer,
    event_id: int,
    shows_places: bool,
    is_public: bool,
    site: str,
) -> int:
    """Put down what each pitch came to and tell its people; answers how many mails."""
    async with db.transaction() as conn:
        event, jury = await found_jury(conn, viewer, event_id)
        juries, sheets, now = JuryRepository(conn), JurySheetRepository(conn), clock.now()
        await juries.lock(event_id)
        released = await juries.release(
            event_id, viewer.person_id, now, shows_places=shows_places, is_public=is_public
        )
        if not released:
            raise Conflict("jury_released_already" if jury.state is JuryState.RELEASED else "jury_not_closed")
        given, picked = await sheets.submitted(event_id, None), await sheets.picks(event_id)
        ids = [int(p.participant_id) for p in await juries.pitches(event_id)]
        standing = await anyio.to_thread.run_sync(lambda: standing_of(jury, given, picked, ids))
        await juries.add_results(event_id, standing.rows)
        await AuditRepository(conn).note(
            now,
            viewer.person_id,
            "release_results",
            "event",
            event_id,
            {"shows_places": shows_places, "is_public": is_public},
        )

        texts, path = await EventTexts.of(conn, event_id), f"/founder/events/{event_id}/jury"

        def words(to: Addressee) -> tuple[str, str]:
            return texts.write("jury_result", facts_of(event) | {"name": to.name, "link": site + path})

        to = await sheets.to_tell(event_id)
        key = f"event-{event_id}-jury"
        return await mail_each(conn, clock, "jury_result", to, words, key, link=path)


@dataclass(frozen=True, slots=True)
class FounderBoard:
    """A founder's pitches at an event with a jury: who judges there, and once released what they say."""

    entries: list[FounderJury]
    jurors: list[JuryMember]
    results: list[tuple[FounderResult, list[FounderReason]]]
    conflicts: list[InterestConflict]


async def open_founder_jury(db: Database, *, viewer: Viewer, event_id: int) -> FounderBoard:
    """The jury as the founder of a pitch there may know it: names, and what is released."""
    companies = viewer.organisation_ids(Role.FOUNDER)
    async with db.read() as conn:
        sheets, juries = JurySheetRepository(conn), JuryRepository(conn)
        entries = await sheets.founder_juries(event_id, companies)
        results = await sheets.founder_results(event_id, companies)
        if not entries and not results:
            raise NotFound
        own = {e.company_id for e in entries}
        written = await sheets.founder_reasons(event_id, companies)
        return FounderBoard(
            entries,
            await juries.members(event_id),
            [(r, [w for w in written if w.participant_id == r.participant_id]) for r in results],
            [c for c in await juries.conflicts(event_id) if c.company_id in own and c.evidence == "company"],
        )


async def open_public_results(db: Database, *, event_id: int) -> tuple[Event, list[PublicResult]]:
    """The first places of an event whose organiser publishes them."""
    async with db.read() as conn:
        found = await EventRepository(conn).public(event_id)
        results = await JuryRepository(conn).public_results(event_id, MOST_PUBLIC)
        if not found or not results:
            raise NotFound
        return found[0], results
