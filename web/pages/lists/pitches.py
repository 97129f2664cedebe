"""Lists about pitches: a founder's own, those that wait for review, the showcase, matches, introductions."""

from __future__ import annotations

from typing import Any

from models.entities.pitches import ShownPitch
from web import formats
from web.i18n import N_, gettext
from web.pages.matches import IntroductionsPage, MatchesPage, WhoFitsPage
from web.pages.pitch_list import PitchesPage
from web.pages.pitch_review import JurorEventsPage, ReviewQueuePage
from web.pages.provider import ProfilePage
from web.pages.public import ShowcasePage
from web.pages.search import Marked, SearchPage
from web.tables.lists import Listing, ListTable, col, joined, one
from web.tables.table import Kind
from web.vocabulary import label


def _yes(said: object) -> str:
    return gettext("yes") if said else ""


def _known(kind: str, code: object) -> str | None:
    return None if code in (None, "") else label(kind, code)


def _of_hundred(fit: float | None) -> int | None:
    return None if fit is None else round(fit)


def _shown(pitch: ShownPitch) -> Any:
    return pitch.text


def _unmarked(pieces: Marked) -> str | None:
    return "".join(piece for piece, _ in pieces) or None


LISTS = {
    PitchesPage: one(
        "pitches",
        N_("My pitches"),
        lambda page: page.lines,
        col(N_("Number"), lambda r: r.row.id, Kind.INTEGER),
        col(N_("Project"), lambda r: r.row.name),
        col(N_("In one sentence"), lambda r: r.row.one_line),
        col(N_("Company"), lambda r: r.row.company_name),
        col(N_("State"), lambda r: r.status),
        col(N_("Shown to providers"), lambda r: _yes(r.row.on_show)),
        col(N_("Public pages"), lambda r: _yes(r.row.showcased)),
        col(N_("Readers"), lambda r: r.row.n_readers, Kind.INTEGER),
        col(N_("Last change"), lambda r: r.row.changed_at, Kind.INSTANT),
    ),
    ReviewQueuePage: Listing(
        "review",
        (
            ListTable(
                "waiting",
                N_("Pitches that wait for review"),
                lambda page: page.waiting,
                (
                    col(N_("Number"), lambda r: r.id, Kind.INTEGER),
                    col(N_("Project"), lambda r: r.name),
                    col(N_("In one sentence"), lambda r: r.one_line),
                    col(N_("Company"), lambda r: r.company_name),
                    col(N_("Sector"), lambda r: label("sector", r.sector)),
                    col(N_("Language"), lambda r: label("language", r.lang)),
                    col(N_("Version"), lambda r: r.version, Kind.INTEGER),
                    col(N_("Submitted"), lambda r: r.submitted_at, Kind.INSTANT),
                    col(N_("Times returned"), lambda r: r.n_returned, Kind.INTEGER),
                ),
            ),
            ListTable(
                "decided",
                N_("Decided lately"),
                lambda page: page.decided,
                (
                    col(N_("Number"), lambda r: r.row.id, Kind.INTEGER),
                    col(N_("Project"), lambda r: r.row.name),
                    col(N_("Company"), lambda r: r.row.company_name),
                    col(N_("Decision"), lambda r: r.label),
                    col(N_("By"), lambda r: r.row.reviewer_name),
                    col(N_("Organising body"), lambda r: r.row.body_name),
                    col(N_("When"), lambda r: r.row.reviewed_at, Kind.INSTANT),
                ),
            ),
        ),
    ),
    ShowcasePage: one(
        "projects",
        N_("Projects"),
        lambda page: page.pitches,
        col(N_("Number"), lambda r: r.pitch_id, Kind.INTEGER),
        col(N_("Project"), lambda r: _shown(r).name),
        col(N_("In one sentence"), lambda r: _shown(r).one_line),
        col(N_("Company"), lambda r: r.company_name),
        col(N_("Sector"), lambda r: _known("sector", _shown(r).sector)),
        col(N_("Stage"), lambda r: _known("stage", _shown(r).stage)),
        col(N_("District"), lambda r: _known("district", _shown(r).district)),
        col(N_("Founder category"), lambda r: _known("category", _shown(r).main_category)),
        col(N_("Language"), lambda r: label("language", _shown(r).lang)),
        col(N_("Approved"), lambda r: r.approved_at, Kind.INSTANT),
    ),
    MatchesPage: one(
        "matches",
        N_("Matches"),
        lambda page: page.rows,
        col(N_("Place"), lambda r: r.place, Kind.INTEGER),
        col(N_("Project"), lambda r: r.pitch.name),
        col(N_("In one sentence"), lambda r: r.pitch.one_line),
        col(N_("Company"), lambda r: r.pitch.company_name),
        col(N_("Fit"), lambda r: _of_hundred(r.fit), Kind.INTEGER),
        col(N_("Why"), lambda r: joined(p.text for p in r.reasons)),
        col(N_("Sector"), lambda r: _known("sector", r.pitch.sector)),
        col(N_("Stage"), lambda r: _known("stage", r.pitch.stage)),
        col(N_("District"), lambda r: _known("district", r.pitch.district)),
        col(N_("Founder category"), lambda r: _known("category", r.pitch.main_category)),
        col(N_("Seeks"), lambda r: joined(label("instrument", s.instrument) for s in r.pitch.seeks)),
        col(N_("My answer"), lambda r: _known("choice", r.pitch.choice)),
        col(N_("Introduction"), lambda r: _known("introduction_status", r.pitch.introduction_status)),
        col(N_("Approved"), lambda r: r.pitch.approved_at, Kind.INSTANT),
    ),
    IntroductionsPage: one(
        "introductions",
        N_("Introductions"),
        lambda page: page.introductions,
        col(N_("Number"), lambda r: r.id, Kind.INTEGER),
        col(N_("Project"), lambda r: r.pitch_name),
        col(N_("Company"), lambda r: r.company_name),
        col(N_("Provider"), lambda r: formats.person(r.provider_name)),
        col(N_("State"), lambda r: label("introduction_status", r.status)),
        col(N_("Proposed"), lambda r: r.proposed_at, Kind.INSTANT),
        col(N_("Answered"), lambda r: r.answered_at, Kind.INSTANT),
        col(N_("Reason"), lambda r: r.decline_reason or None),
        # Contacts are there only once both have agreed, as on the page.
        col(N_("Contacts"), lambda r: joined(f"{c.name} {c.email}" for c in r.contacts) or None),
    ),
    WhoFitsPage: one(
        "who-fits",
        N_("Providers who fit"),
        lambda page: page.rows,
        col(N_("Provider"), lambda r: r.provider.name),
        col(N_("Kind"), lambda r: joined(label("organisation", k) for k in r.provider.kinds)),
        col(N_("Fit"), lambda r: _of_hundred(r.fit), Kind.INTEGER),
        col(N_("Why"), lambda r: joined(p.text for p in r.reasons)),
        col(
            N_("Introduction"),
            lambda r: r.introduction and label("introduction_status", r.introduction.status),
        ),
    ),
    ProfilePage: Listing(
        "profile",
        (
            ListTable(
                "deals",
                N_("Past deals"),
                lambda page: page.own.deals,
                (
                    col(N_("Company"), lambda r: r.company_name),
                    col(N_("Sector"), lambda r: _known("sector", r.sector)),
                    col(N_("Stage"), lambda r: _known("stage", r.stage)),
                    col(N_("Instrument"), lambda r: _known("instrument", r.instrument)),
                    col(N_("Amount"), lambda r: r.amount, Kind.MONEY),
                    col(N_("Date"), lambda r: r.dealt_on, Kind.DAY),
                    col(N_("District"), lambda r: _known("district", r.district)),
                ),
            ),
            ListTable(
                "products",
                N_("Products"),
                lambda page: page.own.products,
                (
                    col(N_("Kind"), lambda r: label("instrument", r.kind)),
                    col(N_("Name"), lambda r: r.name),
                    col(N_("Purpose"), lambda r: r.purpose),
                    col(N_("Amount, at least"), lambda r: r.amount_min, Kind.MONEY),
                    col(N_("Amount, at most"), lambda r: r.amount_max, Kind.MONEY),
                    col(N_("Rate"), lambda r: r.rate_text),
                    col(N_("Term in months"), lambda r: r.term_months, Kind.INTEGER),
                ),
            ),
        ),
    ),
    SearchPage: one(
        "search",
        N_("Answers"),
        lambda page: [(group, line) for group in page.groups for line in group.lines],
        col(N_("Kind"), lambda r: r[0].label),
        col(N_("Number"), lambda r: next(iter(r[1].params.values()), None), Kind.INTEGER),
        col(N_("Name"), lambda r: _unmarked(r[1].title)),
        col(N_("In one sentence"), lambda r: _unmarked(r[1].line)),
        col(N_("What answers"), lambda r: _unmarked(r[1].snippet)),
        col(N_("Tags"), lambda r: joined(r[1].tags) or None),
        col(N_("Language"), lambda r: label("language", r[1].text_lang)),
    ),
    JurorEventsPage: one(
        "juror-pitches",
        N_("Pitches to comment on"),
        lambda page: [(part, line) for part in page.events for line in part.pitches],
        col(N_("Event"), lambda r: r[0].title),
        col(N_("When"), lambda r: r[0].starts_at, Kind.INSTANT),
        col(N_("Project"), lambda r: r[1].title),
        col(N_("Commented"), lambda r: _yes(r[1].commented)),
    ),
}
